/* The options of ccaps-top. */
#ifndef CCAPS_TOP_OPTIONS_H
#define CCAPS_TOP_OPTIONS_H

#include "base/color.h"
#include "base/options.h"
#include "containers/select.h"
#include "render/columns.h"

/** What was asked for. */
struct top_options {
    struct selector selector;   /**< -a, -T, -k; operands, --pid and --container, in their order */
    struct column_list columns; /**< what -o made of the default */
    bool columns_chosen;        /**< -o was given with a list of its own: nothing is added to it */
    struct sort_order sort;     /**< without a column: by pid */
    int delay;                  /**< milliseconds between two looks */
    unsigned long updates;      /**< -n: looks after which to end; 0 never */
    bool batch;                 /**< -b */
    bool list_columns;
    enum color_mode color;
};

extern const struct program top_program;

/**
 * Parse the command line.
 * @return OPTIONS_GO_ON; else the exit status, all said
 */
int top_options_parse(int argc, char **argv, struct top_options *options);

/** Release what *options holds; for _cleanup_ too. */
void top_options_free(struct top_options *options);

/** What a look has to read: enum process_need. */
unsigned top_options_needs(const struct top_options *options, const struct sort_order *sort);

#endif
