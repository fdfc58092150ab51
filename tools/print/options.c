#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "convert.h"

static int add_target(struct print_options *options, const char *word, enum target_kind kind, struct error *err)
{
    struct target *targets = reallocarray(options->targets, options->target_count + 1, sizeof(*targets));
    if (!targets)
        return error_set(err, ENOMEM, "cannot read the command line");
    options->targets = targets;
    int result = target_parse(word, kind, &targets[options->target_count], err);
    options->target_count += result == 0;
    return result;
}

static int apply_pid(void *options, const char *value, struct error *err)
{
    return add_target(options, value, TARGET_PROCESS, err);
}

static int apply_container(void *options, const char *value, struct error *err)
{
    return add_target(options, value, TARGET_CONTAINER, err);
}

static int apply_file(void *options, const char *value, struct error *err)
{
    return add_target(options, value, TARGET_FILE, err);
}

static int choose_form(struct print_options *options, const struct form *form, const char *option, struct error *err)
{
    if (options->form_option && options->form != form)
        return error_set(err, EINVAL | ERROR_TOLD, "%s and %s exclude each other", options->form_option, option);
    options->form = form;
    options->form_option = option;
    return 0;
}

#define APPLY_FORM(name, form, option)                                                                                 \
    static int name(void *options, const char *, struct error *err)                                                    \
    {                                                                                                                  \
        return choose_form(options, form, option, err);                                                                \
    }
APPLY_FORM(apply_json, &form_json, "--json")
APPLY_FORM(apply_oci, &form_oci, "--oci")
APPLY_FORM(apply_hex, &form_hex, "--hex")
APPLY_FORM(apply_text, &form_text, "--text")
APPLY_FORM(apply_iab, &form_iab, "--iab")

static int apply_exec(void *options, const char *value, struct error *err)
{
    struct print_options *print = options;
    if (value[0] == '\0')
        return error_set(err, EINVAL | ERROR_TOLD, "an empty word names no file to execute");
    if (print->exec_file)
        return error_set(err, EINVAL | ERROR_TOLD, "--exec takes one file");
    print->exec_file = value;
    return 0;
}

static int apply_decode(void *options, const char *value, struct error *err)
{
    struct print_options *print = options;
    print->converts = true;
    return convert_decode(value, &print->conversions, err);
}

static int apply_encode(void *options, const char *value, struct error *err)
{
    struct print_options *print = options;
    print->converts = true;
    return convert_encode(value, &print->conversions, err);
}

/* clang-format off */
static const struct option_row rows[] = {
    { .help = "What to look at" },
    { '\0', "pid", "PID[/TID]", "this process or thread", .apply = apply_pid },
    { '\0', "container", "NAME", "the first process of this container, by name or id", .apply = apply_container },
    { '\0', "file", "FILE", "the capabilities of this file", .apply = apply_file },
    { .help = "How it is shown" },
    { 'J', "json", NULL, "everything, as JSON: see ccaps-json(5)", .apply = apply_json },
    { '\0', "oci", NULL, "the capabilities object of an OCI config.json", .apply = apply_oci },
    { '\0', "hex", NULL, "five masks, as /proc/PID/status has them", .apply = apply_hex },
    { '\0', "text", NULL, "libcap's text: cap_to_text(3)", .apply = apply_text },
    { '\0', "iab", NULL, "libcap's IAB text: cap_iab(3)", .apply = apply_iab },
    { .help = "What it would have" },
    { '\0', "exec", "FILE", "after execve(2) of FILE, and why", .apply = apply_exec },
    { .help = "Masks and names" },
    { '\0', "decode", "HEX", "print the names of a mask", .apply = apply_decode },
    { '\0', "encode", "LIST", "print the mask of a list of names", .apply = apply_encode },
};
/* clang-format on */

const struct program print_program = {
    .name = PRINT_NAME, /* meson.build: each of the two builds has its own */
    .summary = "Print what one process, container or file may do: without TARGET, the caller itself.",
    .usage = "[OPTION...] [TARGET...]\n--exec=FILE [--json] [TARGET...]\n--decode=HEX | --encode=LIST",
    .notes = "A TARGET is a process (1234), one thread of it (1234/1240), a container, by name or id, or, with a\n"
             "slash in it, a file (./tool). A LIST is names with commas between: kill,sys_admin.",
    .rows = rows,
    .count = ARRAY_SIZE(rows),
};

static int check_exec(const struct print_options *options, struct error *err)
{
    if (!options->exec_file)
        return 0;
    if (options->converts)
        return error_set(err, EINVAL | ERROR_TOLD, "--exec goes with neither --decode nor --encode");
    if (options->form_option && options->form != &form_json)
        return error_set(err, EINVAL | ERROR_TOLD, "--exec goes with no form but --json");
    for (size_t i = 0; i < options->target_count; i++)
        if (options->targets[i].kind == TARGET_FILE)
            return error_set(err, EINVAL | ERROR_TOLD, "'%s' is a file: only a process executes one",
                             options->targets[i].word);
    return 0;
}

/* What fits together only in part is refused, not half done. */
static int check_together(const struct print_options *options, struct error *err)
{
    if (options->converts && (options->target_count > 0 || options->form_option))
        return error_set(err, EINVAL | ERROR_TOLD, "--decode and --encode go with no target and no other form");
    if (options->form == &form_oci && options->target_count > 1) {
        error_set(err, EINVAL | ERROR_TOLD, "--oci prints one object: name one target");
        return error_cure(err, "--json tells several apart");
    }
    return check_exec(options, err);
}

int print_options_parse(int argc, char **argv, struct print_options *options)
{
    *options = (struct print_options){ .form = &form_block };
    /* getopt_long(3) has its price, in a run that takes hardly longer than starting a program does */
    if (argc < 2)
        return OPTIONS_GO_ON;
    int operand;
    int status = options_parse(&print_program, argc, argv, options, &operand);
    if (status != OPTIONS_GO_ON)
        return status;

    struct error err = { 0 };
    int result = 0;
    for (; result == 0 && operand < argc; operand++)
        result = add_target(options, argv[operand], TARGET_ANY, &err);
    if (result == 0)
        result = check_together(options, &err);
    return result < 0 ? options_usage_error(&print_program, &err) : OPTIONS_GO_ON;
}

void print_options_free(struct print_options *options)
{
    free(options->targets);
    buffer_free(&options->conversions);
    *options = (struct print_options){ 0 };
}
