/* What the live view shows, apart from any screen: rows with marks, their order, the cursor, search and filter. */
#ifndef CCAPS_TOP_MODEL_H
#define CCAPS_TOP_MODEL_H

#include "history.h"
#include "render/columns.h"
#include "snapshot.h"
#include "tally.h"

/** Bytes of a text to filter or search by, with its NUL. */
enum { MODEL_TEXT_SIZE = 128 };

/** What makes a row stand out; the first that applies decides its colour. */
enum mark { MARK_DRIFT, MARK_NEW, MARK_CHANGED, MARKS };

/** The characters of the marks. */
extern const char mark_letters[MARKS];

/** The state. Zero-initialized but for columns and sort: nothing seen yet. */
struct model {
    struct column_list columns; /**< what is shown, and what filter and search look at */
    struct sort_order sort;     /**< without a column: by pid */
    /** Only the processes of this container, all of them, whatever was selected; zeros: what was selected. Changed by
     * model_enter() */
    struct {
        const char *runtime; /**< struct container, runtime */
        char *id;            /**< owned */
        char *name;          /**< as it is shown: harmless; owned */
    } within;
    char filter[MODEL_TEXT_SIZE]; /**< only rows that hold this text; "" all. Changed by model_filter() */
    struct snapshot now;          /**< the last look; owned */
    struct history history;
    struct tally tally;          /**< of the last look */
    const struct subject **rows; /**< what is shown, in its order; `count` of them, borrowed from `now` */
    size_t count;
    size_t cursor;       /**< index in rows; 0 where there are none. Changed by model_move() */
    struct thread_id at; /**< the thread under the cursor, which it stays on when rows come and go */
};

/** Release what *model holds; for _cleanup_ too. */
void model_free(struct model *model);

/**
 * Take over the next look; *snapshot is left empty.
 *
 * @param widened  as for history_look()
 * @return 0; -ENOMEM
 */
int model_take(struct model *model, struct snapshot *snapshot, bool widened, struct error *err);

/** Put the rows in order anew, after model->sort was changed. The cursor stays on its thread. @return 0; -ENOMEM */
int model_arrange(struct model *model, struct error *err);

/** Show only rows that hold `text`, case aside, in one of the columns. @return 0; -ENOMEM */
int model_filter(struct model *model, const char *text, struct error *err);

/**
 * Show the processes of `container` and no others, those that hold nothing too; NULL: what was selected again.
 * @return 0; -ENOMEM
 */
int model_enter(struct model *model, const struct container *container, struct error *err);

/** Move the cursor to row `index`, or the nearest that there is. */
void model_move(struct model *model, ptrdiff_t index);

/**
 * Move the cursor to the first row that holds `text`, case aside, from row `from` on and round from the top.
 * @return whether there is one
 */
bool model_search(struct model *model, const char *text, size_t from);

/** The subject under the cursor; NULL where there are no rows. */
const struct subject *model_current(const struct model *model);

/** The subject of a thread in the last look, shown or not; NULL where it has ended. */
const struct subject *model_find(const struct model *model, const struct thread_id *id);

/** Whether the row of `subject`, which is of the last look, bears `mark`. */
bool model_has_mark(const struct model *model, const struct subject *subject, enum mark mark);

#endif
