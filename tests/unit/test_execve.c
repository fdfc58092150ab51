/* exec_predict() against the kernel: random processes run random files, and become what was predicted from looking at
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "caps/names.h"
#include "execve_stage.h"
#include "read/exec_context.h"
#include "read/process_read.h"

enum { DEFAULT_CASES = 1500, FAILURES_SHOWN = 5 };

static struct execve_stage stage;
static bool staged; /* only root can */

static void ids_to_host(enum case_namespace ns, const uid_t from[ID_KINDS], uid_t to[ID_KINDS])
{
    for (enum id_kind kind = ID_REAL; kind < ID_KINDS; kind++)
        to[kind] = namespace_to_host(ns, from[kind]);
}

static struct credentials credentials_of(const struct credentials_report *report, enum case_namespace ns)
{
    struct credentials credentials = CREDENTIALS_UNKNOWN;
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        capstate_set(&credentials.caps, kind, report->sets[kind]);
    ids_to_host(ns, report->uids, credentials.uids);
    ids_to_host(ns, report->gids, credentials.gids);
    credentials.ids_known = true;
    credentials.securebits = report->securebits;
    credentials.no_new_privs = report->no_new_privs;
    return credentials;
}

/* What is predicted for one case, and by whose word. */
struct forecast {
    struct exec_prediction prediction;
    struct error err;
    int result;
};

/* Of the process all is read from outside, and of the file everything; but securebits, which no one is told of another,
 * are its own word. */
static void predict(void *context, const struct credentials_report *before, int program)
{
    struct forecast *forecast = context;
    struct process process = { 0 };
    forecast->result = process_read(before->pid, before->pid, NEED_GROUPS, &process, &forecast->err);
    if (forecast->result < 0)
        return;
    process.status.credentials.securebits = before->securebits;
    struct exec_process who = { .process = &process };
    forecast->result = exec_predict_open(&who, program, "the program", &forecast->prediction, &forecast->err);
    process_free(&process);
}

static bool same_credentials(const struct credentials *one, const struct credentials *other)
{
    return capstate_equal(&one->caps, &other->caps) && memcmp(one->uids, other->uids, sizeof(one->uids)) == 0 &&
           memcmp(one->gids, other->gids, sizeof(one->gids)) == 0 && one->securebits == other->securebits &&
           one->no_new_privs == other->no_new_privs;
}

static bool came_true(const struct forecast *forecast, const struct credentials_report *after, enum case_namespace ns)
{
    const struct exec_outcome *outcome = &forecast->prediction.outcome;
    if (forecast->result < 0)
        return after->error == -forecast->result;
    if (outcome->verdict == EXEC_REFUSED_CAPS)
        return after->error == EPERM;
    struct credentials real = credentials_of(after, ns);
    return after->error == 0 && same_credentials(&outcome->after, &real);
}

static void print_credentials(const char *title, const struct credentials *credentials)
{
    const uid_t *uids = credentials->uids;
    const gid_t *gids = credentials->gids;
    fprintf(stderr, "  %s:", title);
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        fprintf(stderr, " %c=%016" PRIx64, capset_names[kind].letter, credentials->caps.sets[kind]);
    fprintf(stderr, "\n    uid %u/%u/%u/%u gid %u/%u/%u/%u securebits %#x no_new_privs %d\n", uids[ID_REAL],
            uids[ID_EFFECTIVE], uids[ID_SAVED], uids[ID_FILESYSTEM], gids[ID_REAL], gids[ID_EFFECTIVE], gids[ID_SAVED],
            gids[ID_FILESYSTEM], (unsigned)credentials->securebits, credentials->no_new_privs);
}

static void print_difference(const struct execve_case *drawn, const struct forecast *forecast,
                             const struct credentials_report *after)
{
    const struct exec_outcome *outcome = &forecast->prediction.outcome;
    fprintf(stderr, "the kernel did otherwise; again with CCAPS_EXECVE_SEED=%" PRIu64 " CCAPS_EXECVE_CASES=1\n",
            drawn->seed);
    execve_case_print(stderr, drawn);
    if (forecast->result < 0)
        fprintf(stderr, "  predicted: %s\n", forecast->err.what);
    else if (outcome->verdict == EXEC_REFUSED_CAPS)
        fprintf(stderr, "  predicted: EPERM\n");
    else
        print_credentials("predicted, in host ids", &outcome->after);
    struct credentials real = credentials_of(after, drawn->user_namespace);
    if (after->error)
        fprintf(stderr, "  kernel: %s\n", strerror(after->error));
    else
        print_credentials("kernel, in host ids", &real);
}

/* How often each rule was put to the test: a property that is never reached is not proven. */
struct tally {
    unsigned forbidden, refused, set_id_ignored, file_caps_ignored, ambient_cleared, held_to_old, from_root,
        ids_changed;
};

