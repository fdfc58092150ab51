#include "exec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "base/json.h"
#include "caps/names.h"
#include "caps/oci.h"
#include "forms.h"
#include "read/exec_context.h"
#include "render/json.h"

/* Why a file's privilege does not count, by the mount that it is on. */
static const struct mount_text {
    const char *code, *text;
} mount_texts[] = {
    [EXEC_MOUNT_NOSUID] = { "nosuid", "it is on a nosuid mount" },
    [EXEC_MOUNT_FOREIGN] = { "foreign_mount", "it is on a mount of another mount namespace" },
    [EXEC_MOUNT_UNTRUSTED] = { "foreign_user_namespace",
                               "its mounts belong to a user namespace that is not the process's, nor above it" },
};

/* What was taken for granted, a row a doubt, in the order of the bits. */
static const struct doubt_text {
    enum exec_doubt doubt;
    const char *code, *text;
} doubt_texts[] = {
    { DOUBT_SECUREBITS, "securebits", "its securebits are 0: the kernel tells no one those of another process" },
    { DOUBT_RULE, "rule", "ids count as changed as they do since Linux 6.16: to try what this kernel does takes root" },
    { DOUBT_SHARED_FS, "shared_fs",
      "no other process shares its root and working directory: not every one may be asked" },
    { DOUBT_TRACER, "tracer", "the tracer of the process has not sys_ptrace over it: it cannot be looked at" },
    { DOUBT_CONTENT, "content", "the file is a program and not a script: it may not be read" },
    { DOUBT_ROOTID, "rootid",
      "the file's rootid is root of no user namespace above: not all of them may be looked into" },
    { DOUBT_MOUNT, "mount", "the file was mounted in the user namespace of its mount namespace, not in one above" },
    { DOUBT_PATH, "path", "its PATH is the usual one: it has none, or it may not be read" },
    { DOUBT_TRACED, "traced", "no one traces the process: its status in /proc may not be read" },
    { DOUBT_NO_NEW_PRIVS, "no_new_privs", "the process has no no_new_privs: the kernel would not tell" },
};

/* One prediction, with what it is about. */
struct exec_view {
    const struct process *process;
    const struct exec_prediction *prediction;
};

/* Reasons are rows: when one holds, what it is called in JSON, and its sentence. */
struct exec_reason {
    const char *code;
    bool (*holds)(const struct exec_view *view);
    void (*tell)(struct buffer *out, const struct exec_view *view);
};

static const struct credentials *before(const struct exec_view *view)
{
    return &view->process->status.credentials;
}

static const struct credentials *after(const struct exec_view *view)
{
    return &view->prediction->outcome.after;
}

static const struct exec_file *file_of(const struct exec_view *view)
{
    return &view->prediction->program.file;
}

static bool refused(const struct exec_view *view)
{
    return view->prediction->outcome.verdict == EXEC_REFUSED_CAPS;
}

static bool no_new_privs(const struct exec_view *view)
{
    return before(view)->no_new_privs == 1;
}

static bool known(const struct exec_view *view)
{
    return before(view)->caps.known == CAPSTATE_ALL_KNOWN && before(view)->ids_known;
}

static bool file_caps_count(const struct exec_view *view)
{
    return file_of(view)->caps.revision != 0 && !view->prediction->outcome.file_caps_ignored;
}

static bool set_id_counts(const struct exec_view *view)
{
    const struct exec_file *file = file_of(view);
    return (file->set_uid || file->set_gid) && !view->prediction->outcome.set_id_ignored;
}

static const char *set_id_kind(const struct exec_file *file)
{
    return !file->set_gid ? "set-user-ID" : file->set_uid ? "set-user-ID and set-group-ID" : "set-group-ID";
}

static void tell_set_id(struct buffer *out, const struct exec_view *view)
{
    const struct exec_file *file = file_of(view);
    buffer_printf(out, "the file is %s:", set_id_kind(file));
    if (file->set_uid)
        buffer_printf(out, " user %u", file->owner);
    if (file->set_gid)
        buffer_printf(out, "%s group %u", file->set_uid ? "," : "", file->group);
}

static bool set_id_ignored(const struct exec_view *view)
{
    return view->prediction->outcome.set_id_ignored;
}

static void tell_set_id_ignored(struct buffer *out, const struct exec_view *view)
{
    const struct exec_file *file = file_of(view);
    const char *why = file->nosuid     ? mount_texts[view->prediction->program.mount].text
                      : file->unmapped ? "its owner or group has no number in the user namespace of the process"
                                       : "the process has no_new_privs";
    buffer_printf(out, "the file is %s, which does not count: %s", set_id_kind(file), why);
}

