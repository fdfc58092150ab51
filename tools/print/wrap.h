/* Text that is wrapped to be read on a terminal of 80 columns. */
#ifndef CCAPS_PRINT_WRAP_H
#define CCAPS_PRINT_WRAP_H

#include <stddef.h>

#include "base/buffer.h"

/**
 * Append the words of `text`, which has single blanks between them, and a newline. None is broken.
 *
 * @param column  where the last line of *out has come to
 * @param indent  blanks at the beginning of each further line
 */
void wrap_append(struct buffer *out, const char *text, size_t column, size_t indent);

#endif
