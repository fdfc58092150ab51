#include "page.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "display.h"
#include "scroll.h"

void page_clear(struct page *page)
{
    for (size_t i = 0; i < page->count; i++)
        free(page->lines[i].text);
    page->count = 0;
}

void page_free(struct page *page)
{
    page_clear(page);
    free(page->lines);
    *page = (struct page){ 0 };
}

void page_add(struct page *page, enum style style, int indent, const char *format, ...)
{
    struct page_line *lines = reallocarray(page->lines, page->count + 1, sizeof(*lines));
    if (!lines)
        return;
    page->lines = lines;

    char *text;
    va_list arguments;
    va_start(arguments, format);
    int size = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (size >= 0)
        lines[page->count++] = (struct page_line){ style, indent, text };
}

/* Draw one line, wrapped, where screen line `y` of the area is its first; what is outside the area is not drawn.
 * @return how many lines of the screen it takes */
static int draw_line(const struct page_line *line, struct area area, int y)
{
    int taken = 0;
    const char *rest = line->text;
    do {
        int indent = taken > 0 && line->indent < area.width / 2 ? line->indent : 0;
        size_t size = display_wrap(rest, (size_t)(area.width - indent));
        _cleanup_(freep) char *part = strndup(rest, size);
        if (part && y + taken >= 0 && y + taken < area.height)
            screen_put(area.y + y + taken, area.x + indent, area.width - indent, line->style, part);
        rest += size;
        taken++;
    } while (*rest != '\0');
    return taken;
}

static int draw_from(const struct page *page, struct area area, int top)
{
    int y = 0;
    for (size_t i = 0; i < page->count; i++)
        y += draw_line(&page->lines[i], area, y - top);
    return y;
}

void page_draw(struct page *page, struct area area)
{
    if (area.height < 1 || area.width < 1)
        return;
    struct area nowhere = { .width = area.width };
    int total = draw_from(page, nowhere, 0);
    page->last = total > area.height ? total - area.height : 0;
    page->height = area.height;
    if (page->top > page->last)
        page->top = page->last;
    draw_from(page, area, page->top);
}

bool page_act(struct page *page, enum action action)
{
    return scroll(action, page->height, page->last, &page->top);
}
