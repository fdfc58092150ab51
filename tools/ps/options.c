#include "options.h"

#include <errno.h>
#include <stdlib.h>

#include "base/cleanup.h"

static const char default_columns[] = "PID,USER,CONTAINER,ROLE,COMM,PERMITTED,EDIFF,IDIFF,BDIFF,ADIFF,DRIFT";

static int add_target(struct ps_options *options, const char *word, enum target_kind kind, struct error *err)
{
    struct target *targets = reallocarray(options->targets, options->target_count + 1, sizeof(*targets));
    if (!targets)
        return error_set(err, ENOMEM, "cannot read the command line");
    options->targets = targets;
    int result = target_parse(word, kind, &targets[options->target_count], err);
    if (result < 0)
        return result;
    if (targets[options->target_count].kind == TARGET_FILE) {
        error_set(err, EINVAL | ERROR_TOLD, "'%s' is a file, not a process or container", word);
        return error_cure(err, "for a container or cgroup of that name: --container %s", word);
    }
    options->target_count++;
    return 0;
}

static int apply_pid(void *options, const char *value, struct error *err)
{
    return add_target(options, value, TARGET_PROCESS, err);
}

static int apply_container(void *options, const char *value, struct error *err)
{
    return add_target(options, value, TARGET_CONTAINER, err);
}

static int apply_output(void *options, const char *value, struct error *err)
{
    struct ps_options *ps = options;
    ps->columns_chosen |= value[0] != '+';
    return column_list_parse(value, &ps->columns, err);
}

static int apply_sort(void *options, const char *value, struct error *err)
{
    struct ps_options *ps = options;
    ps->descending = value[0] == '-';
    ps->sort = column_find(value + ps->descending, err);
    return ps->sort ? 0 : -EINVAL;
}

static int apply_color(void *options, const char *value, struct error *err)
{
    return color_parse(value, &((struct ps_options *)options)->color, err);
}

#define FLAG(field) .flag = offsetof(struct ps_options, field)

/* clang-format off */
static const struct option_row rows[] = {
    { .help = "Which processes" },
    { 'a', "all", NULL, "those without capabilities too", FLAG(all) },
    { 'T', "threads", NULL, "a row a thread", FLAG(threads) },
    { 'k', "kernel-threads", NULL, "kernel threads too", FLAG(kernel_threads) },
    { '\0', "pid", "PID[/TID]", "this process or thread", .apply = apply_pid },
    { '\0', "container", "NAME", "the processes of this container, by name or id", .apply = apply_container },
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
        if (add_target(options, argv[operand], TARGET_ANY, &err) < 0)
            status = options_usage_error(&ps_program, &err);
    options->style.color = color_wanted(options->color, STDOUT_FILENO);
    return status;
}

void ps_options_free(struct ps_options *options)
{
    free(options->targets);
    *options = (struct ps_options){ 0 };
}
