/* Keys that move: the same for the cursor of a list and the first line of a page. */
#ifndef CCAPS_TOP_SCROLL_H
#define CCAPS_TOP_SCROLL_H

#include <stdbool.h>

#include "keys.h"

/**
 * Move *position as `action` says, within 0 and `last`.
 * @param page  how far a page goes
 * @return whether `action` is one that moves
 */
bool scroll(enum action action, int page, int last, int *position);

#endif
