#include "caps/names.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/capability.h>

#include "base/cleanup.h"

enum {
    NAME_SIZE = 32,   /* the longest today is "checkpoint_restore" */
    ALL_LACKS = 8,    /* commands.md: a set that lacks at most eight of the kernel's is written all-... */
    HINT_DISTANCE = 4 /* a name as far away as this is no misspelling; nor one of which half is another */
};

struct name_table {
    char names[CAPABILITY_MAX][NAME_SIZE];
    bool named[CAPABILITY_MAX];
    bool filled;
};

/* libcap allocates each name anew; a table of 10,000 processes asks for a hundred thousand. */
static const struct name_table *name_table(void)
{
    static struct name_table table;
    if (table.filled)
        return &table;

    for (unsigned cap = 0; cap < CAPABILITY_MAX; cap++) {
        char *name = cap_to_name((cap_value_t)cap);
        table.named[cap] = name && strncmp(name, "cap_", 4) == 0;
        if (table.named[cap])
            snprintf(table.names[cap], NAME_SIZE, "%s", name + 4);
        else
            snprintf(table.names[cap], NAME_SIZE, "%u", cap);
        cap_free(name);
    }
    table.filled = true;
    return &table;
}

capset_t capset_all(void)
{
    unsigned bits = (unsigned)cap_max_bits();
    return bits >= CAPABILITY_MAX ? ~UINT64_C(0) : capset_of(bits) - 1;
}

const char *capability_name(unsigned cap)
{
    return name_table()->names[cap];
}

bool capability_is_named(unsigned cap)
{
    return name_table()->named[cap];
}

static size_t smallest(size_t one, size_t two, size_t three)
{
    size_t least = one < two ? one : two;
    return least < three ? least : three;
}

/* How many letters were left out, added, exchanged, or swapped with their neighbours (Damerau and Levenshtein, optimal
 * string alignment), case aside; `name` is one of ours and short. */
static size_t edit_distance(const char *text, const char *name)
{
    size_t rows[3][NAME_SIZE + 1] = { 0 }; /* of the last three letters of `text`, in turns */
    size_t width = strlen(name), y = 0;
    for (size_t x = 0; x <= width; x++)
        rows[0][x] = x;

    for (y = 1; text[y - 1] != '\0'; y++) {
        size_t *row = rows[y % 3], *above = rows[(y + 2) % 3], *higher = rows[(y + 1) % 3];
        int letter = tolower((unsigned char)text[y - 1]);
        row[0] = y;
        for (size_t x = 1; x <= width; x++) {
            row[x] = smallest(above[x - 1] + (letter != name[x - 1]), above[x] + 1, row[x - 1] + 1);
            bool swapped =
                y > 1 && x > 1 && letter == name[x - 2] && tolower((unsigned char)text[y - 2]) == name[x - 1];
            if (swapped && higher[x - 2] + 1 < row[x])
                row[x] = higher[x - 2] + 1;
        }
    }
    return rows[(y - 1) % 3][width];
}

static const char *nearest_name(const char *text)
{
    const char *nearest = NULL;
    size_t least = HINT_DISTANCE;
    for (unsigned cap = 0; cap < CAPABILITY_MAX; cap++) {
        if (!capability_is_named(cap))
            continue;
        size_t distance = edit_distance(text, capability_name(cap));
        if (distance < least && 2 * distance < strlen(capability_name(cap))) {
            least = distance;
            nearest = capability_name(cap);
        }
    }
    return nearest;
}

static bool is_number(const char *text)
{
    return text[0] != '\0' && strspn(text, "0123456789") == strlen(text);
}

/* Leading zeros are not refused where they fit: 05. @return CAPABILITY_MAX for all that is larger */
static unsigned read_number(const char *text)
{
    unsigned number = strlen(text) > 2 ? CAPABILITY_MAX : (unsigned)atoi(text);
    return number < CAPABILITY_MAX ? number : CAPABILITY_MAX;
}

/* What is no capability: why not, and what may have been meant. */
static int refuse(const char *text, const char *bare, struct error *err)
{
    if (text[0] == '\0')
        return error_set(err, EINVAL | ERROR_TOLD, "an empty word names no capability");
    if (strcasecmp(text, "all") == 0)
        return error_set(err, EINVAL | ERROR_TOLD, "'%s' is not one capability", text);
    if (is_number(text))
        return error_set(err, EINVAL | ERROR_TOLD, "'%s' is the number of no capability: they go from 0 to %d", text,
                         CAPABILITY_MAX - 1);
    error_set(err, EINVAL | ERROR_TOLD, "unknown capability '%s'", text);
    const char *hint = nearest_name(bare);
    if (hint)
        error_cure(err, "did you mean %s?", hint);
    return -EINVAL;
}

