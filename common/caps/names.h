/* Capabilities by name: each spelling that people use, and lists of them. */
#ifndef CCAPS_CAPS_NAMES_H
#define CCAPS_CAPS_NAMES_H

#include "base/buffer.h"
#include "base/error.h"
#include "caps/capstate.h"

/** Every capability that the running kernel has: 0..cap_last_cap, which prctl(2) PR_CAPBSET_READ tells without /proc.
 */
capset_t capset_all(void);

/**
 * The name of capability `cap` (0..63), lower case, without "cap_": "sys_admin"; the bare number for one that libcap
 * does not know.
 * @return a string that lives as long as the program
 */
const char *capability_name(unsigned cap);

/** Whether capability `cap` has a name, as against a bare number. */
bool capability_is_named(unsigned cap);

/**
 * A capability in any spelling: `sys_admin`, `cap_sys_admin`, any case, a number 0..63.
 * @return the number, 0..63; -EINVAL with the nearest known name as the cure, where one is near
 */
int capability_parse(const char *text, struct error *err);

/**
 * A capability list: items for capability_parse(), or `all`, with commas between. The empty text is the empty set.
 *
 * @param all  what `all` stands for
 * @param set  filled; untouched on failure
 * @return 0; -EINVAL for an item that is none, or is empty
 */
int capset_parse(const char *list, capset_t all, capset_t *set, struct error *err);

/** Append the names of `set` with commas between, in the kernel's order; nothing where it is empty. */
void capset_append_names(struct buffer *out, capset_t set);

/**
 * Append `set` in the short form of tables: `-` for none, `all`, `all-sys_resource` where at most eight of the kernel's
 * are missing, else names.
 */
void capset_append_short(struct buffer *out, capset_t set);

/**
 * Append `set` as what differs from `base`: `=` the same, `-` none, `=-kill`, `=+kill`, `=+a,b-c`; one that shares
 * nothing with `base`, or is shorter as `all` or `all-kill`, in the form of capset_append_short().
 */
void capset_append_relative(struct buffer *out, capset_t set, capset_t base);

/**
 * Append all five sets, those that are the same told once under their letters: `EPB:kill,chown I:- A:?`; each in the
 * form of capset_append_short(), `?` for what is not known.
 */
void capstate_append_grouped(struct buffer *out, const struct capstate *state);

#endif
