#include "dossier.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "base/userdb.h"
#include "caps/catalogue.h"
#include "caps/names.h"
#include "caps/void.h"
#include "render/columns.h"

/* Labels stand in a column of their own. */
enum { LABEL_WIDTH = 14 };

/* Where, in the matrix, the summary begins: on a narrow screen it goes on below itself. */
enum { SUMMARY_COLUMN = 42 };

static void write_fact(struct page *page, enum style style, const char *label, const char *text)
{
    page_add(page, style, LABEL_WIDTH, "%-*s%s", LABEL_WIDTH, label, text);
}

/* What a column of the list says, under a label of its own. */
static void write_column(struct page *page, const char *label, const char *name, const struct subject *subject)
{
    _cleanup_(freep) char *cell = column_cell(column_find(name, NULL), subject);
    write_fact(page, STYLE_PLAIN, label, cell ? cell : "?");
}

static void write_ids(struct page *page, const struct credentials *credentials)
{
    if (!credentials->ids_known) {
        write_fact(page, STYLE_PLAIN, "ids", "?");
        return;
    }
    const uid_t *uids = credentials->uids;
    const gid_t *gids = credentials->gids;
    page_add(page, STYLE_PLAIN, LABEL_WIDTH, "%-*seffective %u, real %u, saved %u, file system %u", LABEL_WIDTH,
             "user ids", uids[ID_EFFECTIVE], uids[ID_REAL], uids[ID_SAVED], uids[ID_FILESYSTEM]);
    page_add(page, STYLE_PLAIN, LABEL_WIDTH, "%-*seffective %u, real %u, saved %u, file system %u", LABEL_WIDTH,
             "group ids", gids[ID_EFFECTIVE], gids[ID_REAL], gids[ID_SAVED], gids[ID_FILESYSTEM]);
}

static void write_title(struct page *page, const struct subject *subject)
{
    const struct status *status = &subject->process->status;
    _cleanup_(freep) char *comm = escape_text(status->comm, strlen(status->comm));
    if (status->tid == status->pid)
        page_add(page, STYLE_STRONG, 0, "Process %d, %s", status->pid, comm ? comm : "?");
    else
        page_add(page, STYLE_STRONG, 0, "Thread %d of process %d, %s", status->tid, status->pid, comm ? comm : "?");
}

static void write_declared(struct page *page, const struct capstate *sets)
{
    _cleanup_(buffer_free) struct buffer text = { 0 };
    capstate_append_grouped(&text, sets);
    write_fact(page, STYLE_PLAIN, "declared", text.failed ? "?" : text.data);
}

/* One line each set of what was declared in vain, with the reason. */
static void write_void(struct page *page, const struct container *container)
{
    struct capstate in_vain = capstate_void(&container->declared, container->user);
    const char *label = "void";
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
        if (in_vain.sets[kind] == 0)
            continue;
        _cleanup_(buffer_free) struct buffer text = { 0 };
        buffer_printf(&text, "%c:", capset_names[kind].letter);
        capset_append_short(&text, in_vain.sets[kind]);
        buffer_printf(&text, " (%s)", void_reason(kind, container->user));
        write_fact(page, STYLE_PLAIN, label, text.failed ? "?" : text.data);
        label = "";
    }
}

/* The sets that go beyond the declared, and no others. */
static void write_beyond(struct page *page, const struct capstate *drift)
{
    _cleanup_(buffer_free) struct buffer text = { 0 };
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
        if (!drift->sets[kind])
            continue;
        buffer_printf(&text, "%s%c:+", text.size > 0 ? " " : "", capset_names[kind].letter);
        capset_append_short(&text, drift->sets[kind]);
    }
    write_fact(page, STYLE_DRIFT, "drift", text.failed ? "?" : text.data);
}

