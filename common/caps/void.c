#include "caps/void.h"

#include "caps/execve.h"

/* The credentials with which a runtime calls execve(2) when it has set what was declared. */
static struct credentials set_by_runtime(const struct capstate *declared, uid_t user)
{
    struct credentials credentials = CREDENTIALS_UNKNOWN;
    credentials.caps = *declared;
    credentials.ids_known = true;
    for (enum id_kind kind = 0; kind < ID_KINDS; kind++)
        credentials.uids[kind] = user;
    /* capabilities(7), "Ambient": none is ambient that is not both permitted and inheritable */
    credentials.caps.sets[AMBIENT] &= declared->sets[PERMITTED] & declared->sets[INHERITABLE];
    return credentials;
}

struct capstate capstate_void(const struct capstate *declared, uid_t user)
{
    struct capstate result = { .known = declared->known };
    if (declared->known != CAPSTATE_ALL_KNOWN)
        return result;

    struct credentials before = set_by_runtime(declared, user);
    struct exec_outcome outcome;
    execve_predict(&before, NULL, &(struct exec_file){ 0 }, &(struct exec_context){ 0 }, &outcome);
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        result.sets[kind] = declared->sets[kind] & ~outcome.after.caps.sets[kind];
    return result;
}

const char *void_reason(enum capset_kind kind, uid_t user)
{
    if (kind == AMBIENT)
        return "ambient takes permitted and inheritable too";
    return user == 0 ? "beyond the bounding set" : "a user other than root keeps at exec only what is ambient";
}
