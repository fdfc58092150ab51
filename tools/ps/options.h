/* The options of ccaps-ps. */
#ifndef CCAPS_PS_OPTIONS_H
#define CCAPS_PS_OPTIONS_H

#include "caps/catalogue.h"
#include "render/listing.h"
#include "render/table.h"

/** What was asked for. */
struct ps_options {
    struct listing listing; /**< first: its functions are given the whole */
    enum risk risk;         /**< only what is as risky or more; RISK_NONE: whatever it is */
    bool json;
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
