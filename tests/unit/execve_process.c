#include "execve_process.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "credentials_report.h"

static int set_caps(capset_t effective, capset_t permitted, capset_t inheritable)
{
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct words[_LINUX_CAPABILITY_U32S_3] = {
        { (uint32_t)effective, (uint32_t)permitted, (uint32_t)inheritable },
        { (uint32_t)(effective >> 32), (uint32_t)(permitted >> 32), (uint32_t)(inheritable >> 32) },
    };
    return (int)syscall(SYS_capset, &header, words);
}

static int keep_caps_over_ids(const struct execve_case *unused)
{
    (void)unused;
    return prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0);
}

static int become_groups(const struct execve_case *drawn)
{
    return setgroups((size_t)drawn->group_count, drawn->groups);
}

static int become_gids(const struct execve_case *drawn)
{
    const gid_t *gids = drawn->process.gids;
    if (setresgid(gids[ID_REAL], gids[ID_EFFECTIVE], gids[ID_SAVED]) < 0)
        return -1;
    setfsgid(gids[ID_FILESYSTEM]);
    return 0;
}

static int become_uids(const struct execve_case *drawn)
{
    const uid_t *uids = drawn->process.uids;
    if (setresuid(uids[ID_REAL], uids[ID_EFFECTIVE], uids[ID_SAVED]) < 0)
        return -1;
    setfsuid(uids[ID_FILESYSTEM]);
    return 0;
}

/* Inheritable before bounding: what is in neither cannot be added (capset(2)), but may stay when bounding loses it. */
static int raise_inheritable_and_ambient(const struct execve_case *drawn)
{
    struct credentials_report own;
    credentials_report_fill(&own);
    if (set_caps(own.sets[EFFECTIVE], own.sets[PERMITTED], drawn->process.caps.sets[INHERITABLE]) < 0)
        return -1;
    capset_foreach (cap, drawn->process.caps.sets[AMBIENT])
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0) < 0)
            return -1;
    return 0;
}

static int drop_bounding(const struct execve_case *drawn)
{
    for (unsigned cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
        if (!capset_has(drawn->process.caps.sets[BOUNDING], cap) && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0)
            return -1;
    return 0;
}

static int become_securebits(const struct execve_case *drawn)
{
    return prctl(PR_SET_SECUREBITS, drawn->process.securebits, 0, 0, 0);
}

static int drop_caps(const struct execve_case *drawn)
{
    const capset_t *sets = drawn->process.caps.sets;
    return set_caps(sets[EFFECTIVE], sets[PERMITTED], sets[INHERITABLE]);
}

static int promise_no_new_privs(const struct execve_case *drawn)
{
    return drawn->process.no_new_privs ? prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) : 0;
}

/* Each step needs capabilities that later ones take away. */
static const struct step {
    const char *name;
    int (*take)(const struct execve_case *drawn);
} steps[] = {
    { "PR_SET_SECUREBITS, first", keep_caps_over_ids },
    { "setgroups", become_groups },
    { "setresgid", become_gids },
    { "setresuid", become_uids },
    { "inheritable, ambient", raise_inheritable_and_ambient },
    { "PR_CAPBSET_DROP", drop_bounding },
    { "PR_SET_SECUREBITS", become_securebits },
    { "capset", drop_caps },
    { "PR_SET_NO_NEW_PRIVS", promise_no_new_privs },
};

static const char *become(const struct execve_case *drawn)
{
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
        if (steps[i].take(drawn) < 0)
            return steps[i].name;
    return NULL;
}

static _Noreturn void fail(int report_fd, const char *what)
{
    struct credentials_report report = { .error = errno };
    snprintf(report.what, sizeof(report.what), "%s", what);
    credentials_report_send(report_fd, &report);
    credentials_report_send(report_fd, &report);
    _exit(1);
}

/* Go on in a child that has its fs_struct with a process that waits: fs/exec.c, check_unsafe_exec() counts them. */
static int go_on_sharing_fs(void)
{
    pid_t child = (pid_t)syscall(SYS_clone, CLONE_FS | SIGCHLD, NULL, NULL, NULL, NULL);
    if (child <= 0)
        return (int)child;
    waitpid(child, NULL, 0);
    _exit(0);
}

/* Meanwhile it is looked at from outside. */
static void wait_for_word(int go_fd)
{
    char word;
    if (read(go_fd, &word, 1) != 1)
        _exit(1);
}

_Noreturn void execve_process_run(const struct execve_case *drawn, int program, int user_namespace, int report_fd,
                                  int go_fd)
{
    if (dup2(report_fd, REPORT_FD) < 0 || fcntl(REPORT_FD, F_SETFD, 0) < 0)
        fail(report_fd, "dup2");
    if (user_namespace >= 0 && setns(user_namespace, CLONE_NEWUSER) < 0)
        fail(REPORT_FD, "setns");
    if (drawn->shares_fs && go_on_sharing_fs() < 0)
        fail(REPORT_FD, "clone");
    const char *failed = become(drawn);
    if (failed)
        fail(REPORT_FD, failed);

    struct credentials_report report;
    credentials_report_fill(&report);
    credentials_report_send(REPORT_FD, &report);
    wait_for_word(go_fd);
    char *const arguments[] = { (char[]){ "report_credentials" }, NULL };
    char *const environment[] = { NULL };
    execveat(program, "", arguments, environment, AT_EMPTY_PATH);

    report = (struct credentials_report){ .error = errno };
    credentials_report_send(REPORT_FD, &report);
    _exit(1);
}
