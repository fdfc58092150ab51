/* What capsh asks of itself, asked of any target: --has-p, --is-uid, --mode... */
#ifndef CCAPS_PRINT_PREDICATES_H
#define CCAPS_PRINT_PREDICATES_H

#include "base/buffer.h"
#include "base/error.h"
#include "views.h"

/** All that can be asked, with capsh's names. The first are answered by the exit status, QUERY_... by a line of text.
 */
enum predicate_kind {
    HAS_P,
    HAS_E,
    HAS_I,
    HAS_B,
    HAS_A,
    HAS_AMBIENT,
    HAS_NO_NEW_PRIVS,
    IS_UID,
    IS_GID,
    IN_MODE,
    QUERY_MODE,
    QUERY_CURRENT,
    PREDICATE_KINDS
};

/** What was asked, in its order. */
struct check_list {
    struct check *items; /**< `count` of them */
    size_t count;
};

/** Release a list; for _cleanup_ too. */
void check_list_free(struct check_list *list);

/**
 * Add a question.
 *
 * @param option  the option that asks, for messages: "--has-p"
 * @param value   its argument, borrowed; NULL where it has none
 * @return 0; -EINVAL where `value` is not what it takes: a usage error
 */
int check_add(struct check_list *list, enum predicate_kind kind, const char *option, const char *value,
              struct error *err);

/** Whether all questions can be put to a target of this kind: a file has no user. @return 0; -EINVAL: a usage error */
int check_list_suits(const struct check_list *list, const struct target *target, struct error *err);

/**
 * Answer every question of every view. What is false, or not known, has its line on standard error.
 *
 * @param alone  there is one target only, and what is printed of it need not be headed by its name
 * @param out    what was queried is appended
 * @return whether all is true and known
 */
bool check_list_answer(const struct check_list *list, const struct view_list *views, bool alone, struct buffer *out);

/** Append the line of `capsh --modes`. @return 0; -ENOMEM */
int modes_append(struct buffer *out);

#endif
