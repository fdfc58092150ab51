#include "wrap.h"

#include <stdbool.h>
#include <string.h>

enum { WIDTH = 79 };

void wrap_append(struct buffer *out, const char *text, size_t column, size_t indent)
{
    for (bool first = true; *text != '\0'; first = false) {
        size_t size = strcspn(text, " ");
        if (!first && column + 1 + size > WIDTH) {
            buffer_printf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (!first) {
            buffer_puts(out, " ");
            column++;
        }
        buffer_append(out, text, size);
        column += size;
        text += size + (text[size] == ' ');
    }
    buffer_puts(out, "\n");
}
