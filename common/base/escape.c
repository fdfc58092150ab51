#include "base/escape.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

/* RFC 3629, section 4: the first byte sets the length and narrows the range of the second. */
struct utf8_lead {
    unsigned char first, last, second_min, second_max, length;
};

static const struct utf8_lead utf8_leads[] = {
    { 0x00, 0x7f, 0x00, 0x00, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
    { 0xe1, 0xec, 0x80, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
    { 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
};

static bool continues(const unsigned char *bytes, const struct utf8_lead *lead)
{
    if (lead->length > 1 && (bytes[1] < lead->second_min || bytes[1] > lead->second_max))
        return false;
    for (size_t i = 2; i < lead->length; i++)
        if (bytes[i] < 0x80 || bytes[i] > 0xbf)
            return false;
    return true;
}

size_t utf8_sequence(const char *text, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (size == 0)
        return 0;
    for (size_t i = 0; i < ARRAY_SIZE(utf8_leads); i++) {
        const struct utf8_lead *lead = &utf8_leads[i];
        if (bytes[0] >= lead->first && bytes[0] <= lead->last)
            return lead->length <= size && continues(bytes, lead) ? lead->length : 0;
    }
    return 0;
}

/* The C1 controls, U+0080 to U+009F: a terminal takes U+009B as the start of an escape sequence. */
static bool is_c1(const char *text, size_t length)
{
    return length == 2 && (unsigned char)text[0] == 0xc2 && (unsigned char)text[1] < 0xa0;
}

static void append_escaped(struct buffer *out, const char *text, size_t length)
{
    unsigned char byte = (unsigned char)text[0];
    if (length == 0 || byte == 0x7f || (byte < 0x20 && byte != '\n' && byte != '\t'))
        buffer_printf(out, "\\x%02x", byte);
    else if (byte == '\n')
        buffer_append(out, "\\n", 2);
    else if (byte == '\t')
        buffer_append(out, "\\t", 2);
    else if (byte == '\\')
        buffer_append(out, "\\\\", 2);
    else if (is_c1(text, length))
        buffer_printf(out, "\\u%04x", (unsigned char)text[1]);
    else
        buffer_append(out, text, length);
}

/* How many bytes at the start of `text` are what nearly all is made of: ASCII that can be printed and stands for
 * itself.
 */
static size_t plain_length(const char *text, size_t size)
{
    size_t length = 0;
    while (length < size && text[length] >= ' ' && text[length] <= '~' && text[length] != '\\')
        length++;
    return length;
}

void escape_append(struct buffer *out, const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        size_t length = plain_length(text + at, size - at);
        if (length > 0) {
            buffer_append(out, text + at, length);
        } else {
            length = utf8_sequence(text + at, size - at);
            append_escaped(out, text + at, length);
        }
        at += length > 0 ? length : 1;
    }
}

char *escape_text(const char *text, size_t size)
{
    struct buffer out = { 0 };
    escape_append(&out, text, size);
    return buffer_take(&out);
}

void escape_print(FILE *out, const char *text)
{
    _cleanup_(freep) char *safe = escape_text(text, strlen(text));
    fputs(safe ? safe : "?", out);
}

char *utf8_text(const char *text, size_t size)
{
    struct buffer out = { 0 };
    for (size_t at = 0; at < size;) {
        size_t length = utf8_sequence(text + at, size - at);
        if (length > 0)
            buffer_append(&out, text + at, length);
        else
            buffer_append(&out, "\xef\xbf\xbd", 3);
        at += length > 0 ? length : 1;
    }
    return buffer_take(&out);
}

void escape_json_append(struct buffer *out, const char *text)
{
    static const char suspects[] = "\x7f\xc2"; /* DEL, and the first byte of a C1 control */
    for (;;) {
        size_t plain = strcspn(text, suspects);
        buffer_append(out, text, plain);
        text += plain;
        if (*text == '\0')
            return;
        size_t length = utf8_sequence(text, strnlen(text, 2));
        bool control = length == 1 || is_c1(text, length);
        if (control)
            buffer_printf(out, "\\u%04x", (unsigned char)text[length - 1]);
        else
            buffer_append(out, text, length > 0 ? length : 1);
        text += length > 0 ? length : 1;
    }
}
