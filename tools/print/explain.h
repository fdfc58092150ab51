/* Capabilities looked up in the catalogue, without looking at any process: --explain, --suggest, --supports. */
#ifndef CCAPS_PRINT_EXPLAIN_H
#define CCAPS_PRINT_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

/** One thing looked up. */
struct lookup {
    /**
     * Append the answer.
     * @return 0; negative where it is no: told in *err where a line is due, else silently
     */
    int (*answer)(const char *value, struct buffer *out, struct error *err);
    const char *value; /**< borrowed from the command line */
};

/** What is looked up, in the order in which it was asked for. */
struct lookup_list {
    struct lookup *items; /**< `count` of them, owned */
    size_t count;
};

/** Look up --explain=CAP. @return 0; -EINVAL where CAP is no capability, with the nearest one as the cure; -ENOMEM */
int lookup_explain(struct lookup_list *list, const char *cap, struct error *err);

/** Look up --suggest=TEXT. @return 0; -EINVAL for an empty text; -ENOMEM */
int lookup_suggest(struct lookup_list *list, const char *text, struct error *err);

/** Look up --supports=CAP. @return as lookup_explain() */
int lookup_supports(struct lookup_list *list, const char *cap, struct error *err);

/** Append all answers; those that are no have their line on standard error. @return whether all are yes */
bool lookup_list_answer(const struct lookup_list *list, struct buffer *out);

/** Release what *list holds; for _cleanup_ too. */
void lookup_list_free(struct lookup_list *list);

#endif
