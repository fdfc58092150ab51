/* The catalogue against libcap, the kernel's headers, capabilities(7), and the kernel itself, which refuses and grants.
 */
#include "unit.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/bpf.h>
#include <linux/reboot.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <sys/wait.h>
#include <sys/xattr.h>

#include "base/cleanup.h"
#include "caps/catalogue.h"
#include "caps/names.h"

/* Each word of a list, as a copy on the heap of its own. */
#define foreach_word(word, list)                                                                                       \
    for (char *copy_ = strdup(list), *rest_ = copy_, *word; (word = strsep(&rest_, " ")) || (free(copy_), false);)     \
        if (*word != '\0')

static void every_capability_that_libcap_and_the_kernel_know_has_a_row(void **state)
{
    (void)state;
    for (unsigned cap = 0; cap < CAPABILITY_MAX; cap++) {
        char *name = cap_to_name((cap_value_t)cap);
        bool named = strncmp(name, "cap_", 4) == 0;
        cap_free(name);
        if (named || cap < (unsigned)cap_max_bits())
            assert_true(catalogue_knows(cap));
        else if (cap > 40)
            assert_false(catalogue_knows(cap));
    }
    assert_false(catalogue_knows(CAPABILITY_MAX));
    assert_null(catalogue_text(63, CATALOGUE_SUMMARY));
    assert_int_equal(capability_risk(63), RISK_UNKNOWN);
}

static bool is_list(enum catalogue_field field)
{
    return field >= CATALOGUE_CALLS && field <= CATALOGUE_COMMANDS;
}

static void every_field_is_filled_in_plain_text(void **state)
{
    (void)state;
    for (unsigned cap = 0; catalogue_knows(cap); cap++) {
        assert_true(strlen(catalogue_text(cap, CATALOGUE_SUMMARY)) <= CATALOGUE_SUMMARY_MAX);
        assert_in_range(capability_risk(cap), RISK_LOW, RISK_CRITICAL);
        for (enum catalogue_field field = 0; field < CATALOGUE_FIELDS; field++) {
            const char *text = catalogue_text(cap, field);
            assert_true(is_list(field) || text[0] != '\0');
            assert_null(strstr(text, "  "));
            for (; *text; text++)
                assert_true(isprint((unsigned char)*text));
        }
    }
}

static size_t count_word(const char *list, const char *wanted)
{
    size_t count = 0;
    foreach_word(word, list) count += strcmp(word, wanted) == 0;
    return count;
}

static void operations_are_lower_case_and_stand_once_in_their_list(void **state)
{
    (void)state;
    for (unsigned cap = 0; catalogue_knows(cap); cap++)
        for (enum catalogue_field field = CATALOGUE_CALLS; field <= CATALOGUE_COMMANDS; field++)
            foreach_word(word, catalogue_text(cap, field))
            {
                size_t count = count_word(catalogue_text(cap, field), word);
                if (count != 1)
                    fail_msg("%s stands %zu times in a list of %s", word, count, capability_name(cap));
                for (const char *letter = word; *letter; letter++)
                    if (isupper((unsigned char)*letter))
                        fail_msg("%s of %s is not lower case", word, capability_name(cap));
                assert_true(capset_has(catalogue_find_operation(word), cap));
                assert_int_equal(word[0] == '/', field == CATALOGUE_FILES);
            }
}

static void every_system_call_named_is_one_of_the_kernels_headers(void **state)
{
    (void)state;
    static const char list[] = "cat /usr/include/asm-generic/unistd.h /usr/include/*/asm/unistd_64.h 2>/dev/null |"
                               " sed -nE 's/^#define __NR(3264)?_([a-z0-9_]+)[ \\t].*/ \\2 /p' | tr -d '\\n'";
    if (system("test -e /usr/include/asm-generic/unistd.h") != 0)
        skip();
    _cleanup_(freep) char *known = output_of(list);
    for (unsigned cap = 0; catalogue_knows(cap); cap++)
        foreach_word(call, catalogue_text(cap, CATALOGUE_CALLS))
        {
            char spaced[64];
            snprintf(spaced, sizeof(spaced), " %s ", call);
            if (!strstr(known, spaced))
                fail_msg("%s of %s is no system call", call, capability_name(cap));
        }
}

