#include "model.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "fold.h"

const char mark_letters[MARKS] = { [MARK_DRIFT] = '!', [MARK_NEW] = '+', [MARK_CHANGED] = '*' };

void model_free(struct model *model)
{
    free(model->rows);
    free(model->within.id);
    free(model->within.name);
    history_free(&model->history);
    snapshot_free(&model->now);
    *model = (struct model){ 0 };
}

/* The text of a row as it is shown, its cells apart by a blank; NULL when memory is short. */
static char *row_text(const struct model *model, const struct subject *subject)
{
    struct buffer text = { 0 };
    for (size_t i = 0; i < model->columns.count; i++) {
        _cleanup_(freep) char *cell = column_cell(model->columns.items[i], subject);
        buffer_printf(&text, "%s%s", i > 0 ? " " : "", cell ? cell : "");
    }
    return buffer_take(&text);
}

static bool row_holds(const struct model *model, const struct subject *subject, const char *text)
{
    if (text[0] == '\0')
        return true;
    _cleanup_(freep) char *row = row_text(model, subject);
    return row && text_holds(row, text);
}

/* Where the thread of before is not among the rows any more, the cursor stays in its place. */
static void follow_cursor(struct model *model)
{
    size_t index = model->cursor;
    for (size_t i = 0; i < model->count; i++) {
        struct thread_id id = thread_id_of(model->rows[i]);
        if (thread_id_compare(&id, &model->at) == 0)
            index = i;
    }
    model_move(model, (ptrdiff_t)index);
}

static bool is_within(const struct model *model, const struct subject *subject)
{
    const struct container *container = subject->container;
    return container && strcmp(container->runtime, model->within.runtime) == 0 &&
           strcmp(container->id, model->within.id) == 0;
}

static void add_row(struct model *model, const struct subject *subject)
{
    if (row_holds(model, subject, model->filter))
        model->rows[model->count++] = subject;
}

static void fill_rows(struct model *model)
{
    const struct snapshot *now = &model->now;
    model->count = 0;
    for (size_t i = 0; !model->within.id && i < now->selection.count; i++)
        add_row(model, now->selection.items[i]);
    for (size_t i = 0; model->within.id && i < now->inventory.processes.count; i++)
        if (is_within(model, &now->inventory.subjects[i]))
            add_row(model, &now->inventory.subjects[i]);
}

int model_arrange(struct model *model, struct error *err)
{
    const struct subject **rows = calloc(model->now.inventory.processes.count + 1, sizeof(*rows));
    if (!rows)
        return error_set(err, ENOMEM, "cannot arrange the list");
    free(model->rows);
    model->rows = rows;
    fill_rows(model);
    if (model->sort.column)
        subjects_sort(rows, model->count, &model->sort);
    follow_cursor(model);
    return 0;
}

int model_take(struct model *model, struct snapshot *snapshot, bool widened, struct error *err)
{
    if (history_look(&model->history, &snapshot->inventory, snapshot->begun, widened) < 0)
        return error_set(err, ENOMEM, "cannot remember the list");
    snapshot_free(&model->now);
    model->now = *snapshot;
    *snapshot = (struct snapshot){ 0 };
    model->tally = tally_of(&model->now.inventory);
    return model_arrange(model, err);
}

int model_filter(struct model *model, const char *text, struct error *err)
{
    snprintf(model->filter, sizeof(model->filter), "%s", text);
    return model_arrange(model, err);
}

int model_enter(struct model *model, const struct container *container, struct error *err)
{
    free(model->within.id);
    free(model->within.name);
    memset(&model->within, 0, sizeof(model->within));
    if (container) {
        _cleanup_(freep) char *name = NULL;
        if (asprintf(&name, "%s:%s", container->runtime, container->name) < 0)
            return error_set(err, ENOMEM, "cannot arrange the list");
        model->within.runtime = container->runtime;
        model->within.name = escape_text(name, strlen(name));
        model->within.id = strdup(container->id);
        if (!model->within.id || !model->within.name)
            return error_set(err, ENOMEM, "cannot arrange the list");
    }
    return model_arrange(model, err);
}

void model_move(struct model *model, ptrdiff_t index)
{
    ptrdiff_t last = (ptrdiff_t)model->count - 1;
    if (index > last)
        index = last;
    model->cursor = index > 0 ? (size_t)index : 0;
    if (model->count > 0)
        model->at = thread_id_of(model->rows[model->cursor]);
}

bool model_search(struct model *model, const char *text, size_t from)
{
    for (size_t i = 0; i < model->count; i++) {
        size_t index = (from + i) % model->count;
        if (!row_holds(model, model->rows[index], text))
            continue;
        model_move(model, (ptrdiff_t)index);
        return true;
    }
    return false;
}

const struct subject *model_current(const struct model *model)
{
    return model->count > 0 ? model->rows[model->cursor] : NULL;
}

static int compare_with_subject(const void *key, const void *element)
{
    struct thread_id id = thread_id_of(element);
    return thread_id_compare(key, &id);
}

const struct subject *model_find(const struct model *model, const struct thread_id *id)
{
    const struct inventory *inventory = &model->now.inventory;
    return inventory->subjects ? bsearch(id, inventory->subjects, inventory->processes.count,
                                         sizeof(*inventory->subjects), compare_with_subject)
                               : NULL;
}

bool model_has_mark(const struct model *model, const struct subject *subject, enum mark mark)
{
    const struct memory *memory = &model->history.items[subject - model->now.inventory.subjects];
    switch (mark) {
    case MARK_DRIFT:
        return subject_drift(subject) != 0;
    case MARK_NEW:
        return history_is_new(&model->history, memory);
    case MARK_CHANGED:
        return history_is_changed(&model->history, memory);
    case MARKS:
        break;
    }
    return false;
}
