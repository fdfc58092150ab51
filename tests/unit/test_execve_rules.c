/* What decides at execve(2) besides the file: changed ids, by the rules of older and newer kernels and the probe that
 * tells which; what is not known; who shares a directory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "caps/execve.h"
#include "read/exec_context.h"
#include "read/kernel.h"

/* What security/commoncap.c before and since "exec: Correct the permission check for unsafe exec" (Linux 6.16) makes of
 * the same: is_setid compares new effective with old real ids, id_changed with old effective ids and all old groups. */
static const struct rule_row {
    const char *name;
    uid_t real_uid, effective_uid;
    gid_t real_gid, effective_gid;
    int no_new_privs;
    struct exec_file file;
    struct {
        bool keeps_ambient;
        uid_t effective_uid; /* after it */
    } newer, older;
} rule_rows[] = {
    { "all ids the same", 1000, 1000, 1000, 1000, 0, { 0 }, { true, 1000 }, { true, 1000 } },
    { "uids differ", 1000, 1001, 1000, 1000, 0, { 0 }, { true, 1001 }, { false, 1001 } },
    { "gids differ", 1000, 1000, 1000, 1001, 0, { 0 }, { true, 1000 }, { false, 1000 } },
    { "uids differ, no_new_privs", 1000, 1001, 1000, 1000, 1, { 0 }, { true, 1001 }, { false, 1000 } },
    { "set-user-ID to another",
      1000,
      1000,
      1000,
      1000,
      0,
      { .set_uid = true, .owner = 1001 },
      { false, 1001 },
      { false, 1001 } },
    { "set-user-ID to one's own",
      1000,
      1000,
      1000,
      1000,
      0,
      { .set_uid = true, .owner = 1000 },
      { true, 1000 },
      { true, 1000 } },
    { "set-user-ID back to the real uid",
      1000,
      1001,
      1000,
      1000,
      0,
      { .set_uid = true, .owner = 1000 },
      { false, 1000 },
      { true, 1000 } },
    { "set-group-ID to another",
      1000,
      1000,
      1000,
      1000,
      0,
      { .set_gid = true, .group = 1001 },
      { false, 1000 },
      { false, 1000 } },
    { "set-group-ID to a supplementary group",
      1000,
      1000,
      1000,
      1000,
      0,
      { .set_gid = true, .group = 1002 },
      { true, 1000 },
      { false, 1000 } },
};

static struct credentials credentials_of_row(const struct rule_row *row)
{
    capset_t ambient = capset_of(1);
    return (struct credentials){
        .caps = { .sets = { [PERMITTED] = ambient, [INHERITABLE] = ambient, [AMBIENT] = ambient },
                  .known = CAPSTATE_ALL_KNOWN },
        .uids = { row->real_uid, row->effective_uid, row->effective_uid, row->effective_uid },
        .gids = { row->real_gid, row->effective_gid, row->effective_gid, row->effective_gid },
        .ids_known = true,
        .no_new_privs = row->no_new_privs,
    };
}

static void assert_row(const struct rule_row *row, bool older)
{
    struct credentials before = credentials_of_row(row);
    gid_t supplementary = 1002;
    struct group_list groups = { &supplementary, 1 };
    struct exec_context context = { .root = 0, .compares_real_id = older };
    struct exec_outcome outcome;
    execve_predict(&before, &groups, &row->file, &context, &outcome);

    bool keeps = outcome.after.caps.sets[AMBIENT] != 0;
    uid_t uid = outcome.after.uids[ID_EFFECTIVE];
    if (keeps != (older ? row->older : row->newer).keeps_ambient ||
        uid != (older ? row->older : row->newer).effective_uid)
        fail_msg("%s, %s rule: ambient %s, effective uid %u", row->name, older ? "older" : "newer",
                 keeps ? "kept" : "lost", uid);
}

static void a_changed_id_is_judged_by_the_rule_of_the_kernels_time(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < ARRAY_SIZE(rule_rows); i++) {
        assert_row(&rule_rows[i], false);
        assert_row(&rule_rows[i], true);
    }
}

