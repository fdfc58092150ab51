#include "widths.h"

#include <string.h>

void widths_need(struct widths *widths, size_t column, size_t width)
{
    if (width > widths->lately[column])
        widths->lately[column] = width;
}

size_t widths_of(const struct widths *widths, size_t column)
{
    return widths->lately[column] > widths->before[column] ? widths->lately[column] : widths->before[column];
}

void widths_age(struct widths *widths)
{
    if (++widths->looks < WIDTHS_LOOKS)
        return;
    memcpy(widths->before, widths->lately, sizeof(widths->before));
    memset(widths->lately, 0, sizeof(widths->lately));
    widths->looks = 0;
}
