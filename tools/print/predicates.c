#include "predicates.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>

#include "base/cleanup.h"
#include "caps/compare.h"
#include "caps/names.h"
#include "caps/securebits.h"
#include "caps/text.h"
#include "convert.h"
#include "forms.h"

/* What capsh writes where libcap gives no text. */
static const char UNKNOWN[] = "unknown";

struct predicate;

/* One question. */
struct check {
    const struct predicate *predicate;
    const char *option, *value; /* as they were given */
    capset_t set;
    uint32_t id;
    int mode;
};

/* A row a question: what it takes, and how it is answered. */
struct predicate {
    int (*parse)(const char *value, struct check *check, struct error *err);
    enum truth (*answer)(const struct credentials *credentials, const struct check *check);
    /* What there is instead, where the answer is no; of a query, the line that is its answer. */
    void (*tell)(struct buffer *out, const struct credentials *credentials, const struct check *check);
    const char *decides; /* what the kernel did not tell, where the answer is unknown */
    enum capset_kind set;
    bool of_files; /* a file has such a thing */
    bool prints;   /* a query: it has a line and no yes or no */
};

static int parse_set(const char *value, struct check *check, struct error *err)
{
    return caps_option_parse(value, &check->set, err);
}

/* Decimal alone: capsh reads 010 as 8 and 0x10 as 16, which is hardly what who writes it means. */
static int parse_id(const char *value, struct check *check, struct error *err)
{
    size_t digits = strspn(value, "0123456789");
    unsigned long long id = digits > 0 && digits <= 10 ? strtoull(value, NULL, 10) : UINT64_MAX;
    if (value[digits] != '\0' || id > UINT32_MAX || (value[0] == '0' && digits > 1)) {
        error_set(err, EINVAL | ERROR_TOLD, "'%s' is not the number of a user or group", value);
        return error_cure(err, "decimal, 0 to 4294967295");
    }
    check->id = (uint32_t)id;
    return 0;
}

/* cap_mode_name(3) has a name for each mode, from CAP_MODE_UNCERTAIN on, and this past the last. */
static bool mode_exists(int mode)
{
    return strcmp(cap_mode_name((cap_mode_t)mode), "UNKNOWN") != 0;
}

static void append_modes(struct buffer *out, int first)
{
    for (int mode = first; mode_exists(mode); mode++)
        buffer_printf(out, " %s", cap_mode_name((cap_mode_t)mode));
}

static int parse_mode(const char *value, struct check *check, struct error *err)
{
    for (check->mode = CAP_MODE_UNCERTAIN; mode_exists(check->mode); check->mode++)
        if (strcasecmp(cap_mode_name((cap_mode_t)check->mode), value) == 0)
            return 0;
    _cleanup_(buffer_free) struct buffer known = { 0 };
    append_modes(&known, CAP_MODE_UNCERTAIN);
    error_set(err, EINVAL | ERROR_TOLD, "unknown mode '%s'", value);
    return error_cure(err, "known:%s", known.failed ? "" : known.data);
}

static enum truth has_set(const struct credentials *credentials, const struct check *check)
{
    return capstate_holds(&credentials->caps, check->predicate->set, check->set);
}

static void tell_set(struct buffer *out, const struct credentials *credentials, const struct check *check)
{
    capset_t set = credentials->caps.sets[check->predicate->set];
    buffer_printf(out, "the %s set lacks ", capset_names[check->predicate->set].name);
    capset_append_names(out, check->set & ~set);
    buffer_puts(out, set ? ", it is " : ", it is empty");
    if (set)
        capset_append_short(out, set);
}

/* Linux 4.3 and later have it. Its absence is EINVAL; a seccomp filter that denies the question says otherwise. */
static enum truth has_ambient(const struct credentials *credentials, const struct check *)
{
    if (capstate_knows(&credentials->caps, AMBIENT) || prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 0, 0, 0) >= 0)
        return TRUTH_YES;
    return errno == EINVAL ? TRUTH_NO : TRUTH_UNKNOWN;
}

