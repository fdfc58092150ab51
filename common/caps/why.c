#include "caps/why.h"

#include <linux/securebits.h>

#include "caps/execve.h"

bool capability_comes_with_exec(const struct credentials *credentials, uid_t root, unsigned cap)
{
    struct exec_outcome outcome;
    execve_predict(credentials, NULL, &(struct exec_file){ 0 }, &(struct exec_context){ .root = root }, &outcome);
    return outcome.verdict == EXEC_GRANTED && capstate_has(&outcome.after.caps, EFFECTIVE, cap);
}

static bool is_root(const struct credentials *credentials, uid_t root)
{
    return root != (uid_t)-1 && (credentials->uids[ID_EFFECTIVE] == root || credentials->uids[ID_REAL] == root);
}

static bool has_noroot(const struct credentials *credentials)
{
    return credentials->securebits != CREDENTIAL_UNKNOWN && credentials->securebits & SECBIT_NOROOT;
}

static enum why_reason why_not_permitted(const struct credentials *credentials, uid_t root, unsigned cap)
{
    bool by_root = is_root(credentials, root) && capstate_has(&credentials->caps, INHERITABLE, cap);
    if (capability_comes_with_exec(credentials, root, cap))
        return WHY_GIVEN_UP;
    if (!capstate_has(&credentials->caps, BOUNDING, cap) && !by_root)
        return WHY_NOT_BOUNDING;
    if (credentials->no_new_privs == 1)
        return WHY_NO_NEW_PRIVS;
    return is_root(credentials, root) && has_noroot(credentials) ? WHY_NOROOT : WHY_LOST_AT_EXEC;
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
