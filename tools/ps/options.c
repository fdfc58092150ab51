#include "options.h"

#include <unistd.h>

#include "base/cleanup.h"

static const char default_columns[] = "PID,USER,CONTAINER,ROLE,COMM,PERMITTED,EDIFF,IDIFF,BDIFF,ADIFF,DRIFT";

static int apply_pid(void *options, const char *value, struct error *err)
{
    return selector_add(&((struct ps_options *)options)->selector, value, TARGET_PROCESS, err);
}

static int apply_container(void *options, const char *value, struct error *err)
{
    return selector_add(&((struct ps_options *)options)->selector, value, TARGET_CONTAINER, err);
}

static int apply_risk(void *options, const char *value, struct error *err)
{
    return risk_parse(value, &((struct ps_options *)options)->risk, err);
}

static int apply_output(void *options, const char *value, struct error *err)
{
    struct ps_options *ps = options;
    ps->columns_chosen |= value[0] != '+';
    return column_list_parse(value, &ps->columns, err);
}

static int apply_sort(void *options, const char *value, struct error *err)
{
    return sort_order_parse(value, &((struct ps_options *)options)->sort, err);
}

static int apply_color(void *options, const char *value, struct error *err)
{
    return color_parse(value, &((struct ps_options *)options)->color, err);
}

#define FLAG(field) .flag = offsetof(struct ps_options, field)

/* clang-format off */
static const struct option_row rows[] = {
    { .help = "Which processes" },
    { 'a', "all", NULL, "those without capabilities too", FLAG(selector.all) },
    { 'T', "threads", NULL, "a row a thread", FLAG(selector.threads) },
    { 'k', "kernel-threads", NULL, "kernel threads too", FLAG(selector.kernel_threads) },
    { '\0', "pid", "PID[/TID]", "this process or thread", .apply = apply_pid },
    { '\0', "container", "NAME", "the processes of this container, by name or id", .apply = apply_container },
    { '\0', "risk", "LEVEL", "only of these those whose RISK is low, medium, high, critical, or more", .apply = apply_risk },
    { .help = "How they are shown" },
    { 'o', "output", "LIST", "these columns; +LIST adds them", .apply = apply_output },
    { '\0', "list-columns", NULL, "tell the columns that there are", FLAG(list_columns) },
    { '\0', "sort", "[-]COLUMN", "sort by a column; - in reverse", .apply = apply_sort },
    { 'J', "json", NULL, "print JSON: see ccaps-json(5)", FLAG(json) },
    { 'n', "noheadings", NULL, "print no headings", FLAG(style.no_headings) },
    { 'r', "raw", NULL, "print cells apart by one blank, for scripts", FLAG(style.raw) },
    { 'w', "no-truncate", NULL, "cut nothing, however narrow the terminal", FLAG(style.no_truncate) },
    { '\0', "color", "[=WHEN]", "colour the odd: auto, always or never", .apply = apply_color },
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
    column_list_parse(default_columns, &options->columns, NULL);

    int operand;
    int status = options_parse(&ps_program, argc, argv, options, &operand);
    struct error err = { 0 };
    for (; status == OPTIONS_GO_ON && operand < argc; operand++)
        if (selector_add(&options->selector, argv[operand], TARGET_ANY, &err) < 0)
            status = options_usage_error(&ps_program, &err);
    options->style.color = color_wanted(options->color, STDOUT_FILENO);
    return status;
}

void ps_options_free(struct ps_options *options)
{
    selector_free(&options->selector);
    *options = (struct ps_options){ 0 };
}
