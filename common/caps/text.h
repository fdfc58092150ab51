/* Capability sets as text, both ways: libcap's form, libcap's IAB form, hexadecimal. */
#ifndef CCAPS_CAPS_TEXT_H
#define CCAPS_CAPS_TEXT_H

#include <stddef.h>
#include <sys/capability.h>

#include "base/error.h"
#include "caps/capstate.h"

/** Characters of a set as proc(5) writes it, 16 hex digits, with the NUL. */
enum { CAPSET_HEX_SIZE = 17 };

/** Write `set` as /proc/PID/status does: 16 lower-case hex digits. */
void capset_hex(capset_t set, char text[CAPSET_HEX_SIZE]);

/**
 * Read 1 to 16 hex digits of either case, and nothing else.
 * @param text  `size` characters; need not end in a NUL
 * @return whether that is what it was; *set is untouched where not
 */
bool capset_from_hex(const char *text, size_t size, capset_t *set);

/**
 * The effective, permitted and inheritable set in libcap's text form (cap_to_text(3)): "cap_kill=ep".
 * @return malloc'ed, owned by the caller; NULL where one of the three is not known or memory is short
 */
char *capstate_to_text(const struct capstate *state);

/**
 * The inheritable, ambient and bounding set in libcap's IAB form (cap_iab_to_text(3)): "!cap_sys_module,^cap_kill".
 * @return malloc'ed, owned by the caller; NULL where one of the three is not known or memory is short
 */
char *capstate_to_iab(const struct capstate *state);

/**
 * Read libcap's text form (cap_from_text(3)) into the effective, permitted and inheritable set; the others stay as they
 * are.
 * @return 0; -EINVAL where libcap takes it for none
 */
int capstate_from_text(struct capstate *state, const char *text, struct error *err);

/**
 * Read libcap's IAB form (cap_iab_from_text(3)) into the inheritable, ambient and bounding set; the others stay as they
 * are.
 * @return 0; -EINVAL where libcap takes it for none
 */
int capstate_from_iab(struct capstate *state, const char *text, struct error *err);

/**
 * The effective, permitted and inheritable set as libcap holds them, for its functions.
 * @return owned by the caller, cap_free(3); NULL when memory is short
 */
cap_t capstate_to_libcap(const struct capstate *state);

/** cap_free(3) for _cleanup_. */
static inline void cap_freep(void *pointer)
{
    cap_free(*(void **)pointer);
}

#endif