static void tell_file_caps(struct buffer *out, const struct exec_view *view)
{
    const struct filecaps *caps = &file_of(view)->caps;
    buffer_puts(out, "the file has capabilities: ");
    capset_append_short(out, caps->permitted & capset_all());
    buffer_puts(out, " within the bounding set");
    if (caps->inheritable & capset_all()) {
        buffer_puts(out, ", ");
        capset_append_short(out, caps->inheritable & capset_all());
        buffer_puts(out, " within the inheritable set");
    }
    buffer_puts(out, caps->effective ? ", raised at once" : ", not raised to effective");
}

static bool file_caps_ignored(const struct exec_view *view)
{
    return view->prediction->outcome.file_caps_ignored;
}

static void tell_file_caps_ignored(struct buffer *out, const struct exec_view *view)
{
    const struct filecaps *caps = &file_of(view)->caps;
    bool assumed = !file_of(view)->nosuid && view->prediction->program.doubts & DOUBT_ROOTID;
    buffer_printf(out, "the file has capabilities, which %s: ", assumed ? "are taken not to count" : "do not count");
    if (assumed)
        buffer_printf(out, "whose root their rootid %u is, is not told", caps->rootid);
    else if (file_of(view)->nosuid)
        buffer_puts(out, mount_texts[view->prediction->program.mount].text);
    else if (caps->rootid == NO_ID)
        buffer_puts(out, "they are for the root of a user namespace that is not the process's, nor above it");
    else
        buffer_printf(out, "their rootid %u is root neither in the user namespace of the process nor in one above",
                      caps->rootid);
}

static bool from_root(const struct exec_view *view)
{
    return view->prediction->outcome.from_root;
}

static void tell_from_root(struct buffer *out, const struct exec_view *view)
{
    bool effective = after(view)->uids[ID_EFFECTIVE] == view->prediction->context.root;
    buffer_printf(out, "%s user is root, who gets what is in the bounding and in the inheritable set",
                  effective ? "its effective" : "its real");
}

static bool held_to_old(const struct exec_view *view)
{
    return view->prediction->outcome.held_to_old;
}

static void tell_held_to_old(struct buffer *out, const struct exec_view *view)
{
    buffer_printf(out, "nothing is gained: %s",
                  no_new_privs(view) ? "the process has no_new_privs"
                                     : "it is traced by one who may not, or shares its root and working directory");
}

static bool ambient_cleared(const struct exec_view *view)
{
    return view->prediction->outcome.ambient_cleared;
}

static void tell_ambient_cleared(struct buffer *out, const struct exec_view *view)
{
    buffer_printf(out, "the ambient set is cleared: %s",
                  file_caps_count(view) ? "the file has capabilities" : "its user or group counts as changed");
}

static bool from_ambient(const struct exec_view *view)
{
    return after(view)->caps.sets[AMBIENT] != 0;
}

static void tell_from_ambient(struct buffer *out, const struct exec_view *)
{
    buffer_puts(out, "what is ambient stays permitted and effective");
}

static bool nothing_to_keep(const struct exec_view *view)
{
    return before(view)->caps.sets[PERMITTED] && !after(view)->caps.sets[PERMITTED] && !from_root(view) &&
           !file_caps_count(view) && !ambient_cleared(view);
}

static void tell_nothing_to_keep(struct buffer *out, const struct exec_view *)
{
    buffer_puts(out, "its user is not root, nothing is ambient, and the file gives nothing: what it has is lost");
}

static const struct exec_reason reasons[] = {
    { "set_id", set_id_counts, tell_set_id },
    { "set_id_ignored", set_id_ignored, tell_set_id_ignored },
    { "file_capabilities", file_caps_count, tell_file_caps },
    { "file_capabilities_ignored", file_caps_ignored, tell_file_caps_ignored },
    { "root", from_root, tell_from_root },
    { "held_to_old", held_to_old, tell_held_to_old },
    { "ambient_cleared", ambient_cleared, tell_ambient_cleared },
    { "ambient_kept", from_ambient, tell_from_ambient },
    { "not_kept", nothing_to_keep, tell_nothing_to_keep },
};