/* "CAP_BPF 5.8", of those that came after Linux 2.2, a line each. */
static void a_capability_is_as_old_as_its_manual_page_says(void **state)
{
    (void)state;
    if (system("man -w 7 capabilities >/dev/null 2>&1") != 0)
        skip();
    _cleanup_(freep) char *since = output_of("MANWIDTH=200 MAN_KEEP_FORMATTING= man 7 capabilities 2>/dev/null |"
                                             " sed -nE 's/^ +CAP_([A-Z_]+) \\(since Linux ([0-9.]+)\\)$/\\1 \\2/p'");
    assert_non_null(strstr(since, "BPF 5.8"));
    for (unsigned cap = 0; catalogue_knows(cap); cap++) {
        char expected[64];
        size_t size = (size_t)snprintf(expected, sizeof(expected), "%s ", capability_name(cap));
        for (size_t i = 0; i < size; i++)
            expected[i] = (char)toupper((unsigned char)expected[i]);
        const char *line = since;
        while (line && strncmp(line, expected, size) != 0)
            line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL;
        char version[16] = "2.2";
        if (line)
            sscanf(line + size, "%15s", version);
        assert_string_equal(catalogue_text(cap, CATALOGUE_SINCE), version);
    }
}

static void tiers_are_ordered_and_read_by_name(void **state)
{
    (void)state;
    enum risk risk;
    for (enum risk tier = RISK_LOW; tier < RISKS; tier++) {
        assert_int_equal(risk_parse(risk_names[tier], &risk, NULL), 0);
        assert_int_equal(risk, tier);
    }
    assert_int_equal(risk_parse("CRITICAL", &risk, NULL), 0);
    assert_int_equal(risk_parse("none", &risk, NULL), -EINVAL);
    assert_int_equal(risk_parse("", &risk, NULL), -EINVAL);
    assert_int_equal(capset_risk(0), RISK_NONE);
    assert_int_equal(capset_risk(capset_of(CAP_KILL)), RISK_LOW);
    assert_int_equal(capset_risk(capset_of(CAP_KILL) | capset_of(CAP_NET_RAW)), RISK_MEDIUM);
    assert_int_equal(capset_risk(capset_all()), RISK_CRITICAL);
    assert_int_equal(capset_risk(capset_of(63)), RISK_LOW);
}

static void operations_are_found_by_their_exact_name_in_any_case(void **state)
{
    (void)state;
    capset_t admin = capset_of(CAP_SYS_ADMIN);
    assert_int_equal(catalogue_find_operation("hostname"), admin);
    assert_int_equal(catalogue_find_operation("SetHostname"), admin);
    assert_int_equal(catalogue_find_operation("TIOCSTI"), admin);
    assert_int_equal(catalogue_find_operation("/proc/kcore"), capset_of(CAP_SYS_RAWIO));
    assert_int_equal(catalogue_find_operation("ping"), capset_of(CAP_NET_RAW));
    assert_int_equal(catalogue_find_operation("chroot"), capset_of(CAP_SYS_CHROOT));
    static const char *const nothing[] = { "", " ", "host", "ostname", "hostname domainname", "getpid", "ls " };
    for (size_t i = 0; i < ARRAY_SIZE(nothing); i++)
        assert_int_equal(catalogue_find_operation(nothing[i]), 0);
}

static void a_search_finds_names_and_descriptions(void **state)
{
    (void)state;
    assert_true(capset_has(catalogue_search("hostname"), CAP_SYS_ADMIN));
    assert_int_equal(catalogue_search("SYS_ptr"), catalogue_search("cap_sys_ptr"));
    assert_true(capset_has(catalogue_search("CAP_SYS_PTR"), CAP_SYS_PTRACE));
    assert_int_equal(catalogue_search("no capability says this"), 0);
}

/* --- What the kernel says. Each deed is tried by a process that holds all but what the catalogue names for it, and by
 * one that holds nothing but the one capability. --- */

