#include "base/buffer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

int buffer_reserve(struct buffer *buffer, size_t more)
{
    if (buffer->failed)
        return -ENOMEM;
    if (buffer->capacity - buffer->size > more)
        return 0;

    size_t capacity = buffer->capacity ? buffer->capacity : 64;
    while (capacity - buffer->size <= more)
        capacity *= 2;
    char *data = realloc(buffer->data, capacity);
    if (!data) {
        buffer->failed = true;
        return -ENOMEM;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    data[buffer->size] = '\0';
    return 0;
}

int buffer_append(struct buffer *buffer, const void *data, size_t size)
{
    if (buffer_reserve(buffer, size) < 0)
        return -ENOMEM;
    memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
    buffer->data[buffer->size] = '\0';
    return 0;
}

int buffer_puts(struct buffer *buffer, const char *text)
{
    return buffer_append(buffer, text, strlen(text));
}

int buffer_printf(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    _cleanup_(freep) char *text = NULL;
    int size = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (size < 0) {
        text = NULL;
        buffer->failed = true;
        return -ENOMEM;
    }
    return buffer_append(buffer, text, (size_t)size);
}

char *buffer_take(struct buffer *buffer)
{
    buffer_reserve(buffer, 0);
    char *data = buffer->failed ? NULL : take_pointer(buffer->data);
    buffer_free(buffer);
    return data;
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){ 0 };
}