/* execve(2) refuses a file with capabilities and the effective flag, of which one would be lacking: EPERM. */
static void tell_refusal(struct buffer *out, const struct exec_view *view)
{
    capset_t missing = view->prediction->outcome.missing;
    bool several = capset_count(missing) > 1;
    buffer_puts(out, "the file wants ");
    capset_append_names(out, missing);
    buffer_printf(out, " raised, which %s not in the bounding set of the process", several ? "are" : "is");
    if (missing & before(view)->caps.sets[INHERITABLE])
        buffer_puts(out, " (nor inheritable by the file)");
}

static void append_escaped(struct buffer *out, const char *text)
{
    _cleanup_(freep) char *harmless = escape_text(text, strlen(text));
    if (harmless)
        buffer_puts(out, harmless);
    else
        out->failed = true;
}

/* "Executing /usr/bin/tool", "Executing /x/script (a script: /bin/sh is what runs)" */
static void append_file(struct buffer *out, const struct exec_program *program)
{
    buffer_puts(out, "Executing ");
    append_escaped(out, program->paths[0]);
    if (program->count < 2)
        return;
    buffer_puts(out, " (a script: ");
    append_escaped(out, program->paths[program->count - 1]);
    buffer_puts(out, " is what runs)");
}

static void append_change(struct buffer *out, const char *verb, capset_t set, const char *behind)
{
    if (!set)
        return;
    buffer_printf(out, "%s", verb);
    capset_append_short(out, set);
    buffer_puts(out, behind);
}

static void append_sentence(struct buffer *out, const struct exec_view *view)
{
    append_file(out, &view->prediction->program);
    if (refused(view)) {
        buffer_puts(out, ": the kernel will refuse: EPERM: ");
        tell_refusal(out, view);
        buffer_puts(out, ".\n");
        return;
    }
    if (!known(view)) {
        buffer_puts(out, " comes to what is not known, since not all that decides is.\n");
        return;
    }
    capset_t old = before(view)->caps.sets[PERMITTED], new = after(view)->caps.sets[PERMITTED];
    append_change(out, " gains ", new & ~old, old & ~new ? "," : "");
    append_change(out, " loses ", old & ~new, "");
    if (new == old)
        buffer_puts(out, new ? " keeps the permitted set" : " leaves it without capabilities, as before");
    else if (!new)
        buffer_puts(out, ", so that none is left");
    buffer_puts(out, ".\n");
}

/* "+net_raw -kill", "=" */
static void append_difference(struct buffer *out, capset_t old, capset_t new)
{
    append_change(out, "+", new & ~old, old & ~new ? " " : "");
    append_change(out, "-", old & ~new, "");
    if (old == new)
        buffer_puts(out, "=");
}

static void append_set(struct buffer *out, const struct exec_view *view, enum capset_kind kind)
{
    buffer_printf(out, "%-11s  ", capset_names[kind].name);
    if (!capstate_knows(&after(view)->caps, kind)) {
        buffer_puts(out, "?\n");
        return;
    }
    capset_append_short(out, after(view)->caps.sets[kind]);
    buffer_puts(out, "  (");
    append_difference(out, before(view)->caps.sets[kind], after(view)->caps.sets[kind]);
    buffer_puts(out, ")\n");
}

static void append_id(struct buffer *out, const char *name, const uid_t old[ID_KINDS], const uid_t new[ID_KINDS])
{
    if (old[ID_EFFECTIVE] != new[ID_EFFECTIVE])
        buffer_printf(out, "%-11s  %u  (was %u)\n", name, new[ID_EFFECTIVE], old[ID_EFFECTIVE]);
}

static void append_reasons(struct buffer *out, const struct exec_view *view)
{
    for (size_t i = 0; known(view) && i < ARRAY_SIZE(reasons); i++) {
        if (!reasons[i].holds(view))
            continue;
        buffer_puts(out, "- ");
        reasons[i].tell(out, view);
        buffer_puts(out, "\n");
    }
}

static void append_doubts(struct buffer *out, const struct exec_view *view)
{
    for (size_t i = 0; i < ARRAY_SIZE(doubt_texts); i++)
        if (view->prediction->program.doubts & doubt_texts[i].doubt)
            buffer_printf(out, "- assumed: %s\n", doubt_texts[i].text);
}

static void append_text(struct buffer *out, const struct exec_view *view)
{
    append_sentence(out, view);
    if (!refused(view)) {
        for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
            append_set(out, view, kind);
        append_id(out, "user", before(view)->uids, after(view)->uids);
        append_id(out, "group", before(view)->gids, after(view)->gids);
        append_reasons(out, view);
    }
    append_doubts(out, view);
}