enum { OTHER_USER = 12345, NO_RESULT = 255 };
static char directory[] = "/tmp/ccaps-catalogue-XXXXXX";
static char others_file[64], own_file[64], device[64];
static int others_fd = -1;
static pid_t victim = -1;
static capset_t own_set; /* what can be tried */

static long nothing(void)
{
    return 0;
}

static long own_names(void)
{
    return unshare(CLONE_NEWUTS);
}

static long own_network(void)
{
    return unshare(CLONE_NEWNET);
}

static long low_limits(void)
{
    struct rlimit none = { 0, 0 }, few = { 16, 16 };
    return setrlimit(RLIMIT_MEMLOCK, &none) < 0 ? -1 : setrlimit(RLIMIT_NOFILE, &few);
}

static long do_sethostname(void)
{
    return sethostname("box", 3);
}

static long do_mount(void)
{
    return mount("none", "/", "no-such-filesystem", 0, NULL);
}

static long do_swapon(void)
{
    return swapon("/no/such/file", 0);
}

static long do_unshare(void)
{
    return unshare(CLONE_NEWUTS);
}

static long do_chroot(void)
{
    return chroot("/");
}

static long do_mknod(void)
{
    return mknod(device, S_IFCHR | 0600, 0x103);
}

static long do_adjtimex(void)
{
    struct timex now = { 0 };
    adjtimex(&now);
    now.modes = ADJ_FREQUENCY; /* as it is */
    return adjtimex(&now) < 0 ? -1 : 0;
}

static long do_socket(void)
{
    return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static long do_bind(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(80) };
    return bind(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof(address));
}

static long do_setsockopt(void)
{
    int size = 1 << 20;
    return setsockopt(socket(AF_INET, SOCK_DGRAM, 0), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
}

static long do_setuid(void)
{
    return setuid(OTHER_USER);
}

static long do_setgroups(void)
{
    return syscall(SYS_setgroups, 0, NULL);
}

static long do_chown(void)
{
    return chown(own_file, OTHER_USER, (gid_t)-1);
}

static long do_chmod(void)
{
    return chmod(others_file, 0);
}

static long do_open(void)
{
    return open(others_file, O_RDONLY);
}

static long do_open_to_write(void)
{
    return open(others_file, O_WRONLY);
}

static long do_open_by_handle(void)
{
    _Alignas(struct file_handle) char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
    struct file_handle *handle = (struct file_handle *)(void *)room;
    handle->handle_bytes = MAX_HANDLE_SZ;
    int mount_id;
    if (name_to_handle_at(AT_FDCWD, own_file, handle, &mount_id, 0) < 0)
        return -1;
    return open_by_handle_at(others_fd, handle, O_RDONLY);
}

static long do_lease(void)
{
    return fcntl(others_fd, F_SETLEASE, F_RDLCK);
}

static long do_kill(void)
{
    return kill(victim, 0);
}

static long do_get_robust_list(void)
{
    void *head;
    size_t size;
    return syscall(SYS_get_robust_list, victim, &head, &size);
}

static long do_setpriority(void)
{
    return setpriority(PRIO_PROCESS, 0, -1);
}

static long do_setrlimit(void)
{
    struct rlimit more = { 32, 32 };
    return setrlimit(RLIMIT_NOFILE, &more);
}

static long do_mlock(void)
{
    static char page[4096];
    return syscall(SYS_mlock, page, sizeof(page)); /* a sanitizer takes mlock(2) over, and does nothing */
}

static long do_acct(void)
{
    return acct("/no/such/file");
}

static long do_delete_module(void)
{
    return syscall(SYS_delete_module, "ccaps_no_such_module", O_NONBLOCK);
}

static long do_reboot(void)
{
    return syscall(SYS_reboot, 0, 0, 0, NULL); /* the magic numbers are none */
}

static long do_syslog(void)
{
    return klogctl(2, NULL, -1);
}

static long do_setxattr(void)
{
    static const unsigned version_2[5] = { 0x02000000, 1u << CAP_KILL };
    return setxattr(own_file, "security.capability", version_2, sizeof(version_2), 0);
}

static long do_prctl(void)
{
    return prctl(PR_CAPBSET_DROP, 63, 0, 0, 0);
}

static long do_timerfd_create(void)
{
    return timerfd_create(CLOCK_BOOTTIME_ALARM, 0);
}

static long do_bpf(void)
{
    union bpf_attr attr = { .map_type = BPF_MAP_TYPE_LPM_TRIE,
                            .key_size = 8,
                            .value_size = 4,
                            .max_entries = 1,
                            .map_flags = BPF_F_NO_PREALLOC };
    return syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr));
}

