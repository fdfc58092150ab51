/* Threads as /proc tells them, in random states: the thread itself, asking libcap and the kernel, says what is right.
 */
#include "read/process_read.h"
#include "unit.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "caps/securebits.h"
#include "caps/text.h"
#include "read/self.h"

enum { ROUNDS = 300, GROUPS_MAX = 40 };

/* What a thread knows of itself by libcap and system calls. */
struct answer {
    capset_t sets[CAPSET_KINDS];
    uid_t uids[3];
    gid_t gids[3];
    gid_t groups[GROUPS_MAX];
    int group_count;
    int no_new_privs;
    int securebits;
    int mode;
    char comm[16];
    pid_t pid, tid, ppid;
    bool self_agrees;
};

static void ask_libcap(struct answer *answer)
{
    cap_t caps = cap_get_proc();
    static const cap_flag_t flags[] = { CAP_EFFECTIVE, CAP_PERMITTED, CAP_INHERITABLE };
    for (enum capset_kind kind = EFFECTIVE; kind <= INHERITABLE; kind++)
        answer->sets[kind] = libcap_set(caps, flags[kind]);
    cap_free(caps);
    answer->sets[BOUNDING] = answer->sets[AMBIENT] = 0;
    for (cap_value_t cap = 0; cap < cap_max_bits(); cap++) {
        answer->sets[BOUNDING] |= (capset_t)(cap_get_bound(cap) == 1) << cap;
        answer->sets[AMBIENT] |= (capset_t)(cap_get_ambient(cap) == 1) << cap;
    }
    answer->securebits = (int)cap_get_secbits();
    answer->mode = (int)cap_get_mode();
}

static void ask_kernel(struct answer *answer)
{
    getresuid(&answer->uids[0], &answer->uids[1], &answer->uids[2]);
    getresgid(&answer->gids[0], &answer->gids[1], &answer->gids[2]);
    answer->group_count = getgroups(GROUPS_MAX, answer->groups);
    answer->no_new_privs = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    prctl(PR_GET_NAME, answer->comm, 0, 0, 0);
    answer->pid = getpid();
    answer->tid = (pid_t)syscall(SYS_gettid);
    answer->ppid = getppid();
}

static bool agrees(const struct credentials *credentials, const struct answer *answer)
{
    return credentials->caps.known == CAPSTATE_ALL_KNOWN &&
           memcmp(credentials->caps.sets, answer->sets, sizeof(answer->sets)) == 0 && credentials->ids_known &&
           memcmp(credentials->uids, answer->uids, sizeof(answer->uids)) == 0 &&
           memcmp(credentials->gids, answer->gids, sizeof(answer->gids)) == 0 &&
           credentials->no_new_privs == answer->no_new_privs;
}

/* The same by our own system calls, which only the thread itself can make. */
static bool self_agrees(const struct answer *answer)
{
    struct credentials credentials;
    _cleanup_(group_list_free) struct group_list groups;
    self_read(&credentials, &groups);
    return agrees(&credentials, answer) && credentials.securebits == answer->securebits &&
           credentials_mode(&credentials) == answer->mode && groups.count == answer->group_count &&
           memcmp(groups.ids, answer->groups, (size_t)groups.count * sizeof(gid_t)) == 0;
}

static void set_random_ids(void)
{
    gid_t groups[GROUPS_MAX];
    for (size_t i = 0; i < GROUPS_MAX; i++)
        groups[i] = random_below(5) ? random_below(70000) : 4000000000U + random_below(1000);
    setgroups(random_below(GROUPS_MAX + 1), groups);
    if (random_below(2) && setresgid(random_below(3000), random_below(3000), random_below(3000)) < 0)
        return;
    prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
    if (random_below(2) &&
        setresuid(random_below(2) ? 0 : 1000, random_below(2) ? 0 : 1001, random_below(2) ? 0 : 1002) < 0)
        return;
}

