#include "options.h"

#include <errno.h>
#include <stddef.h>
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
APPLY_FORM(apply_rootid, &form_getcap, "--rootid")
APPLY_FORM(apply_oci, &form_oci, "--oci")
APPLY_FORM(apply_hex, &form_hex, "--hex")
APPLY_FORM(apply_text, &form_text, "--text")
APPLY_FORM(apply_iab, &form_iab, "--iab")

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

#define FLAG(name) offsetof(struct print_options, files.name)
/* clang-format off */
static const struct option_row rows[] = {
    { .help = "What to look at" },
    { '\0', "pid", "PID[/TID]", "this process or thread", .apply = apply_pid },
    { '\0', "container", "NAME", "the first process of this container, by name or id", .apply = apply_container },
    { '\0', "file", "FILE", "the capabilities of this file", .apply = apply_file },
    { .help = "Files, as getcap(8) has them" },
    { 'R', "recursive", NULL, "walk the trees below directories: each TARGET is a file", .flag = FLAG(recursive) },
    { 'r', "recurse", NULL, "the same, by getcap's letter", .flag = FLAG(recursive_alias) },
    { 'x', "one-file-system", NULL, "stay on the file system where a tree begins", .flag = FLAG(one_filesystem) },
    { 'v', "verbose", NULL, "list files that have no capabilities, too", .flag = FLAG(verbose) },
    { 'n', "rootid", NULL, "the lines of getcap -n alone: no version, no notes", .apply = apply_rootid },
    { .help = "How it is shown" },
    { 'J', "json", NULL, "everything, as JSON: see ccaps-json(5)", .apply = apply_json },
    { '\0', "oci", NULL, "the capabilities object of an OCI config.json", .apply = apply_oci },
    { '\0', "hex", NULL, "five masks, as /proc/PID/status has them", .apply = apply_hex },
    { '\0', "text", NULL, "libcap's text: cap_to_text(3)", .apply = apply_text },
    { '\0', "iab", NULL, "libcap's IAB text: cap_iab(3)", .apply = apply_iab },
    { .help = "Masks and names" },
    { '\0', "decode", "HEX", "print the names of a mask", .apply = apply_decode },
    { '\0', "encode", "LIST", "print the mask of a list of names", .apply = apply_encode },
};
/* clang-format on */

const struct program print_program = {
    .name = PRINT_NAME, /* meson.build: each of the two builds has its own */
    .summary = "Print what one process, container or file may do: without TARGET, the caller itself.",
    .usage = "[OPTION...] [TARGET...]\n--decode=HEX | --encode=LIST",
    .notes = "A TARGET is a process (1234), one thread of it (1234/1240), a container, by name or id, or, with a\n"
             "slash in it, a file (./tool). A LIST is names with commas between: kill,sys_admin.",
    .rows = rows,
    .count = ARRAY_SIZE(rows),
};

static bool names_file(const struct print_options *options)
{
    for (size_t i = 0; i < options->target_count; i++)
        if (options->targets[i].kind == TARGET_FILE)
            return true;
    return false;
}

static int check_files(const struct print_options *options, struct error *err)
{
    const struct file_options *files = &options->files;
    bool any = files_recursive(files) || files->one_filesystem || files->verbose || options->form == &form_getcap;
    if (any && !names_file(options))
        return error_set(err, EINVAL | ERROR_TOLD,
                         "--recursive, --one-file-system, --verbose and --rootid need a file");
    if (files->one_filesystem && !files_recursive(files))
        return error_set(err, EINVAL | ERROR_TOLD, "--one-file-system goes with --recursive");
    return 0;
}

/* What fits together only in part is refused, not half done. */
static int check_together(const struct print_options *options, struct error *err)
{
    if (options->converts && (options->target_count > 0 || options->form_option))
        return error_set(err, EINVAL | ERROR_TOLD, "--decode and --encode go with no target and no other form");
    if (options->form == &form_oci && (options->target_count > 1 || files_recursive(&options->files))) {
        error_set(err, EINVAL | ERROR_TOLD, "--oci prints one object: name one target");
        return error_cure(err, "--json tells several apart");
    }
    return check_files(options, err);
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
    enum target_kind kind = files_recursive(&options->files) ? TARGET_FILE : TARGET_ANY;
    for (; result == 0 && operand < argc; operand++)
        result = add_target(options, argv[operand], kind, &err);
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
