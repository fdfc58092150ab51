/* Cgroup paths, container look-up and drift: texts as kernels and runtimes write them, and real processes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/cleanup.h"
#include "containers/container.h"
#include "containers/inventory.h"
#include "containers/runtimes.h"
#include "containers/target.h"
#include "read/cgroup.h"
#include "read/process_read.h"
#include "read/scan.h"

static const char hybrid[] = "9:name=systemd:/mybox2\n8:pids:/mybox2\n2:cpu,cpuacct:/other\n0::/mybox2\n";

static void finds_the_path_of_a_hierarchy(void **state)
{
    (void)state;
    int length = 0;
    const char *path = cgroup_find_path(hybrid, "cpuacct", &length);
    assert_non_null(path);
    assert_int_equal(length, 6);
    assert_memory_equal(path, "/other", 6);
    assert_null(cgroup_find_path(hybrid, "memory", &length));
    assert_null(cgroup_find_path("", "", &length));
    assert_null(cgroup_find_path("0:", "", &length));
}

static void takes_the_first_path_that_is_not_the_root(void **state)
{
    (void)state;
    _cleanup_(freep) char *v2 = cgroup_own_path(hybrid, false);
    assert_string_equal(v2, "/mybox2");
    _cleanup_(freep) char *v1 = cgroup_own_path("3:pids:/docker/abc\n1:name=systemd:/\n0::/\n", false);
    assert_string_equal(v1, "/docker/abc");
    assert_null(cgroup_own_path("4:memory:/host\n1:name=systemd:/\n0::/\n", false));
}

static void a_removed_cgroup_is_one_of_an_ended_process_alone(void **state)
{
    (void)state;
    static const char marked[] = "1:name=systemd:/\n0::/mybox2 (deleted)\n";
    assert_null(cgroup_own_path(marked, true));
    _cleanup_(freep) char *lives = cgroup_own_path(marked, false);
    assert_string_equal(lives, "/mybox2 (deleted)");
    _cleanup_(freep) char *other = cgroup_own_path("1:name=systemd:/box\n0::/mybox2 (deleted)\n", true);
    assert_string_equal(other, "/box");
}

static void a_name_that_begins_alike_is_not_within(void **state)
{
    (void)state;
    assert_true(cgroup_is_within("/a/b", "/a"));
    assert_true(cgroup_is_within("/a", "/a"));
    assert_false(cgroup_is_within("/ab", "/a"));
    assert_false(cgroup_is_within("/", "/a"));
}

static void finds_a_container_by_name_id_and_beginning(void **state)
{
    (void)state;
    struct container items[] = {
        { .runtime = "runc", .id = "deadbeef01", .name = "web" },
        { .runtime = "runc", .id = "deadbeef02", .name = "db" },
        { .runtime = "ccaps-run", .id = "db", .name = "db" },
        { .runtime = "cgroup", .id = "ssh.service", .name = "ssh.service", .cgroup = "/system.slice/ssh.service" },
        { .runtime = "cgroup", .id = "same", .name = "same", .cgroup = "/a/same" },
        { .runtime = "cgroup", .id = "same", .name = "same", .cgroup = "/b/same" },
    };
    struct container_list list = { .items = items, .count = ARRAY_SIZE(items) };
    struct error err = { 0 };

    assert_ptr_equal(container_find(&list, "web", &err), &items[0]);
    assert_ptr_equal(container_find(&list, "deadbeef02", &err), &items[1]);
    assert_ptr_equal(container_find(&list, "runc:db", &err), &items[1]);
    assert_ptr_equal(container_find(&list, "ssh.", &err), &items[3]);
    assert_ptr_equal(container_find(&list, "/system.slice/ssh.service", &err), &items[3]);
    assert_null(container_find(&list, "ssh", &err));
    assert_null(container_find(&list, "db", &err));
    assert_int_equal(err.errnum & ~ERROR_TOLD, ENOTUNIQ);
    assert_non_null(strstr(err.what, "runc:deadbeef02, ccaps-run:db"));
    assert_null(container_find(&list, "same", &err));
    assert_non_null(strstr(err.what, "cgroup:/a/same, cgroup:/b/same"));
    assert_ptr_equal(container_find(&list, "cgroup:/a/same", &err), &items[4]);
    assert_ptr_equal(container_find(&list, "/b/same", &err), &items[5]);
    assert_null(container_find(&list, "dead", &err));
    assert_int_equal(err.errnum & ~ERROR_TOLD, ENOTUNIQ);
    assert_null(container_find(&list, "nosuch", &err));
    assert_int_equal(err.errnum & ~ERROR_TOLD, ENOENT);
}

static void tells_what_a_target_is_by_its_form(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        enum target_kind asked, kind;
        pid_t pid, tid;
    } cases[] = {
        { "1234", TARGET_ANY, TARGET_PROCESS, 1234, 1234 }, { "1234/1240", TARGET_ANY, TARGET_THREAD, 1234, 1240 },
        { "mybox2", TARGET_ANY, TARGET_CONTAINER, 0, 0 },   { "1234", TARGET_CONTAINER, TARGET_CONTAINER, 0, 0 },
        { "./1234", TARGET_ANY, TARGET_FILE, 0, 0 },        { "12/x", TARGET_ANY, TARGET_FILE, 0, 0 },
        { "12a", TARGET_ANY, TARGET_CONTAINER, 0, 0 },      { "99999999999", TARGET_ANY, TARGET_CONTAINER, 0, 0 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct target target;
        assert_int_equal(target_parse(cases[i].word, cases[i].asked, &target, NULL), 0);
        assert_int_equal(target.kind, cases[i].kind);
        assert_int_equal(target.pid, cases[i].pid);
        assert_int_equal(target.tid, cases[i].tid);
    }
    struct target target;
    assert_int_equal(target_parse("", TARGET_ANY, &target, NULL), -EINVAL);
    assert_int_equal(target_parse("mybox2", TARGET_PROCESS, &target, NULL), -EINVAL);
    assert_int_equal(target_parse("0", TARGET_PROCESS, &target, NULL), -EINVAL);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void write_state(const char *directory, const char *text)
{
    char path[256];
    mkdir(directory, 0700);
    snprintf(path, sizeof(path), "%s/state.json", directory);
    write_file(path, text);
}

static void remove_state(const char *directory)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/state.json", directory);
    unlink(path);
    rmdir(directory);
}

/* The one whose state is broken, "broken". */
static void check_unread(const struct container_list *list)
{
    struct error err = { 0 };
    assert_int_equal(list->unread_count, 1);
    assert_string_equal(list->unread[0].id, "broken");
    assert_null(container_find(list, "test:broken", &err));
    assert_non_null(strstr(err.what, "/broken/state.json, line 1, column 7: not JSON"));
    assert_null(container_find_unread(list, "good"));
}

