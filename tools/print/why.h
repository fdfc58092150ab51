/* --why: why a capability is in effect, or is not, and what gives it. */
#ifndef CCAPS_PRINT_WHY_H
#define CCAPS_PRINT_WHY_H

#include "base/buffer.h"
#include "views.h"

/** What is asked for. */
struct why_question {
    const char *operation; /**< the word, where it names an operation or system call; NULL where a capability */
    capset_t caps;         /**< the capability, or those that the operation may take; empty: nothing is asked */
};

/**
 * Read a capability in any spelling, or an operation that the catalogue knows by this name.
 * @return 0; -EINVAL for what is neither, with the nearest capability or --suggest as the cure
 */
int why_question_parse(const char *word, struct why_question *question, struct error *err);

/**
 * Append the answer for each view, none of which is a file. Where it is not known, views->missing is set.
 * @param alone  there is but one target, which need not stand above what is said of it
 */
void why_append(struct buffer *out, struct view_list *views, const struct why_question *question, bool alone);

#endif
