/* The real thing for test_execve: mounts, files and processes as a drawn case wants them. */
#ifndef CCAPS_TESTS_EXECVE_STAGE_H
#define CCAPS_TESTS_EXECVE_STAGE_H

#include "credentials_report.h"
#include "execve_case.h"

/** What all cases share. */
struct execve_stage {
    int programs[CASE_MOUNTS];       /**< fds of the helper program, a copy on each mount */
    int namespaces[CASE_NAMESPACES]; /**< namespaces_create() */
};

/**
 * Set it up, moving the caller into a mount namespace of its own, with which the mounts vanish.
 * @param helper  path of the static report_credentials
 * @return NULL; or what failed, with errno
 */
const char *execve_stage_open(struct execve_stage *stage, const char *helper);

/** Close its fds. */
void execve_stage_close(struct execve_stage *stage);

/** Looks at the process that waits just before its execve(2), and at the program that it will run. */
typedef void execve_look(void *context, const struct credentials_report *before, int program);

/**
 * Make a process and a file as `drawn` says, and run the file.
 *
 * @param look    called in between; not where the process could not be made. NULL for none
 * @param before  filled: the process just before execve(2); `error` where it could not be made, `what` says which step
 * @param after   filled: behind it; or `error`, as execve(2) failed
 * @return 0; -1 where the process died without a word, or the file could not be made so
 */
int execve_stage_run(const struct execve_stage *stage, const struct execve_case *drawn, execve_look *look,
                     void *context, struct credentials_report *before, struct credentials_report *after);

#endif
