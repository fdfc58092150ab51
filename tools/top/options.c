#include "options.h"

#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"

/* Seconds. Faster than a tenth there is nothing to see; a day is as good as never. */
enum { DELAY_DEFAULT = 2, DELAY_MAX = 86400 };
static const double DELAY_MIN = 0.1;

static int apply_delay(void *options, const char *value, struct error *err)
{
    char *end;
    double seconds = strtod(value, &end);
    if (end == value || *end != '\0' || !(seconds >= DELAY_MIN && seconds <= DELAY_MAX))
        return error_set(err, EINVAL | ERROR_TOLD, "'%s' is no delay: a number of seconds, %.1f to %d", value,
                         DELAY_MIN, DELAY_MAX);
    ((struct top_options *)options)->delay = (int)(seconds * 1000);
    return 0;
}

static int apply_updates(void *options, const char *value, struct error *err)
{
    char *end;
    errno = 0;
    unsigned long updates = strtoul(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 || updates == 0)
        return error_set(err, EINVAL | ERROR_TOLD, "'%s' is no number of updates, 1 or more", value);
    ((struct top_options *)options)->updates = updates;
    return 0;
}

#define FLAG(field) .flag = offsetof(struct top_options, field)

/* clang-format off */
static const struct option_row rows[] = {
    { .help = "How often" },
    { 'd', "delay", "SECONDS", "look every so often; 2 where it is not given", .apply = apply_delay },
    { 'n', "iterations", "NUMBER", "end after so many updates", .apply = apply_updates },
    { 'b', "batch", NULL, "print each update as a table; needs no terminal", FLAG(batch) },
    { .help = "Which processes" },
    { 'a', "all", NULL, "those without capabilities too", FLAG(listing.selector.all) },
    { 'T', "threads", NULL, "a row a thread, of those without capabilities too", FLAG(listing.selector.threads) },
    { 'k', "kernel-threads", NULL, "kernel threads too", FLAG(listing.selector.kernel_threads) },
    { '\0', "pid", "PID[/TID]", "this process or thread", .apply = listing_apply_pid },
    { '\0', "container", "NAME", "the processes of this container, by name or id", .apply = listing_apply_container },
    { .help = "How they are shown" },
    { 'o', "output", "LIST", "these columns; +LIST adds them", .apply = listing_apply_output },
    { '\0', "list-columns", NULL, "tell the columns that there are", FLAG(listing.list_columns) },
    { '\0', "sort", "[-]COLUMN", "sort by a column; - in reverse", .apply = listing_apply_sort },
    { '\0', "color", "[=WHEN]", "colour the odd: auto, always or never", .apply = listing_apply_color },
};
/* clang-format on */

const struct program top_program = {
    .name = "ccaps-top",
    .summary = "Watch processes with their five capability sets: all that hold any, or those named.",
    .usage = "[OPTION...]\n[OPTION...] TARGET...",
    .notes = "A TARGET is a process (1234), one thread of it (1234/1240) or a container, by name or id.\n"
             "While it runs, ? tells the keys.",
    .rows = rows,
    .count = ARRAY_SIZE(rows),
};

int top_options_parse(int argc, char **argv, struct top_options *options)
{
    *options = (struct top_options){ .delay = DELAY_DEFAULT * 1000 };
    return listing_parse(&top_program, argc, argv, &options->listing);
}

void top_options_free(struct top_options *options)
{
    listing_free(&options->listing);
    *options = (struct top_options){ 0 };
}

unsigned top_options_needs(const struct top_options *options, const struct sort_order *sort)
{
    unsigned needs = column_list_needs(&options->listing.columns) | NEED_START_TIME;
    return sort->column ? needs | sort->column->needs : needs;
}
