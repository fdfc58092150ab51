#include "caps/why.h"

#include <linux/securebits.h>

#include "caps/execve.h"

/* After execve(2) of a program without any privilege of its own. */
static struct capstate after_exec(const struct credentials *credentials, uid_t root)
{
    struct exec_outcome outcome;
    execve_predict(credentials, NULL, &(struct exec_file){ 0 }, &(struct exec_context){ .root = root }, &outcome);
    return outcome.after.caps;
}

bool capability_comes_with_exec(const struct credentials *credentials, uid_t root, unsigned cap)
{
    struct capstate after = after_exec(credentials, root);
    return capstate_has(&after, EFFECTIVE, cap);
}

bool credentials_are_root(const struct credentials *credentials, uid_t root)
{
    return root != (uid_t)-1 && (credentials->uids[ID_EFFECTIVE] == root || credentials->uids[ID_REAL] == root);
}

static bool has_noroot(const struct credentials *credentials)
{
    return credentials->securebits != CREDENTIAL_UNKNOWN && credentials->securebits & SECBIT_NOROOT;
}

static enum why_reason why_not_permitted(const struct credentials *credentials, uid_t root, unsigned cap)
{
    bool is_root = credentials_are_root(credentials, root);
    struct capstate after = after_exec(credentials, root);
    if (capstate_has(&after, PERMITTED, cap))
        return capstate_has(&after, EFFECTIVE, cap) ? WHY_GIVEN_UP : WHY_REAL_ROOT;
    if (!capstate_has(&credentials->caps, BOUNDING, cap) &&
        !(is_root && capstate_has(&credentials->caps, INHERITABLE, cap)))
        return WHY_NOT_BOUNDING;
    if (credentials->no_new_privs == 1)
        return WHY_NO_NEW_PRIVS;
    return is_root && has_noroot(credentials) ? WHY_NOROOT : WHY_LOST_AT_EXEC;
}

enum why_reason capability_why(const struct credentials *credentials, uid_t root, unsigned cap, capset_t kernel)
{
    const struct capstate *caps = &credentials->caps;
    if (!capset_has(kernel, cap))
        return WHY_NO_SUCH;
    if (!capstate_knows(caps, EFFECTIVE))
        return WHY_UNKNOWN;
    if (capstate_has(caps, EFFECTIVE, cap))
        return WHY_EFFECTIVE;
    if (caps->known != CAPSTATE_ALL_KNOWN || !credentials->ids_known)
        return WHY_UNKNOWN;
    if (capstate_has(caps, PERMITTED, cap))
        return WHY_NOT_RAISED;
    return why_not_permitted(credentials, root, cap);
}
