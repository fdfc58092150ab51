/* What a capability set is, and the five that a thread has. */
#ifndef CCAPS_CAPS_CAPSTATE_H
#define CCAPS_CAPS_CAPSTATE_H

#include <stdbool.h>
#include <stdint.h>

/** One capability set: bit N is capability N, as /proc/PID/status writes it (proc(5)). */
typedef uint64_t capset_t;

/** Capabilities that a capset_t has room for; the kernel's kernel_cap_t has the same 64 bits. */
enum { CAPABILITY_MAX = 64 };

/** The set that holds capability `cap` (0..63) alone. */
static inline capset_t capset_of(unsigned cap)
{
    return UINT64_C(1) << cap;
}

/** Whether `set` holds capability `cap` (0..63). */
static inline bool capset_has(capset_t set, unsigned cap)
{
    return set >> cap & 1;
}

/** How many capabilities `set` holds. */
static inline unsigned capset_count(capset_t set)
{
    return (unsigned)__builtin_popcountll(set);
}

/** Each capability of `set`, in the kernel's order: `capset_foreach(cap, set) use(cap);`; break and continue are those
 * of any loop. */
#define capset_foreach(cap, set)                                                                                       \
    for (capset_t rest_ = (set), more_ = 1; more_ && rest_; rest_ &= rest_ - 1)                                        \
        for (unsigned cap = (more_ = 0, (unsigned)__builtin_ctzll(rest_)); !more_; more_ = 1)

/** The five sets of capabilities(7), in the order in which people name them. */
enum capset_kind { EFFECTIVE, PERMITTED, INHERITABLE, BOUNDING, AMBIENT, CAPSET_KINDS };

/** All that is called differently by others about a set: a row a set, so that nothing is written five times. */
struct capset_name {
    char letter;      /**< 'E', in columns and options */
    const char *name; /**< "effective": capabilities(7) and the OCI runtime spec, config.md, "process.capabilities" */
    const char *status_key; /**< "CapEff": proc(5) */
};
extern const struct capset_name capset_names[CAPSET_KINDS];

/** What a thread may do. A set that the kernel would not tell has its bit in `known` clear; its bits then mean nothing.
 */
struct capstate {
    capset_t sets[CAPSET_KINDS];
    unsigned known; /**< bit 1u << kind */
};

/** `known` of a capstate of which every set is known. */
enum { CAPSTATE_ALL_KNOWN = (1u << CAPSET_KINDS) - 1 };

/** Whether set `kind` is known. */
static inline bool capstate_knows(const struct capstate *state, enum capset_kind kind)
{
    return state->known >> kind & 1;
}

/** Whether `kind` is known and holds capability `cap` (0..63). */
static inline bool capstate_has(const struct capstate *state, enum capset_kind kind, unsigned cap)
{
    return capstate_knows(state, kind) && capset_has(state->sets[kind], cap);
}

/** Set `kind` becomes `set`, and known. */
static inline void capstate_set(struct capstate *state, enum capset_kind kind, capset_t set)
{
    state->sets[kind] = set;
    state->known |= 1u << kind;
}

/** Whether both know the same sets, and these are the same. */
bool capstate_equal(const struct capstate *one, const struct capstate *other);

#endif
