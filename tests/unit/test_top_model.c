/* The state of the live view, fed with looks that never were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "base/cleanup.h"
#include "containers/runtimes.h"
#include "model.h"
#include "watch.h"

/* A process of a look that is made up. */
struct person {
    pid_t pid;
    uint64_t start;
    const char *comm;
    capset_t permitted;
    capset_t drift;
    gid_t gid;
    bool kernel_thread;
    pid_t tid; /* 0: the leader */
};

static struct snapshot look_at(const struct person *people, size_t count)
{
    struct snapshot snapshot = { 0 };
    struct inventory *inventory = &snapshot.inventory;
    inventory->processes.items = calloc(count, sizeof(*inventory->processes.items));
    inventory->subjects = calloc(count, sizeof(*inventory->subjects));
    snapshot.selection.items = calloc(count, sizeof(*snapshot.selection.items));
    for (size_t i = 0; i < count; i++) {
        struct process *process = &inventory->processes.items[i];
        process->status.pid = people[i].pid;
        process->status.tid = people[i].tid ? people[i].tid : people[i].pid;
        process->start_time = people[i].start;
        snprintf(process->status.comm, COMM_SIZE, "%s", people[i].comm);
        process->status.credentials = CREDENTIALS_UNKNOWN;
        capstate_set(&process->status.credentials.caps, PERMITTED, people[i].permitted);
        process->status.credentials.gids[ID_EFFECTIVE] = people[i].gid;
        process->status.kernel_thread = people[i].kernel_thread;
        inventory->subjects[i].process = process;
        capstate_set(&inventory->subjects[i].drift, PERMITTED, people[i].drift);
        snapshot.selection.items[i] = &inventory->subjects[i];
    }
    inventory->processes.count = snapshot.selection.count = count;
    return snapshot;
}

/* Looks begin at 100, 200 and so on. */
#define TAKE(model, ...)                                                                                               \
    do {                                                                                                               \
        const struct person people_[] = { __VA_ARGS__ };                                                               \
        struct snapshot snapshot_ = look_at(people_, ARRAY_SIZE(people_));                                             \
        snapshot_.begun = ((model)->history.looks + 1) * 100;                                                          \
        assert_int_equal(model_take(model, &snapshot_, false, NULL), 0);                                               \
    } while (0)

static struct model new_model(void)
{
    struct model model = { 0 };
    assert_int_equal(column_list_parse("PID,COMM,PERMITTED,DRIFT", &model.columns, NULL), 0);
    return model;
}

static pid_t pid_at_cursor(const struct model *model)
{
    return model_current(model)->process->status.pid;
}

static bool marked(const struct model *model, size_t row, enum mark mark)
{
    return model_has_mark(model, model->rows[row], mark);
}

static void the_cursor_stays_on_its_process_when_rows_come_and_go(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    TAKE(&model, { 10, 1, "a" }, { 20, 2, "b" }, { 30, 3, "c" });
    model_move(&model, 1);
    TAKE(&model, { 5, 9, "z" }, { 10, 1, "a" }, { 20, 2, "b" }, { 30, 3, "c" });
    assert_int_equal(pid_at_cursor(&model), 20);
    TAKE(&model, { 20, 2, "b" });
    assert_int_equal(pid_at_cursor(&model), 20);
}

static void the_cursor_keeps_its_place_when_its_process_ends(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    TAKE(&model, { 10, 1, "a" }, { 20, 2, "b" }, { 30, 3, "c" });
    model_move(&model, 1);
    TAKE(&model, { 10, 1, "a" }, { 30, 3, "c" });
    assert_int_equal(pid_at_cursor(&model), 30);
    TAKE(&model, { 10, 1, "a" });
    assert_int_equal(pid_at_cursor(&model), 10);
}