/* `refusal` is what the kernel says where the capability is missing; where it is there, anything else counts, since
 * many a deed is chosen so that it comes to nothing. */
static const struct deed {
    const char *operation;
    unsigned cap;
    int refusal;
    long (*attempt)(void);
    long (*prepare)(void);
} deeds[] = {
    { "sethostname", CAP_SYS_ADMIN, EPERM, do_sethostname, own_names },
    { "mount", CAP_SYS_ADMIN, EPERM, do_mount, nothing },
    { "swapon", CAP_SYS_ADMIN, EPERM, do_swapon, nothing },
    { "unshare", CAP_SYS_ADMIN, EPERM, do_unshare, nothing },
    { "chroot", CAP_SYS_CHROOT, EPERM, do_chroot, nothing },
    { "mknod", CAP_MKNOD, EPERM, do_mknod, nothing },
    { "adjtimex", CAP_SYS_TIME, EPERM, do_adjtimex, nothing },
    { "date", CAP_SYS_TIME, EPERM, do_adjtimex, nothing },
    { "socket", CAP_NET_RAW, EPERM, do_socket, nothing },
    { "bind", CAP_NET_BIND_SERVICE, EACCES, do_bind, own_network },
    { "setsockopt", CAP_NET_ADMIN, EPERM, do_setsockopt, nothing },
    { "setuid", CAP_SETUID, EPERM, do_setuid, nothing },
    { "setgroups", CAP_SETGID, EPERM, do_setgroups, nothing },
    { "chown", CAP_CHOWN, EPERM, do_chown, nothing },
    { "chmod", CAP_FOWNER, EPERM, do_chmod, nothing },
    { "open", CAP_DAC_READ_SEARCH, EACCES, do_open, nothing },
    { "open", CAP_DAC_OVERRIDE, EACCES, do_open, nothing },
    { "open", CAP_DAC_OVERRIDE, EACCES, do_open_to_write, nothing },
    { "open_by_handle_at", CAP_DAC_READ_SEARCH, EPERM, do_open_by_handle, nothing },
    { "fcntl", CAP_LEASE, EACCES, do_lease, nothing },
    { "kill", CAP_KILL, EPERM, do_kill, nothing },
    { "get_robust_list", CAP_SYS_PTRACE, EPERM, do_get_robust_list, nothing },
    { "setpriority", CAP_SYS_NICE, EACCES, do_setpriority, nothing },
    { "nice", CAP_SYS_NICE, EACCES, do_setpriority, nothing },
    { "setrlimit", CAP_SYS_RESOURCE, EPERM, do_setrlimit, low_limits },
    { "mlock", CAP_IPC_LOCK, EPERM, do_mlock, low_limits },
    { "acct", CAP_SYS_PACCT, EPERM, do_acct, nothing },
    { "delete_module", CAP_SYS_MODULE, EPERM, do_delete_module, nothing },
    { "reboot", CAP_SYS_BOOT, EPERM, do_reboot, nothing },
    { "syslog", CAP_SYSLOG, EPERM, do_syslog, nothing },
    { "setxattr", CAP_SETFCAP, EPERM, do_setxattr, nothing },
    { "prctl", CAP_SETPCAP, EPERM, do_prctl, nothing },
    { "timerfd_create", CAP_WAKE_ALARM, EPERM, do_timerfd_create, nothing },
    { "bpf", CAP_BPF, EPERM, do_bpf, nothing },
};

static void hold(capset_t set)
{
    cap_t caps = libcap_of(set, set, 0);
    if (cap_set_proc(caps) < 0)
        _exit(NO_RESULT);
    cap_free(caps);
}

