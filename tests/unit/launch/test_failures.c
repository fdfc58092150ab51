/* A start that fails at any step leaves nothing, and COMMAND is not started: each step of each form is made to fail. */
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/io.h"
#include "launch/launch.h"
#include "launch/state.h"

/* A directory of ours on the host; the container's root is the host's own, so that COMMAND would leave a mark in it. */
static char scratch[] = "/var/tmp/ccaps-failures-XXXXXX";
static char mark[PATH_MAX];
static char name[LAUNCH_NAME_SIZE];
static char target[16]; /* pid of a container that runs, for --in */

static const char bundle_config[] =
    "{ \"process\": { \"args\": [\"/bin/sh\"], \"cwd\": \"/\", \"rlimits\": [{ \"type\": \"RLIMIT_CORE\", \"soft\": 0,"
    " \"hard\": 0 }], \"noNewPrivileges\": true, \"capabilities\": { \"bounding\": [\"CAP_KILL\"] } },"
    " \"root\": { \"path\": \"/\", \"readonly\": true }, \"hostname\": \"failing\","
    " \"mounts\": [{ \"destination\": \"/proc\", \"type\": \"proc\" },"
    " { \"destination\": \"/dev\", \"type\": \"tmpfs\", \"options\": [\"mode=755\"] },"
    " { \"destination\": \"/sys/fs/cgroup\", \"type\": \"cgroup\", \"options\": [\"ro\"] }],"
    " \"linux\": { \"namespaces\": [{ \"type\": \"mount\" }, { \"type\": \"pid\" }, { \"type\": \"uts\" },"
    " { \"type\": \"cgroup\" }, { \"type\": \"network\" }, { \"type\": \"ipc\", \"path\": \"/proc/self/ns/ipc\" }],"
    " \"resources\": { \"devices\": [{ \"allow\": false }] }, \"maskedPaths\": [\"/proc/kcore\"],"
    " \"readonlyPaths\": [\"/proc/sys\"] } }";

static struct launch_request request_of(enum launch_form form, char *const *command)
{
    return (struct launch_request){
        .form = form,
        .path = form == LAUNCH_ROOTFS ? "/" : scratch,
        .target = target,
        .name = name,
        .user = form == LAUNCH_BUNDLE ? NULL : "12345:54321",
        .detach = form == LAUNCH_HOST_ROOT,
        .command = command,
    };
}

/* ---- what could be left ---- */

static char *mounts_of_host(void)
{
    struct buffer text = { 0 };
    assert_int_equal(read_file_at(AT_FDCWD, "/proc/self/mountinfo", &text), 0);
    return buffer_take(&text);
}

static bool is_there(const char *path)
{
    struct stat stat;
    return lstat(path, &stat) == 0;
}

static bool has_cgroup(void)
{
    char command[256];
    snprintf(command, sizeof(command), "find /sys/fs/cgroup -name 'ccaps-%s' | wc -l", name);
    char *count = output_of(command);
    bool found = atoi(count) > 0;
    free(count);
    return found;
}

static void nothing_is_left(const char *step, const char *mounts)
{
    char path[PATH_MAX];
    _cleanup_(freep) char *now = mounts_of_host();
    snprintf(path, sizeof(path), STATE_DIRECTORY "/%s", name);
    if (is_there(path))
        fail_msg("after '%s' the state is left", step);
    if (has_cgroup())
        fail_msg("after '%s' a cgroup is left", step);
    if (strcmp(now, mounts) != 0)
        fail_msg("after '%s' a mount is left", step);
    /* orphans come to us: PR_SET_CHILD_SUBREAPER(2const) */
    int status;
    if (waitpid(-1, &status, 0) > 0)
        fail_msg("after '%s' a process is left", step);
    assert_int_equal(errno, ECHILD);
}

/* ---- starting, in a process of its own, since a start changes who starts ---- */

static int start(const struct launch_request *request, const char *fail_after)
{
    struct error err = { 0 };
    struct launch launch = LAUNCH_EMPTY;
    int result = launch_settle(&launch, request, &err);
    if (result == 0) {
        launch.fail_after = fail_after;
        result = launch_start(&launch, &err);
    }
    if (result < 0 && !fail_after)
        error_print(&err);
    launch_free(&launch);
    return result;
}

static int start_apart(const struct launch_request *request, const char *fail_after)
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(-start(request, fail_after));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return -WEXITSTATUS(status);
}

static void fail_each_step(enum launch_form form)
{
    char line[PATH_MAX + 16];
    char *command[] = { "/bin/sh", "-c", line, NULL };
    struct launch_request request = request_of(form, command);
    struct launch launch = LAUNCH_EMPTY;
    struct error err = { 0 };
    snprintf(line, sizeof(line), "echo > %s", mark);
    if (launch_settle(&launch, &request, &err) < 0)
        fail_msg("%s (%s)", err.what, err.cure);
    assert_true(launch.plan.count > 8);

    _cleanup_(freep) char *mounts = mounts_of_host();
    for (size_t i = 0; i < launch.plan.count; i++) {
        const char *step = launch.plan.steps[i]->name;
        if (strcmp(step, "execute COMMAND") == 0)
            continue; /* once it is done there is nothing of ours to fail */
        if (start_apart(&request, step) != -ECANCELED)
            fail_msg("'%s' did not fail as it was made to", step);
        nothing_is_left(step, mounts);
        if (strcmp(step, "start COMMAND") != 0 && is_there(mark))
            fail_msg("after '%s' COMMAND was started", step);
        unlink(mark);
    }
    launch_free(&launch);
}

