#include "caps/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"

/* Which of libcap's three flags is which of our five sets. */
static const struct {
    cap_flag_t flag;
    enum capset_kind kind;
} libcap_flags[] = { { CAP_EFFECTIVE, EFFECTIVE }, { CAP_PERMITTED, PERMITTED }, { CAP_INHERITABLE, INHERITABLE } };

/* The same for the three vectors of an IAB. libcap's bound vector holds what is blocked: cap_iab(3). */
static const struct {
    cap_iab_vector_t vector;
    enum capset_kind kind;
} iab_vectors[] = { { CAP_IAB_INH, INHERITABLE }, { CAP_IAB_AMB, AMBIENT }, { CAP_IAB_BOUND, BOUNDING } };

void capset_hex(capset_t set, char text[CAPSET_HEX_SIZE])
{
    snprintf(text, CAPSET_HEX_SIZE, "%016" PRIx64, set);
}

static int hex_digit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    char lower = (char)(digit | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool capset_from_hex(const char *text, size_t size, capset_t *set)
{
    capset_t value = 0;
    if (size < 1 || size > 16)
        return false;
    for (size_t i = 0; i < size; i++) {
        int digit = hex_digit(text[i]);
        if (digit < 0)
            return false;
        value = value << 4 | (capset_t)digit;
    }
    *set = value;
    return true;
}

cap_t capstate_to_libcap(const struct capstate *state)
{
    cap_t caps = cap_init();
    if (!caps)
        return NULL;
    for (size_t i = 0; i < ARRAY_SIZE(libcap_flags); i++)
        capset_foreach (cap, state->sets[libcap_flags[i].kind]) {
            cap_value_t value = (cap_value_t)cap;
            cap_set_flag(caps, libcap_flags[i].flag, 1, &value, CAP_SET);
        }
    return caps;
}

static char *take_libcap_text(char *text)
{
    char *copy = text ? strdup(text) : NULL;
    cap_free(text);
    return copy;
}

char *capstate_to_text(const struct capstate *state)
{
    for (size_t i = 0; i < ARRAY_SIZE(libcap_flags); i++)
        if (!capstate_knows(state, libcap_flags[i].kind))
            return NULL;
    _cleanup_(cap_freep) cap_t caps = capstate_to_libcap(state);
    return caps ? take_libcap_text(cap_to_text(caps, NULL)) : NULL;
}

char *capstate_to_iab(const struct capstate *state)
{
    _cleanup_(cap_freep) cap_iab_t iab = cap_iab_init();
    for (size_t i = 0; iab && i < ARRAY_SIZE(iab_vectors); i++) {
        enum capset_kind kind = iab_vectors[i].kind;
        if (!capstate_knows(state, kind))
            return NULL;
        for (unsigned cap = 0; cap < (unsigned)cap_max_bits(); cap++)
            if (capset_has(state->sets[kind], cap) != (kind == BOUNDING))
                cap_iab_set_vector(iab, iab_vectors[i].vector, (cap_value_t)cap, CAP_SET);
    }
    return iab ? take_libcap_text(cap_iab_to_text(iab)) : NULL;
}

int capstate_from_text(struct capstate *state, const char *text, struct error *err)
{
    _cleanup_(cap_freep) cap_t caps = cap_from_text(text);
    if (!caps)
        return error_set(err, EINVAL | ERROR_TOLD, "'%s' is not a capability text of cap_from_text(3)", text);

    for (size_t i = 0; i < ARRAY_SIZE(libcap_flags); i++) {
        capset_t set = 0;
        for (unsigned cap = 0; cap < CAPABILITY_MAX; cap++) {
            cap_flag_value_t value = CAP_CLEAR;
            if (cap_get_flag(caps, (cap_value_t)cap, libcap_flags[i].flag, &value) == 0 && value == CAP_SET)
                set |= capset_of(cap);
        }
        capstate_set(state, libcap_flags[i].kind, set);
    }
    return 0;
}

int capstate_from_iab(struct capstate *state, const char *text, struct error *err)
{
    _cleanup_(cap_freep) cap_iab_t iab = cap_iab_from_text(text);
    if (!iab)
        return error_set(err, EINVAL | ERROR_TOLD, "'%s' is not an IAB text of cap_iab(3)", text);

    for (size_t i = 0; i < ARRAY_SIZE(iab_vectors); i++) {
        enum capset_kind kind = iab_vectors[i].kind;
        capset_t set = 0;
        for (unsigned cap = 0; cap < (unsigned)cap_max_bits(); cap++) {
            bool raised = cap_iab_get_vector(iab, iab_vectors[i].vector, (cap_value_t)cap) == CAP_SET;
            if (raised != (kind == BOUNDING))
                set |= capset_of(cap);
        }
        capstate_set(state, kind, set);
    }
    return 0;
}
