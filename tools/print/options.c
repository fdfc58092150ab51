#include "options.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "convert.h"
#include "diff.h"
#include "table.h"

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
APPLY_FORM(apply_table, &form_table, "--table")
APPLY_FORM(apply_json, &form_json, "--json")
APPLY_FORM(apply_rootid, &form_getcap, "--rootid")
APPLY_FORM(apply_oci, &form_oci, "--oci")
APPLY_FORM(apply_hex, &form_hex, "--hex")
APPLY_FORM(apply_text, &form_text, "--text")
APPLY_FORM(apply_iab, &form_iab, "--iab")

static int apply_why(void *options, const char *value, struct error *err)
{
    struct print_options *print = options;
    if (print->why.caps)
        return error_set(err, EINVAL | ERROR_TOLD, "--why explains one thing at a time");
    return why_question_parse(value, &print->why, err);
}

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

static int apply_modes(void *options, const char *, struct error *)
{
    struct print_options *print = options;
    print->converts = true;
    return modes_append(&print->conversions);
}

#define APPLY_CHECK(name, kind, option)                                                                                \
    static int name(void *options, const char *value, struct error *err)                                               \
    {                                                                                                                  \
        return check_add(&((struct print_options *)options)->checks, kind, option, value, err);                        \
    }
APPLY_CHECK(apply_has_p, HAS_P, "--has-p")
APPLY_CHECK(apply_has_e, HAS_E, "--has-e")
APPLY_CHECK(apply_has_i, HAS_I, "--has-i")
APPLY_CHECK(apply_has_b, HAS_B, "--has-b")
APPLY_CHECK(apply_has_a, HAS_A, "--has-a")
APPLY_CHECK(apply_has_ambient, HAS_AMBIENT, "--has-ambient")
APPLY_CHECK(apply_has_no_new_privs, HAS_NO_NEW_PRIVS, "--has-no-new-privs")
APPLY_CHECK(apply_is_uid, IS_UID, "--is-uid")
APPLY_CHECK(apply_is_gid, IS_GID, "--is-gid")
APPLY_CHECK(apply_inmode, IN_MODE, "--inmode")
APPLY_CHECK(apply_mode, value ? IN_MODE : QUERY_MODE, "--mode")
APPLY_CHECK(apply_current, QUERY_CURRENT, "--current")
static int apply_explain(void *options, const char *value, struct error *err)
{
    return lookup_explain(&((struct print_options *)options)->lookups, value, err);
}

static int apply_suggest(void *options, const char *value, struct error *err)
{
    return lookup_suggest(&((struct print_options *)options)->lookups, value, err);
}

static int apply_supports(void *options, const char *value, struct error *err)
{
    return lookup_supports(&((struct print_options *)options)->lookups, value, err);
}