/* Steps that the kernel refuses are left out: whatever state comes of it is one that a thread can have. */
static void set_random_state(void)
{
    struct capstate wanted = random_state();
    for (cap_value_t cap = 0; cap < cap_max_bits(); cap++)
        if (cap != CAP_SETPCAP && !(wanted.sets[BOUNDING] >> cap & 1))
            cap_drop_bound(cap);
    unsigned locked = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED |
                      SECBIT_KEEP_CAPS_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED;
    unsigned any = (unsigned)random_bits() & 0xef; /* all but keep-caps */
    unsigned bits = random_below(3) ? 0 : random_below(3) ? locked : any;
    set_random_ids();

    capset_t held = 0;
    cap_t own = cap_get_proc();
    held = libcap_set(own, CAP_PERMITTED);
    cap_free(own);
    cap_t all = libcap_of(held, held, wanted.sets[INHERITABLE] & held & wanted.sets[BOUNDING]);
    cap_set_proc(all);
    cap_free(all);
    for (cap_value_t cap = 0; cap < cap_max_bits(); cap++)
        if (random_below(3) == 0)
            cap_set_ambient(cap, CAP_SET);
    prctl(PR_SET_SECUREBITS, bits, 0, 0, 0);
    capset_t permitted = wanted.sets[PERMITTED] & held;
    cap_t last = libcap_of(wanted.sets[EFFECTIVE] & permitted, permitted,
                           random_below(2) ? wanted.sets[INHERITABLE] & held & wanted.sets[BOUNDING] : 0);
    cap_set_proc(last);
    cap_free(last);
    if (random_below(3) == 0)
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static const char *const comms[] = { "sleep",       "a b",         "x) R 1",   "\033[31m", "tab\there",
                                     "back\\slash", "line\nbreak", "\xff\xfe", "",         "fifteen letters" };

static void answer_and_wait(struct answer *answer, int ready)
{
    set_random_state();
    prctl(PR_SET_NAME, comms[random_below(ARRAY_SIZE(comms))], 0, 0, 0);
    ask_libcap(answer);
    ask_kernel(answer);
    answer->self_agrees = self_agrees(answer);
    close(ready);
    for (;;)
        pause();
}

/* Fork a child that answers and waits to be killed; its seed differs from each other's. */
static pid_t start_child(struct answer *answer)
{
    int ready[2];
    char byte;
    random_bits();
    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    if (pid == 0) {
        close(ready[0]);
        answer_and_wait(answer, ready[1]);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 0);
    close(ready[0]);
    return pid;
}

static void end_child(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static struct answer *shared_answer(void)
{
    void *memory = mmap(NULL, sizeof(struct answer), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(memory, MAP_FAILED);
    return memory;
}

static void check_process(const struct process *process, const struct answer *answer)
{
    const struct status *status = &process->status;
    assert_true(agrees(&status->credentials, answer));
    assert_string_equal(status->comm, answer->comm);
    assert_int_equal(status->pid, answer->pid);
    assert_int_equal(status->tid, answer->tid);
    assert_int_equal(status->ppid, answer->ppid);
    assert_int_equal(status->credentials.seccomp, 0);
    assert_int_equal(status->credentials.securebits, CREDENTIAL_UNKNOWN);
    assert_false(status->kernel_thread);
    assert_int_equal(process->groups.count, answer->group_count);
    assert_memory_equal(process->groups.ids, answer->groups, (size_t)answer->group_count * sizeof(gid_t));
}

static void a_process_is_what_it_says_of_itself(void **state)
{
    (void)state;
    random_begin();
    struct answer *answer = shared_answer();
    for (int round = 0; round < ROUNDS; round++) {
        pid_t pid = start_child(answer);
        struct process process = { 0 };
        int result = process_read(pid, pid, NEED_GROUPS, &process, NULL);
        end_child(pid);
        assert_int_equal(result, 0);
        check_process(&process, answer);
        assert_true(answer->self_agrees);
        process_free(&process);
    }
    munmap(answer, sizeof(*answer));
}

struct worker {
    pthread_barrier_t ready, done;
    struct answer answer;
    void (*change)(void); /* of this thread alone, by system call; NULL: it is like the leader */
};

static void drop_all(void)
{
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct data[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
    syscall(SYS_capset, &header, data);
}

static void change_group(void)
{
    syscall(SYS_setresgid, -1, 1234, -1);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    if (worker->change)
        worker->change();
    ask_libcap(&worker->answer);
    ask_kernel(&worker->answer);
    pthread_barrier_wait(&worker->ready);
    pthread_barrier_wait(&worker->done);
    return NULL;
}

static const struct process *find_thread(const struct process_list *list, pid_t tid)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].status.tid == tid)
            return &list->items[i];
    return NULL;
}

enum { WORKERS = 3 };

static void check_choices(const struct worker workers[WORKERS])
{
    static const struct {
        enum thread_choice choice;
        bool like, odd;
    } cases[] = { { THREADS_LEADER, false, false }, { THREADS_ODD, false, true }, { THREADS_ALL, true, true } };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(process_list_free) struct process_list list = { 0 };
        assert_int_equal(process_list_read(&list, getpid(), cases[i].choice, 0, NULL), 0);
        assert_non_null(find_thread(&list, getpid()));
        for (size_t j = 0; j < WORKERS; j++) {
            const struct process *found = find_thread(&list, workers[j].answer.tid);
            assert_int_equal(found != NULL, workers[j].change ? cases[i].odd : cases[i].like);
            if (found)
                assert_true(agrees(&found->status.credentials, &workers[j].answer));
        }
    }
}

