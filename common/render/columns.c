#include "render/columns.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "base/io.h"
#include "base/userdb.h"
#include "caps/names.h"
#include "caps/text.h"
#include "containers/risk.h"

static const struct credentials *credentials_of(const struct subject *subject)
{
    return &subject->process->status.credentials;
}

static const struct capstate *caps_of(const struct subject *subject)
{
    return &credentials_of(subject)->caps;
}

static void append_int(struct buffer *out, int value)
{
    if (value == CREDENTIAL_UNKNOWN)
        buffer_puts(out, "?");
    else
        buffer_printf(out, "%d", value);
}

static void append_or(struct buffer *out, const char *text, const char *otherwise)
{
    buffer_puts(out, text ? text : otherwise);
}

static void append_pid(struct buffer *out, const struct subject *subject)
{
    append_int(out, subject->process->status.pid);
}

static void append_tid(struct buffer *out, const struct subject *subject)
{
    append_int(out, subject->process->status.tid);
}

static void append_ppid(struct buffer *out, const struct subject *subject)
{
    append_int(out, subject->process->status.ppid);
}

static void append_uid(struct buffer *out, const struct subject *subject)
{
    if (credentials_of(subject)->ids_known)
        buffer_printf(out, "%u", credentials_of(subject)->uids[ID_EFFECTIVE]);
    else
        buffer_puts(out, "?");
}

static void append_user(struct buffer *out, const struct subject *subject)
{
    const char *name =
        credentials_of(subject)->ids_known ? user_name(credentials_of(subject)->uids[ID_EFFECTIVE]) : NULL;
    if (name)
        buffer_puts(out, name);
    else
        append_uid(out, subject);
}

static void append_comm(struct buffer *out, const struct subject *subject)
{
    buffer_puts(out, subject->process->status.comm);
}

/* A process without a command line (a kernel thread, a zombie) is shown as ps has it. */
static void append_args(struct buffer *out, const struct subject *subject)
{
    const char *arguments = subject->process->arguments;
    if (arguments && arguments[0] == '\0')
        buffer_printf(out, "[%s]", subject->process->status.comm);
    else
        append_or(out, arguments, "?");
}

static void append_container(struct buffer *out, const struct subject *subject)
{
    const struct container *container = subject->container;
    if (container)
        buffer_printf(out, "%s:%s", container->runtime, container->name);
    else
        buffer_puts(out, subject->process->cgroup ? "-" : "?");
}

static void append_runtime(struct buffer *out, const struct subject *subject)
{
    append_or(out, subject->container ? subject->container->runtime : NULL, subject->process->cgroup ? "-" : "?");
}

static void append_role(struct buffer *out, const struct subject *subject)
{
    append_or(out, container_role_names[subject->role], subject->process->cgroup ? "-" : "?");
}

static void append_set_names(struct buffer *out, const struct capstate *caps, enum capset_kind kind)
{
    if (caps->sets[kind] == 0)
        buffer_puts(out, "-");
    else
        capset_append_names(out, caps->sets[kind]);
}

static void append_set_short(struct buffer *out, const struct capstate *caps, enum capset_kind kind)
{
    capset_append_short(out, caps->sets[kind]);
}

static void append_set_relative(struct buffer *out, const struct capstate *caps, enum capset_kind kind)
{
    if (capstate_knows(caps, PERMITTED))
        capset_append_relative(out, caps->sets[kind], caps->sets[PERMITTED]);
    else
        capset_append_short(out, caps->sets[kind]);
}

static void append_set_hex(struct buffer *out, const struct capstate *caps, enum capset_kind kind)
{
    char hex[CAPSET_HEX_SIZE];
    capset_hex(caps->sets[kind], hex);
    buffer_puts(out, hex);
}

static int compare_numbers(uint64_t one, uint64_t other)
{
    return (one > other) - (one < other);
}

/* The larger set is the more powerful; of the same size, the kernel's numbers decide. An unknown one comes first. */
static int compare_set(const struct subject *one, const struct subject *other, enum capset_kind kind)
{
    bool known = capstate_knows(caps_of(one), kind), other_known = capstate_knows(caps_of(other), kind);
    if (!known || !other_known)
        return known - other_known;
    capset_t set = caps_of(one)->sets[kind], other_set = caps_of(other)->sets[kind];
    int order = compare_numbers(capset_count(set), capset_count(other_set));
    return order ? order : compare_numbers(set, other_set);
}

static void append_text(struct buffer *out, const struct subject *subject)
{
    _cleanup_(freep) char *text = capstate_to_text(caps_of(subject));
    append_or(out, text, "?");
}

static void append_iab(struct buffer *out, const struct subject *subject)
{
    _cleanup_(freep) char *text = capstate_to_iab(caps_of(subject));
    append_or(out, text, "?");
}

static void append_no_new_privs(struct buffer *out, const struct subject *subject)
{
    append_int(out, credentials_of(subject)->no_new_privs);
}