static int apply_color(void *options, const char *value, struct error *err)
{
    return color_parse(value, &((struct print_options *)options)->color, err);
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
    { '\0', "table", NULL, "a row a capability: in which sets, its risk, what it lets one do", .apply = apply_table },
    { '\0', "color", "[=WHEN]", "colour the table by risk: auto, always or never", .apply = apply_color },
    { 'J', "json", NULL, "everything, as JSON: see ccaps-json(5)", .apply = apply_json },
    { '\0', "oci", NULL, "the capabilities object of an OCI config.json", .apply = apply_oci },
    { '\0', "hex", NULL, "five masks, as /proc/PID/status has them", .apply = apply_hex },
    { '\0', "text", NULL, "libcap's text: cap_to_text(3)", .apply = apply_text },
    { '\0', "iab", NULL, "libcap's IAB text: cap_iab(3)", .apply = apply_iab },
    { .help = "Questions: true is status 0, false or unknown a line and status 1; all must be true" },
    { '\0', "has-p", "LIST", "is all of LIST permitted?", .apply = apply_has_p },
    { '\0', "has-e", "LIST", "is all of LIST effective?", .apply = apply_has_e },
    { '\0', "has-i", "LIST", "is all of LIST inheritable?", .apply = apply_has_i },
    { '\0', "has-b", "LIST", "is all of LIST in the bounding set?", .apply = apply_has_b },
    { '\0', "has-a", "LIST", "is all of LIST ambient?", .apply = apply_has_a },
    { '\0', "has-ambient", NULL, "does the kernel have an ambient set?", .apply = apply_has_ambient },
    { '\0', "has-no-new-privs", NULL, "is no_new_privs set?", .apply = apply_has_no_new_privs },
    { '\0', "is-uid", "UID", "is this the real user id?", .apply = apply_is_uid },
    { '\0', "is-gid", "GID", "is this the real group id?", .apply = apply_is_gid },
    { '\0', "inmode", "NAME", "is this libcap's mode?", .apply = apply_inmode },
    { '\0', "mode", "[=NAME]", "the same; without NAME, print the mode", .apply = apply_mode },
    { '\0', "modes", NULL, "print the modes that there are", .apply = apply_modes },
    { '\0', "current", NULL, "print the sets as libcap's text and IAB text", .apply = apply_current },
    { .help = "Comparison" },
    { '\0', "diff", NULL, "print what the second TARGET has and the first has not", .flag = offsetof(struct print_options, diff) },
    { .help = "Why, and what would be" },
    { '\0', "why", "CAP", "why CAP, or what an operation such as hostname takes, is in effect or not", .apply = apply_why },
    { '\0', "exec", "FILE", "after execve(2) of FILE, and why", .apply = apply_exec },
    { .help = "What a capability is" },
    { '\0', "explain", "CAP", "what it opens, to whom it is dangerous, who has it", .apply = apply_explain },
    { '\0', "suggest", "TEXT", "those that have to do with a word: hostname, mount", .apply = apply_suggest },
    { '\0', "supports", "CAP", "exit with 0 if the running kernel has it, else 1", .apply = apply_supports },
    { .help = "Masks and names" },
    { '\0', "decode", "HEX", "print the names of a mask", .apply = apply_decode },
    { '\0', "encode", "LIST", "print the mask of a list of names", .apply = apply_encode },
};
/* clang-format on */

const struct program print_program = {
    .name = PRINT_NAME, /* meson.build: each of the two builds has its own */
    .summary = "Print what one process, container or file may do: without TARGET, the caller itself.",
    .usage = "[OPTION...] [TARGET...]\n-R [OPTION...] FILE...\n--why=CAP|OPERATION [TARGET...]\n--exec=FILE [--json] "
             "[TARGET...]\n"
             "--diff A B\n--explain=CAP | --suggest=TEXT | --supports=CAP\n--decode=HEX | --encode=LIST",
    .notes = "A TARGET is a process (1234), one thread of it (1234/1240), a container, by name or id, or, with a\n"
             "slash in it, a file (./tool). A LIST is names with commas between: kill,sys_admin.\n"
             "A and B are each a TARGET, profile:NAME (see ccaps(7)) or config:FILE (an OCI config.json).",
    .rows = rows,
    .count = ARRAY_SIZE(rows),
};

/* The first target that is a file; NULL */
static const struct target *find_file(const struct print_options *options)
{
    for (size_t i = 0; i < options->target_count; i++)
        if (options->targets[i].kind == TARGET_FILE)
            return &options->targets[i];
    return NULL;
}

static bool has_file_options(const struct print_options *options)
{
    const struct file_options *files = &options->files;
    return files_recursive(files) || files->one_filesystem || files->verbose || options->form == &form_getcap;
}

static int check_files(const struct print_options *options, struct error *err)
{
    if (has_file_options(options) && !find_file(options)) {
        error_set(err, EINVAL | ERROR_TOLD, "--recursive, --one-file-system, --verbose and --rootid need a file");
        return error_cure(err, "one with a slash, ./FILE, or --file FILE");
    }
    if (options->files.one_filesystem && !files_recursive(&options->files))
        return error_set(err, EINVAL | ERROR_TOLD, "--one-file-system goes with --recursive");
    return 0;
}

static bool converts(const struct print_options *options)
{
    return options->converts;
}

