#include "fold.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "base/cleanup.h"

/* Where bytes that are no character are put, apart from all that are: the last of the surrogates, U+DC80 to U+DCFF. */
enum { BYTES = 0xdc00 };

/* By way of the upper case, since two small letters may have the same (σ and ς). */
static wchar_t fold_character(wchar_t character)
{
    return (wchar_t)towlower(towupper((wint_t)character));
}

/* @return malloc'ed; NULL when memory is short */
static wchar_t *fold(const char *text)
{
    size_t length = strlen(text);
    wchar_t *folded = calloc(length + 1, sizeof(*folded));
    mbstate_t state = { 0 };
    for (wchar_t *out = folded; folded && length > 0; out++) {
        size_t size = mbrtowc(out, text, length, &state);
        bool readable = size <= length;
        *out = readable ? fold_character(*out) : BYTES + (unsigned char)*text;
        if (!readable)
            state = (mbstate_t){ 0 };
        size = readable ? size : 1;
        text += size;
        length -= size;
    }
    return folded;
}

bool text_holds(const char *text, const char *part)
{
    _cleanup_(freep) wchar_t *folded = fold(text);
    _cleanup_(freep) wchar_t *folded_part = fold(part);
    return folded && folded_part && wcsstr(folded, folded_part);
}
