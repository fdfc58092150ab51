/* Roots that are not trusted, names, mount options and cgroup paths: what the launcher makes of text of others. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "launch/cgroup.h"
#include "launch/mount_options.h"
#include "launch/request.h"
#include "launch/root_paths.h"
#include "launch/user.h"

static char scratch[] = "/tmp/ccaps-paths-XXXXXX";
static int root = -1; /* scratch/root, the untrusted one */

static int set_up(void **state)
{
    (void)state;
    char command[512];
    if (!mkdtemp(scratch))
        return -1;
    snprintf(command, sizeof(command),
             "cd %s && mkdir -p outside root/etc root/dir && ln -s ../../outside root/escape && ln -s %s/outside "
             "root/absolute"
             " && ln -s / root/all && ln -s loop root/loop && ln -s nowhere root/dangling && mkfifo root/fifo"
             " && printf 'root:x:0:0::/root:/bin/sh\\nbob:x:1000:1001::/home/bob:/bin/sh\\n' >root/etc/passwd"
             " && printf 'bobs:x:1001:\\nwheel:x:10:bob,root\\nusers:x:100:alice\\naudio:x:29:bob\\n' >root/etc/group",
             scratch, scratch);
    if (system(command) != 0)
        return -1;
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/root", scratch);
    root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return root < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[512];
    close(root);
    snprintf(command, sizeof(command), "rm -rf %s", scratch);
    return system(command);
}

static bool outside_is_empty(void)
{
    char command[512];
    snprintf(command, sizeof(command), "find %s/outside -mindepth 1 | wc -l", scratch);
    char *count = output_of(command);
    bool empty = strcmp(count, "0") == 0;
    free(count);
    return empty;
}

/* Every way that a link could lead out, with what is below it made: nothing appears outside. */
static void links_of_a_root_lead_nowhere_outside(void **state)
{
    static const char *const paths[] = { "escape/x", "absolute/x", "all/x",  "../outside/x", "dir/../../outside/x",
                                         "loop/x",   "dangling/x", "escape", "absolute",     "/../../x" };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        int fd = root_make(root, paths[i], i % 2, 0);
        if (fd >= 0) {
            char own[64], place[PATH_MAX], inside[PATH_MAX];
            snprintf(own, sizeof(own), "/proc/self/fd/%d", fd);
            ssize_t size = readlink(own, place, sizeof(place) - 1);
            assert_true(size > 0);
            place[size] = '\0';
            snprintf(inside, sizeof(inside), "%s/root", scratch);
            assert_int_equal(strncmp(place, inside, strlen(inside)), 0);
            close(fd);
        }
        assert_true(outside_is_empty());
    }
}

static void magic_links_are_not_followed(void **state)
{
    (void)state;
    _cleanup_(closep) int proc = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    assert_true(root_open(proc, "proc/self/root/etc", O_PATH, 0) < 0);
    assert_true(root_open(proc, "proc/self/cwd", O_PATH, 0) < 0);
    _cleanup_(closep) int plain = root_open(proc, "proc/self/status", O_PATH, 0);
    assert_true(plain >= 0);
}

static void what_is_there_is_opened_and_what_is_missing_made(void **state)
{
    (void)state;
    struct stat stat;
    _cleanup_(closep) int deep = root_make(root, "/a/b/c", 1, 0);
    assert_true(deep >= 0 && fstat(deep, &stat) == 0 && S_ISDIR(stat.st_mode));
    _cleanup_(closep) int file = root_make(root, "a/b/file", 0, 0);
    assert_true(file >= 0 && fstat(file, &stat) == 0 && S_ISREG(stat.st_mode) && stat.st_size == 0);
    _cleanup_(closep) int again = root_make(root, "a/b/file", 0, 0);
    assert_true(again >= 0);
    assert_int_equal(root_make(root, "a/b/file", 1, 0), -ENOTDIR);
}

static void names_are_those_that_can_be_directories_and_host_names(void **state)
{
    static const char *const good[] = { "a", "mybox2", "A.b_c-d", "0" };
    static const char *const bad[] = { "", ".", "..", "a/b", "-d", "a b", "a\n", "\xc3\xa9", "_x" };
    char longest[LAUNCH_NAME_SIZE + 1];
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(good); i++)
        assert_true(launch_name_is_valid(good[i]));
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        assert_false(launch_name_is_valid(bad[i]));
    memset(longest, 'x', sizeof(longest));
    longest[LAUNCH_NAME_SIZE] = '\0';
    assert_false(launch_name_is_valid(longest));
    longest[LAUNCH_NAME_SIZE - 1] = '\0';
    assert_true(launch_name_is_valid(longest));
}

/* podman is the model: a number needs no entry, a group that is named takes the place of all. */
static const struct {
    const char *text;
    int result;
    uid_t uid;
    gid_t gid;
    const char *groups;
} users[] = {
    { "bob", 0, 1000, 1001, "10 29 " },
    { "1000", 0, 1000, 1001, "10 29 " },
    { "bob:users", 0, 1000, 100, "" },
    { "bob:7", 0, 1000, 7, "" },
    { "4242", 0, 4242, 0, "" },
    { "4242:wheel", 0, 4242, 10, "" },
    { "0:0", 0, 0, 0, "" },
    { "alice", -EINVAL },
    { "bob:nobodys", -EINVAL },
    { "4294967295", -EINVAL },
    { "-1", -EINVAL },
    { "", -EINVAL },
    { "bob:4294967295", -EINVAL },
    { "99999999999999999999", -EINVAL },
};

