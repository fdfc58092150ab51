/* What every list of processes can be asked with: which, in which columns, in what order. */
#ifndef CCAPS_RENDER_LISTING_H
#define CCAPS_RENDER_LISTING_H

#include "base/color.h"
#include "base/options.h"
#include "containers/select.h"
#include "render/columns.h"

/** What was asked for; the first member of a program's options, which its rows fill by the functions below. */
struct listing {
    struct selector selector;   /**< -a, -T, -k; operands, --pid and --container, in their order */
    struct column_list columns; /**< what -o made of the default */
    bool columns_chosen;        /**< -o was given with a list of its own: nothing is added to it */
    struct sort_order sort;     /**< without a column: by pid */
    enum color_mode color;
    bool list_columns;
};

/** The `apply` of --pid, --container, --output, --sort and --color. */
int listing_apply_pid(void *listing, const char *value, struct error *err);
int listing_apply_container(void *listing, const char *value, struct error *err);
int listing_apply_output(void *listing, const char *value, struct error *err);
int listing_apply_sort(void *listing, const char *value, struct error *err);
int listing_apply_color(void *listing, const char *value, struct error *err);

/**
 * Parse the command line of a program whose operands are targets, beginning with the default columns.
 * @param listing  zero-initialized, and so are the options that begin with it
 * @return OPTIONS_GO_ON; else the exit status, all said
 */
int listing_parse(const struct program *program, int argc, char **argv, struct listing *listing);

/** Release what *listing holds. */
void listing_free(struct listing *listing);

#endif