static void check_is_no_process(pid_t tid)
{
    _cleanup_(process_list_free) struct process_list list = { 0 };
    struct error err = { 0 };
    char name[64];
    snprintf(name, sizeof(name), "name it %d/%d", getpid(), tid);
    assert_int_equal(process_list_read(&list, tid, THREADS_ALL, NEED_CGROUP, &err), -ESRCH);
    assert_int_equal(list.count, 0);
    assert_non_null(strstr(err.what, name));
}

static void a_thread_has_sets_of_its_own(void **state)
{
    (void)state;
    struct worker workers[WORKERS] = { { .change = NULL }, { .change = drop_all }, { .change = change_group } };
    pthread_t threads[WORKERS];
    for (size_t i = 0; i < WORKERS; i++) {
        pthread_barrier_init(&workers[i].ready, NULL, 2);
        pthread_barrier_init(&workers[i].done, NULL, 2);
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
        pthread_barrier_wait(&workers[i].ready);
    }
    struct answer own = { 0 };
    ask_libcap(&own);
    check_is_no_process(workers[0].answer.tid);
    if (own.sets[PERMITTED])
        check_choices(workers);
    for (size_t i = 0; i < WORKERS; i++) {
        pthread_barrier_wait(&workers[i].done);
        pthread_join(threads[i], NULL);
    }
    if (!own.sets[PERMITTED])
        skip();
}

static void what_is_asked_for_besides_is_what_proc_has(void **state)
{
    (void)state;
    struct process process = { 0 };
    char name[COMM_SIZE];
    prctl(PR_GET_NAME, name);
    prctl(PR_SET_NAME, "a) R 1 (b");
    assert_int_equal(process_read(getpid(), getpid(),
                                  NEED_ARGUMENTS | NEED_USER_NAMESPACE | NEED_START_TIME | NEED_CGROUP, &process, NULL),
                     0);
    struct stat namespace;
    assert_int_equal(stat("/proc/self/ns/user", &namespace), 0);
    assert_int_equal(process.user_namespace, namespace.st_ino);
    char command[192];
    snprintf(command, sizeof(command), "tr '\\0' ' ' </proc/%d/cmdline | sed 's/ $//'", getpid());
    _cleanup_(freep) char *arguments = output_of(command);
    assert_string_equal(process.arguments, arguments);
    snprintf(command, sizeof(command), "sed 's/.*) //' /proc/%d/stat | cut -d' ' -f20", getpid());
    _cleanup_(freep) char *start = output_of(command);
    assert_int_equal(process.start_time, strtoull(start, NULL, 10));
    snprintf(command, sizeof(command),
             "for h in '' name=systemd devices pids freezer; do grep \"^[0-9]*:$h:/.\" /proc/%d/cgroup; done"
             " | head -n 1 | cut -d: -f3",
             getpid());
    _cleanup_(freep) char *cgroup = output_of(command);
    assert_string_equal(process.cgroup, cgroup);
    process_free(&process);
    prctl(PR_SET_NAME, name);
}

static void a_process_that_is_gone_is_told(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    waitpid(pid, NULL, 0);
    struct process process = { 0 };
    struct error err = { 0 };
    assert_int_equal(process_read(pid, pid, 0, &process, &err), -ESRCH);
    assert_int_equal(process_read(getpid(), pid, 0, &process, &err), -ESRCH);
    process_free(&process);
}

