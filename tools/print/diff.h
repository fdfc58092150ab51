/* What one thing may do that another may not. */
#ifndef CCAPS_PRINT_DIFF_H
#define CCAPS_PRINT_DIFF_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "containers/target.h"

/**
 * Whether `word` can be compared: `profile:NAME` must name a profile.
 * @return 0; -EINVAL: a usage error
 */
int diff_suits(const char *word, struct error *err);

/**
 * Compare target A with B, of which the words `profile:NAME` and `config:FILE` stand for a profile and an OCI
 * config.json. One that cannot be read has its line on standard error.
 *
 * @param json   append a document instead of a line for each thing that differs or is not known
 * @param equal  filled: whether both were read, and nothing differs or is not known
 * @return 0; -ENOMEM
 */
int diff_append(struct buffer *out, const struct target targets[2], bool json, bool *equal, struct error *err);

#endif