static void tell_no_ambient(struct buffer *out, const struct credentials *, const struct check *)
{
    buffer_puts(out, "this kernel has no ambient set");
}

static enum truth has_no_new_privs(const struct credentials *credentials, const struct check *)
{
    if (credentials->no_new_privs == CREDENTIAL_UNKNOWN)
        return TRUTH_UNKNOWN;
    return credentials->no_new_privs ? TRUTH_YES : TRUTH_NO;
}

static void tell_privs(struct buffer *out, const struct credentials *, const struct check *)
{
    buffer_puts(out, "no_new_privs is not set");
}

static enum truth is_id(bool known, uint32_t id, uint32_t wanted)
{
    if (!known)
        return TRUTH_UNKNOWN;
    return id == wanted ? TRUTH_YES : TRUTH_NO;
}

/* The real ids, as for capsh. */
static enum truth is_uid(const struct credentials *credentials, const struct check *check)
{
    return is_id(credentials->ids_known, credentials->uids[ID_REAL], check->id);
}

static enum truth is_gid(const struct credentials *credentials, const struct check *check)
{
    return is_id(credentials->ids_known, credentials->gids[ID_REAL], check->id);
}

static void tell_uid(struct buffer *out, const struct credentials *credentials, const struct check *)
{
    buffer_printf(out, "its uid is %u", credentials->uids[ID_REAL]);
}

static void tell_gid(struct buffer *out, const struct credentials *credentials, const struct check *)
{
    buffer_printf(out, "its gid is %u", credentials->gids[ID_REAL]);
}

static enum truth in_mode(const struct credentials *credentials, const struct check *check)
{
    int mode = credentials_mode(credentials);
    if (mode == CREDENTIAL_UNKNOWN)
        return TRUTH_UNKNOWN;
    return mode == check->mode ? TRUTH_YES : TRUTH_NO;
}

static const char *mode_text(const struct credentials *credentials)
{
    int mode = credentials_mode(credentials);
    return mode == CREDENTIAL_UNKNOWN ? UNKNOWN : cap_mode_name((cap_mode_t)mode);
}

static void tell_mode(struct buffer *out, const struct credentials *credentials, const struct check *)
{
    buffer_printf(out, "its mode is %s", mode_text(credentials));
}

static enum truth mode_is_known(const struct credentials *credentials, const struct check *)
{
    return credentials_mode(credentials) == CREDENTIAL_UNKNOWN ? TRUTH_UNKNOWN : TRUTH_YES;
}

static void print_mode(struct buffer *out, const struct credentials *credentials, const struct check *)
{
    buffer_printf(out, "Mode: %s\n", mode_text(credentials));
}

static enum truth sets_are_known(const struct credentials *credentials, const struct check *)
{
    return credentials->caps.known == CAPSTATE_ALL_KNOWN ? TRUTH_YES : TRUTH_UNKNOWN;
}

static void print_current(struct buffer *out, const struct credentials *credentials, const struct check *)
{
    _cleanup_(freep) char *text = capstate_to_text(&credentials->caps);
    _cleanup_(freep) char *iab = capstate_to_iab(&credentials->caps);
    buffer_printf(out, "Current: %s\nCurrent IAB: %s\n", text ? text : UNKNOWN, iab ? iab : UNKNOWN);
}