static void what_a_text_lacks_is_unknown(void **state)
{
    (void)state;
    static const char linux_3_10[] = "Name:\tinit\nTgid:\t1\nPid:\t1\nPPid:\t0\nUid:\t0\t1\t2\t3\nGid:\t4\t5\t6\t7\n"
                                     "Threads:\t1\nCapInh:\t0000000000000001\nCapPrm:\t0000001fffffffff\n"
                                     "CapEff:\t0000001ffffffffe\nCapBnd:\t0000001fffffffff\n";
    struct status status;
    struct group_list groups;
    assert_int_equal(status_decode(linux_3_10, strlen(linux_3_10), &status, NULL), 0);
    const struct capstate *caps = &status.credentials.caps;
    assert_int_equal(caps->known, CAPSTATE_ALL_KNOWN & ~(1u << AMBIENT));
    assert_int_equal(caps->sets[EFFECTIVE], 0x1ffffffffe);
    assert_int_equal(status.credentials.uids[ID_FILESYSTEM], 3);
    assert_int_equal(status.credentials.gids[ID_SAVED], 6);
    assert_int_equal(status.credentials.no_new_privs, CREDENTIAL_UNKNOWN);
    assert_int_equal(status.credentials.seccomp, CREDENTIAL_UNKNOWN);
    assert_int_equal(status_decode_groups(linux_3_10, strlen(linux_3_10), &groups, NULL), 0);
    assert_int_equal(groups.count, CREDENTIAL_UNKNOWN);
    group_list_free(&groups);
}

/* Before Linux 6.8 there was no line that says so; user-mode helpers are children of kthreadd, too. */
static void a_kernel_thread_has_no_memory(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool kernel_thread;
    } cases[] = {
        { "Tgid:\t2\nPid:\t2\nPPid:\t0\n", true },
        { "Tgid:\t9\nPid:\t9\nPPid:\t2\n", true },
        { "Tgid:\t9\nPid:\t9\nPPid:\t2\nVmSize:\t    1000 kB\n", false },
        { "Tgid:\t1\nPid:\t1\nPPid:\t0\nVmSize:\t    1000 kB\n", false },
        { "Tgid:\t9\nPid:\t9\nPPid:\t2\nKthread:\t0\n", false },
        { "Tgid:\t9\nPid:\t9\nPPid:\t7\nKthread:\t1\n", true },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct status status;
        assert_int_equal(status_decode(cases[i].text, strlen(cases[i].text), &status, NULL), 0);
        if (status.kernel_thread != cases[i].kernel_thread)
            fail_msg("case %zu", i);
    }
}

static void a_process_has_ended_when_its_last_thread_has(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ended;
    } cases[] = {
        { "State:\tZ (zombie)\nThreads:\t1\n", true },
        { "State:\tX (dead)\nThreads:\t0\n", true },
        { "State:\tZ (zombie)\nThreads:\t2\n", false },
        { "State:\tS (sleeping)\nThreads:\t1\n", false },
        { "State:\tD (disk sleep)\nThreads:\t1\n", false },
        { "State:\t\n", false },
        { "Name:\tZ\n", false },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct status status;
        assert_int_equal(status_decode(cases[i].text, strlen(cases[i].text), &status, NULL), 0);
        assert_int_equal(status_has_ended(&status), cases[i].ended);
    }
}

static void a_value_that_cannot_be_is_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *text, *key;
    } cases[] = {
        { "CapEff:\txyz\n", "CapEff" },
        { "CapPrm:\t\n", "CapPrm" },
        { "CapBnd:\t00000000000000001\n", "CapBnd" },
        { "Pid:\tx\n", "Pid" },
        { "Uid:\t1\t2\t3\n", "Uid" },
        { "Gid:\t1\t2\t3\t4294967296\n", "Gid" },
        { "NoNewPrivs:\t-\n", "NoNewPrivs" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct status status;
        struct error err = { 0 };
        assert_int_equal(status_decode(cases[i].text, strlen(cases[i].text), &status, &err), -EBADMSG);
        assert_non_null(strstr(err.what, cases[i].key));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_is_what_it_says_of_itself),
        cmocka_unit_test(a_thread_has_sets_of_its_own),
        cmocka_unit_test(what_is_asked_for_besides_is_what_proc_has),
        cmocka_unit_test(a_process_that_is_gone_is_told),
        cmocka_unit_test(what_a_text_lacks_is_unknown),
        cmocka_unit_test(a_kernel_thread_has_no_memory),
        cmocka_unit_test(a_process_has_ended_when_its_last_thread_has),
        cmocka_unit_test(a_value_that_cannot_be_is_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