static void a_recycled_pid_is_another_process(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    TAKE(&model, { 10, 1, "a" }, { 20, 2, "b" });
    model_move(&model, 1);
    struct thread_id old = model.at;
    TAKE(&model, { 10, 1, "a" }, { 20, 77, "b" });
    assert_true(marked(&model, 1, MARK_NEW));
    assert_null(model_find(&model, &old));
    assert_non_null(model_find(&model, &model.at));
}

static void nothing_is_new_at_the_first_look(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    TAKE(&model, { 10, 1, "a" });
    assert_false(marked(&model, 0, MARK_NEW));
    assert_false(marked(&model, 0, MARK_CHANGED));
}

static void what_was_not_asked_for_before_is_not_new(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    TAKE(&model, { 10, 1, "a" });
    const struct person people[] = { { 10, 1, "a" }, { 20, 2, "thread" } };
    struct snapshot snapshot = look_at(people, 2);
    assert_int_equal(model_take(&model, &snapshot, true, NULL), 0);
    assert_false(marked(&model, 1, MARK_NEW));
}

static void the_mark_of_a_new_process_fades(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    TAKE(&model, { 10, 1, "a" });
    for (int look = 0; look < MARK_LOOKS; look++) {
        TAKE(&model, { 10, 1, "a" }, { 20, 2, "b" });
        assert_true(marked(&model, 1, MARK_NEW));
        assert_false(marked(&model, 0, MARK_NEW));
    }
    TAKE(&model, { 10, 1, "a" }, { 20, 2, "b" });
    assert_false(marked(&model, 1, MARK_NEW));
}

static void the_mark_of_a_change_fades_and_comes_back(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    TAKE(&model, { 10, 1, "a", 0x20 });
    TAKE(&model, { 10, 1, "a", 0x21 });
    assert_true(marked(&model, 0, MARK_CHANGED));
    for (int look = 1; look < MARK_LOOKS; look++)
        TAKE(&model, { 10, 1, "a", 0x21 });
    assert_true(marked(&model, 0, MARK_CHANGED));
    TAKE(&model, { 10, 1, "a", 0x21 });
    assert_false(marked(&model, 0, MARK_CHANGED));
    TAKE(&model, { 10, 1, "a", 0x20 });
    assert_true(marked(&model, 0, MARK_CHANGED));
}

static void a_change_of_the_group_alone_is_marked(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    TAKE(&model, { 10, 1, "a", 0x20 });
    TAKE(&model, { 10, 1, "a", 0x20, .gid = 5 });
    assert_true(marked(&model, 0, MARK_CHANGED));
}

static void threads_of_the_kernel_are_not_counted(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    TAKE(&model, { 2, 1, "kthreadd", 0x20, .kernel_thread = true }, { 10, 2, "a", 0x20 });
    assert_int_equal(model.tally.processes, 1);
    assert_int_equal(model.tally.any, 1);
}

/* Of threads only those that differ from their process are seen. */
static void a_thread_that_begins_to_differ_has_changed_and_one_that_was_made_since_is_new(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    TAKE(&model, { 10, 1, "a", 0x3 });
    TAKE(&model, { 10, 1, "a", 0x3 }, { 10, 1, "old", 0x1, .tid = 11 }, { 10, 150, "young", 0x1, .tid = 12 });
    assert_true(marked(&model, 1, MARK_CHANGED));
    assert_false(marked(&model, 1, MARK_NEW));
    assert_true(marked(&model, 2, MARK_NEW));
    assert_false(marked(&model, 2, MARK_CHANGED));
}

static void a_thread_that_differs_again_has_changed(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    TAKE(&model, { 10, 1, "a", 0x3 }, { 10, 1, "thread", 0x1, .tid = 11 });
    assert_false(marked(&model, 1, MARK_CHANGED));
    TAKE(&model, { 10, 1, "a", 0x3 });
    TAKE(&model, { 10, 1, "a", 0x3 }, { 10, 1, "thread", 0x1, .tid = 11 });
    assert_true(marked(&model, 1, MARK_CHANGED));
    assert_false(marked(&model, 1, MARK_NEW));
}

