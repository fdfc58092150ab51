/* The command line of ccaps-run. */
#ifndef CCAPS_RUN_OPTIONS_H
#define CCAPS_RUN_OPTIONS_H

#include "base/options.h"
#include "launch/request.h"

/** What the command line asks for; strings are borrowed from it. */
struct run_options {
    struct launch_request request;
    bool host;        /**< --host */
    bool rootfs;      /**< --rootfs, whose directory is request.path */
    bool bundle;      /**< --bundle, likewise */
    bool list;        /**< --list */
    const char *stop; /**< --stop NAME */
};

/** ccaps-run's rows of options, for --help. */
extern const struct program run_program;

/** Parse the command line. @return OPTIONS_GO_ON; else the exit status */
int run_options_parse(int argc, char **argv, struct run_options *options);

#endif