static void append_seccomp(struct buffer *out, const struct subject *subject)
{
    static const char *const modes[] = { "-", "strict", "filter" };
    int mode = credentials_of(subject)->seccomp;
    if (mode >= 0 && (size_t)mode < ARRAY_SIZE(modes))
        buffer_puts(out, modes[mode]);
    else
        append_int(out, mode);
}

static void append_securebits(struct buffer *out, const struct subject *subject)
{
    if (credentials_of(subject)->securebits == CREDENTIAL_UNKNOWN)
        buffer_puts(out, "?");
    else
        buffer_printf(out, "0x%x", (unsigned)credentials_of(subject)->securebits);
}

static void append_user_namespace(struct buffer *out, const struct subject *subject)
{
    if (subject->process->user_namespace)
        buffer_printf(out, "%" PRIu64, subject->process->user_namespace);
    else
        buffer_puts(out, "?");
}

static void append_drift(struct buffer *out, const struct subject *subject)
{
    capset_t drift = subject_drift(subject);
    if (drift) {
        buffer_puts(out, "+");
        capset_append_short(out, drift);
    } else if (!subject_drift_is_known(subject)) {
        buffer_puts(out, "?");
    }
}

static void append_risk(struct buffer *out, const struct subject *subject)
{
    bool none = subject_risk(subject) == RISK_NONE;
    append_or(out, none ? "-" : subject_risk_name(subject), "?");
}

static int compare_pid(const struct subject *one, const struct subject *other)
{
    return one->process->status.pid - other->process->status.pid;
}

static int compare_tid(const struct subject *one, const struct subject *other)
{
    return one->process->status.tid - other->process->status.tid;
}

static int compare_ppid(const struct subject *one, const struct subject *other)
{
    return one->process->status.ppid - other->process->status.ppid;
}

static int compare_uid(const struct subject *one, const struct subject *other)
{
    return compare_numbers(credentials_of(one)->uids[ID_EFFECTIVE], credentials_of(other)->uids[ID_EFFECTIVE]);
}

static int compare_user_namespace(const struct subject *one, const struct subject *other)
{
    return compare_numbers(one->process->user_namespace, other->process->user_namespace);
}

static int compare_drift(const struct subject *one, const struct subject *other)
{
    return compare_numbers(capset_count(subject_drift(one)), capset_count(subject_drift(other)));
}

static int compare_risk(const struct subject *one, const struct subject *other)
{
    return (int)subject_risk(one) - (int)subject_risk(other);
}

/* clang-format off */
const struct column columns[] = {
    { "PID", .help = "process id", .right = true, .append = append_pid, .compare = compare_pid },
    { "TID", .help = "thread id; of the leader, the process id", .right = true, .append = append_tid, .compare = compare_tid },
    { "PPID", .help = "process id of the parent", .right = true, .append = append_ppid, .compare = compare_ppid },
    { "USER", .help = "name of the effective user", .append = append_user },
    { "UID", .help = "effective user id", .right = true, .append = append_uid, .compare = compare_uid },
    { "CONTAINER", .help = "runtime and name of the container", .truncates = true, .append = append_container },
    { "RUNTIME", .help = "what started the container", .append = append_runtime },
    { "ROLE", .help = "init: the container's first process; exec: entered later; child: started inside", .append = append_role },
    { "COMM", .help = "name of the program", .truncates = true, .append = append_comm },
    { "ARGS", .help = "command line", .truncates = true, .needs = NEED_ARGUMENTS, .append = append_args },
    { "PERMITTED", .help = "permitted set, short: all-x is everything but x", .truncates = true, .append_set = append_set_short, .kind = PERMITTED },
    { "EDIFF", "E", "effective set, as it differs from the permitted: = the same, - none", .truncates = true, .append_set = append_set_relative, .kind = EFFECTIVE },
    { "IDIFF", "I", "inheritable set, as it differs from the permitted", .truncates = true, .append_set = append_set_relative, .kind = INHERITABLE },
    { "BDIFF", "B", "bounding set, as it differs from the permitted", .truncates = true, .append_set = append_set_relative, .kind = BOUNDING },
    { "ADIFF", "A", "ambient set, as it differs from the permitted", .truncates = true, .append_set = append_set_relative, .kind = AMBIENT },
    { "E", .help = "effective set, names", .truncates = true, .append_set = append_set_names, .kind = EFFECTIVE },
    { "P", .help = "permitted set, names", .truncates = true, .append_set = append_set_names, .kind = PERMITTED },
    { "I", .help = "inheritable set, names", .truncates = true, .append_set = append_set_names, .kind = INHERITABLE },
    { "B", .help = "bounding set, names", .truncates = true, .append_set = append_set_names, .kind = BOUNDING },
    { "A", .help = "ambient set, names", .truncates = true, .append_set = append_set_names, .kind = AMBIENT },
    { "EHEX", .help = "effective set, as /proc/PID/status has it", .append_set = append_set_hex, .kind = EFFECTIVE },
    { "PHEX", .help = "permitted set, likewise", .append_set = append_set_hex, .kind = PERMITTED },
    { "IHEX", .help = "inheritable set, likewise", .append_set = append_set_hex, .kind = INHERITABLE },
    { "BHEX", .help = "bounding set, likewise", .append_set = append_set_hex, .kind = BOUNDING },
    { "AHEX", .help = "ambient set, likewise", .append_set = append_set_hex, .kind = AMBIENT },
    { "TEXT", .help = "E, P and I in the form of cap_to_text(3)", .truncates = true, .append = append_text },
    { "IAB", .help = "I, A and B in the form of cap_iab(3)", .truncates = true, .append = append_iab },
    { "NNP", .help = "no_new_privs: 1 set, 0 not", .right = true, .append = append_no_new_privs },
    { "SECCOMP", .help = "seccomp mode: strict, filter, - none", .append = append_seccomp },
    { "SECUREBITS", .help = "securebits; ? since the kernel tells a process its own alone", .append = append_securebits },
    { "USERNS", .help = "inode number of the user namespace", .right = true, .needs = NEED_USER_NAMESPACE, .append = append_user_namespace, .compare = compare_user_namespace },
    { "DRIFT", .help = "what goes beyond the container's config", .truncates = true, .append = append_drift, .compare = compare_drift },
    { "RISK", .help = "how far what it holds goes: critical, high, medium, low, - none", .needs = RISK_NEEDS, .append = append_risk, .compare = compare_risk },
};
/* clang-format on */
const size_t columns_count = ARRAY_SIZE(columns);