static void users_are_those_of_the_roots_own_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(users); i++) {
        struct oci_user user = { 0 };
        struct error err = { 0 };
        char groups[64] = "";
        if (user_resolve(root, users[i].text, &user, &err) != users[i].result)
            fail_msg("'%s': %s", users[i].text, err.what);
        for (int j = 0; j < user.groups.count; j++)
            snprintf(groups + strlen(groups), sizeof(groups) - strlen(groups), "%u ", user.groups.ids[j]);
        if (users[i].result == 0) {
            assert_int_equal(user.uid, users[i].uid);
            assert_int_equal(user.gid, users[i].gid);
            assert_string_equal(groups, users[i].groups);
        }
        group_list_free(&user.groups);
    }
    char *home = user_home(root, 1000);
    assert_string_equal(home, "/home/bob");
    free(home);
    assert_null(user_home(root, 4242));
}

static void a_passwd_that_is_a_fifo_does_not_stall(void **state)
{
    (void)state;
    assert_int_equal(renameat(root, "etc/passwd", root, "etc/passwd.old"), 0);
    assert_int_equal(mkfifoat(root, "etc/passwd", 0600), 0);
    assert_null(user_home(root, 1000));
    assert_int_equal(renameat(root, "etc/passwd.old", root, "etc/passwd"), 0);
}

static void mount_options_are_what_mount_makes_of_them(void **state)
{
    (void)state;
    struct mount_options options;
    const char *const usual[] = { "nosuid", "noexec", "nodev", "ro", "rbind", "rprivate", NULL };
    assert_int_equal(mount_options_decode(usual, &options, NULL), 0);
    assert_int_equal(options.attributes, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NODEV | MOUNT_ATTR_RDONLY);
    assert_true(options.bind && options.recursive && options.propagation == MS_PRIVATE);
    const char *const undone[] = { "ro", "rw", "mode=755", NULL };
    assert_int_equal(mount_options_decode(undone, &options, NULL), 0);
    assert_int_equal(options.attributes, 0);
    assert_int_equal(options.clear, MOUNT_ATTR_RDONLY);
    const char *const shared[] = { "rshared", NULL };
    assert_int_equal(mount_options_decode(shared, &options, NULL), -ENOTSUP);
    assert_int_equal(mount_option_apply(&options, "size=65536k", NULL), 0);
}

/* ---- cgroups: texts of a machine with both versions, of v2 alone, and of a container ---- */

static const struct {
    const char *mountinfo, *cgroups, *child;
    const char *found; /* "CONTROLLERS=DIRECTORY " for each */
} places[] = {
    { "30 22 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
      "31 22 0:28 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"
      "32 22 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n",
      "3:pids:/\n2:cpu,cpuacct:/a\n0::/user/1\n", "box",
      "pids=/sys/fs/cgroup/pids/box cpu,cpuacct=/sys/fs/cgroup/cpu/a/box =/sys/fs/cgroup/unified/user/1/box " },
    { "30 22 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n", "0::/system.slice/x.service\n", NULL,
      "=/sys/fs/cgroup/system.slice/x.service " },
    { "30 22 0:27 / /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n", "0::/\n", "box", "" },
    { "30 22 0:27 /docker/1 /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n", "0::/docker/1/a\n", "box",
      "=/sys/fs/cgroup/a/box " },
    { "30 22 0:27 /docker/1 /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n", "0::/docker/12\n", "box", "" },
    { "30 22 0:27 / /with\\040blank rw shared:1 - cgroup2 cgroup2 rw\n", "0::/\n", "box", "=/with blank/box " },
    { "nonsense\n30 22\n", "0::/\n\n:\n", "box", "" },
};

static void cgroups_are_found_where_they_are_mounted(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        char text[1024] = "";
        struct cgroup_places found;
        assert_int_equal(cgroup_places_find(places[i].mountinfo, places[i].cgroups, places[i].child, &found), 0);
        for (size_t j = 0; j < found.count; j++)
            snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s=%s ", found.items[j].controllers,
                     found.items[j].directory);
        assert_string_equal(text, places[i].found);
        cgroup_places_free(&found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_of_a_root_lead_nowhere_outside),
        cmocka_unit_test(magic_links_are_not_followed),
        cmocka_unit_test(what_is_there_is_opened_and_what_is_missing_made),
        cmocka_unit_test(names_are_those_that_can_be_directories_and_host_names),
        cmocka_unit_test(users_are_those_of_the_roots_own_files),
        cmocka_unit_test(a_passwd_that_is_a_fifo_does_not_stall),
        cmocka_unit_test(mount_options_are_what_mount_makes_of_them),
        cmocka_unit_test(cgroups_are_found_where_they_are_mounted),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
