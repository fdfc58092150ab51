#include "display.h"

#include <stdbool.h>
#include <string.h>

/* The character at `*text`, which moves on, and in *columns how many it takes; L'\0' at the end. */
static wchar_t next_character(const char **text, mbstate_t *state, size_t *columns)
{
    wchar_t character;
    size_t size = mbrtowc(&character, *text, strlen(*text), state);
    *columns = 1;
    if (**text == '\0')
        return L'\0';
    if (size == (size_t)-1 || size == (size_t)-2) {
        *state = (mbstate_t){ 0 };
        (*text)++;
        return L'?';
    }
    *text += size;
    int width = wcwidth(character);
    if (width < 1)
        return L'?';
    *columns = (size_t)width;
    return character;
}

size_t display_width(const char *text)
{
    mbstate_t state = { 0 };
    size_t sum = 0, columns;
    while (next_character(&text, &state, &columns) != L'\0')
        sum += columns;
    return sum;
}

void display_fit(const char *text, size_t width, wchar_t *out)
{
    bool cut = display_width(text) > width;
    size_t room = cut && width > 0 ? width - 1 : width;
    mbstate_t state = { 0 };
    size_t taken = 0, columns;
    for (wchar_t character; (character = next_character(&text, &state, &columns)) != L'\0';) {
        if (taken + columns > room)
            break;
        *out++ = character;
        taken += columns;
    }
    for (; cut && taken < room; taken++) /* a wide character that did not fit */
        *out++ = L' ';
    if (cut && width > 0) {
        *out++ = L'~';
        taken++;
    }
    for (; taken < width; taken++)
        *out++ = L' ';
    *out = L'\0';
}

const char *display_end(const char *text, size_t width)
{
    mbstate_t state = { 0 };
    size_t left = display_width(text), columns;
    while (left > width) {
        next_character(&text, &state, &columns);
        left -= columns;
    }
    return text;
}

size_t display_wrap(const char *text, size_t width)
{
    mbstate_t state = { 0 };
    const char *at = text, *fits = text, *good = NULL;
    size_t taken = 0, columns;
    for (wchar_t character; (character = next_character(&at, &state, &columns)) != L'\0';) {
        taken += columns;
        if (taken > width && fits > text)
            return (size_t)((good ? good : fits) - text);
        fits = at;
        if (character == L' ' || character == L',')
            good = at;
    }
    return (size_t)(at - text);
}