static void drift_stays_marked(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    for (int look = 0; look < 3 * MARK_LOOKS; look++)
        TAKE(&model, { 10, 1, "a", 0x21, 0x1 }, { 20, 2, "b", 0x20 });
    assert_true(marked(&model, 0, MARK_DRIFT));
    assert_false(marked(&model, 1, MARK_DRIFT));
    assert_int_equal(model.tally.drifted, 1);
    assert_int_equal(model.tally.any, 2);
}

static void the_filter_shows_rows_that_hold_the_text_case_aside(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    TAKE(&model, { 10, 1, "nginx" }, { 20, 2, "sh", 0x20 }, { 30, 3, "sshd" });
    assert_int_equal(model_filter(&model, "SH", NULL), 0);
    assert_int_equal(model.count, 2);
    assert_int_equal(model_filter(&model, "kill", NULL), 0);
    assert_int_equal(model.count, 1);
    assert_int_equal(pid_at_cursor(&model), 20);
    assert_int_equal(model_filter(&model, "nowhere", NULL), 0);
    assert_null(model_current(&model));
    assert_int_equal(model_filter(&model, "", NULL), 0);
    assert_int_equal(model.count, 3);
    assert_int_equal(pid_at_cursor(&model), 20);
}

static void the_filter_holds_for_what_comes_later(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    TAKE(&model, { 10, 1, "nginx" });
    assert_int_equal(model_filter(&model, "sh", NULL), 0);
    TAKE(&model, { 10, 1, "nginx" }, { 20, 2, "sh" });
    assert_int_equal(model.count, 1);
    assert_int_equal(pid_at_cursor(&model), 20);
}

static void a_search_goes_on_from_where_it_is_and_round(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    TAKE(&model, { 10, 1, "sh" }, { 20, 2, "nginx" }, { 30, 3, "sh" });
    assert_true(model_search(&model, "sh", 1));
    assert_int_equal(pid_at_cursor(&model), 30);
    assert_true(model_search(&model, "sh", model.cursor + 1));
    assert_int_equal(pid_at_cursor(&model), 10);
    assert_false(model_search(&model, "nowhere", 0));
    assert_int_equal(pid_at_cursor(&model), 10);
}

static void sorts_by_a_column_both_ways_and_keeps_the_cursor(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    TAKE(&model, { 10, 1, "b", 0x1 }, { 20, 2, "c", 0x7 }, { 30, 3, "a", 0x3 });
    assert_int_equal(sort_order_parse("-PERMITTED", &model.sort, NULL), 0);
    assert_int_equal(model_arrange(&model, NULL), 0);
    assert_int_equal(model.rows[0]->process->status.pid, 20);
    assert_int_equal(model.rows[2]->process->status.pid, 10);
    assert_int_equal(pid_at_cursor(&model), 10);
    assert_int_equal(sort_order_parse("COMM", &model.sort, NULL), 0);
    assert_int_equal(model_arrange(&model, NULL), 0);
    assert_int_equal(model.rows[0]->process->status.pid, 30);
}

static struct container container_called(const char *id)
{
    return (struct container){ .runtime = "runc", .id = strdup(id), .name = strdup(id) };
}

/* Two of one container, of whom one holds nothing and is not selected; one of its near namesake; one of none. */
static struct snapshot look_at_containers(void)
{
    static const struct person people[] = { { 10, 1, "a", 0x1 }, { 20, 2, "b", 0x1 }, { 30, 3, "c" }, { 40, 4, "d" } };
    struct snapshot snapshot = look_at(people, ARRAY_SIZE(people));
    snapshot.selection.count = 2;
    struct inventory *inventory = &snapshot.inventory;
    struct container *containers = inventory->containers.items = calloc(2, sizeof(*containers));
    inventory->containers.count = 2;
    containers[0] = container_called("web");
    containers[1] = container_called("web2");
    inventory->subjects[0].container = inventory->subjects[2].container = &containers[0];
    inventory->subjects[1].container = &containers[1];
    return snapshot;
}