/* A pid that was handed out anew has another start time: it must not stand for the container's init. */
static void a_recycled_pid_is_no_init(void **state)
{
    (void)state;
    char root[] = "/tmp/ccaps-test-XXXXXX", good[64], stale[64], broken[64], bare[64], text[512];
    assert_non_null(mkdtemp(root));
    snprintf(good, sizeof(good), "%s/good", root);
    snprintf(stale, sizeof(stale), "%s/stale", root);
    snprintf(broken, sizeof(broken), "%s/broken", root);
    snprintf(bare, sizeof(bare), "%s/bare", root);

    struct process self = { 0 };
    assert_int_equal(process_read(getpid(), getpid(), NEED_START_TIME, &self, NULL), 0);
    const char format[] = "{\"id\":\"%s\",\"init_process_pid\":%d,\"init_process_start\":%llu,"
                          "\"config\":{\"capabilities\":{\"Bounding\":[\"CAP_KILL\"],\"Ambient\":null}}}";
    snprintf(text, sizeof(text), format, "good", getpid(), (unsigned long long)self.start_time);
    write_state(good, text);
    snprintf(text, sizeof(text), format, "stale", getpid(), (unsigned long long)self.start_time + 1);
    write_state(stale, text);
    write_state(broken, "{\"id\":");
    write_state(bare, "{\"id\":\"bare\"}");
    process_free(&self);

    struct container_list list = { 0 };
    assert_int_equal(state_json_read(&list, "test", root), 0);
    assert_int_equal(list.count, 3);
    const struct container *found = container_find(&list, "good", NULL);
    assert_int_equal(found->init, getpid());
    assert_int_equal(found->declared.known, CAPSTATE_ALL_KNOWN);
    assert_int_equal(found->declared.sets[BOUNDING], capset_of(5));
    assert_int_equal(found->declared.sets[AMBIENT], 0);
    assert_int_equal(container_find(&list, "stale", NULL)->init, 0);
    assert_int_equal(container_find(&list, "bare", NULL)->declared.known, 0);
    check_unread(&list);
    container_list_free(&list);
    remove_state(good);
    remove_state(bare);
    remove_state(stale);
    remove_state(broken);
    rmdir(root);
}

static void exchange_until_killed(const char *one, const char *other)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;)
        renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
}

