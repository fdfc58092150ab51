/* The options of ccaps-print. */
#ifndef CCAPS_PRINT_OPTIONS_H
#define CCAPS_PRINT_OPTIONS_H

#include "base/buffer.h"
#include "base/color.h"
#include "base/options.h"
#include "containers/target.h"
#include "explain.h"
#include "files.h"
#include "forms.h"
#include "predicates.h"
#include "why.h"

/** What was asked for. */
struct print_options {
    const struct form *form; /**< --json, --oci…; by default the form of capsh and getcap */
    const char *form_option; /**< the option that chose it, for the message where two do; NULL */
    struct target *targets;  /**< in their order, `target_count` of them; none: the caller itself */
    size_t target_count;
    struct file_options files;  /**< which files are shown */
    const char *exec_file;      /**< --exec: what the targets would execute; NULL */
    struct why_question why;    /**< --why */
    struct check_list checks;   /**< --has-p, --mode…: they are answered instead of a form */
    bool diff;                  /**< --diff: the two targets are compared */
    bool converts;              /**< --decode, --encode or --modes was given: its answer is all that is printed */
    struct buffer conversions;  /**< the answers, a line each */
    struct lookup_list lookups; /**< --explain, --suggest, --supports: likewise nothing else is printed */
    enum color_mode color;
};

extern const struct program print_program;

/**
 * Parse the command line.
 * @return OPTIONS_GO_ON; else the exit status, all said
 */
int print_options_parse(int argc, char **argv, struct print_options *options);

/** Release what *options holds; for _cleanup_ too. */
void print_options_free(struct print_options *options);

#endif
