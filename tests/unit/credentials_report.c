#include "credentials_report.h"

#include <linux/capability.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void fill_sets(capset_t sets[CAPSET_KINDS])
{
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct words[_LINUX_CAPABILITY_U32S_3] = { 0 };
    syscall(SYS_capget, &header, words);
    sets[EFFECTIVE] = words[0].effective | (capset_t)words[1].effective << 32;
    sets[PERMITTED] = words[0].permitted | (capset_t)words[1].permitted << 32;
    sets[INHERITABLE] = words[0].inheritable | (capset_t)words[1].inheritable << 32;
    for (unsigned cap = 0; cap < CAPABILITY_MAX; cap++) {
        if (prctl(PR_CAPBSET_READ, cap, 0, 0, 0) == 1)
            sets[BOUNDING] |= capset_of(cap);
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, cap, 0, 0) == 1)
            sets[AMBIENT] |= capset_of(cap);
    }
}

void credentials_report_fill(struct credentials_report *report)
{
    *report = (struct credentials_report){ .pid = getpid() };
    fill_sets(report->sets);
    getresuid(&report->uids[ID_REAL], &report->uids[ID_EFFECTIVE], &report->uids[ID_SAVED]);
    getresgid(&report->gids[ID_REAL], &report->gids[ID_EFFECTIVE], &report->gids[ID_SAVED]);
    /* setfsuid(2), NOTES: an id that is none changes nothing, and the old one is returned */
    report->uids[ID_FILESYSTEM] = (uid_t)setfsuid((uid_t)-1);
    report->gids[ID_FILESYSTEM] = (gid_t)setfsgid((gid_t)-1);
    report->group_count = getgroups(REPORT_GROUPS, report->groups);
    report->securebits = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);
    report->no_new_privs = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
}

int credentials_report_send(int fd, const struct credentials_report *report)
{
    return write(fd, report, sizeof(*report)) == (ssize_t)sizeof(*report) ? 0 : -1;
}

int credentials_report_receive(int fd, struct credentials_report *report)
{
    return read(fd, report, sizeof(*report)) == (ssize_t)sizeof(*report) ? 0 : -1;
}
