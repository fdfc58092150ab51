#include "layout.h"

#include <stdbool.h>

static size_t least_of(const struct layout_want *want)
{
    return want->least > 0 && want->least < want->natural ? want->least : want->natural;
}

static size_t total(const size_t *widths, size_t count)
{
    size_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += widths[i] > 0 ? widths[i] + LAYOUT_GAP : 0;
    return sum > 0 ? sum - LAYOUT_GAP : 0;
}

static void leave_one_out(const struct layout_want *wants, size_t count, size_t *widths)
{
    size_t victim = count;
    for (size_t i = 0; i < count; i++)
        if (widths[i] > 0 && (victim == count || wants[i].rank >= wants[victim].rank))
            victim = i;
    if (victim < count)
        widths[victim] = 0;
}

/* One column of the screen to each that is still cut, in turn, so that no long cell starves its neighbours. */
static void hand_out(const struct layout_want *wants, size_t count, size_t left, size_t *widths)
{
    for (bool given = true; given && left > 0;) {
        given = false;
        for (size_t i = 0; i < count && left > 0; i++) {
            if (widths[i] == 0 || widths[i] >= wants[i].natural)
                continue;
            widths[i]++;
            left--;
            given = true;
        }
    }
}

void layout_fit(const struct layout_want *wants, size_t count, size_t width, size_t *widths)
{
    for (size_t i = 0; i < count; i++)
        widths[i] = least_of(&wants[i]);
    while (total(widths, count) > width)
        leave_one_out(wants, count, widths);
    hand_out(wants, count, width - total(widths, count), widths);
}