static void a_failing_start_on_a_root_leaves_nothing(void **state)
{
    (void)state;
    fail_each_step(LAUNCH_ROOTFS);
}

static void a_failing_start_of_a_bundle_leaves_nothing(void **state)
{
    (void)state;
    fail_each_step(LAUNCH_BUNDLE);
}

static void a_failing_start_on_the_hosts_root_leaves_nothing(void **state)
{
    (void)state;
    fail_each_step(LAUNCH_HOST_ROOT);
}

static void a_failing_entry_leaves_nothing(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        char *command[] = { "/bin/sleep", "60", NULL };
        struct launch_request request = request_of(LAUNCH_ROOTFS, command);
        struct launch launch = LAUNCH_EMPTY;
        prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
        if (launch_settle(&launch, &request, NULL) == 0 && launch_start(&launch, NULL) == 0)
            launch_wait(&launch);
        _exit(0);
    }
    struct saved_state saved = { 0 };
    for (int i = 0; i < 200 && (state_read(name, &saved, NULL) < 0 || saved.init == 0); i++) {
        saved_state_free(&saved);
        usleep(20000);
    }
    assert_true(saved.init > 0);
    snprintf(target, sizeof(target), "%d", saved.init);
    saved_state_free(&saved);

    /* the container is what is there, and stays: it gets another name than what is looked for */
    char *shown = strdup(name);
    snprintf(name, sizeof(name), "none-%d", getpid());
    pid_t watcher = fork();
    if (watcher == 0) {
        prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        fail_each_step(LAUNCH_IN);
        _exit(0);
    }
    int status;
    waitpid(watcher, &status, 0);
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    snprintf(name, sizeof(name), "%s", shown);
    free(shown);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* ---- what the kernel refuses ---- */

/* The calls that COMMAND's credentials are made by, and an argument by which two of one call are told apart. */
static const struct refused_call {
    const char *name;
    unsigned number, argument;
    enum launch_form form;
} refused_calls[] = {
    { "none", UINT_MAX, 0, LAUNCH_HOST },
    { "none", UINT_MAX, 0, LAUNCH_BUNDLE },
    { "PR_CAPBSET_DROP", SYS_prctl, PR_CAPBSET_DROP, LAUNCH_HOST },
    { "PR_SET_KEEPCAPS", SYS_prctl, PR_SET_KEEPCAPS, LAUNCH_HOST },
    { "setgroups", SYS_setgroups, UINT_MAX, LAUNCH_HOST },
    { "setresgid", SYS_setresgid, UINT_MAX, LAUNCH_HOST },
    { "setresuid", SYS_setresuid, UINT_MAX, LAUNCH_HOST },
    { "capset", SYS_capset, UINT_MAX, LAUNCH_HOST },
    { "PR_CAP_AMBIENT", SYS_prctl, PR_CAP_AMBIENT, LAUNCH_HOST },
    { "PR_SET_NO_NEW_PRIVS", SYS_prctl, PR_SET_NO_NEW_PRIVS, LAUNCH_BUNDLE },
    { "PR_SET_PDEATHSIG", SYS_prctl, PR_SET_PDEATHSIG, LAUNCH_BUNDLE },
    { "setsid", SYS_setsid, UINT_MAX, LAUNCH_BUNDLE },
    { "keyctl", SYS_keyctl, UINT_MAX, LAUNCH_BUNDLE },
    { "setrlimit", SYS_prlimit64, UINT_MAX, LAUNCH_BUNDLE },
};

static void refuse(const struct refused_call *call)
{
    bool any = call->argument == UINT_MAX;
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call->number, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call->argument, 0, any ? 0 : 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = { ARRAY_SIZE(code), code };
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
        _exit(99);
}

/* @return 0 where COMMAND was started, else 1 */
static int start_refused(const struct refused_call *call)
{
    char *command[] = { "/bin/true", NULL };
    struct launch_request request = request_of(call->form, command);
    struct launch launch = LAUNCH_EMPTY;
    struct error err;
    if (setgroups(1, (const gid_t[]){ 7 }) < 0) /* so that there are others to set */
        return 97;
    if (call->form == LAUNCH_HOST) {
        request.caps.add = UINT64_C(1) << CAP_KILL;
        capstate_set(&request.caps.exact, INHERITABLE, UINT64_C(1) << CAP_KILL);
        capstate_set(&request.caps.exact, AMBIENT, UINT64_C(1) << CAP_KILL);
    }
    if (launch_settle(&launch, &request, NULL) < 0)
        return 98;
    refuse(call);
    int result = launch_start(&launch, &err);
    return result < 0 ? 1 : launch_wait(&launch);
}

