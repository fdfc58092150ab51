/* What can be shown of a process, a row a column: ccaps-ps and ccaps-top, --list-columns and --sort share the table. */
#ifndef CCAPS_RENDER_COLUMNS_H
#define CCAPS_RENDER_COLUMNS_H

#include <stddef.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/error.h"
#include "containers/inventory.h"

/** One column. */
struct column {
    const char *name;    /**< "PERMITTED", for -o and --sort; case does not matter */
    const char *heading; /**< what stands above it; NULL where that is the name */
    const char *help;    /**< one line, for --list-columns */
    bool right;          /**< numbers stand to the right */
    bool truncates;      /**< gives way where the screen is narrow */
    unsigned needs;      /**< enum process_need, besides INVENTORY_NEEDS */
    /** Append what the column says of `subject`, raw: column_cell() makes it harmless. */
    void (*append)(struct buffer *out, const struct subject *subject);
    /** Order for --sort: below, at, above 0. NULL: by the text. */
    int (*compare)(const struct subject *one, const struct subject *other);
    /** Of a column that shows one set, in the place of both: append set `kind`, which is known. */
    void (*append_set)(struct buffer *out, const struct capstate *caps, enum capset_kind kind);
    enum capset_kind kind;
};
extern const struct column columns[];
extern const size_t columns_count;

/** Columns that were chosen, in their order. */
struct column_list {
    const struct column *items[64];
    size_t count;
};

/** The heading of a column. */
const char *column_heading(const struct column *column);

/**
 * What a column says of `subject`, harmless on a terminal; "?" where it is not known, and "" where there is nothing
 * that should draw the eye: no drift.
 * @return malloc'ed, owned by the caller; NULL when memory is short
 */
char *column_cell(const struct column *column, const struct subject *subject);

/** Append the same as it is, hostile, to `raw`: for what escapes it itself. */
void column_append(const struct column *column, const struct subject *subject, struct buffer *raw);

/** The column `name`, whatever its case. @return NULL with *err filled where there is none */
const struct column *column_find(const char *name, struct error *err);

/**
 * Read a list of column names with commas between; one that begins with `+` goes behind *list, any other replaces it.
 * @return 0; -EINVAL for an unknown or an empty name
 */
int column_list_parse(const char *names, struct column_list *list, struct error *err);

/** Put `column` at place `index` (0..count). Without effect where there is no more room: each column fits in twice. */
void column_list_insert(struct column_list *list, size_t index, const struct column *column);

/** What is to be read for these columns: enum process_need, or'ed, INVENTORY_NEEDS included. */
unsigned column_list_needs(const struct column_list *list);

/** How rows are sorted. */
struct sort_order {
    const struct column *column; /**< NULL: not at all */
    bool descending;
};

/** Read a column's name; with `-` before it, in reverse. @return 0; -EINVAL where there is no such column */
int sort_order_parse(const char *text, struct sort_order *order, struct error *err);

/** Sort `count` subjects by order->column; those that are equal keep their order. */
void subjects_sort(const struct subject **subjects, size_t count, const struct sort_order *order);

/** Print the columns that there are, a line each, for --list-columns. @return 0; as finish_output() */
int columns_print_help(FILE *out, struct error *err);

#endif
