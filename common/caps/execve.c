#include "caps/execve.h"

#include <linux/capability.h>
#include <linux/securebits.h>

#include "caps/names.h"

/* What is carried from step to step; the steps are those of security/commoncap.c and fs/exec.c, in their order. */
struct exec_step {
    const struct credentials *before;
    const struct exec_file *file;
    const struct exec_context *context;
    struct exec_outcome *outcome;
    capset_t permitted;
    bool effective;     /* all of permitted is raised at once */
    bool has_file_caps; /* the file's capabilities count */
};

static bool no_new_privs(const struct credentials *credentials)
{
    return credentials->no_new_privs == 1;
}

static bool has_securebit(const struct credentials *credentials, int bit)
{
    return credentials->securebits != CREDENTIAL_UNKNOWN && credentials->securebits & bit;
}

/* fs/exec.c, bprm_fill_uid() */
static void apply_set_id(struct exec_step *step)
{
    const struct exec_file *file = step->file;
    struct credentials *after = &step->outcome->after;
    if (!file->set_uid && !file->set_gid)
        return;
    if (file->nosuid || file->unmapped || no_new_privs(step->before)) {
        step->outcome->set_id_ignored = true;
        return;
    }
    if (file->set_uid)
        after->uids[ID_EFFECTIVE] = file->owner;
    if (file->set_gid)
        after->gids[ID_EFFECTIVE] = file->group;
}

/* get_file_caps() and bprm_caps_from_vfs_caps(): P' = (B & F.permitted) | (I & F.inheritable) */
static void apply_file_caps(struct exec_step *step)
{
    const struct filecaps *caps = &step->file->caps;
    const capset_t *sets = step->before->caps.sets;
    if (caps->revision == 0)
        return;
    if (step->file->nosuid || (caps->revision == 3 && !step->file->caps_count)) {
        step->outcome->file_caps_ignored = true;
        return;
    }

    /* get_vfs_caps_from_disk() takes no bit that the kernel has no name for */
    capset_t wanted = caps->permitted & capset_all();
    step->has_file_caps = true;
    step->effective = caps->effective;
    step->permitted = (sets[BOUNDING] & wanted) | (sets[INHERITABLE] & caps->inheritable);
    if (caps->effective && wanted & ~step->permitted) {
        step->outcome->verdict = EXEC_REFUSED_CAPS;
        step->outcome->missing = wanted & ~step->permitted;
    }
}

/* handle_privileged_root() */
static void apply_root(struct exec_step *step)
{
    const struct credentials *after = &step->outcome->after;
    bool real = after->uids[ID_REAL] == step->context->root;
    bool effective = after->uids[ID_EFFECTIVE] == step->context->root;
    if (has_securebit(step->before, SECBIT_NOROOT))
        return;
    if (step->has_file_caps && effective && !real)
        return;
    if (real || effective) {
        step->permitted = step->before->caps.sets[BOUNDING] | step->before->caps.sets[INHERITABLE];
        step->outcome->from_root = true;
    }
    if (effective)
        step->effective = true;
}

/* in_group_p(): the group by which files are judged, or a supplementary one */
static bool in_group(const struct credentials *before, const struct group_list *groups, gid_t gid)
{
    if (before->gids[ID_FILESYSTEM] == gid)
        return true;
    for (int i = 0; groups && i < groups->count; i++)
        if (groups->ids[i] == gid)
            return true;
    return false;
}

static bool id_changed(const struct exec_step *step, const struct group_list *groups)
{
    const struct credentials *before = step->before;
    const struct credentials *after = &step->outcome->after;
    if (step->context->compares_real_id)
        return after->uids[ID_EFFECTIVE] != before->uids[ID_REAL] || after->gids[ID_EFFECTIVE] != before->gids[ID_REAL];
    return after->uids[ID_EFFECTIVE] != before->uids[ID_EFFECTIVE] ||
           !in_group(before, groups, after->gids[ID_EFFECTIVE]);
}

/* "downgrade; they get no more than they had": a gain is not for one who promised none, or whom another could steer */
static void hold_to_old(struct exec_step *step)
{
    struct credentials *after = &step->outcome->after;
    if (no_new_privs(step->before) || !capstate_has(&step->before->caps, EFFECTIVE, CAP_SETUID)) {
        after->uids[ID_EFFECTIVE] = after->uids[ID_REAL];
        after->gids[ID_EFFECTIVE] = after->gids[ID_REAL];
    }
    step->permitted &= step->before->caps.sets[PERMITTED];
    step->outcome->held_to_old = true;
}

static void settle_ids(struct credentials *after)
{
    after->uids[ID_SAVED] = after->uids[ID_FILESYSTEM] = after->uids[ID_EFFECTIVE];
    after->gids[ID_SAVED] = after->gids[ID_FILESYSTEM] = after->gids[ID_EFFECTIVE];
}

static void settle_sets(struct exec_step *step, bool changed)
{
    struct credentials *after = &step->outcome->after;
    capset_t ambient = step->before->caps.sets[AMBIENT];
    if (step->has_file_caps || changed) {
        step->outcome->ambient_cleared = ambient != 0;
        ambient = 0;
    }
    after->caps.sets[AMBIENT] = ambient;
    after->caps.sets[PERMITTED] = step->permitted | ambient;
    after->caps.sets[EFFECTIVE] = step->effective ? after->caps.sets[PERMITTED] : ambient;
    if (after->securebits != CREDENTIAL_UNKNOWN)
        after->securebits &= ~SECBIT_KEEP_CAPS;
}

void execve_predict(const struct credentials *before, const struct group_list *groups, const struct exec_file *file,
                    const struct exec_context *context, struct exec_outcome *outcome)
{
    *outcome = (struct exec_outcome){ .after = *before };
    if (before->caps.known != CAPSTATE_ALL_KNOWN || !before->ids_known) {
        outcome->after.caps.known = 0;
        outcome->after.ids_known = false;
        return;
    }
    struct exec_step step = { .before = before, .file = file, .context = context, .outcome = outcome };

    apply_set_id(&step);
    apply_file_caps(&step);
    if (outcome->verdict != EXEC_GRANTED)
        return;
    apply_root(&step);
    bool changed = id_changed(&step, groups);
    bool gained = step.permitted & ~before->caps.sets[PERMITTED];
    if ((changed || gained) && (no_new_privs(before) || context->unsafe))
        hold_to_old(&step);
    settle_ids(&outcome->after);
    settle_sets(&step, changed);
}
