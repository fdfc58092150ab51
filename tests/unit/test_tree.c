/* The walk of a tree where the kernel, or what is mounted, has less to offer: the same is found as by nftw(3) and
 * libcap. */
#include "unit.h"

#include <errno.h>
#include <ftw.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "caps/text.h"
#include "read/tree.h"

#ifndef SYS_getxattrat
#define SYS_getxattrat 464
#endif

enum { DIRECTORIES = 100, EXIT_NOT_POSSIBLE = 77 };

static char root[] = "/tmp/ccaps-tree-XXXXXX";

static void make_file(const char *name, const char *caps)
{
    FILE *file = fopen(name, "we");
    assert_non_null(file);
    fclose(file);
    _cleanup_(cap_freep) cap_t set = cap_from_text(caps);
    if (cap_set_file(name, set) < 0)
        skip();
}

/* In a chain, so that it is deeper than there are directories open at a time. */
static int make_tree(void **state)
{
    (void)state;
    if (!mkdtemp(root))
        return -1;
    _cleanup_(buffer_free) struct buffer path = { 0 };
    buffer_puts(&path, root);
    for (int i = 0; i < DIRECTORIES; i++) {
        buffer_puts(&path, "/a");
        if (mkdir(path.data, 0755) < 0)
            return -1;
        _cleanup_(buffer_free) struct buffer more = { 0 };
        buffer_printf(&more, "%s/../b", path.data);
        if (mkdir(more.data, 0755) < 0)
            return -1;
    }
    return 0;
}

static int remove_one(const char *path, const struct stat *, int, struct FTW *)
{
    return remove(path);
}

static int remove_tree(void **state)
{
    (void)state;
    return nftw(root, remove_one, 8, FTW_PHYS | FTW_DEPTH);
}

/* How many files have capabilities, and the sum of what is found, in whatever order. */
struct count {
    unsigned files, failures;
    bool moved;
    uint64_t sum;
};

static struct count right;

static uint64_t hash(const char *path, uint64_t permitted)
{
    uint64_t value = permitted + 1;
    for (; *path; path++)
        value = value * 1099511628211u + (unsigned char)*path;
    return value;
}

static int count_right(const char *path, const struct stat *, int type, struct FTW *)
{
    _cleanup_(cap_freep) cap_t caps = type == FTW_F ? cap_get_file(path) : NULL;
    if (!caps)
        return 0;
    right.files++;
    right.sum += hash(path, libcap_set(caps, CAP_PERMITTED));
    return 0;
}

static int count_found(void *context, const char *path, const struct filecaps *filecaps)
{
    struct count *count = context;
    count->files++;
    count->sum += hash(path, filecaps->permitted);
    return 0;
}

static void count_failure(void *context, const char *, const struct error *)
{
    ((struct count *)context)->failures++;
}

/* In a process of its own, since what `prepare` takes away does not come back. @return its exit status */
static int walk_after(bool (*prepare)(void))
{
    pid_t pid = fork();
    if (pid == 0) {
        struct count count = { 0 };
        struct tree_visitor visitor = { .found = count_found, .failed = count_failure, .context = &count };
        if (prepare && !prepare())
            _exit(EXIT_NOT_POSSIBLE);
        int result = tree_walk(root, &visitor, NULL);
        _exit(result == 0 && memcmp(&count, &right, sizeof(count)) == 0 ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static bool refuse_getxattrat(int errnum)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getxattrat, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)errnum),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { .len = ARRAY_SIZE(code), .filter = code };
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0 &&
           syscall(SYS_getxattrat, -1, "", 0, "", NULL, 0) < 0 && errno == errnum;
}

static bool old_kernel(void)
{
    return refuse_getxattrat(ENOSYS);
}

static bool old_filter(void)
{
    return refuse_getxattrat(EPERM);
}

static bool old_kernel_without_proc(void)
{
    return unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           umount2("/proc", MNT_DETACH) == 0 && old_kernel();
}