/* @return 0, or the errno of the deed, done by a process that holds `set` and no more */
static int try(const struct deed *deed, capset_t set)
{
    pid_t child = fork();
    if (child == 0) {
        if (deed->prepare() < 0)
            _exit(NO_RESULT);
        hold(set);
        _exit(deed->attempt() < 0 ? errno : 0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) != NO_RESULT);
    /* what was made would be in the way of the next */
    unlink(device);
    removexattr(own_file, "security.capability");
    assert_int_equal(chown(own_file, 0, 0), 0);
    return WEXITSTATUS(status);
}

static void the_kernel_asks_for_what_the_catalogue_names(void **state)
{
    (void)state;
    if (victim < 0)
        skip();
    for (size_t i = 0; i < ARRAY_SIZE(deeds); i++) {
        const struct deed *deed = &deeds[i];
        capset_t named = catalogue_find_operation(deed->operation);
        if (!capset_has(named, deed->cap))
            fail_msg("%s is not named at %s", deed->operation, capability_name(deed->cap));
        if (!capset_has(own_set, deed->cap)) {
            print_message("%s: not tried, since %s is not held\n", deed->operation, capability_name(deed->cap));
            continue;
        }
        int without = try(deed, own_set & ~named), with = try(deed, capset_of(deed->cap));
        if (without == ENOSYS || without == EAFNOSUPPORT || without == EOPNOTSUPP)
            print_message("%s: not in this kernel\n", deed->operation);
        else if (without != deed->refusal)
            fail_msg("%s with all but what is named for it: %s", deed->operation, strerror(without));
        if (with == deed->refusal)
            fail_msg("%s with %s alone is refused", deed->operation, capability_name(deed->cap));
    }
}

static void make_file(char path[64], const char *name, uid_t user, mode_t mode, int *fd)
{
    snprintf(path, 64, "%s/%s", directory, name);
    *fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, mode);
    assert_true(*fd >= 0);
    assert_int_equal(fchown(*fd, user, user), 0);
}

/* Files and a process of another user, for the deeds. */
static int set_up(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(directory));
    cap_t own = cap_get_proc();
    own_set = libcap_set(own, CAP_PERMITTED);
    cap_free(own);
    if (geteuid() != 0 || !capset_has(own_set, CAP_SETUID) || !capset_has(own_set, CAP_CHOWN))
        return 0;
    int own_fd;
    make_file(own_file, "own", 0, 0600, &own_fd);
    close(own_fd);
    make_file(others_file, "others", OTHER_USER, 0, &others_fd);
    snprintf(device, sizeof(device), "%s/device", directory);
    int pipe_ends[2];
    assert_int_equal(pipe2(pipe_ends, O_CLOEXEC), 0);
    victim = fork();
    if (victim == 0) {
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || setuid(OTHER_USER) < 0)
            _exit(1);
        close(pipe_ends[1]);
        for (;;)
            pause();
    }
    close(pipe_ends[1]);
    int ready;
    assert_int_equal(read(pipe_ends[0], &ready, sizeof(ready)), 0); /* it closed its end: it is the other user's */
    close(pipe_ends[0]);
    return 0;
}

static int clean_up(void **state)
{
    (void)state;
    if (victim > 0) {
        kill(victim, SIGKILL);
        waitpid(victim, NULL, 0);
    }
    unlink(own_file);
    unlink(others_file);
    unlink(device);
    return rmdir(directory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_capability_that_libcap_and_the_kernel_know_has_a_row),
        cmocka_unit_test(every_field_is_filled_in_plain_text),
        cmocka_unit_test(operations_are_lower_case_and_stand_once_in_their_list),
        cmocka_unit_test(every_system_call_named_is_one_of_the_kernels_headers),
        cmocka_unit_test(a_capability_is_as_old_as_its_manual_page_says),
        cmocka_unit_test(tiers_are_ordered_and_read_by_name),
        cmocka_unit_test(operations_are_found_by_their_exact_name_in_any_case),
        cmocka_unit_test(a_search_finds_names_and_descriptions),
        cmocka_unit_test(the_kernel_asks_for_what_the_catalogue_names),
    };
    return cmocka_run_group_tests(tests, set_up, clean_up);
}
