#include "scroll.h"

static int clamp(int position, int last)
{
    if (position > last)
        position = last;
    return position < 0 ? 0 : position;
}

bool scroll(enum action action, int page, int last, int *position)
{
    int to = *position;
    switch (action) {
    case ACTION_UP:
        to--;
        break;
    case ACTION_DOWN:
        to++;
        break;
    case ACTION_PAGE_UP:
        to -= page;
        break;
    case ACTION_PAGE_DOWN:
        to += page;
        break;
    case ACTION_FIRST:
        to = 0;
        break;
    case ACTION_LAST:
        to = last;
        break;
    default:
        return false;
    }
    *position = clamp(to, last);
    return true;
}
