#include "prompt.h"

#include <limits.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "display.h"
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

/* Columns of the text that a remark may not take. */
enum { LEAST_TEXT = 8 };

/* The text, or its end, and a cursor. */
static void write_text(const char *text, size_t room, struct buffer *out)
{
    bool whole = display_width(text) <= room;
    buffer_printf(out, "%s%s_", whole ? "" : "~", whole ? text : display_end(text, room > 0 ? room - 1 : 0));
}

void prompt_write(const struct prompt *prompt, const char *label, const char *remark, const char *hint, size_t width,
                  struct buffer *out)
{
    size_t others = display_width(label) + strlen("_"), text = display_width(prompt->text);
    size_t room = width > others ? width - others : 0;
    size_t said = display_width(remark);
    bool remarked = said + (text < LEAST_TEXT ? text : LEAST_TEXT) <= room;
    if (remarked)
        room -= said;
    buffer_puts(out, label);
    write_text(prompt->text, room, out);
    if (remarked)
        buffer_puts(out, remark);
    if (text + display_width(hint) <= room)
        buffer_puts(out, hint);
}
