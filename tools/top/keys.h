/* The keys: a row what can be done, with the keys that do it; --help's notes, the help screen and the footer read it.
 */
#ifndef CCAPS_TOP_KEYS_H
#define CCAPS_TOP_KEYS_H

#include <stddef.h>

/** What a key stands for: a character by its number (Unicode), others from here on. */
enum key {
    K_NONE = 0,
    K_CTRL_L = 0x0c,
    K_ENTER = '\n',
    K_ESCAPE = 0x1b,
    K_UP = 0x110000, /* past the last character of Unicode */
    K_DOWN,
    K_PAGE_UP,
    K_PAGE_DOWN,
    K_HOME,
    K_END,
    K_BACKSPACE,
    K_F0, /* K_F0 + n is the function key n */
    K_F_LAST = K_F0 + 12,
};

/** The function key `n`, 1 to 12. */
#define K_F(n) (K_F0 + (n))

/** What can be done. */
enum action {
    ACTION_NONE,
    ACTION_UP,
    ACTION_DOWN,
    ACTION_PAGE_UP,
    ACTION_PAGE_DOWN,
    ACTION_FIRST,
    ACTION_LAST,
    ACTION_ENTER,
    ACTION_BACK,
    ACTION_SEARCH,
    ACTION_FILTER,
    ACTION_SORT,
    ACTION_INVERT,
    ACTION_SORT_PID,
    ACTION_SORT_PERMITTED,
    ACTION_SORT_DRIFT,
    ACTION_CONTAINERS,
    ACTION_ALL,
    ACTION_KERNEL_THREADS,
    ACTION_THREADS,
    ACTION_REDRAW,
    ACTION_HELP,
    ACTION_QUIT,
};

/** One thing that can be done. */
struct key_row {
    enum action action;
    int keys[4];       /**< enum key or characters; 0 behind the last */
    const char *names; /**< the keys as the help writes them: "F3 /" */
    const char *help;  /**< one line */
    const char *key;   /**< the key that the footer shows */
    const char *label; /**< what it shows behind it; NULL where the footer never has it */
};
extern const struct key_row key_rows[];
extern const size_t key_rows_count;

/** What `key` does; ACTION_NONE where it does nothing. */
enum action key_action(int key);

/** The row of an action. */
const struct key_row *key_row_of(enum action action);

#endif
