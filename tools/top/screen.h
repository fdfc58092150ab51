/* The terminal. screen.c alone knows ncurses; everything else draws and listens through this. */
#ifndef CCAPS_TOP_SCREEN_H
#define CCAPS_TOP_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/** How text looks. What a style means is always told by characters too. */
enum style {
    STYLE_PLAIN,
    STYLE_STRONG,
    STYLE_BAR, /**< headings, labels of the footer */
    STYLE_CURSOR,
    STYLE_NEW,
    STYLE_CHANGED,
    STYLE_DRIFT,
    STYLES
};

/** A part of the screen: from line y, column x on. */
struct area {
    int y;
    int x;
    int height;
    int width;
};

/**
 * Take the terminal over: the alternate screen, keys one by one, no echo. Its state before is restored by
 * screen_close(), and where the program crashes, too.
 * @return 0; -ENOTTY where input or output is no terminal; -ENODEV where TERM names none that can be drawn on
 */
int screen_open(bool color, struct error *err);

/** Give the terminal back as it was; without effect where it is not taken. */
void screen_close(void);

/** The whole screen. */
struct area screen_area(void);

/** Take up the terminal's present size. */
void screen_resize(void);

/** Take the terminal again after the program was stopped: by ^Z, which gave it back, or by a SIGSTOP, which did not. */
void screen_resume(void);

/** Draw everything anew at the next screen_show(): something else wrote on the terminal. */
void screen_redraw(void);

/** Begin a new picture. */
void screen_erase(void);

/** Put `text` at line y, column x, cut or filled to `width` columns (display_fit()). */
void screen_put(int y, int x, int width, enum style style, const char *text);

/** Show what was put. */
void screen_show(void);

/** The next key that was pressed: enum key or a character; K_NONE where there is none. Does not wait. */
int screen_key(void);

#endif
