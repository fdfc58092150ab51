/* Text to read on a screen of its own: lines that are wrapped to the width there is, and scrolled. */
#ifndef CCAPS_TOP_PAGE_H
#define CCAPS_TOP_PAGE_H

#include "keys.h"
#include "screen.h"

/** One line before it is wrapped. */
struct page_line {
    enum style style;
    int indent; /**< columns by which what is wrapped is set in */
    char *text;
};

/** A page; zero-initialized is empty. */
struct page {
    struct page_line *lines; /**< `count` of them */
    size_t count;
    int top;    /**< first line of the screen that is shown, counted after wrapping */
    int last;   /**< the largest `top` that shows a full screen; known after page_draw() */
    int height; /**< of the area that it was last drawn in */
};

/** Make *page empty, its position kept. */
void page_clear(struct page *page);

/** Release all; for _cleanup_ too. */
void page_free(struct page *page);

/** Add a line. Without effect when memory is short. */
void page_add(struct page *page, enum style style, int indent, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/** Draw what fits in `area`. */
void page_draw(struct page *page, struct area area);

/** Scroll. @return whether `action` is one that scrolls */
bool page_act(struct page *page, enum action action);

#endif
