#include "read/exec_context.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/kcmp.h>
#include <linux/securebits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/io.h"
#include "read/kernel.h"
#include "read/process_read.h"

void exec_prediction_free(struct exec_prediction *prediction)
{
    exec_program_free(&prediction->program);
    *prediction = EXEC_PREDICTION_EMPTY;
}

/* @return 1, 0; CREDENTIAL_UNKNOWN where it may not be asked; one that has ended shares nothing */
static int shares_with(pid_t tid, pid_t other)
{
    long order = syscall(SYS_kcmp, tid, other, KCMP_FS, 0, 0);
    if (order < 0)
        return errno == ESRCH ? 0 : CREDENTIAL_UNKNOWN;
    return order == 0;
}

/* A directory is linked to by each directory in it, and by two more: what has one thread need not be opened. */
static bool has_more_threads(int taskfd)
{
    struct stat stat;
    return fstat(taskfd, &stat) < 0 || stat.st_nlink > 3;
}

/* Most share it with their leader, but each may have one of its own (unshare(2), CLONE_FS). */
static int shares_with_threads(pid_t tid, int procfd, pid_t other)
{
    char path[32];
    snprintf(path, sizeof(path), "%d/task", other);
    int result = shares_with(tid, other);
    int taskfd = result == 1 ? -1 : openat(procfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    _cleanup_(closedirp) DIR *tasks = taskfd >= 0 && has_more_threads(taskfd) ? fdopendir(taskfd) : NULL;
    if (!tasks)
        closep(&taskfd);
    for (struct dirent *entry; tasks && result != 1 && (entry = readdir(tasks)) != NULL;) {
        pid_t thread = atoi(entry->d_name);
        int shares = thread > 0 && thread != other ? shares_with(tid, thread) : 0;
        result = shares != 0 ? shares : result;
    }
    return result;
}

int process_shares_fs(pid_t pid, pid_t tid)
{
    _cleanup_(closedirp) DIR *proc = opendir("/proc");
    int result = proc ? 0 : CREDENTIAL_UNKNOWN;
    for (struct dirent *entry; proc && result != 1 && (entry = readdir(proc)) != NULL;) {
        pid_t other = atoi(entry->d_name);
        int shares = other > 0 && other != pid ? shares_with_threads(tid, dirfd(proc), other) : 0;
        result = shares != 0 ? shares : result;
    }
    return result;
}

/* @return 0 where there is none; CREDENTIAL_UNKNOWN */
static pid_t read_tracer(const struct exec_process *who)
{
    char path[64] = "/proc/thread-self/status";
    if (!who->self)
        snprintf(path, sizeof(path), "/proc/%d/task/%d/status", who->process->status.pid, who->process->status.tid);
    _cleanup_(buffer_free) struct buffer status = { 0 };
    static const char key[] = "\nTracerPid:";
    const char *line = read_single_at(AT_FDCWD, path, &status) < 0 ? NULL : strstr(status.data, key);
    return line ? atoi(line + strlen(key)) : CREDENTIAL_UNKNOWN;
}

/* kernel/ptrace.c, ptracer_capable(); what the tracer could do when it attached is taken to be what it can now. */
static int may_trace(pid_t tracer, const struct user_namespace *ns)
{
    char path[64];
    snprintf(path, sizeof(path), "/proc/%d/ns/user", tracer);
    struct process process = { 0 };
    int result = process_read(tracer, tracer, 0, &process, NULL);
    if (result < 0 || !capstate_knows(&process.status.credentials.caps, EFFECTIVE))
        return CREDENTIAL_UNKNOWN;
    bool holds = capstate_has(&process.status.credentials.caps, EFFECTIVE, CAP_SYS_PTRACE);
    process_free(&process);
    _cleanup_(closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
    return holds ? user_namespace_is_within(ns, fd) : 0;
}

/* Everything that is not of the file. */
struct prediction_step {
    const struct exec_process *who;
    struct exec_prediction *prediction;
};

static void predict(const struct prediction_step *step, const struct exec_context *context,
                    struct exec_outcome *outcome)
{
    const struct process *process = step->who->process;
    execve_predict(&process->status.credentials, &process->groups, &step->prediction->program.file, context, outcome);
}

static bool same_outcome(const struct exec_outcome *one, const struct exec_outcome *other)
{
    return one->verdict == other->verdict && one->missing == other->missing &&
           one->ambient_cleared == other->ambient_cleared && one->held_to_old == other->held_to_old &&
           memcmp(one->after.caps.sets, other->after.caps.sets, sizeof(one->after.caps.sets)) == 0 &&
           memcmp(one->after.uids, other->after.uids, sizeof(one->after.uids)) == 0 &&
           memcmp(one->after.gids, other->after.gids, sizeof(one->after.gids)) == 0;
}

static bool matters(const struct prediction_step *step, const struct exec_context *one,
                    const struct exec_context *other)
{
    struct exec_outcome with_one, with_other;
    predict(step, one, &with_one);
    predict(step, other, &with_other);
    return !same_outcome(&with_one, &with_other);
}

/* Only a kernel that is older can have the older rule, and the running one stays what it is. */
static int find_rule(void)
{
    static int answer = CREDENTIAL_UNKNOWN;
    struct utsname kernel;
    int major = 0, minor = 0;
    if (answer != CREDENTIAL_UNKNOWN)
        return answer;
    if (uname(&kernel) == 0 && sscanf(kernel.release, "%d.%d", &major, &minor) == 2 &&
        (major > 6 || (major == 6 && minor >= 16)))
        answer = 0;
    else
        answer = kernel_compares_real_id();
    return answer;
}

static void settle_rule(const struct prediction_step *step, struct exec_context *context)
{
    const struct exec_context newer = *context, newer_unsafe = { .root = newer.root, .unsafe = true };
    struct exec_context older = newer, older_unsafe = newer_unsafe;
    older.compares_real_id = older_unsafe.compares_real_id = true;
    if (!matters(step, &newer, &older) && !matters(step, &newer_unsafe, &older_unsafe))
        return;
    int answer = find_rule();
    context->compares_real_id = answer == 1;
    step->prediction->program.doubts |= answer == CREDENTIAL_UNKNOWN ? DOUBT_RULE : 0;
}

static void settle_tracer(const struct prediction_step *step, struct exec_context *context)
{
    struct exec_program *program = &step->prediction->program;
    pid_t tracer = read_tracer(step->who);
    program->doubts |= tracer == CREDENTIAL_UNKNOWN ? DOUBT_TRACED : 0;
    if (tracer <= 0)
        return;
    int can = may_trace(tracer, &program->user_namespace);
    context->unsafe = can != 1;
    program->doubts |= can == CREDENTIAL_UNKNOWN ? DOUBT_TRACER : 0;
}

static void settle_sharing(const struct prediction_step *step, struct exec_context *context)
{
    const struct status *status = &step->who->process->status;
    if (context->unsafe)
        return;
    int shares = process_shares_fs(status->pid, status->tid);
    context->unsafe = shares == 1;
    step->prediction->program.doubts |= shares == CREDENTIAL_UNKNOWN ? DOUBT_SHARED_FS : 0;
}

static void settle_safety(const struct prediction_step *step, struct exec_context *context)
{
    struct exec_context unsafe = *context;
    unsafe.unsafe = true;
    if (!matters(step, context, &unsafe))
        return;
    settle_tracer(step, context);
    settle_sharing(step, context);
}

/* Whether it would come out otherwise for one whose credentials are those. */
static bool credentials_matter(const struct prediction_step *step, const struct exec_context *context,
                               const struct credentials *credentials)
{
    struct exec_outcome outcome, otherwise;
    predict(step, context, &outcome);
    execve_predict(credentials, &step->who->process->groups, &step->prediction->program.file, context, &otherwise);
    return !same_outcome(&outcome, &otherwise);
}

/* Of all securebits, execve(2) asks but for noroot. */
static void settle_securebits(const struct prediction_step *step, const struct exec_context *context)
{
    struct credentials strict = step->who->process->status.credentials;
    bool known = strict.securebits != CREDENTIAL_UNKNOWN;
    strict.securebits = SECBIT_NOROOT;
    if (!known && credentials_matter(step, context, &strict))
        step->prediction->program.doubts |= DOUBT_SECUREBITS;
}

static void settle_no_new_privs(const struct prediction_step *step, const struct exec_context *context)
{
    struct credentials strict = step->who->process->status.credentials;
    bool known = strict.no_new_privs != CREDENTIAL_UNKNOWN;
    strict.no_new_privs = 1;
    if (!known && credentials_matter(step, context, &strict))
        step->prediction->program.doubts |= DOUBT_NO_NEW_PRIVS;
}

static void settle(const struct exec_process *who, struct exec_prediction *prediction)
{
    struct prediction_step step = { who, prediction };
    struct exec_context *context = &prediction->context;
    *context = (struct exec_context){ .root = user_namespace_root(&prediction->program.user_namespace) };
    settle_rule(&step, context);
    settle_safety(&step, context);
    settle_securebits(&step, context);
    settle_no_new_privs(&step, context);
    predict(&step, context, &prediction->outcome);
}

int exec_predict(const struct exec_process *who, const char *name, struct exec_prediction *prediction,
                 struct error *err)
{
    *prediction = EXEC_PREDICTION_EMPTY;
    int result = exec_program_find(who, name, &prediction->program, err);
    if (result == 0)
        settle(who, prediction);
    return result;
}

int exec_predict_open(const struct exec_process *who, int fd, const char *name, struct exec_prediction *prediction,
                      struct error *err)
{
    *prediction = EXEC_PREDICTION_EMPTY;
    int result = exec_program_read(who, fd, name, &prediction->program, err);
    if (result == 0)
        settle(who, prediction);
    return result;
}