static void array_add_row(struct json_object *array, const char *code, const char *text)
{
    struct json_object *row = json_object_new_object();
    json_object_object_add(row, "code", json_object_new_string(code));
    json_object_object_add(row, "text", json_text(text));
    json_object_array_add(array, row);
}

static struct json_object *reasons_to_json(const struct exec_view *view)
{
    struct json_object *array = json_object_new_array();
    for (size_t i = 0; known(view) && i < ARRAY_SIZE(reasons); i++) {
        _cleanup_(buffer_free) struct buffer text = { 0 };
        if (refused(view) || !reasons[i].holds(view))
            continue;
        reasons[i].tell(&text, view);
        array_add_row(array, reasons[i].code, text.data);
    }
    if (refused(view)) {
        _cleanup_(buffer_free) struct buffer text = { 0 };
        tell_refusal(&text, view);
        array_add_row(array, "not_in_bounding", text.data);
    }
    return array;
}

static struct json_object *doubts_to_json(const struct exec_view *view)
{
    struct json_object *array = json_object_new_array();
    for (size_t i = 0; i < ARRAY_SIZE(doubt_texts); i++)
        if (view->prediction->program.doubts & doubt_texts[i].doubt)
            array_add_row(array, doubt_texts[i].code, doubt_texts[i].text);
    return array;
}

static struct json_object *paths_to_json(const struct exec_program *program)
{
    struct json_object *array = json_object_new_array();
    for (size_t i = 0; i < program->count; i++)
        json_object_array_add(array, json_text(program->paths[i]));
    return array;
}

static struct json_object *id_to_json(const struct exec_view *view, const uid_t ids[ID_KINDS])
{
    return refused(view) || !known(view) ? NULL : json_object_new_int64(ids[ID_EFFECTIVE]);
}

static struct json_object *prediction_to_json(const struct exec_view *view)
{
    const struct exec_prediction *prediction = view->prediction;
    bool no = refused(view);
    struct json_object *object = json_object_new_object();
    json_object_object_add(object, "files", paths_to_json(&prediction->program));
    json_object_object_add(object, "error", no ? json_object_new_string("EPERM") : NULL);
    json_object_object_add(object, "missing", no ? capset_to_json(prediction->outcome.missing) : NULL);
    json_object_object_add(object, "capabilities", no ? NULL : capstate_to_json(&after(view)->caps));
    json_object_object_add(object, "uid", id_to_json(view, after(view)->uids));
    json_object_object_add(object, "gid", id_to_json(view, after(view)->gids));
    json_object_object_add(object, "reasons", reasons_to_json(view));
    json_object_object_add(object, "assumed", doubts_to_json(view));
    return object;
}

/* Only where no target is named is the caller asked by system calls, which tell more of it than its number would. */
static bool is_self(const struct view *view)
{
    return !view->word;
}

static int predict(const struct view *view, const char *file, struct exec_prediction *prediction)
{
    struct error err = { 0 };
    struct exec_process who = { .process = view->process, .self = is_self(view) };
    int result = exec_predict(&who, file, prediction, &err);
    if (result < 0)
        error_print(&err);
    return result;
}

/* One target. @return whether it would succeed */
static bool append_one(struct buffer *out, const struct view *view, const char *file, struct json_object *object,
                       bool alone)
{
    _cleanup_(exec_prediction_free) struct exec_prediction prediction = EXEC_PREDICTION_EMPTY;
    int result = predict(view, file, &prediction);
    struct exec_view shown = { .process = view->process, .prediction = &prediction };
    if (object)
        json_object_object_add(object, "exec", result < 0 ? NULL : prediction_to_json(&shown));
    if (result < 0)
        return false;
    if (!object && !alone)
        view_heading_append(out, view);
    if (!object)
        append_text(out, &shown);
    return prediction.outcome.verdict == EXEC_GRANTED;
}

int exec_append(struct buffer *out, struct view_list *views, const char *file, bool json, bool alone)
{
    _cleanup_(json_putp) struct json_object *document = json ? json_document() : NULL;
    struct json_object *targets = json ? json_object_new_array() : NULL;
    for (size_t i = 0; i < views->count; i++) {
        const struct view *view = &views->items[i];
        struct json_object *object = json ? form_view_to_json(view) : NULL;
        views->missing |= !append_one(out, view, file, object, alone);
        if (json)
            json_object_array_add(targets, object);
    }
    if (!json)
        return out->failed ? -ENOMEM : 0;
    json_object_object_add(document, "targets", targets);
    return json_append(out, document);
}
