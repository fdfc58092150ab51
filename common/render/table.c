#include "render/table.h"

#include <errno.h>
#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "base/cleanup.h"
#include "base/escape.h"

static void unref_table(struct libscols_table **table)
{
    scols_unref_table(*table);
}

static int add_columns(struct libscols_table *table, const struct column_list *list, const struct table_style *style)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct column *column = list->items[i];
        int flags = column->right ? SCOLS_FL_RIGHT : 0;
        if (column->truncates && !style->no_truncate)
            flags |= SCOLS_FL_TRUNC;
        if (!scols_table_new_column(table, column_heading(column), column->truncates ? 0.1 : 1, flags))
            return -ENOMEM;
    }
    return 0;
}

/* Cells are many and short: they are written where the last one was, and each is kept at its own size. */
struct scratch {
    struct buffer raw, escaped;
};

static void scratch_free(struct scratch *scratch)
{
    buffer_free(&scratch->raw);
    buffer_free(&scratch->escaped);
}

/* The raw form is libsmartcols' own, in which blanks, backslashes and whatever is not ASCII or cannot be printed are
 * \xHH. */
static char *cell_of(const struct column *column, const struct subject *subject, bool raw, struct scratch *scratch)
{
    scratch->raw.size = 0;
    column_append(column, subject, &scratch->raw);
    /* A field that is empty would not be one, to what splits at blanks. */
    if (raw && scratch->raw.size == 0)
        buffer_puts(&scratch->raw, "-");
    const struct buffer *cell = &scratch->raw;
    if (!raw) {
        scratch->escaped.size = 0;
        escape_append(&scratch->escaped, scratch->raw.data, scratch->raw.size);
        cell = &scratch->escaped;
    }
    return scratch->raw.failed || cell->failed ? NULL : strndup(cell->size > 0 ? cell->data : "", cell->size);
}

static int add_row(struct libscols_table *table, const struct subject *subject, const struct column_list *list,
                   bool raw, struct scratch *scratch)
{
    struct libscols_line *line = scols_table_new_line(table, NULL);
    if (!line)
        return -ENOMEM;
    for (size_t i = 0; i < list->count; i++) {
        char *cell = cell_of(list->items[i], subject, raw, scratch);
        if (!cell)
            return -ENOMEM;
        scols_line_refer_data(line, i, cell);
    }
    return subject_drift(subject) ? scols_line_set_color(line, "red") : 0;
}

static int fill(struct libscols_table *table, const struct subject *const *subjects, size_t count,
                const struct column_list *list, const struct table_style *style)
{
    scols_table_enable_noheadings(table, style->no_headings);
    scols_table_enable_raw(table, style->raw);
    scols_table_enable_colors(table, style->color);
    /* Cells are escaped already; libsmartcols would escape our \x once more. Only where the locale has no characters
     * beyond ASCII, what is UTF-8 to us is not safe on the terminal. */
    scols_table_enable_noencoding(table, MB_CUR_MAX > 1);
    if (style->no_truncate)
        scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
    _cleanup_(scratch_free) struct scratch scratch = { 0 };
    int result = add_columns(table, list, style);
    for (size_t i = 0; result == 0 && i < count; i++)
        result = add_row(table, subjects[i], list, style->raw, &scratch);
    return result;
}

/* Columns of the screen that the first character of `text` takes; *size becomes its bytes. What the locale does not
 * have libsmartcols writes as \xHH, a byte at a time. */
static size_t character_width(const char *text, size_t *size)
{
    wchar_t character;
    mbstate_t state = { 0 };
    /* in a locale of single bytes it takes our own \x for one that it is to escape */
    if (MB_CUR_MAX == 1 && strncmp(text, "\\x", 2) == 0) {
        *size = 1;
        return strlen("\\xHH");
    }
    *size = mbrtowc(&character, text, strlen(text), &state);
    if (*size == (size_t)-1 || *size == (size_t)-2) {
        *size = 1;
        return strlen("\\xHH");
    }
    int width = wcwidth(character);
    return width < 0 ? 1 : (size_t)width;
}

/* How many bytes of `text` fit into `width` columns. */
static size_t fitting_size(const char *text, size_t width)
{
    size_t at = 0, size, taken = 0;
    while (text[at] != '\0' && (taken += character_width(text + at, &size)) <= width)
        at += size;
    return at;
}

/* Cells of capabilities that are cut would read as others, `=-kill` as `=`: what is cut ends in a mark. */
static int cut_cell(struct libscols_cell *cell, size_t width)
{
    const char *data = scols_cell_get_data(cell);
    if (!data || data[fitting_size(data, width)] == '\0')
        return 0;
    char *cut = NULL;
    if (asprintf(&cut, "%.*s~", (int)fitting_size(data, width - 1), data) < 0)
        return -ENOMEM;
    return scols_cell_refer_data(cell, cut);
}

static int cut_column(struct libscols_table *table, size_t number)
{
    struct libscols_column *column = scols_table_get_column(table, number);
    size_t width = scols_column_get_width(column), lines = scols_table_get_nlines(table);
    int flags = scols_column_get_flags(column), result = 0;
    if (!(flags & SCOLS_FL_TRUNC) || width == 0)
        return 0;
    for (size_t i = 0; result == 0 && i < lines; i++)
        result = cut_cell(scols_line_get_cell(scols_table_get_line(table, i), number), width);
    return result == 0 ? scols_column_set_flags(column, flags & ~SCOLS_FL_TRUNC) : result;
}

/* libsmartcols shares out the width of the terminal, when it prints, and cuts without a mark: it prints to nowhere
 * first, and then finds nothing left to be cut. */
static int cut_to_terminal(struct libscols_table *table, const struct column_list *list)
{
    _cleanup_(freep) char *nowhere = NULL;
    scols_table_set_termforce(table, SCOLS_TERMFORCE_ALWAYS);
    int result = scols_print_table_to_string(table, &nowhere);
    for (size_t i = 0; result == 0 && i < list->count; i++)
        result = cut_column(table, i);
    return result;
}

int table_print(FILE *out, const struct subject *const *subjects, size_t count, const struct column_list *list,
                const struct table_style *style, struct error *err)
{
    _cleanup_(unref_table) struct libscols_table *table = scols_new_table();
    if (!table || fill(table, subjects, count, list, style) < 0)
        return error_set(err, ENOMEM, "cannot lay out the table");
    scols_table_set_stream(table, out);
    bool cuts = count > 0 && !style->raw && !style->no_truncate && isatty(fileno(out));
    int result = cuts ? cut_to_terminal(table, list) : 0;
    if (result == 0 && count > 0)
        result = scols_print_table(table);
    return result < 0 ? error_set(err, -result, "cannot print the table") : 0;
}
