/* Text in the columns of a terminal, where a character takes one or two. */
#ifndef CCAPS_TOP_DISPLAY_H
#define CCAPS_TOP_DISPLAY_H

#include <stddef.h>
#include <wchar.h>

/** Columns that `text` takes, as display_fit() shows it. */
size_t display_width(const char *text);

/**
 * Put `text` into `width` columns: what is cut ends in `~`, what is shorter is filled with blanks. What the locale
 * cannot read, and what has no width of its own (marks that change the direction of writing, combining ones), becomes
 * `?`, so that no text can disturb its neighbours.
 *
 * @param out  filled, with a NUL behind; has room for width + 1
 */
void display_fit(const char *text, size_t width, wchar_t *out);

/**
 * The end of `text`, at the beginning of a character, that fits in `width` columns: all of it where it does.
 * @return a part of `text`
 */
const char *display_end(const char *text, size_t width);

/**
 * Where to break `text` so that its beginning fits in `width` columns: behind a blank or a comma where there is one.
 * @return bytes of the beginning, all of them where all fits; at least one character
 */
size_t display_wrap(const char *text, size_t width);

#endif