static bool looks_up(const struct print_options *options)
{
    return options->lookups.count > 0;
}

static bool asks(const struct print_options *options)
{
    return options->checks.count > 0;
}

static bool compares(const struct print_options *options)
{
    return options->diff;
}

static bool executes(const struct print_options *options)
{
    return options->exec_file;
}

static bool wonders(const struct print_options *options)
{
    return options->why.caps != 0;
}

static int check_questions(const struct print_options *options, struct error *err)
{
    int result = 0;
    for (size_t i = 0; result == 0 && i < options->target_count; i++)
        result = check_list_suits(&options->checks, &options->targets[i], err);
    return result;
}

static int check_two(const struct print_options *options, struct error *err)
{
    if (options->target_count != 2)
        return error_set(err, EINVAL | ERROR_TOLD, "--diff compares two: name A and B");
    int result = diff_suits(options->targets[0].word, err);
    return result == 0 ? diff_suits(options->targets[1].word, err) : result;
}

static int check_no_file(const struct print_options *options, struct error *err)
{
    const struct target *file = find_file(options);
    return file ? error_set(err, EINVAL | ERROR_TOLD, "'%s' is a file: name a process or container", file->word) : 0;
}

static int check_no_target(const struct print_options *options, struct error *err)
{
    return options->target_count > 0
               ? error_set(err, EINVAL | ERROR_TOLD, "'%s': nothing is looked at", options->targets[0].word)
               : 0;
}

/* What is answered in the place of a form: one at a time. */
static const struct way {
    const char *option; /* as messages name it */
    bool (*chosen)(const struct print_options *options);
    bool json; /* goes with --json */
    int (*check)(const struct print_options *options, struct error *err);
} ways[] = {
    { "--decode, --encode or --modes", converts, false, check_no_target },
    { "--explain, --suggest or --supports", looks_up, false, check_no_target },
    { "a question such as --has-p", asks, false, check_questions },
    { "--diff", compares, true, check_two },
    { "--exec", executes, true, check_no_file },
    { "--why", wonders, false, check_no_file },
};

static int check_form(const struct print_options *options, struct error *err)
{
    int result = check_files(options, err);
    if (result < 0 || options->form != &form_oci || (options->target_count < 2 && !files_recursive(&options->files)))
        return result;
    error_set(err, EINVAL | ERROR_TOLD, "--oci prints one object: name one target");
    return error_cure(err, "--json tells several apart");
}

/* What fits together only in part is refused, not half done. */
static int check_together(const struct print_options *options, struct error *err)
{
    const struct way *way = NULL;
    for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
        if (!ways[i].chosen(options))
            continue;
        if (way)
            return error_set(err, EINVAL | ERROR_TOLD, "%s and %s exclude each other", way->option, ways[i].option);
        way = &ways[i];
    }
    if (!way)
        return check_form(options, err);
    if (has_file_options(options))
        return error_set(err, EINVAL | ERROR_TOLD,
                         "--recursive, --one-file-system, --verbose and --rootid go with no %s", way->option);
    if (options->form_option && !(way->json && options->form == &form_json))
        return error_set(err, EINVAL | ERROR_TOLD, "%s and %s exclude each other", way->option, options->form_option);
    return way->check(options, err);
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
    /* options come before operands, wherever they stood: A would be B */
    if (options->diff && options->target_count == 1 && operand < argc)
        result = error_set(&err, EINVAL | ERROR_TOLD, "--diff: name both by options, or both without");
    for (; result == 0 && operand < argc; operand++)
        result = add_target(options, argv[operand], kind, &err);
    if (result == 0)
        result = check_together(options, &err);
    if (options->form == &form_table && color_wanted(options->color, STDOUT_FILENO))
        options->form = &form_table_coloured;
    return result < 0 ? options_usage_error(&print_program, &err) : OPTIONS_GO_ON;
}

void print_options_free(struct print_options *options)
{
    free(options->targets);
    check_list_free(&options->checks);
    buffer_free(&options->conversions);
    lookup_list_free(&options->lookups);
    *options = (struct print_options){ 0 };
}