static void tally_add(struct tally *tally, const struct credentials_report *before, const struct forecast *forecast,
                      enum case_namespace ns)
{
    const struct exec_outcome *outcome = &forecast->prediction.outcome;
    struct credentials old = credentials_of(before, ns);
    tally->forbidden += forecast->result == -EACCES;
    if (forecast->result < 0)
        return;
    tally->refused += outcome->verdict == EXEC_REFUSED_CAPS;
    tally->set_id_ignored += outcome->set_id_ignored;
    tally->file_caps_ignored += outcome->file_caps_ignored;
    tally->ambient_cleared += outcome->ambient_cleared;
    tally->held_to_old += outcome->held_to_old;
    tally->from_root += outcome->from_root;
    tally->ids_changed += memcmp(old.uids, outcome->after.uids, sizeof(old.uids)) != 0;
}

static void assert_each_rule_was_met(const struct tally *tally)
{
    enum { OFTEN = 20 };
    assert_true(tally->forbidden > OFTEN);
    assert_true(tally->refused > OFTEN);
    assert_true(tally->set_id_ignored > OFTEN);
    assert_true(tally->file_caps_ignored > OFTEN);
    assert_true(tally->ambient_cleared > OFTEN);
    assert_true(tally->held_to_old > OFTEN);
    assert_true(tally->from_root > OFTEN);
    assert_true(tally->ids_changed > OFTEN);
}

static void run_case(const struct execve_case *drawn, struct forecast *forecast, struct credentials_report *before,
                     struct credentials_report *after)
{
    int result = execve_stage_run(&stage, drawn, forecast ? predict : NULL, forecast, before, after);
    struct credentials made = credentials_of(before, NS_INITIAL);
    if (result == 0 && before->error == 0 && same_credentials(&drawn->process, &made))
        return;
    execve_case_print(stderr, drawn);
    fail_msg("seed %" PRIu64 " could not be set up: %s: %s", drawn->seed, before->what, strerror(before->error));
}

/* What is said to be missing is what stood in the way: a file that does not want it is run. */
static bool runs_without(const struct execve_case *drawn, capset_t missing)
{
    struct execve_case modest = *drawn;
    struct credentials_report before, after;
    modest.caps.permitted &= ~missing;
    run_case(&modest, NULL, &before, &after);
    return missing && after.error == 0;
}

/* @return whether the kernel did what was predicted */
static bool try_case(uint64_t seed, capset_t held, struct tally *tally)
{
    struct execve_case drawn;
    struct credentials_report before, after;
    struct forecast forecast = { .prediction = EXEC_PREDICTION_EMPTY };
    const struct exec_outcome *outcome = &forecast.prediction.outcome;
    execve_case_draw(&drawn, seed, held);
    run_case(&drawn, &forecast, &before, &after);
    tally_add(tally, &before, &forecast, drawn.user_namespace);

    bool right = came_true(&forecast, &after, drawn.user_namespace);
    if (right && forecast.result == 0 && outcome->verdict == EXEC_REFUSED_CAPS)
        right = runs_without(&drawn, outcome->missing);
    if (!right)
        print_difference(&drawn, &forecast, &after);
    exec_prediction_free(&forecast.prediction);
    return right;
}

static uint64_t from_environment(const char *name, uint64_t otherwise)
{
    const char *value = getenv(name);
    return value ? strtoull(value, NULL, 10) : otherwise;
}

static void random_processes_become_what_was_predicted(void **unused)
{
    (void)unused;
    if (!staged) {
        print_message("SKIPPED, nothing was proven: processes of other users and files with capabilities take root\n");
        skip();
    }
    struct credentials_report own;
    credentials_report_fill(&own);
    uint64_t seed = from_environment("CCAPS_EXECVE_SEED", (uint64_t)time(NULL) * 1000000);
    uint64_t cases = from_environment("CCAPS_EXECVE_CASES", DEFAULT_CASES);
    print_message("%" PRIu64 " cases from CCAPS_EXECVE_SEED=%" PRIu64 "\n", cases, seed);

    struct tally tally = { 0 };
    unsigned failures = 0;
    for (uint64_t i = 0; i < cases && failures < FAILURES_SHOWN; i++)
        failures += !try_case(seed + i, own.sets[PERMITTED] & own.sets[BOUNDING], &tally);
    assert_int_equal(failures, 0);
    if (cases >= DEFAULT_CASES)
        assert_each_rule_was_met(&tally);
}

/* The helper lies beside the test. */
static int open_stage(void **unused)
{
    (void)unused;
    char path[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", path, sizeof(path) - sizeof("report_credentials"));
    if (size < 0)
        return -1;
    path[size] = '\0';
    strcpy(strrchr(path, '/') + 1, "report_credentials");
    staged = geteuid() == 0;
    const char *failure = staged ? execve_stage_open(&stage, path) : NULL;
    if (failure)
        print_error("cannot set up %s: %s\n", failure, strerror(errno));
    return failure ? -1 : 0;
}

static int close_stage(void **unused)
{
    (void)unused;
    if (staged)
        execve_stage_close(&stage);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_processes_become_what_was_predicted),
    };
    return cmocka_run_group_tests(tests, open_stage, close_stage);
}
