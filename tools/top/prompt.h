/* A line of text that is typed at the foot of the screen. */
#ifndef CCAPS_TOP_PROMPT_H
#define CCAPS_TOP_PROMPT_H

#include <stdbool.h>

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

#endif
