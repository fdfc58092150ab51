#include "render/table.h"

#include <errno.h>
#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

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

int table_print(FILE *out, const struct subject *const *subjects, size_t count, const struct column_list *list,
                const struct table_style *style, struct error *err)
{
    _cleanup_(unref_table) struct libscols_table *table = scols_new_table();
    if (!table || fill(table, subjects, count, list, style) < 0)
        return error_set(err, ENOMEM, "cannot lay out the table");
    scols_table_set_stream(table, out);
    int result = count > 0 ? scols_print_table(table) : 0;
    return result < 0 ? error_set(err, -result, "cannot print the table") : 0;
}
