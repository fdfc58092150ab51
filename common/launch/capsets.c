#include "launch/capsets.h"

#include <errno.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "caps/execve.h"
#include "caps/names.h"

/* Everything that a reason is found in. */
struct evaluation {
    const struct caps_facts *facts;
    struct capstate asked;
    struct capsets *capsets;
};

static capset_t caller_set(const struct evaluation *evaluation, enum capset_kind kind)
{
    return evaluation->facts->caller->caps.sets[kind];
}

/* ---- what is asked for ---- */

static struct capstate start_of(const struct caps_request *request, const struct caps_facts *facts)
{
    if (!request->has_profile)
        return facts->base;
    struct capstate start = { .known = CAPSTATE_ALL_KNOWN };
    start.sets[BOUNDING] = start.sets[PERMITTED] = start.sets[EFFECTIVE] = request->profile;
    return start;
}

static bool is_added_to(enum capset_kind kind)
{
    return kind == BOUNDING || kind == PERMITTED || kind == EFFECTIVE;
}

static struct capstate ask(const struct caps_request *request, const struct capstate *start)
{
    struct capstate asked = *start;
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
        asked.sets[kind] &= ~request->drop;
        if (is_added_to(kind))
            asked.sets[kind] |= request->add;
        if (capstate_knows(&request->exact, kind))
            asked.sets[kind] = request->exact.sets[kind];
    }
    return asked;
}

/* What of set `kind` was asked for by name, and so must be had. */
static capset_t named(const struct caps_request *request, enum capset_kind kind)
{
    if (capstate_knows(&request->exact, kind))
        return request->exact.sets[kind];
    return is_added_to(kind) ? request->add : 0;
}

/* ---- what the caller can set, and what execve(2) makes of it ---- */

/* capset(2) and prctl(2) in the order of launch/credentials.c: the bounding set is cut first, so an inheritable set
 * must lie in it (security/commoncap.c, cap_capset(), cap_prctl_option()). */
static struct capstate clip(const struct evaluation *evaluation)
{
    struct capstate set = evaluation->asked;
    set.sets[BOUNDING] &= caller_set(evaluation, BOUNDING);
    set.sets[PERMITTED] &= caller_set(evaluation, PERMITTED);
    set.sets[EFFECTIVE] &= set.sets[PERMITTED];
    set.sets[INHERITABLE] &=
        caller_set(evaluation, INHERITABLE) | (caller_set(evaluation, PERMITTED) & set.sets[BOUNDING]);
    set.sets[AMBIENT] &= set.sets[PERMITTED] & set.sets[INHERITABLE];
    return set;
}

static struct capstate predict(const struct caps_facts *facts, const struct capstate *before)
{
    struct credentials credentials = *facts->caller;
    credentials.caps = *before;
    credentials.no_new_privs = facts->no_new_privs;
    for (enum id_kind kind = 0; kind < ID_KINDS; kind++) {
        credentials.uids[kind] = facts->uid;
        credentials.gids[kind] = facts->gid;
    }
    struct exec_file file = { 0 };
    struct exec_context context = { 0 };
    struct exec_outcome outcome;
    execve_predict(&credentials, NULL, &file, &context, &outcome);
    return outcome.after.caps;
}

/* ---- why not ---- */

static bool unknown_to_kernel(const struct evaluation *evaluation, unsigned cap)
{
    (void)evaluation;
    return !capset_has(capset_all(), cap);
}

static bool not_in_callers_bounding(const struct evaluation *evaluation, unsigned cap)
{
    return !capset_has(caller_set(evaluation, BOUNDING), cap);
}

static bool not_in_callers_permitted(const struct evaluation *evaluation, unsigned cap)
{
    return !capset_has(caller_set(evaluation, PERMITTED), cap);
}

static bool not_asked_permitted(const struct evaluation *evaluation, unsigned cap)
{
    return !capset_has(evaluation->asked.sets[PERMITTED], cap);
}

static bool not_asked_bounding(const struct evaluation *evaluation, unsigned cap)
{
    return !capset_has(evaluation->asked.sets[BOUNDING], cap);
}

static bool not_inheritable_or_permitted(const struct evaluation *evaluation, unsigned cap)
{
    const capset_t *before = evaluation->capsets->before.sets;
    return !capset_has(before[PERMITTED] & before[INHERITABLE], cap);
}

static bool is_root_beyond_bounding(const struct evaluation *evaluation, unsigned cap)
{
    const capset_t *before = evaluation->capsets->before.sets;
    return evaluation->facts->uid == 0 && !capset_has(before[BOUNDING] | before[INHERITABLE], cap);
}

static bool is_not_root(const struct evaluation *evaluation, unsigned cap)
{
    (void)cap;
    return evaluation->facts->uid != 0;
}

static bool always(const struct evaluation *evaluation, unsigned cap)
{
    (void)evaluation;
    (void)cap;
    return true;
}

enum {
    B = 1 << BOUNDING,
    P = 1 << PERMITTED,
    E = 1 << EFFECTIVE,
    I = 1 << INHERITABLE,
    A = 1 << AMBIENT,
    ANY = CAPSTATE_ALL_KNOWN
};

/* A reason, for the sets where it can be one; the first that applies is told. */
struct reason {
    unsigned kinds;
    bool (*applies)(const struct evaluation *evaluation, unsigned cap);
    const char *text;
    const char *cure;
};

