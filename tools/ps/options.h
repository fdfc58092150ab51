/* The options of ccaps-ps. */
#ifndef CCAPS_PS_OPTIONS_H
#define CCAPS_PS_OPTIONS_H

#include "base/color.h"
#include "base/options.h"
#include "caps/catalogue.h"
#include "containers/select.h"
#include "render/columns.h"
#include "render/table.h"

/** What was asked for. */
struct ps_options {
    struct selector selector; /**< -a, -T, -k; operands, --pid and --container, in their order */
    enum risk risk;           /**< only what is as risky or more; RISK_NONE: whatever it is */
    bool json;
    bool list_columns;
    bool columns_chosen;        /**< -o was given with a list of its own: nothing is added to it */
    struct column_list columns; /**< what -o made of the default */
    struct sort_order sort;     /**< without a column: by pid */
    enum color_mode color;
    struct table_style style;
};

extern const struct program ps_program;

/**
 * Parse the command line.
 * @return OPTIONS_GO_ON; else the exit status, all said
 */
int ps_options_parse(int argc, char **argv, struct ps_options *options);

/** Release what *options holds; for _cleanup_ too. */
void ps_options_free(struct ps_options *options);

#endif