/* clang-format off */
static const struct predicate predicates[PREDICATE_KINDS] = {
    [HAS_P] = { parse_set, has_set, tell_set, "permitted set", .set = PERMITTED, .of_files = true },
    [HAS_E] = { parse_set, has_set, tell_set, "effective set", .set = EFFECTIVE, .of_files = true },
    [HAS_I] = { parse_set, has_set, tell_set, "inheritable set", .set = INHERITABLE, .of_files = true },
    [HAS_B] = { parse_set, has_set, tell_set, "bounding set", .set = BOUNDING },
    [HAS_A] = { parse_set, has_set, tell_set, "ambient set", .set = AMBIENT },
    [HAS_AMBIENT] = { NULL, has_ambient, tell_no_ambient, "ambient set" },
    [HAS_NO_NEW_PRIVS] = { NULL, has_no_new_privs, tell_privs, "no_new_privs" },
    [IS_UID] = { parse_id, is_uid, tell_uid, "uid" },
    [IS_GID] = { parse_id, is_gid, tell_gid, "gid" },
    [IN_MODE] = { parse_mode, in_mode, tell_mode, "securebits" },
    [QUERY_MODE] = { NULL, mode_is_known, print_mode, "securebits", .prints = true },
    [QUERY_CURRENT] = { NULL, sets_are_known, print_current, "sets", .prints = true },
};
/* clang-format on */

void check_list_free(struct check_list *list)
{
    free(list->items);
    *list = (struct check_list){ 0 };
}

int check_add(struct check_list *list, enum predicate_kind kind, const char *option, const char *value,
              struct error *err)
{
    struct check *items = reallocarray(list->items, list->count + 1, sizeof(*items));
    if (!items)
        return error_set(err, ENOMEM, "cannot read the command line");
    list->items = items;
    struct check *check = &items[list->count];
    *check = (struct check){ .predicate = &predicates[kind], .option = option, .value = value };
    int result = check->predicate->parse ? check->predicate->parse(value, check, err) : 0;
    list->count += result == 0;
    return result;
}

int check_list_suits(const struct check_list *list, const struct target *target, struct error *err)
{
    for (size_t i = 0; target->kind == TARGET_FILE && i < list->count; i++)
        if (!list->items[i].predicate->of_files)
            return error_set(err, EINVAL | ERROR_TOLD, "%s asks what no file has: %s", list->items[i].option,
                             target->word);
    return 0;
}

/* "ccaps-print: --has-p=kill is false for 1234: the permitted set lacks kill, it is chown" */
static void complain(const struct view *view, const struct credentials *credentials, const struct check *check,
                     enum truth truth)
{
    _cleanup_(freep) char *label = view->word ? view_label(view) : strdup("the caller");
    _cleanup_(buffer_free) struct buffer reason = { 0 };
    if (truth == TRUTH_NO)
        check->predicate->tell(&reason, credentials, check);
    else
        buffer_printf(&reason, "the kernel would not tell its %s", check->predicate->decides);
    fprintf(stderr, "%s: %s%s%s is %s for %s: %s\n", program_invocation_short_name, check->option,
            check->value ? "=" : "", check->value ? check->value : "", truth == TRUTH_NO ? "false" : UNKNOWN,
            label ? label : "?", reason.failed ? "?" : reason.data);
}

static bool answer(const struct check *check, const struct view *view, struct buffer *out)
{
    struct credentials credentials = CREDENTIALS_UNKNOWN;
    if (view->process)
        credentials = view->process->status.credentials;
    else
        credentials.caps = view_capabilities(view);

    enum truth truth = check->predicate->answer(&credentials, check);
    if (check->predicate->prints)
        check->predicate->tell(out, &credentials, check);
    if (truth != TRUTH_YES)
        complain(view, &credentials, check, truth);
    return truth == TRUTH_YES;
}

bool check_list_answer(const struct check_list *list, const struct view_list *views, bool alone, struct buffer *out)
{
    bool any_prints = false, all_true = true;
    for (size_t i = 0; i < list->count; i++)
        any_prints |= list->items[i].predicate->prints;
    for (size_t i = 0; i < views->count; i++) {
        if (any_prints && !alone)
            view_heading_append(out, &views->items[i]);
        for (size_t j = 0; j < list->count; j++)
            all_true &= answer(&list->items[j], &views->items[i], out);
    }
    return all_true;
}

int modes_append(struct buffer *out)
{
    buffer_puts(out, "Supported modes:");
    append_modes(out, CAP_MODE_UNCERTAIN + 1);
    return buffer_puts(out, "\n");
}
