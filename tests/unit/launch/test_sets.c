/* The sets that options ask for against the kernel: random requests are started for real, and the process has just what
 * was predicted, and all that was asked for by name. */
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "caps/names.h"
#include "credentials_report.h"
#include "launch/launch.h"

enum { CASES = 600, ACCEPTED_MIN = 150 };

static struct caps_request random_request(void)
{
    struct caps_request request = { .has_profile = true, .profile = random_set() };
    if (random_below(2))
        request.add = random_set() & random_set();
    if (random_below(2))
        request.drop = random_set() & random_set();
    unsigned style = random_below(3);
    for (enum capset_kind kind = 0; style == 1 && kind < CAPSET_KINDS; kind++)
        if (random_below(4) == 0)
            capstate_set(&request.exact, kind, random_set() & random_set());
    /* such as people ask for, and the kernel grants: I and A within P */
    if (style == 2) {
        capset_t all = request.profile & ~request.drop;
        capstate_set(&request.exact, INHERITABLE, all);
        capstate_set(&request.exact, AMBIENT, all & random_set());
    }
    return request;
}

/* Start the helper by the request. @return whether it was; in the child it does not return where it was */
static bool start(const struct caps_request *caps, const char *user, int report)
{
    char *command[] = { getenv("CCAPS_REPORT"), NULL };
    struct launch_request request = { .form = LAUNCH_HOST, .user = user, .caps = *caps, .command = command };
    struct launch launch = LAUNCH_EMPTY;
    struct error err = { 0 };
    if (launch_settle(&launch, &request, &err) < 0)
        return false;
    dup2(report, REPORT_FD);
    launch_start(&launch, &err);
    error_print(&err);
    _exit(1);
}

/* What the kernel says of the helper. @return whether it was started */
static bool run(const struct caps_request *caps, const char *user, struct credentials_report *report)
{
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        start(caps, user, ends[1]);
        _exit(3);
    }
    close(ends[1]);
    bool told = credentials_report_receive(ends[0], report) == 0;
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), told ? 0 : 3);
    return told;
}

static bool predict(const struct caps_request *caps, const char *user, struct capstate *after)
{
    char *command[] = { "true", NULL };
    struct launch_request request = { .form = LAUNCH_HOST, .user = user, .caps = *caps, .command = command };
    struct launch launch = LAUNCH_EMPTY;
    bool settled = launch_settle(&launch, &request, NULL) == 0;
    *after = launch.caps.after;
    launch_free(&launch);
    return settled;
}

static void has_what_was_asked(const struct caps_request *caps, const struct credentials_report *report)
{
    static const enum capset_kind added[] = { BOUNDING, PERMITTED, EFFECTIVE };
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        if (capstate_knows(&caps->exact, kind))
            assert_int_equal(report->sets[kind], caps->exact.sets[kind]);
    for (size_t i = 0; i < ARRAY_SIZE(added); i++)
        if (!capstate_knows(&caps->exact, added[i]))
            assert_int_equal(caps->add & ~report->sets[added[i]], 0);
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        if (!caps->exact.known)
            assert_int_equal(report->sets[kind] & ~caps->add & (caps->drop | ~caps->profile), 0);
}

static void what_is_started_has_what_was_predicted_and_asked_for(void **state)
{
    static const char *const users[] = { NULL, "0", "12345", "12345:54321", "65534" };
    (void)state;
    if (geteuid() != 0)
        skip();
    random_begin();
    int accepted = 0;
    for (int i = 0; i < CASES; i++) {
        struct caps_request caps = random_request();
        struct credentials_report report;
        struct capstate after;
        const char *user = users[random_below(ARRAY_SIZE(users))];
        bool predicted = predict(&caps, user, &after);
        assert_int_equal(run(&caps, user, &report), predicted);
        if (!predicted)
            continue;
        accepted++;
        for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
            assert_int_equal(report.sets[kind], after.sets[kind]);
        has_what_was_asked(&caps, &report);
    }
    assert_true(accepted >= ACCEPTED_MIN);
}

/* Refusals, each with the reason that is told. */
static const struct {
    const char *user;
    const char *set; /* the option: a set's name, or "add" */
    const char *list;
    const char *reason;
} refusals[] = {
    { "12345", "add", "net_raw", "it is lost at exec" },
    { "12345", "permitted", "net_raw", "it is lost at exec" },
    { NULL, "ambient", "net_raw", "only what is both permitted and inheritable can be ambient" },
    { NULL, "effective", "net_raw", "only what is permitted can be effective" },
    { NULL, "inheritable", "net_raw", "only what is in the bounding set can be made inheritable" },
    { NULL, "permitted", "net_raw", "uid 0 gets only what is in the bounding or inheritable set" },
    { NULL, "bounding", "62", "this kernel has no such capability" },
    { NULL, "permitted", "kill", "uid 0 gets all that is in the bounding or inheritable set" },
};

static void take_option(struct caps_request *caps, const char *option, capset_t set)
{
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        if (strcmp(option, capset_names[kind].name) == 0)
            capstate_set(&caps->exact, kind, set);
    if (strcmp(option, "add") == 0)
        caps->add = set;
}

static void what_cannot_be_had_is_refused_with_the_reason(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip();
    for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
        char *command[] = { "true", NULL };
        struct launch_request request = { .form = LAUNCH_HOST, .user = refusals[i].user, .command = command };
        struct launch launch = LAUNCH_EMPTY;
        struct error err = { 0 };
        capset_t set;
        assert_int_equal(capset_parse(refusals[i].list, 0, &set, NULL), 0);
        take_option(&request.caps, refusals[i].set, set);
        assert_int_equal(launch_settle(&launch, &request, &err), -EPERM);
        if (!strstr(err.what, refusals[i].reason))
            fail_msg("%s %s: %s", refusals[i].set, refusals[i].list, err.what);
        assert_true(err.cure[0] != '\0');
        launch_free(&launch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_started_has_what_was_predicted_and_asked_for),
        cmocka_unit_test(what_cannot_be_had_is_refused_with_the_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