static void whatever_there_is_the_same_is_found(void **state)
{
    (void)state;
    static bool (*const prepares[])(void) = { NULL, old_kernel, old_filter, old_kernel_without_proc };
    _cleanup_(buffer_free) struct buffer path = { 0 };
    buffer_puts(&path, root);
    for (int i = 0; i < DIRECTORIES; i++) {
        size_t size = path.size;
        buffer_puts(&path, "/b/f");
        make_file(path.data, i % 2 ? "cap_kill=p" : "cap_chown=ip");
        path.size = size;
        buffer_puts(&path, "/a");
    }
    assert_int_equal(nftw(root, count_right, 8, FTW_PHYS), 0);
    assert_int_equal(right.files, DIRECTORIES);
    for (size_t i = 0; i < ARRAY_SIZE(prepares); i++) {
        int status = walk_after(prepares[i]);
        if (status == EXIT_NOT_POSSIBLE)
            print_message("# %zu: not possible here\n", i);
        else
            assert_int_equal(status, 0);
    }
}

/* All that is told of is removed at once, with its neighbours, which the walk has read the names of. */
static int remove_neighbours(void *context, const char *path, const struct filecaps *filecaps)
{
    (void)path, (void)filecaps;
    struct count *count = context;
    count->files++;
    _cleanup_(buffer_free) struct buffer neighbour = { 0 };
    for (char letter = 'p'; letter <= 's' && count->files > 1; letter++) {
        neighbour.size = 0;
        buffer_printf(&neighbour, "%s/leaving/%c", root, letter);
        count->moved |= remove(neighbour.data) == 0;
    }
    return 0;
}

static void what_goes_away_is_passed_over(void **state)
{
    (void)state;
    static const bool is_directory[] = { true, false, true, false };
    _cleanup_(buffer_free) struct buffer path = { 0 };
    buffer_printf(&path, "%s/leaving", root);
    assert_int_equal(mkdir(path.data, 0755), 0);
    for (size_t i = 0; i < ARRAY_SIZE(is_directory); i++) {
        _cleanup_(buffer_free) struct buffer name = { 0 };
        buffer_printf(&name, "%s/%c", path.data, (char)('p' + i));
        if (is_directory[i])
            assert_int_equal(mkdir(name.data, 0755), 0);
        else
            make_file(name.data, "cap_kill=p");
    }
    struct count count = { 0 };
    struct tree_visitor visitor = {
        .everything = true, .found = remove_neighbours, .failed = count_failure, .context = &count
    };
    assert_int_equal(tree_walk(path.data, &visitor, NULL), 0);
    assert_true(count.moved);
    assert_int_equal(count.failures, 0);
}

/* The walker is led on by whoever moves directories about while it is in them. */
static int move_away(void *context, const char *path, const struct filecaps *filecaps)
{
    (void)filecaps;
    struct count *count = context;
    count->files++;
    /* At the bottom: the first directory's own goes elsewhere, and its ".." with it. */
    _cleanup_(buffer_free) struct buffer from = { 0 }, to = { 0 };
    buffer_printf(&from, "%s/a/a", root);
    buffer_printf(&to, "%s/b/moved", root);
    if (strlen(path) == strlen(root) + 2 * DIRECTORIES)
        count->moved |= rename(from.data, to.data) == 0;
    return 0;
}

static void a_directory_that_is_moved_does_not_lead_the_walk_out_of_the_tree(void **state)
{
    (void)state;
    struct count count = { 0 };
    struct tree_visitor visitor = {
        .everything = true, .found = move_away, .failed = count_failure, .context = &count
    };
    struct error err = { 0 };
    assert_int_equal(tree_walk(root, &visitor, &err), 0);
    assert_true(count.moved);
    assert_true(count.files > DIRECTORIES);
    assert_int_equal(count.failures, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_there_is_the_same_is_found),
        cmocka_unit_test(what_goes_away_is_passed_over),
        cmocka_unit_test(a_directory_that_is_moved_does_not_lead_the_walk_out_of_the_tree),
    };
    return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