/* What the container's config declared, what of it could never be taken, and what the process has beyond it. */
static void write_drift(struct page *page, const struct subject *subject)
{
    bool unknown = !subject_drift_is_known(subject);
    bool declared = subject->container && subject->container->declared.known;
    if (subject_drift(subject))
        write_beyond(page, &subject->drift);
    else if (declared || unknown)
        write_fact(page, STYLE_PLAIN, "drift", unknown ? "?" : "none");
    if (!declared)
        return;
    write_declared(page, &subject->container->declared);
    write_void(page, subject->container);
}

static void write_rest(struct page *page, const struct subject *subject, const struct process *more)
{
    const struct status *status = &subject->process->status;
    struct subject again = *subject;
    page_add(page, STYLE_PLAIN, 0, "%s", "");
    write_ids(page, &status->credentials);
    page_add(page, STYLE_PLAIN, LABEL_WIDTH, "%-*s%d", LABEL_WIDTH, "parent", status->ppid);
    page_add(page, STYLE_PLAIN, LABEL_WIDTH, "%-*s%d", LABEL_WIDTH, "threads", status->threads);
    if (!more)
        return;
    again.process = more;
    write_column(page, "user ns", "USERNS", &again);
    write_column(page, "command", "ARGS", &again);
}

static char matrix_cell(const struct subject *subject, enum capset_kind kind, unsigned cap)
{
    const struct capstate *caps = &subject->process->status.credentials.caps;
    if (!capstate_knows(caps, kind))
        return '?';
    if (!capstate_has(caps, kind, cap))
        return '-';
    return capstate_has(&subject->drift, kind, cap) ? '!' : 'x';
}

static void write_matrix_row(struct page *page, const struct subject *subject, unsigned cap)
{
    _cleanup_(buffer_free) struct buffer row = { 0 };
    buffer_printf(&row, "%3u %-18s", cap, capability_is_named(cap) ? capability_name(cap) : "(no name)");
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        buffer_printf(&row, " %c", matrix_cell(subject, kind, cap));
    if (catalogue_knows(cap))
        buffer_printf(&row, " %-8s %s", risk_names[capability_risk(cap)], catalogue_text(cap, CATALOGUE_SUMMARY));
    bool beyond = capset_has(subject_drift(subject), cap);
    page_add(page, beyond ? STYLE_DRIFT : STYLE_PLAIN, SUMMARY_COLUMN, "%s", row.failed ? "?" : row.data);
}

static void write_matrix(struct page *page, const struct subject *subject)
{
    const struct capstate *caps = &subject->process->status.credentials.caps;
    capset_t any = 0;
    _cleanup_(buffer_free) struct buffer letters = { 0 };
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
        any |= capstate_knows(caps, kind) ? caps->sets[kind] : 0;
        buffer_printf(&letters, " %c", capset_names[kind].letter);
    }
    page_add(page, STYLE_PLAIN, 0, "%s", "");
    page_add(page, STYLE_STRONG, 0, "%-22s%s RISK     LETS IT", "    CAPABILITY", letters.failed ? "" : letters.data);
    capset_foreach (cap, any)
        write_matrix_row(page, subject, cap);
    if (!any)
        page_add(page, STYLE_PLAIN, 0, "    none in any set that is known");
    page_add(page, STYLE_PLAIN, 0, "%s", "");
    page_add(page, STYLE_PLAIN, 4,
             "    x held, - not, ? unknown, ! held beyond what the container's config declared; E effective, P "
             "permitted, I inheritable, B bounding, A ambient");
}

void dossier_write(struct page *page, const struct subject *subject, const struct process *more)
{
    write_title(page, subject);
    write_column(page, "user", "USER", subject);
    write_column(page, "container", "CONTAINER", subject);
    write_column(page, "role", "ROLE", subject);
    write_column(page, "no_new_privs", "NNP", subject);
    write_column(page, "seccomp", "SECCOMP", subject);
    write_drift(page, subject);
    write_matrix(page, subject);
    write_rest(page, subject, more);
}
