/* Command-line options as a table, which parsing, --help and the completions' test share. */
#ifndef CCAPS_BASE_OPTIONS_H
#define CCAPS_BASE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/** Exit statuses of the contract, in every program. */
enum { EXIT_DONE = 0, EXIT_FALSE_OR_MISSING = 1, EXIT_USAGE = 2 };

/** What options_parse() returns where the program goes on. */
enum { OPTIONS_GO_ON = -1 };

/** One option; a row with a `help` alone is a heading of --help. */
struct option_row {
    char letter;          /**< 'a' for -a; '\0' where there is none */
    const char *name;     /**< "all" for --all */
    const char *argument; /**< "LIST"; "[=LIST]" where it may be left out; NULL where there is none */
    const char *help;     /**< one line, for --help */
    /** Take the option's value (NULL where none was given) into the program's own options.
     *  @return 0, or a negative errno with *err filled: a usage error */
    int (*apply)(void *options, const char *value, struct error *err);
    size_t flag; /**< where apply is NULL: offset in the program's options of the bool that the option sets */
};

/** What a program says of itself; --help and --version, with -h and -V, are added to its rows. */
struct program {
    const char *name;    /**< "ccaps-ps" */
    const char *summary; /**< one line: what it is for */
    const char *usage;   /**< its forms, a line each, without the program's name: "[OPTION...] [TARGET...]" */
    const char *notes;   /**< printed below the options; NULL for none */
    const struct option_row *rows;
    size_t count;
    bool stops_at_operand; /**< options after the first operand are the operand's own: ccaps-run COMMAND */
};

/**
 * Parse the command line into *options by program->rows. The options given twice are applied twice, in their order.
 *
 * @param first_operand  filled: index in argv (permuted as by getopt_long(3)) of the first operand
 * @return OPTIONS_GO_ON; else the exit status: 0 after --help or --version on standard output, 1 where that could not
 * be written, 2 after a usage error on standard error
 */
int options_parse(const struct program *program, int argc, char **argv, void *options, int *first_operand);

/** Print a usage error as every program does: *err, then "Try 'PROGRAM --help'". @return EXIT_USAGE */
int options_usage_error(const struct program *program, const struct error *err);

#endif
