/* What the kernel says of the calling thread, by raw system calls: the oracle of tests about credentials. It shares no
 * code with what is tested, and a static helper sends it from behind an execve(2). */
#ifndef CCAPS_TESTS_CREDENTIALS_REPORT_H
#define CCAPS_TESTS_CREDENTIALS_REPORT_H

#include <sys/types.h>

#include "caps/credentials.h"

/** The fd on which report_credentials, the helper, sends its report. */
enum { REPORT_FD = 3 };

/** Supplementary groups that a report has room for. */
enum { REPORT_GROUPS = 8 };

/** Fixed in size and below PIPE_BUF: one write(2) and one read(2) of a pipe carry it whole. */
struct credentials_report {
    int error;     /**< 0; or the errno of what was to be done instead of reporting */
    char what[32]; /**< of an error: the step that failed */
    pid_t pid;
    capset_t sets[CAPSET_KINDS];
    uid_t uids[ID_KINDS]; /**< as the thread's own user namespace counts */
    gid_t gids[ID_KINDS];
    gid_t groups[REPORT_GROUPS];
    int group_count;
    int securebits;
    int no_new_privs;
};

/** Ask the kernel for all of it. */
void credentials_report_fill(struct credentials_report *report);

/** Send it through a pipe. @return 0; -1 */
int credentials_report_send(int fd, const struct credentials_report *report);

/** Wait for one. @return 0; -1 where the other end closed without a report */
int credentials_report_receive(int fd, struct credentials_report *report);

#endif