const char *column_heading(const struct column *column)
{
    return column->heading ? column->heading : column->name;
}

void column_append(const struct column *column, const struct subject *subject, struct buffer *raw)
{
    if (column->append)
        column->append(raw, subject);
    else if (column->append_set && capstate_knows(caps_of(subject), column->kind))
        column->append_set(raw, caps_of(subject), column->kind);
    else
        buffer_puts(raw, "?");
}

char *column_cell(const struct column *column, const struct subject *subject)
{
    _cleanup_(buffer_free) struct buffer raw = { 0 };
    column_append(column, subject, &raw);
    return raw.failed ? NULL : escape_text(raw.data, raw.size);
}

const struct column *column_find(const char *name, struct error *err)
{
    for (size_t i = 0; i < columns_count; i++)
        if (strcasecmp(columns[i].name, name) == 0)
            return &columns[i];
    error_set(err, EINVAL | ERROR_TOLD, "unknown column '%s'", name);
    error_cure(err, "--list-columns tells them all");
    return NULL;
}

void column_list_insert(struct column_list *list, size_t index, const struct column *column)
{
    if (list->count == ARRAY_SIZE(list->items))
        return;
    memmove(&list->items[index + 1], &list->items[index], (list->count - index) * sizeof(*list->items));
    list->items[index] = column;
    list->count++;
}

int column_list_parse(const char *names, struct column_list *list, struct error *err)
{
    struct column_list parsed = { 0 };
    if (names[0] == '+')
        parsed = *list;
    _cleanup_(freep) char *copy = strdup(names + (names[0] == '+'));
    if (!copy)
        return error_set(err, ENOMEM, "cannot read a list of columns");

    for (char *rest = copy, *name; (name = strsep(&rest, ",")) != NULL;) {
        const struct column *column = column_find(name, err);
        if (!column)
            return -EINVAL;
        column_list_insert(&parsed, parsed.count, column);
    }
    *list = parsed;
    return 0;
}

unsigned column_list_needs(const struct column_list *list)
{
    unsigned needs = INVENTORY_NEEDS;
    for (size_t i = 0; i < list->count; i++)
        needs |= list->items[i]->needs;
    return needs;
}

int columns_print_help(FILE *out, struct error *err)
{
    for (size_t i = 0; i < columns_count; i++)
        fprintf(out, "%-10s  %s\n", columns[i].name, columns[i].help);
    return finish_output(out, err);
}

int sort_order_parse(const char *text, struct sort_order *order, struct error *err)
{
    order->descending = text[0] == '-';
    order->column = column_find(text + order->descending, err);
    return order->column ? 0 : -EINVAL;
}

static int compare_cells(const struct column *column, const struct subject *one, const struct subject *other)
{
    if (column->append_set)
        return compare_set(one, other, column->kind);
    if (column->compare)
        return column->compare(one, other);
    _cleanup_(freep) char *cell = column_cell(column, one);
    _cleanup_(freep) char *other_cell = column_cell(column, other);
    return cell && other_cell ? strcmp(cell, other_cell) : 0;
}

/* Subjects lie in one array: where their cells are equal, their places keep the order. */
static int compare_subjects(const void *one, const void *other, void *closure)
{
    const struct subject *left = *(const struct subject *const *)one;
    const struct subject *right = *(const struct subject *const *)other;
    const struct sort_order *order = closure;
    int result = compare_cells(order->column, left, right);
    if (order->descending)
        result = -result;
    return result ? result : (left > right) - (left < right);
}

void subjects_sort(const struct subject **subjects, size_t count, const struct sort_order *order)
{
    struct sort_order by = *order; /* qsort_r(3) takes its closure as not const */
    qsort_r(subjects, count, sizeof(*subjects), compare_subjects, &by);
}
