#include "forms.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "base/json.h"
#include "caps/oci.h"
#include "caps/text.h"
#include "render/capsh_block.h"
#include "render/filecaps.h"
#include "render/json.h"

/* What stands for a value that is not known in the machine forms. */
static const char UNKNOWN[] = "?";

static void append_comm(struct buffer *out, const struct process *process)
{
    const char *comm = process->status.comm;
    _cleanup_(freep) char *harmless = escape_text(comm, strnlen(comm, COMM_SIZE));
    buffer_puts(out, harmless ? harmless : UNKNOWN);
}

void view_heading_append(struct buffer *out, const struct view *view)
{
    _cleanup_(freep) char *label = view_label(view);
    buffer_puts(out, label ? label : UNKNOWN);
    if (view->process) {
        buffer_puts(out, " (");
        if (view->container)
            buffer_printf(out, "%d ", view->pid);
        append_comm(out, view->process);
        buffer_puts(out, ")");
    }
    buffer_puts(out, ":\n");
}

static void append_process(struct buffer *out, const struct view *view, bool alone)
{
    if (!alone)
        view_heading_append(out, view);
    capsh_block_append(out, &view->process->status.credentials, &view->process->groups);
}

static void append_file(struct buffer *out, const struct view *view, bool with_notes)
{
    if (view->filecaps.revision == 0 && view->verbose)
        getcap_none_append(out, view->word, view->regular);
    else if (view->filecaps.revision != 0 && with_notes)
        filecaps_line_append(out, view->word, &view->filecaps, view->counts_here);
    else if (view->filecaps.revision != 0)
        getcap_line_append(out, view->word, &view->filecaps);
}

static void append_block(struct buffer *out, const struct view *view, bool alone)
{
    if (view->kind == TARGET_FILE)
        append_file(out, view, true);
    else
        append_process(out, view, alone);
}

static void append_getcap(struct buffer *out, const struct view *view, bool alone)
{
    if (view->kind == TARGET_FILE)
        append_file(out, view, false);
    else
        append_process(out, view, alone);
}

/* In the order and with the keys of /proc/PID/status: proc(5). */
static void append_hex(struct buffer *out, const struct view *view, bool alone)
{
    static const enum capset_kind order[] = { INHERITABLE, PERMITTED, EFFECTIVE, BOUNDING, AMBIENT };
    struct capstate caps = view_capabilities(view);
    if (!alone)
        view_heading_append(out, view);
    for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
        char digits[CAPSET_HEX_SIZE];
        capset_hex(caps.sets[order[i]], digits);
        buffer_printf(out, "%s:\t%s\n", capset_names[order[i]].status_key,
                      capstate_knows(&caps, order[i]) ? digits : UNKNOWN);
    }
}

/* One line, behind the target's name where there are several, as getpcaps has it. */
static void append_line(struct buffer *out, const struct view *view, bool alone,
                        char *(*to_text)(const struct capstate *state))
{
    struct capstate caps = view_capabilities(view);
    _cleanup_(freep) char *label = view_label(view);
    _cleanup_(freep) char *text = to_text(&caps);
    if (!alone)
        buffer_printf(out, "%s: ", label ? label : UNKNOWN);
    buffer_printf(out, "%s\n", text ? text : UNKNOWN);
}

static void append_text(struct buffer *out, const struct view *view, bool alone)
{
    append_line(out, view, alone, capstate_to_text);
}

static void append_iab(struct buffer *out, const struct view *view, bool alone)
{
    append_line(out, view, alone, capstate_to_iab);
}

static void append_oci(struct buffer *out, const struct view *view, bool)
{
    struct capstate caps = view_capabilities(view);
    _cleanup_(json_putp) struct json_object *object = capstate_to_json(&caps);
    json_append(out, object);
}

struct json_object *form_view_to_json(const struct view *view)
{
    static const char *const kinds[] = {
        [TARGET_PROCESS] = "process",
        [TARGET_THREAD] = "thread",
        [TARGET_CONTAINER] = "container",
    };
    return view->kind == TARGET_FILE ? file_to_json(view->word, &view->filecaps, view->counts_here)
                                     : target_to_json(kinds[view->kind], view->subject);
}

static int append_json(struct buffer *out, const struct view_list *list)
{
    _cleanup_(json_putp) struct json_object *document = json_document();
    struct json_object *targets = json_object_new_array();
    for (size_t i = 0; i < list->count; i++)
        json_object_array_add(targets, form_view_to_json(&list->items[i]));
    json_object_object_add(document, "targets", targets);
    return json_append(out, document);
}

const struct form form_block = { .append = append_block };
const struct form form_getcap = { .append = append_getcap };
const struct form form_json = { .append_all = append_json, .containers = true };
const struct form form_oci = { .append = append_oci };
const struct form form_hex = { .append = append_hex };
const struct form form_text = { .append = append_text };
const struct form form_iab = { .append = append_iab };