static void take_containers(struct model *model)
{
    struct snapshot snapshot = look_at_containers();
    assert_int_equal(model_take(model, &snapshot, false, NULL), 0);
    assert_int_equal(model->count, 2);
}

static void assert_rows(const struct model *model, pid_t first, pid_t second)
{
    assert_int_equal(model->count, 2);
    assert_int_equal(model->rows[0]->process->status.pid, first);
    assert_int_equal(model->rows[1]->process->status.pid, second);
}

static void of_a_container_that_is_entered_every_process_is_shown_and_no_other(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    take_containers(&model);
    assert_rows(&model, 10, 20);
    assert_int_equal(model_enter(&model, &model.now.inventory.containers.items[0], NULL), 0);
    assert_rows(&model, 10, 30);
    take_containers(&model);
    assert_rows(&model, 10, 30);
    assert_int_equal(model_enter(&model, NULL, NULL), 0);
    assert_rows(&model, 10, 20);
    assert_int_equal(model.tally.containers, 2);
}

static void an_empty_list_has_no_current_row(void **state)
{
    (void)state;
    _cleanup_(model_free) struct model model = new_model();
    struct snapshot nobody = { 0 };
    assert_int_equal(model_take(&model, &nobody, false, NULL), 0);
    model_move(&model, 3);
    assert_null(model_current(&model));
    assert_false(model_search(&model, "x", 0));
}

/* A container with one process in it. */
struct box {
    const char *runtime;
    const char *name; /* and id */
};

static struct snapshot look_at_boxes(const struct box *boxes, size_t count)
{
    struct person people[8] = { 0 };
    for (size_t i = 0; i < count; i++)
        people[i] = (struct person){ .pid = (pid_t)i + 1, .start = 1, .comm = boxes[i].runtime };
    struct snapshot snapshot = look_at(people, count);
    struct container_list *list = &snapshot.inventory.containers;
    list->items = calloc(count, sizeof(*list->items));
    list->count = count;
    for (size_t i = 0; i < count; i++) {
        list->items[i] = container_called(boxes[i].name);
        list->items[i].runtime = boxes[i].runtime;
        snapshot.inventory.subjects[i].container = &list->items[i];
    }
    return snapshot;
}

/* What a look gives to one who watches `words`: the runtimes (the names of the programs) of what is chosen. */
static void assert_watched(struct watch *watch, struct selector *selector, const struct box *boxes, size_t count,
                           unsigned states, const char *chosen)
{
    _cleanup_(snapshot_free) struct snapshot snapshot = look_at_boxes(boxes, count);
    assert_int_equal(watch_select(watch, selector, &snapshot.inventory, &snapshot.selection), states);
    _cleanup_(buffer_free) struct buffer names = { 0 };
    buffer_puts(&names, "");
    for (size_t i = 0; i < snapshot.selection.count; i++)
        buffer_printf(&names, "%s ", snapshot.selection.items[i]->process->status.comm);
    assert_string_equal(names.data, chosen);
    assert_int_equal(snapshot.selection.missing, (states & ~(1u << WATCH_THERE)) != 0);
}

#define WATCHED(watch, selector, states, chosen, ...)                                                                  \
    do {                                                                                                               \
        const struct box boxes_[] = { __VA_ARGS__ };                                                                   \
        assert_watched(watch, selector, boxes_, ARRAY_SIZE(boxes_), states, chosen);                                   \
    } while (0)

enum {
    THERE = 1 << WATCH_THERE,
    AWAITED = 1 << WATCH_AWAITED,
    GONE = 1 << WATCH_GONE,
    AMBIGUOUS = 1 << WATCH_AMBIGUOUS
};

static struct selector watching(const char *word)
{
    struct selector selector = { 0 };
    assert_int_equal(selector_add(&selector, word, TARGET_ANY, NULL), 0);
    return selector;
}

