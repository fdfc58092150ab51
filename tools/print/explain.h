/* Questions about capabilities, answered without looking at any process: --explain, --suggest, --supports. */
#ifndef CCAPS_PRINT_EXPLAIN_H
#define CCAPS_PRINT_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

/** One question. */
struct question {
    /**
     * Append the answer.
     * @return 0; negative where it is no: told in *err where a line is due, else silently
     */
    int (*answer)(const char *value, struct buffer *out, struct error *err);
    const char *value; /**< borrowed from the command line */
};

/** Questions in the order in which they were put. */
struct question_list {
    struct question *items; /**< `count` of them, owned */
    size_t count;
};

/** Put --explain=CAP. @return 0; -EINVAL where CAP is no capability, with the nearest one as the cure; -ENOMEM */
int question_explain(struct question_list *list, const char *cap, struct error *err);

/** Put --suggest=TEXT. @return 0; -EINVAL for an empty text; -ENOMEM */
int question_suggest(struct question_list *list, const char *text, struct error *err);

/** Put --supports=CAP. @return as question_explain() */
int question_supports(struct question_list *list, const char *cap, struct error *err);

/** Append all answers; those that are no have their line on standard error. @return whether all are yes */
bool question_list_answer(const struct question_list *list, struct buffer *out);

/** Release what *list holds; for _cleanup_ too. */
void question_list_free(struct question_list *list);

#endif
