/* A line of text that is typed at the foot of the screen. */
#ifndef CCAPS_TOP_PROMPT_H
#define CCAPS_TOP_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "model.h"

/** The text so far; zero-initialized is empty. */
struct prompt {
    char text[MODEL_TEXT_SIZE]; /**< in the locale's encoding */
};

/**
 * Give the prompt a key: a character, or K_BACKSPACE.
 * @return whether it is one that changes the text, even if there was nothing to change
 */
bool prompt_key(struct prompt *prompt, int key);

/**
 * Write the line that shows the prompt: a label, the text with a cursor behind it, a remark on it, a hint at keys.
 * Where that is too wide, the hint is left out, then the beginning of the text gives way, so that one sees what one
 * types.
 *
 * @param width  columns of the screen
 */
void prompt_write(const struct prompt *prompt, const char *label, const char *remark, const char *hint, size_t width,
                  struct buffer *out);

#endif
