#include "base/json.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/io.h"

static void free_tokener(struct json_tokener **tokener)
{
    if (*tokener)
        json_tokener_free(*tokener);
}

static void find_position(const char *text, size_t offset, unsigned *line, unsigned *column)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < offset; i++) {
        (*column)++;
        if (text[i] == '\n') {
            (*line)++;
            *column = 1;
        }
    }
}

int json_parse(const char *text, size_t size, const char *name, struct json_object **object, struct error *err)
{
    *object = NULL;
    _cleanup_(free_tokener) struct json_tokener *tokener = json_tokener_new();
    if (!tokener)
        return error_set(err, ENOMEM, "cannot read %s", name);
    if (size > INT_MAX)
        return error_set(err, EFBIG, "cannot read %s", name);

    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    struct json_object *parsed = json_tokener_parse_ex(tokener, text, (int)size);
    enum json_tokener_error failure = json_tokener_get_error(tokener);
    /* A number or a literal may go on in the next piece: a NUL says that there is none. */
    if (failure == json_tokener_continue) {
        parsed = json_tokener_parse_ex(tokener, "", 1);
        failure = json_tokener_get_error(tokener);
    }
    /* one within the text does too: nothing behind it was looked at */
    const char *nul = failure == json_tokener_success ? memchr(text, '\0', size) : NULL;
    if (failure == json_tokener_success && !nul) {
        *object = parsed;
        return 0;
    }

    unsigned line, column;
    size_t offset = nul ? (size_t)(nul - text)
                    : failure == json_tokener_error_parse_eof || failure == json_tokener_continue
                        ? size
                        : json_tokener_get_parse_end(tokener);
    find_position(text, offset < size ? offset : size, &line, &column);
    const char *reason = nul                                ? "a NUL in it"
                         : failure == json_tokener_continue ? "it ends too early"
                                                            : json_tokener_error_desc(failure);
    if (nul)
        json_object_put(parsed);
    return error_set(err, EBADMSG | ERROR_TOLD, "%s, line %u, column %u: not JSON: %s", name, line, column, reason);
}

int json_read_file(const char *path, struct json_object **object, struct error *err)
{
    *object = NULL;
    _cleanup_(buffer_free) struct buffer buffer = { 0 };
    int result = read_file(path, &buffer, err);
    return result < 0 ? result : json_parse(buffer.data, buffer.size, path, object, err);
}

static struct json_object *get_member(struct json_object *object, const char *key, size_t length)
{
    if (!json_object_is_type(object, json_type_object))
        return NULL;
    struct json_object *close = NULL;
    json_object_object_foreach(object, name, value)
    {
        if (strlen(name) != length || strncasecmp(name, key, length) != 0)
            continue;
        if (memcmp(name, key, length) == 0)
            return value;
        close = value;
    }
    return close;
}

struct json_object *json_get(struct json_object *object, const char *path)
{
    while (object && *path) {
        size_t length = strcspn(path, ".");
        object = get_member(object, path, length);
        path += length + (path[length] == '.');
    }
    return object;
}

const char *json_get_text(struct json_object *object, const char *path)
{
    struct json_object *text = json_get(object, path);
    return json_object_is_type(text, json_type_string) ? json_object_get_string(text) : NULL;
}
