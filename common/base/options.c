#include "base/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/io.h"
#include "config.h"

enum { HELP_COLUMN = 30, ROW_VALUE = 0x1000, VALUE_HELP = 'h', VALUE_VERSION = 'V' };

static const struct option_row common_rows[] = {
    { .letter = VALUE_HELP, .name = "help", .help = "print this help" },
    { .letter = VALUE_VERSION, .name = "version", .help = "print the version" },
};

static bool is_optional(const struct option_row *row)
{
    return row->argument && strncmp(row->argument, "[=", 2) == 0;
}

static int argument_kind(const struct option_row *row)
{
    if (!row->argument)
        return no_argument;
    return is_optional(row) ? optional_argument : required_argument;
}

static void print_row(const struct option_row *row)
{
    if (!row->name) {
        printf("\n%s:\n", row->help);
        return;
    }

    char left[80];
    int width = row->letter ? snprintf(left, sizeof(left), "  -%c, --%s", row->letter, row->name)
                            : snprintf(left, sizeof(left), "      --%s", row->name);
    if (row->argument)
        width += snprintf(left + width, sizeof(left) - (size_t)width, is_optional(row) ? "%s" : " %s", row->argument);
    printf("%s", left);
    if (width >= HELP_COLUMN) {
        putchar('\n');
        width = 0;
    }
    printf("%*s%s\n", HELP_COLUMN - width, "", row->help);
}

static void print_help(const struct program *program)
{
    _cleanup_(freep) char *usage = strdup(program->usage);
    const char *lead = "Usage:";
    char *rest = usage;
    for (char *line; rest && (line = strsep(&rest, "\n")) != NULL; lead = "      ")
        printf("%s %s %s\n", lead, program->name, line);
    printf("\n%s\n", program->summary);
    if (program->count > 0 && program->rows[0].name)
        printf("\nOptions:\n");
    for (size_t i = 0; i < program->count; i++)
        print_row(&program->rows[i]);
    putchar('\n');
    for (size_t i = 0; i < ARRAY_SIZE(common_rows); i++)
        print_row(&common_rows[i]);
    if (program->notes)
        printf("\n%s\n", program->notes);
}

static int finish_printing(void)
{
    struct error err = { 0 };
    if (finish_output(stdout, &err) == 0)
        return EXIT_DONE;
    error_print(&err);
    return EXIT_FALSE_OR_MISSING;
}

int options_usage_error(const struct program *program, const struct error *err)
{
    error_print(err);
    fprintf(stderr, "Try '%s --help'\n", program->name);
    return EXIT_USAGE;
}

/* getopt_long(3) wants its own two tables; a long option's value is its row, so that letters may be missing. */
static void fill_tables(const struct option_row *rows, size_t count, struct buffer *letters, struct option *longs,
                        int first_value)
{
    for (size_t i = 0; i < count; i++) {
        const struct option_row *row = &rows[i];
        int kind = argument_kind(row);
        longs[i] = (struct option){ row->name ? row->name : "", kind, NULL, first_value + (int)i };
        if (row->letter)
            buffer_printf(letters, "%c%s", row->letter,
                          kind == no_argument         ? ""
                          : kind == required_argument ? ":"
                                                      : "::");
    }
}

static const struct option_row *find_row(const struct program *program, int value)
{
    if (value >= ROW_VALUE && (size_t)(value - ROW_VALUE) < program->count)
        return &program->rows[value - ROW_VALUE];
    for (size_t i = 0; i < program->count; i++)
        if (program->rows[i].letter && program->rows[i].letter == value)
            return &program->rows[i];
    return NULL;
}

static int apply_row(const struct option_row *row, void *options, const char *value, struct error *err)
{
    if (row->apply)
        return row->apply(options, value, err);
    *(bool *)((char *)options + row->flag) = true;
    return 0;
}

/* The long option that was given a value; NULL where it was none. Short ones take what follows for the next of them. */
static const char *find_given_value(const struct program *program)
{
    for (size_t i = 0; i < ARRAY_SIZE(common_rows); i++)
        if (common_rows[i].letter == optopt)
            return common_rows[i].name;
    const struct option_row *row = optopt >= ROW_VALUE ? find_row(program, optopt) : NULL;
    return row ? row->name : NULL;
}

/* getopt_long(3) left the culprit in optopt, or where a long option is unknown, in argv before optind. */
static int report_bad_option(const struct program *program, int value, char **argv)
{
    struct error err = { 0 };
    const char *name = find_given_value(program);
    if (value == ':')
        error_set(&err, EINVAL | ERROR_TOLD, "option '%s' needs an argument", argv[optind - 1]);
    else if (name)
        error_set(&err, EINVAL | ERROR_TOLD, "option '--%s' takes no argument", name);
    else if (optopt != 0 && optopt < ROW_VALUE)
        error_set(&err, EINVAL | ERROR_TOLD, "unknown option '-%c'", optopt);
    else
        error_set(&err, EINVAL | ERROR_TOLD, "unknown or ambiguous option '%s'", argv[optind - 1]);
    return options_usage_error(program, &err);
}

static int apply_all(const struct program *program, int argc, char **argv, void *options, const char *letters,
                     const struct option *longs)
{
    struct error err = { 0 };
    for (int value; (value = getopt_long(argc, argv, letters, longs, NULL)) != -1;) {
        if (value == VALUE_HELP) {
            print_help(program);
            return finish_printing();
        }
        if (value == VALUE_VERSION) {
            printf("%s (ccaps) %s\n", program->name, CCAPS_VERSION);
            return finish_printing();
        }
        const struct option_row *row = find_row(program, value);
        if (!row)
            return report_bad_option(program, value, argv);
        if (apply_row(row, options, optarg, &err) < 0)
            return options_usage_error(program, &err);
    }
    return OPTIONS_GO_ON;
}

int options_parse(const struct program *program, int argc, char **argv, void *options, int *first_operand)
{
    _cleanup_(buffer_free) struct buffer letters = { 0 };
    _cleanup_(freep) struct option *longs = calloc(program->count + ARRAY_SIZE(common_rows) + 1, sizeof(*longs));
    if (!longs)
        return EXIT_FALSE_OR_MISSING;

    buffer_puts(&letters, program->stops_at_operand ? "+:" : ":");
    fill_tables(program->rows, program->count, &letters, longs, ROW_VALUE);
    fill_tables(common_rows, ARRAY_SIZE(common_rows), &letters, longs + program->count, 0);
    for (size_t i = 0; i < ARRAY_SIZE(common_rows); i++)
        longs[program->count + i].val = (unsigned char)common_rows[i].letter;

    opterr = 0;
    optind = 0;
    int status = apply_all(program, argc, argv, options, letters.data, longs);
    *first_operand = optind;
    return status;
}