static const struct reason losses[] = {
    { ANY, unknown_to_kernel, "this kernel has no such capability", "leave @ out" },
    { ANY, not_in_callers_bounding, "the bounding set of whoever runs this does not have it",
      "leave @ out, or start from where it is held" },
    { E, not_asked_permitted, "only what is permitted can be effective", "add @ to the permitted set too" },
    { P | E | I | A, not_in_callers_permitted, "whoever runs this is not permitted it", "leave @ out, or run as root" },
    { I, not_asked_bounding, "only what is in the bounding set can be made inheritable",
      "add @ to the bounding set too, or use --cap-add" },
    { A, not_inheritable_or_permitted, "only what is both permitted and inheritable can be ambient",
      "use --cap-add @ --inheritable @ too" },
    { P | E, is_root_beyond_bounding, "uid 0 gets only what is in the bounding or inheritable set at exec",
      "add @ to the bounding set too" },
    { P | E, is_not_root, "it is lost at exec: the uid is not 0 and it is not ambient",
      "use --inheritable @ --ambient @ too" },
    { ANY, always, "the kernel takes it away at exec", "see ccaps-run(1) on securebits and no_new_privs" },
};

static const struct reason surpluses[] = {
    { P, is_not_root, "what is ambient is permitted after exec", "leave @ out of the ambient set" },
    { P, always, "uid 0 gets all that is in the bounding or inheritable set at exec",
      "leave @ out of those, or permit it too" },
    { E, is_not_root, "what is ambient is effective after exec", "leave @ out of the ambient set" },
    { E, always, "at exec, uid 0 has all raised that it is permitted", "leave @ out of the permitted set" },
    { ANY, always, "the kernel adds it at exec", "ask for @ too" },
};

static const struct reason *find_reason(const struct evaluation *evaluation, const struct reason *reasons,
                                        enum capset_kind kind, unsigned cap)
{
    while (!(reasons->kinds >> kind & 1 && reasons->applies(evaluation, cap)))
        reasons++;
    return reasons;
}

/* Add `cap` to the refusal of the same set and reason, or a new one. */
static void refuse(struct capsets *capsets, enum capset_kind kind, unsigned cap, bool surplus,
                   const struct reason *reason)
{
    for (size_t i = 0; i < capsets->refused_count; i++) {
        struct refusal *refusal = &capsets->refused[i];
        if (refusal->kind == kind && refusal->reason == reason->text && refusal->surplus == surplus) {
            refusal->caps |= capset_of(cap);
            return;
        }
    }
    if (capsets->refused_count < REFUSALS_MAX)
        capsets->refused[capsets->refused_count++] =
            (struct refusal){ kind, capset_of(cap), surplus, reason->text, reason->cure };
}

static void refuse_all(struct evaluation *evaluation, enum capset_kind kind, capset_t lost, capset_t surplus)
{
    capset_foreach (cap, lost)
        refuse(evaluation->capsets, kind, cap, false, find_reason(evaluation, losses, kind, cap));
    capset_foreach (cap, surplus)
        refuse(evaluation->capsets, kind, cap, true, find_reason(evaluation, surpluses, kind, cap));
}

/* runc sets an asked base as it is and fails where the kernel does; but an ambient set beyond the others it clips. */
static capset_t lost_of_base(const struct evaluation *evaluation, enum capset_kind kind)
{
    if (!evaluation->facts->base_is_asked || kind == AMBIENT)
        return 0;
    return evaluation->asked.sets[kind] & ~evaluation->capsets->before.sets[kind];
}

/* The predicted sets of a request: `asked` and `before` are filled on the way. */
static struct capstate settle(struct evaluation *evaluation, const struct caps_request *request,
                              struct capstate *before)
{
    struct capstate start = start_of(request, evaluation->facts);
    evaluation->asked = ask(request, &start);
    *before = clip(evaluation);
    return predict(evaluation->facts, before);
}

void capsets_evaluate(const struct caps_request *request, const struct caps_facts *facts, struct capsets *capsets)
{
    /* the bounding set first: why something is not there is why it is not in the others */
    static const enum capset_kind order[] = { BOUNDING, PERMITTED, EFFECTIVE, INHERITABLE, AMBIENT };
    struct evaluation evaluation = { .facts = facts, .capsets = capsets };
    *capsets = (struct capsets){ 0 };

    /* what comes without any exact set is what profile or config stand for, and no surplus */
    struct caps_request inexact = *request;
    inexact.exact.known = 0;
    struct capstate usual = settle(&evaluation, &inexact, &capsets->before);
    capsets->after = settle(&evaluation, request, &capsets->before);

    for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
        enum capset_kind kind = order[i];
        capset_t after = capsets->after.sets[kind];
        capset_t surplus = request->exact.known ? after & ~evaluation.asked.sets[kind] : 0;
        if (!capstate_knows(&request->exact, kind))
            surplus &= ~usual.sets[kind];
        refuse_all(&evaluation, kind, (named(request, kind) & ~after) | lost_of_base(&evaluation, kind), surplus);
    }
}

/* A cure, with the capabilities' names for each @. */
static void append_cure(struct buffer *out, const char *cure, const char *names)
{
    for (; *cure; cure++)
        if (*cure == '@')
            buffer_puts(out, names);
        else
            buffer_append(out, cure, 1);
}

int capsets_check(const struct capsets *capsets, struct error *err)
{
    if (capsets->refused_count == 0)
        return 0;
    const struct refusal *refusal = &capsets->refused[0];
    _cleanup_(buffer_free) struct buffer names = { 0 };
    _cleanup_(buffer_free) struct buffer cure = { 0 };
    capset_append_names(&names, refusal->caps);
    append_cure(&cure, refusal->cure, names.failed ? "?" : names.data);

    error_set(err, EPERM | ERROR_TOLD,
              refusal->surplus ? "the %s set would have %s unasked: %s" : "the %s set cannot have %s: %s",
              capset_names[refusal->kind].name, names.failed ? "?" : names.data, refusal->reason);
    return error_cure(err, "%s", cure.failed ? "" : cure.data);
}
