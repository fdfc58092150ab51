/* The first process: started in new namespaces, told when it may go on, and heard when it fails. */
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "launch/confine.h"
#include "launch/init.h"
#include "launch/signals.h"
#include "launch/steps.h"

/* What the first process tells its launcher; an end of the pipe without a failure is COMMAND's start. */
struct report {
    bool ready; /* all is done but the start of COMMAND */
    int status; /* else: exit status of the failure, and */
    struct error err;
};

static int new_namespaces(const struct launch *launch)
{
    int wanted = 0;
    for (size_t i = 0; i < OCI_NAMESPACES; i++)
        if (launch->config.namespaces[i].wanted && !launch->config.namespaces[i].path)
            wanted |= namespace_flags[i];
    return wanted & ~CLONE_NEWCGROUP; /* that has its own step */
}

/*
 * Fork into the namespaces and the v2 cgroup. @return as fork(2)
 *
 * The child has the container's ids soon, and the host's environment, files and program: nobody in there is to trace
 * it, or to look at it in /proc, from its birth on until it is COMMAND (proc_pid(5), PR_SET_DUMPABLE(2const); execve(2)
 * ends it). For the init of a container it stays so.
 */
static pid_t start(struct launch *launch)
{
    const struct cgroup_place *v2 = cgroup_places_v2(&launch->cgroups);
    _cleanup_(closep) int cgroup = v2 ? open(v2->directory, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    if (v2 && cgroup < 0)
        return -1;
    struct clone_args args = {
        .flags = (unsigned)new_namespaces(launch) | CLONE_PIDFD | (v2 ? CLONE_INTO_CGROUP : 0),
        .pidfd = (uintptr_t)&launch->pidfd,
        .exit_signal = SIGCHLD,
        .cgroup = v2 ? (unsigned)cgroup : 0,
    };
    int dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        return -1;
    pid_t child = (pid_t)syscall(SYS_clone3, &args, sizeof(args));
    int failure = errno;
    if (child != 0)
        prctl(PR_SET_DUMPABLE, dumpable == 1, 0, 0, 0);
    errno = failure;
    return child;
}

static void send_report(struct launch *launch, const struct report *report)
{
    /* a write of no more than PIPE_BUF is whole, or fails since the launcher is gone and nobody is to be told */
    ssize_t written = write(launch->report, report, sizeof(*report));
    (void)written;
}

/* The steps of the first process. It ends as COMMAND or here. */
static _Noreturn void run_child(struct launch *launch)
{
    struct report report = { 0 };
    plan_perform(launch, STEP_COMMAND, &report.err);
    report.status = launch->status;
    send_report(launch, &report);
    _exit(launch->status);
}

/* Wait until there is a report, or a signal that is to end us. @return that; 0 */
static int wait_for_report(const struct launch *launch)
{
    _cleanup_(closep) int signals = signals_open();
    struct pollfd fds[] = { { .fd = launch->report, .events = POLLIN }, { .fd = signals, .events = POLLIN } };
    while (poll(fds, ARRAY_SIZE(fds), -1) < 0 && errno == EINTR)
        ;
    return fds[0].revents ? 0 : signals_read(signals);
}

/* @return 1: ready; 0: the pipe has ended; else the failure */
static int receive_report(struct launch *launch, struct error *err)
{
    struct report report;
    ssize_t size;
    int ended_by = wait_for_report(launch);
    if (ended_by)
        return error_set(err, ECANCELED | ERROR_TOLD, "COMMAND was not started: %s", strsignal(ended_by));
    do {
        size = read(launch->report, &report, sizeof(report));
    } while (size < 0 && errno == EINTR);
    if (size != sizeof(report))
        return 0;
    if (report.ready)
        return 1;
    launch->status = report.status;
    if (err)
        *err = report.err;
    return -(report.err.errnum & ~ERROR_TOLD);
}

int step_start_process(struct launch *launch, struct error *err)
{
    int report[2] = { -1, -1 }, gate[2] = { -1, -1 };
    if (pipe2(report, O_CLOEXEC) < 0 || pipe2(gate, O_CLOEXEC) < 0)
        return error_set(err, errno, "cannot start the first process");
    launch->child = start(launch);
    bool in_child = launch->child == 0;
    int failure = launch->child < 0 ? errno : 0;
    launch->report = report[in_child];
    launch->gate = gate[!in_child];
    close(report[!in_child]);
    close(gate[in_child]);
    if (in_child)
        run_child(launch);
    if (failure) {
        launch->child = 0;
        return error_set(err, failure, "cannot start the first process");
    }
    int result = receive_report(launch, err);
    return result == 0 ? error_set(err, ECHILD | ERROR_TOLD, "the first process was killed") : result < 0 ? result : 0;
}

void undo_start_process(struct launch *launch)
{
    if (launch->child == 0)
        return;
    syscall(SYS_pidfd_send_signal, launch->pidfd, SIGKILL, NULL, 0);
    while (waitpid(launch->child, NULL, 0) < 0 && errno == EINTR)
        ;
    launch->child = 0;
}

int step_start_command(struct launch *launch, struct error *err)
{
    if (write(launch->gate, "", 1) != 1)
        return error_set(err, errno, "cannot start COMMAND");
    return receive_report(launch, err);
}

int step_new_session(struct launch *launch, struct error *err)
{
    (void)launch;
    /* in ours it could push input into the terminal that we were started from: ioctl_tty(2), TIOCSTI */
    return setsid() < 0 ? error_set(err, errno, "cannot start a session") : 0;
}

int step_new_keyring(struct launch *launch, struct error *err)
{
    (void)launch;
    /* keys of the caller's session would be the container's too: session-keyring(7) */
    if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 && errno != ENOSYS)
        return error_set(err, errno, "cannot start a session keyring");
    return 0;
}

int step_leave_streams(struct launch *launch, struct error *err)
{
    (void)launch;
    _cleanup_(closep) int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (null < 0 || dup2(null, fd) < 0)
            return error_set(err, errno, "cannot open /dev/null");
    return 0;
}

static int follow_launcher(int number, struct error *err)
{
    return prctl(PR_SET_PDEATHSIG, number, 0, 0, 0) < 0 ? error_set(err, errno, "cannot follow the launcher") : 0;
}

int step_start_with_launcher(struct launch *launch, struct error *err)
{
    (void)launch;
    return follow_launcher(SIGKILL, err);
}

int step_live_with_launcher(struct launch *launch, struct error *err)
{
    return follow_launcher(launch->request->detach ? 0 : SIGKILL, err);
}

/* @return whether a byte came; else the other end is gone */
static bool wait_for_gate(int gate)
{
    char byte;
    ssize_t size;
    do {
        size = read(gate, &byte, 1);
    } while (size < 0 && errno == EINTR);
    return size == 1;
}

int step_wait_for_start(struct launch *launch, struct error *err)
{
    send_report(launch, &(struct report){ .ready = true });
    return wait_for_gate(launch->gate) ? 0 : error_set(err, ECANCELED, "the launcher has ended");
}

int step_fork_command(struct launch *launch, struct error *err)
{
    int gate[2];
    pid_t command = pipe2(gate, O_CLOEXEC) < 0 ? -1 : fork();
    if (command < 0)
        return error_set(err, errno, "cannot start COMMAND");
    setpgid(command, command); /* of both, since either may be the first to need it: signals_pass() */
    if (command > 0)
        init_run(launch, command);
    close(gate[1]);
    wait_for_gate(gate[0]); /* until init has closed its end, with all else */
    close(gate[0]);
    return 0;
}
