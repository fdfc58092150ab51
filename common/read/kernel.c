#include "read/kernel.h"

#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "read/process_read.h"

/* The capability must be inheritable before it can be ambient: capabilities(7), "Ambient". */
static int raise_ambient(unsigned cap)
{
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct words[_LINUX_CAPABILITY_U32S_3] = { 0 };
    if (syscall(SYS_capget, &header, words) < 0)
        return -1;
    words[CAP_TO_INDEX(cap)].inheritable |= CAP_TO_MASK(cap);
    if (syscall(SYS_capset, &header, words) < 0)
        return -1;
    return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, cap, 0, 0);
}

/* The effective id stays, so that its capabilities do; the kernel that is asked about compares no other two. */
static int make_real_id_differ(void)
{
    enum { ONE_ID = 1, OTHER_ID = 2 };
    return setresuid(geteuid() == ONE_ID ? OTHER_ID : ONE_ID, (uid_t)-1, (uid_t)-1);
}

static _Noreturn void run_self_traced(bool real_id_differs)
{
    char *const arguments[] = { (char[]){ "probe" }, NULL };
    char *const environment[] = { NULL };
    int result = real_id_differs ? make_real_id_differ() : setresuid(geteuid(), (uid_t)-1, (uid_t)-1);
    if (result == 0 && raise_ambient(CAP_SETUID) == 0 && ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0)
        execve("/proc/self/exe", arguments, environment);
    _exit(1);
}

/* @return 1, 0; CREDENTIAL_UNKNOWN */
static int ambient_survives(bool real_id_differs)
{
    pid_t child = fork();
    if (child < 0)
        return CREDENTIAL_UNKNOWN;
    if (child == 0)
        run_self_traced(real_id_differs);

    int status, survives = CREDENTIAL_UNKNOWN;
    if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status))
        return CREDENTIAL_UNKNOWN;
    struct process process = { 0 };
    if (process_read(child, child, 0, &process, NULL) == 0 && capstate_knows(&process.status.credentials.caps, AMBIENT))
        survives = capstate_has(&process.status.credentials.caps, AMBIENT, CAP_SETUID);
    process_free(&process);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return survives;
}

int kernel_compares_real_id(void)
{
    if (ambient_survives(false) != 1)
        return CREDENTIAL_UNKNOWN;
    int survives = ambient_survives(true);
    return survives == CREDENTIAL_UNKNOWN ? CREDENTIAL_UNKNOWN : !survives;
}