int capability_parse(const char *text, struct error *err)
{
    const char *bare = strncasecmp(text, "cap_", 4) == 0 ? text + 4 : text;
    for (unsigned cap = 0; cap < CAPABILITY_MAX; cap++)
        if (capability_is_named(cap) && strcasecmp(bare, capability_name(cap)) == 0)
            return (int)cap;
    if (is_number(text) && read_number(text) < CAPABILITY_MAX)
        return (int)read_number(text);
    return refuse(text, bare, err);
}

static int parse_item(const char *item, capset_t all, capset_t *set, struct error *err)
{
    if (item[0] == '\0')
        return error_set(err, EINVAL | ERROR_TOLD, "empty item in a capability list");
    if (strcasecmp(item, "all") == 0) {
        *set |= all;
        return 0;
    }
    int cap = capability_parse(item, err);
    if (cap < 0)
        return cap;
    *set |= capset_of((unsigned)cap);
    return 0;
}

int capset_parse(const char *list, capset_t all, capset_t *set, struct error *err)
{
    capset_t parsed = 0;
    _cleanup_(freep) char *copy = strdup(list);
    if (!copy)
        return error_set(err, ENOMEM, "cannot read a capability list");

    char *rest = list[0] == '\0' ? NULL : copy;
    while (rest) {
        int result = parse_item(strsep(&rest, ","), all, &parsed, err);
        if (result < 0)
            return result;
    }
    *set = parsed;
    return 0;
}

void capset_append_names(struct buffer *out, capset_t set)
{
    const char *separator = "";
    capset_foreach (cap, set) {
        buffer_puts(out, separator);
        buffer_puts(out, capability_name(cap));
        separator = ",";
    }
}

void capset_append_short(struct buffer *out, capset_t set)
{
    capset_t all = capset_all();
    capset_t lacks = all & ~set;
    if (set == 0) {
        buffer_puts(out, "-");
    } else if (set & ~all || capset_count(lacks) > ALL_LACKS) {
        capset_append_names(out, set);
    } else {
        buffer_puts(out, lacks ? "all-" : "all");
        capset_append_names(out, lacks);
    }
}

static void append_difference(struct buffer *out, char sign, capset_t difference)
{
    if (!difference)
        return;
    buffer_append(out, &sign, 1);
    capset_append_names(out, difference);
}

void capset_append_relative(struct buffer *out, capset_t set, capset_t base)
{
    if (set == 0 || (set != base && !(set & base))) {
        capset_append_short(out, set);
        return;
    }

    _cleanup_(buffer_free) struct buffer relative = { 0 };
    _cleanup_(buffer_free) struct buffer whole = { 0 };
    buffer_puts(&relative, "=");
    append_difference(&relative, '+', set & ~base);
    append_difference(&relative, '-', base & ~set);
    capset_append_short(&whole, set);
    bool all = whole.size >= 3 && memcmp(whole.data, "all", 3) == 0;
    const struct buffer *best = all && whole.size < relative.size ? &whole : &relative;
    buffer_append(out, best->data, best->size);
}

static bool same_set(const struct capstate *state, enum capset_kind one, enum capset_kind other)
{
    if (!capstate_knows(state, one) || !capstate_knows(state, other))
        return capstate_knows(state, one) == capstate_knows(state, other);
    return state->sets[one] == state->sets[other];
}

void capstate_append_grouped(struct buffer *out, const struct capstate *state)
{
    unsigned told = 0;
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
        if (told >> kind & 1)
            continue;
        buffer_puts(out, told ? " " : "");
        for (enum capset_kind other = kind; other < CAPSET_KINDS; other++) {
            if (!same_set(state, kind, other))
                continue;
            buffer_printf(out, "%c", capset_names[other].letter);
            told |= 1u << other;
        }
        buffer_puts(out, capstate_knows(state, kind) ? ":" : ":?");
        if (capstate_knows(state, kind))
            capset_append_short(out, state->sets[kind]);
    }
}