static void a_container_that_was_seen_is_not_taken_for_another_of_its_name(void **state)
{
    (void)state;
    _cleanup_(selector_free) struct selector selector = watching("web");
    _cleanup_(watch_free) struct watch watch = { 0 };
    WATCHED(&watch, &selector, THERE, "ccaps-run ", { "ccaps-run", "web" }, { "runc", "web2" });
    WATCHED(&watch, &selector, THERE, "ccaps-run ", { "ccaps-run", "web" }, { "runc", "web" });
    WATCHED(&watch, &selector, GONE, "", { "ccaps-run", "other" }, { "runc", "web" });
    WATCHED(&watch, &selector, GONE, "", { "runc", "web" });
    WATCHED(&watch, &selector, THERE, "ccaps-run ", { "ccaps-run", "web" }, { "runc", "web" });
}

static void a_container_that_is_not_there_yet_is_awaited_until_its_word_means_one(void **state)
{
    (void)state;
    _cleanup_(selector_free) struct selector selector = watching("web");
    _cleanup_(watch_free) struct watch watch = { 0 };
    WATCHED(&watch, &selector, AWAITED, "", { "runc", "other" });
    WATCHED(&watch, &selector, AMBIGUOUS, "", { "ccaps-run", "web" }, { "runc", "web" });
    WATCHED(&watch, &selector, THERE, "runc ", { "runc", "web" });
    WATCHED(&watch, &selector, THERE, "runc ", { "ccaps-run", "web" }, { "runc", "web" });
}

/* A runtime makes the cgroup before it writes its state. */
static void a_cgroup_that_turns_out_to_be_a_container_of_a_runtime_is_still_it(void **state)
{
    (void)state;
    _cleanup_(selector_free) struct selector selector = watching("web");
    _cleanup_(watch_free) struct watch watch = { 0 };
    WATCHED(&watch, &selector, THERE, "cgroup ", { CGROUP_RUNTIME, "web" });
    WATCHED(&watch, &selector, THERE, "runc ", { "runc", "web" });
    WATCHED(&watch, &selector, GONE, "", { CGROUP_RUNTIME, "web" });
}

static void a_process_among_the_targets_is_told_gone_only_if_it_was_there(void **state)
{
    (void)state;
    _cleanup_(selector_free) struct selector selector = watching("1");
    assert_int_equal(selector_add(&selector, "2", TARGET_ANY, NULL), 0);
    _cleanup_(watch_free) struct watch watch = { 0 };
    WATCHED(&watch, &selector, THERE | AWAITED, "runc ", { "runc", "web" });
    WATCHED(&watch, &selector, THERE, "runc cgroup ", { "runc", "web" }, { CGROUP_RUNTIME, "x" });
    WATCHED(&watch, &selector, THERE | GONE, "runc ", { "runc", "web" });
}

static void take_boxes(struct app *app, const struct box *boxes, size_t count)
{
    struct snapshot snapshot = look_at_boxes(boxes, count);
    assert_int_equal(model_take(&app->model, &snapshot, false, NULL), 0);
}

static void the_cursor_stays_on_its_container_when_another_runtime_has_one_of_its_id(void **state)
{
    (void)state;
    static const struct box boxes[] = { { "ccaps-run", "web" }, { "runc", "web" }, { "runc", "zoo" } };
    struct top_options options = { 0 };
    _cleanup_(app_free) struct app app;
    app_init(&app, &options);
    take_boxes(&app, boxes, ARRAY_SIZE(boxes));
    app_show(&app, &containers_panel);
    for (size_t i = 0; i < ARRAY_SIZE(boxes); i++) {
        take_boxes(&app, boxes, ARRAY_SIZE(boxes));
        containers_panel.refresh(&app);
        assert_int_equal(app.containers.cursor, i);
        containers_panel.act(&app, ACTION_DOWN);
    }
}