/* Whoever owns the bundle may put a FIFO in the place of its config, between any two system calls of ours. */
static void a_config_that_is_swapped_for_a_fifo_stalls_nobody(void **state)
{
    (void)state;
    enum { ROUNDS = 1000, SECONDS = 60 };
    char root[] = "/tmp/ccaps-test-XXXXXX", box[64], config[64], fifo[64], text[256];
    assert_non_null(mkdtemp(root));
    snprintf(box, sizeof(box), "%s/box", root);
    snprintf(config, sizeof(config), "%s/config.json", root);
    snprintf(fifo, sizeof(fifo), "%s/fifo", root);
    snprintf(text, sizeof(text), "{\"id\":\"box\",\"config\":{\"labels\":[\"bundle=%s\"]}}", root);
    write_state(box, text);
    write_file(config, "{\"process\":{\"user\":{\"uid\":7}}}");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    pid_t swapper = fork();
    if (swapper == 0)
        exchange_until_killed(config, fifo);

    bool seen[8] = { false };
    alarm(SECONDS); /* its default action ends a test that is stalled */
    for (int i = 0; i < ROUNDS; i++) {
        _cleanup_(container_list_free) struct container_list list = { 0 };
        assert_int_equal(state_json_read(&list, "test", root), 0);
        assert_int_equal(list.count, 1);
        seen[list.items[0].user & 7] = true;
    }
    alarm(0);
    kill(swapper, SIGKILL);
    waitpid(swapper, NULL, 0);
    assert_true(seen[0] && seen[7]);
    remove_state(box);
    unlink(config);
    unlink(fifo);
    rmdir(root);
}

static void a_scan_finds_each_process_that_proc_has(void **state)
{
    (void)state;
    enum { CHILDREN = 600 }; /* enough for more than one thread of the scan */
    pid_t children[CHILDREN];
    for (size_t i = 0; i < CHILDREN; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            pause();
            _exit(0);
        }
    }

    _cleanup_(inventory_free) struct inventory inventory = { 0 };
    assert_int_equal(process_list_scan(&inventory.processes, THREADS_LEADER, INVENTORY_NEEDS, NULL), 0);
    assert_int_equal(inventory_settle(&inventory, NULL), 0);
    size_t found = 0;
    pid_t last = 0;
    for (size_t i = 0; i < inventory.processes.count; i++) {
        assert_true(inventory.processes.items[i].status.pid > last);
        last = inventory.processes.items[i].status.pid;
        for (size_t child = 0; child < CHILDREN; child++)
            found += children[child] == last;
    }
    for (size_t i = 0; i < CHILDREN; i++) {
        kill(children[i], SIGKILL);
        waitpid(children[i], NULL, 0);
    }
    assert_int_equal(found, CHILDREN);
}

static void threads_stand_below_their_leader_whatever_their_ids(void **state)
{
    (void)state;
    _cleanup_(inventory_free) struct inventory inventory = { 0 };
    static const pid_t ids[][2] = { { 20007, 5001 }, { 20007, 30000 }, { 20007, 20007 }, { 20006, 20006 } };
    static const pid_t sorted[] = { 20006, 20007, 5001, 30000 };
    for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
        struct process process = { .status = { .pid = ids[i][0], .tid = ids[i][1] } };
        assert_int_equal(process_list_append(&inventory.processes, &process), 0);
    }
    assert_int_equal(inventory_settle(&inventory, NULL), 0);
    for (size_t i = 0; i < ARRAY_SIZE(sorted); i++)
        assert_int_equal(inventory.subjects[i].process->status.tid, sorted[i]);
}

static void nothing_can_be_settled(void **state)
{
    (void)state;
    _cleanup_(inventory_free) struct inventory inventory = { 0 };
    assert_int_equal(inventory_settle(&inventory, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_path_of_a_hierarchy),
        cmocka_unit_test(takes_the_first_path_that_is_not_the_root),
        cmocka_unit_test(a_removed_cgroup_is_one_of_an_ended_process_alone),
        cmocka_unit_test(a_name_that_begins_alike_is_not_within),
        cmocka_unit_test(finds_a_container_by_name_id_and_beginning),
        cmocka_unit_test(tells_what_a_target_is_by_its_form),
        cmocka_unit_test(a_recycled_pid_is_no_init),
        cmocka_unit_test(a_config_that_is_swapped_for_a_fifo_stalls_nobody),
        cmocka_unit_test(threads_stand_below_their_leader_whatever_their_ids),
        cmocka_unit_test(nothing_can_be_settled),
        cmocka_unit_test(a_scan_finds_each_process_that_proc_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