/* A file that is refused to one whose bounding set is empty may be refused, or not, to one whose set is not known. */
static void of_sets_that_are_not_known_no_refusal_is_predicted(void **unused)
{
    (void)unused;
    const struct exec_file file = { .caps = { .revision = 2, .permitted = capset_of(5), .effective = true } };
    struct credentials before = credentials_of_row(&rule_rows[0]);
    struct exec_outcome outcome;
    execve_predict(&before, NULL, &file, &(struct exec_context){ 0 }, &outcome);
    assert_int_equal(outcome.verdict, EXEC_REFUSED_CAPS);
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
        before.caps.known = CAPSTATE_ALL_KNOWN & ~(1u << kind);
        execve_predict(&before, NULL, &file, &(struct exec_context){ 0 }, &outcome);
        assert_int_equal(outcome.verdict, EXEC_GRANTED);
        assert_int_equal(outcome.after.caps.known, 0);
    }
    before.caps.known = CAPSTATE_ALL_KNOWN;
    before.ids_known = false;
    execve_predict(&before, NULL, &file, &(struct exec_context){ 0 }, &outcome);
    assert_int_equal(outcome.verdict, EXEC_GRANTED);
    assert_int_equal(outcome.after.caps.known, 0);
}

static void skip_unless_root(void)
{
    if (geteuid() == 0)
        return;
    print_message("SKIPPED, nothing was proven: the probe takes root\n");
    skip();
}

/* The newer rule came with Linux 6.16, and no later kernel went back; earlier ones may have it, by backport. */
static void the_probe_finds_the_newer_rule_where_the_kernel_is_new_enough(void **unused)
{
    (void)unused;
    struct utsname kernel;
    int major = 0, minor = 0;
    assert_int_equal(uname(&kernel), 0);
    assert_int_equal(sscanf(kernel.release, "%d.%d", &major, &minor), 2);
    skip_unless_root();
    int answer = kernel_compares_real_id();
    assert_true(answer == 0 || answer == 1);
    if (major > 6 || (major == 6 && minor >= 16))
        assert_int_equal(answer, 0);
}

static void the_probe_does_not_guess_where_it_cannot_try(void **unused)
{
    (void)unused;
    skip_unless_root();
    pid_t child = fork();
    if (child == 0)
        _exit(setresuid(1000, 1000, 1000) == 0 && kernel_compares_real_id() == CREDENTIAL_UNKNOWN ? 0 : 1);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* A directory of its own, as unshare(2) gives it to a thread, with one more process that shares it; which waits for its
 * end. */
static void *share_with_a_process(void *pid)
{
    if (unshare(CLONE_FS) < 0)
        return NULL;
    *(pid_t *)pid = (pid_t)syscall(SYS_clone, CLONE_FS | SIGCHLD, NULL, NULL, NULL, NULL);
    if (*(pid_t *)pid == 0)
        for (;;)
            pause();
    return pid;
}

static void *share_and_stay(void *told)
{
    pid_t pid = 0;
    int *pipe_fds = told;
    bool shares = share_with_a_process(&pid) && write(pipe_fds[1], &pid, sizeof(pid)) == sizeof(pid);
    while (shares)
        pause();
    return NULL;
}

static void a_directory_that_is_shared_with_one_thread_of_a_process_is_found(void **unused)
{
    (void)unused;
    pthread_t thread;
    pid_t sharer = 0;
    int pipe_fds[2];
    assert_int_equal(pipe(pipe_fds), 0);
    assert_int_equal(pthread_create(&thread, NULL, share_and_stay, pipe_fds), 0);
    assert_int_equal(read(pipe_fds[0], &sharer, sizeof(sharer)), sizeof(sharer));
    int shares = process_shares_fs(sharer, sharer);
    kill(sharer, SIGKILL);
    waitpid(sharer, NULL, 0);
    pthread_cancel(thread);
    pthread_join(thread, NULL);
    assert_int_equal(shares, 1);
    assert_int_not_equal(process_shares_fs(getpid(), getpid()), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_changed_id_is_judged_by_the_rule_of_the_kernels_time),
        cmocka_unit_test(of_sets_that_are_not_known_no_refusal_is_predicted),
        cmocka_unit_test(a_directory_that_is_shared_with_one_thread_of_a_process_is_found),
        cmocka_unit_test(the_probe_finds_the_newer_rule_where_the_kernel_is_new_enough),
        cmocka_unit_test(the_probe_does_not_guess_where_it_cannot_try),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