static void where_the_kernel_refuses_a_step_nothing_is_started(void **state)
{
    (void)state;
    _cleanup_(freep) char *mounts = mounts_of_host();
    for (size_t i = 0; i < ARRAY_SIZE(refused_calls); i++) {
        const struct refused_call *call = &refused_calls[i];
        int status;
        pid_t pid = fork();
        if (pid == 0)
            _exit(start_refused(call));
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != (call->number != UINT_MAX))
            fail_msg("with %s refused: status 0x%x", call->name, (unsigned)status);
        nothing_is_left(call->name, mounts);
    }
}

static int be_killed(struct launch *launch, struct error *err)
{
    (void)launch;
    (void)err;
    raise(SIGKILL);
    return 0;
}

/* Start, and be killed in the place of the launcher's step `name_of_step`. */
static _Noreturn void start_and_be_killed(const struct launch_request *request, const char *name_of_step)
{
    const struct step killing = { .name = "be killed", .place = STEP_LAUNCHER, .perform = be_killed };
    struct launch launch = LAUNCH_EMPTY;
    if (launch_settle(&launch, request, NULL) < 0)
        _exit(1);
    for (size_t i = 0; i < launch.plan.count; i++)
        if (strcmp(launch.plan.steps[i]->name, name_of_step) == 0)
            launch.plan.steps[i] = &killing;
    launch_start(&launch, NULL);
    _exit(2);
}

/* Detached, so that nothing else ends the first process, which waits to be told to go on. */
static void a_killed_launcher_leaves_nothing_that_goes_on(void **state)
{
    (void)state;
    int status;
    char line[PATH_MAX + 16];
    char *command[] = { "/bin/sh", "-c", line, NULL };
    struct launch_request request = request_of(LAUNCH_ROOTFS, command);
    request.detach = true;
    snprintf(line, sizeof(line), "echo > %s", mark);
    pid_t launcher = fork();
    if (launcher == 0)
        start_and_be_killed(&request, "write the state");
    assert_int_equal(waitpid(launcher, &status, 0), launcher);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    /* the first process comes to us, and ends: PR_SET_CHILD_SUBREAPER(2const) */
    assert_true(waitpid(-1, &status, 0) > 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == STATUS_FAILED);
    assert_false(is_there(mark));

    /* what is left has the name, and is taken over by whoever takes that */
    _cleanup_(freep) char *mounts = mounts_of_host();
    assert_int_equal(start_apart(&request, "take the name"), -ECANCELED);
    assert_int_equal(start_apart(&request, "make the cgroups"), -ECANCELED);
    nothing_is_left("make the cgroups", mounts);
}

static void a_name_in_use_is_refused_and_the_other_goes_on(void **state)
{
    (void)state;
    char *command[] = { "/bin/sleep", "60", NULL };
    struct launch_request request = request_of(LAUNCH_HOST_ROOT, command);
    struct saved_state saved;
    assert_int_equal(start_apart(&request, NULL), 0);
    assert_int_equal(start_apart(&request, "take the name"), -EBUSY);
    assert_int_equal(state_read(name, &saved, NULL), 0);
    int init = state_open_init(&saved);
    assert_true(init >= 0);
    close(init);

    /* and once it has ended, its name can be had again */
    kill(saved.init, SIGKILL);
    assert_int_equal(waitpid(saved.init, NULL, 0), saved.init);
    saved_state_free(&saved);
    assert_int_equal(start_apart(&request, NULL), 0);
    assert_int_equal(state_read(name, &saved, NULL), 0);
    kill(saved.init, SIGKILL);
    waitpid(saved.init, NULL, 0);
    saved_state_free(&saved);
    assert_int_equal(state_sweep(name, NULL), 0);
}

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(scratch))
        return -1;
    chmod(scratch, 01777); /* COMMAND is another user */
    snprintf(mark, sizeof(mark), "%s/mark", scratch);
    snprintf(name, sizeof(name), "failing-%d", getpid());
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/config.json", scratch);
    FILE *file = fopen(path, "w");
    fputs(bundle_config, file);
    fclose(file);
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

static int tear_down(void **state)
{
    char path[PATH_MAX];
    (void)state;
    snprintf(path, sizeof(path), "%s/config.json", scratch);
    unlink(path);
    unlink(mark);
    return rmdir(scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failing_start_on_a_root_leaves_nothing),
        cmocka_unit_test(a_failing_start_of_a_bundle_leaves_nothing),
        cmocka_unit_test(a_failing_start_on_the_hosts_root_leaves_nothing),
        cmocka_unit_test(a_failing_entry_leaves_nothing),
        cmocka_unit_test(where_the_kernel_refuses_a_step_nothing_is_started),
        cmocka_unit_test(a_killed_launcher_leaves_nothing_that_goes_on),
        cmocka_unit_test(a_name_in_use_is_refused_and_the_other_goes_on),
    };
    if (geteuid() != 0) {
        puts("1..0 # SKIP needs root");
        return 77;
    }
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
