#include "options.h"

#include <unistd.h>

#include "base/cleanup.h"

static int apply_risk(void *options, const char *value, struct error *err)
{
    return risk_parse(value, &((struct ps_options *)options)->risk, err);
}

#define FLAG(field) .flag = offsetof(struct ps_options, field)

/* clang-format off */
static const struct option_row rows[] = {
    { .help = "Which processes" },
    { 'a', "all", NULL, "those without capabilities too", FLAG(listing.selector.all) },
    { 'T', "threads", NULL, "a row a thread", FLAG(listing.selector.threads) },
    { 'k', "kernel-threads", NULL, "kernel threads too", FLAG(listing.selector.kernel_threads) },
    { '\0', "pid", "PID[/TID]", "this process or thread", .apply = listing_apply_pid },
    { '\0', "container", "NAME", "the processes of this container, by name or id", .apply = listing_apply_container },
    { '\0', "risk", "LEVEL", "only of these those whose RISK is low, medium, high, critical, or more", .apply = apply_risk },
    { .help = "How they are shown" },
    { 'o', "output", "LIST", "these columns; +LIST adds them", .apply = listing_apply_output },
    { '\0', "list-columns", NULL, "tell the columns that there are", FLAG(listing.list_columns) },
    { '\0', "sort", "[-]COLUMN", "sort by a column; - in reverse", .apply = listing_apply_sort },
    { 'J', "json", NULL, "print JSON: see ccaps-json(5)", FLAG(json) },
    { 'n', "noheadings", NULL, "print no headings", FLAG(style.no_headings) },
    { 'r', "raw", NULL, "print cells apart by one blank, for scripts", FLAG(style.raw) },
    { 'w', "no-truncate", NULL, "cut nothing, however narrow the terminal", FLAG(style.no_truncate) },
    { '\0', "color", "[=WHEN]", "colour the odd: auto, always or never", .apply = listing_apply_color },
};
/* clang-format on */

const struct program ps_program = {
    .name = "ccaps-ps",
    .summary = "List processes with their five capability sets: all that hold any, or those named.",
    .usage = "[OPTION...]\n[OPTION...] TARGET...",
    .notes = "A TARGET is a process (1234), one thread of it (1234/1240) or a container, by name or id.\n"
             "The sets E, I, B and A are shown as they differ from the permitted set: = the same,\n"
             "- none, =-kill the same but for kill, =+kill and kill besides, ? unknown.",
    .rows = rows,
    .count = ARRAY_SIZE(rows),
};

int ps_options_parse(int argc, char **argv, struct ps_options *options)
{
    *options = (struct ps_options){ 0 };
    int status = listing_parse(&ps_program, argc, argv, &options->listing);
    options->style.color = color_wanted(options->listing.color, STDOUT_FILENO);
    return status;
}

void ps_options_free(struct ps_options *options)
{
    listing_free(&options->listing);
    *options = (struct ps_options){ 0 };
}
