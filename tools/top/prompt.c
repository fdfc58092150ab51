#include "prompt.h"

#include <limits.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "keys.h"

/* Bytes of the last character of `text`. */
static size_t last_character(const char *text)
{
    mbstate_t state = { 0 };
    size_t size = 0;
    while (*text != '\0') {
        size = mbrlen(text, strlen(text), &state);
        if (size == 0 || size > strlen(text))
            size = 1;
        text += size;
    }
    return size;
}

static void append_character(struct prompt *prompt, wchar_t character)
{
    char bytes[MB_LEN_MAX];
    mbstate_t state = { 0 };
    size_t length = strlen(prompt->text);
    size_t size = wcrtomb(bytes, character, &state);
    if (size == (size_t)-1 || length + size >= sizeof(prompt->text))
        return;
    memcpy(prompt->text + length, bytes, size);
    prompt->text[length + size] = '\0';
}

bool prompt_key(struct prompt *prompt, int key)
{
    if (key == K_BACKSPACE) {
        prompt->text[strlen(prompt->text) - last_character(prompt->text)] = '\0';
        return true;
    }
    if (key <= 0 || key >= K_UP || !iswprint((wint_t)key))
        return false;
    append_character(prompt, (wchar_t)key);
    return true;
}