static void the_containers_and_back_leave_the_cursor_on_its_process(void **state)
{
    (void)state;
    static const struct box boxes[] = { { "runc", "a" }, { "runc", "b" }, { "runc", "c" } };
    struct top_options options = { 0 };
    _cleanup_(app_free) struct app app;
    app_init(&app, &options);
    take_boxes(&app, boxes, ARRAY_SIZE(boxes));
    model_move(&app.model, 2);
    app_key(&app, 'c');
    assert_ptr_equal(app.panels[0], &containers_panel);
    app_key(&app, 'c');
    assert_ptr_equal(app.panels[0], &list_panel);
    assert_int_equal(pid_at_cursor(&app.model), 3);
}

static void assert_drift_cell(const struct model *model, size_t row, const char *expected)
{
    _cleanup_(freep) char *cell = column_cell(column_find("DRIFT", NULL), model->rows[row]);
    assert_string_equal(cell, expected);
}

static void a_drift_that_is_not_known_is_not_none(void **state)
{
    (void)state;
    const struct box boxes[] = { { CGROUP_RUNTIME, "perhaps" }, { "runc", "declared" }, { "runc", "broken" } };
    _cleanup_(model_free) struct model model = new_model();
    for (int hidden = 0; hidden < 2; hidden++) {
        struct snapshot snapshot = look_at_boxes(boxes, ARRAY_SIZE(boxes));
        struct container *containers = snapshot.inventory.containers.items;
        containers[1].declared.known = snapshot.inventory.subjects[1].drift.known = CAPSTATE_ALL_KNOWN;
        containers[0].hidden = hidden;
        assert_int_equal(model_take(&model, &snapshot, false, NULL), 0);
        assert_drift_cell(&model, 0, hidden ? "?" : "");
        assert_drift_cell(&model, 1, "");
        assert_drift_cell(&model, 2, "?");
        assert_int_equal(model.tally.drifted, 0);
        assert_int_equal(model.tally.drift_unknown, 1 + hidden);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cursor_stays_on_its_process_when_rows_come_and_go),
        cmocka_unit_test(the_cursor_keeps_its_place_when_its_process_ends),
        cmocka_unit_test(a_recycled_pid_is_another_process),
        cmocka_unit_test(nothing_is_new_at_the_first_look),
        cmocka_unit_test(what_was_not_asked_for_before_is_not_new),
        cmocka_unit_test(the_mark_of_a_new_process_fades),
        cmocka_unit_test(the_mark_of_a_change_fades_and_comes_back),
        cmocka_unit_test(a_change_of_the_group_alone_is_marked),
        cmocka_unit_test(threads_of_the_kernel_are_not_counted),
        cmocka_unit_test(a_thread_that_begins_to_differ_has_changed_and_one_that_was_made_since_is_new),
        cmocka_unit_test(a_thread_that_differs_again_has_changed),
        cmocka_unit_test(drift_stays_marked),
        cmocka_unit_test(the_filter_shows_rows_that_hold_the_text_case_aside),
        cmocka_unit_test(the_filter_holds_for_what_comes_later),
        cmocka_unit_test(a_search_goes_on_from_where_it_is_and_round),
        cmocka_unit_test(sorts_by_a_column_both_ways_and_keeps_the_cursor),
        cmocka_unit_test(of_a_container_that_is_entered_every_process_is_shown_and_no_other),
        cmocka_unit_test(an_empty_list_has_no_current_row),
        cmocka_unit_test(a_container_that_was_seen_is_not_taken_for_another_of_its_name),
        cmocka_unit_test(a_container_that_is_not_there_yet_is_awaited_until_its_word_means_one),
        cmocka_unit_test(a_cgroup_that_turns_out_to_be_a_container_of_a_runtime_is_still_it),
        cmocka_unit_test(a_drift_that_is_not_known_is_not_none),
        cmocka_unit_test(the_cursor_stays_on_its_container_when_another_runtime_has_one_of_its_id),
        cmocka_unit_test(the_containers_and_back_leave_the_cursor_on_its_process),
        cmocka_unit_test(a_process_among_the_targets_is_told_gone_only_if_it_was_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
