/* The options of ccaps-top. */
#ifndef CCAPS_TOP_OPTIONS_H
#define CCAPS_TOP_OPTIONS_H

#include "render/listing.h"

/** What was asked for. */
struct top_options {
    struct listing listing; /**< first: its functions are given the whole */
    int delay;              /**< milliseconds between two looks */
    unsigned long updates;  /**< -n: looks after which to end; 0 never */
    bool batch;             /**< -b */
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
