/* What a process may do, as `capsh --print` of libcap writes it. */
#ifndef CCAPS_RENDER_CAPSH_BLOCK_H
#define CCAPS_RENDER_CAPSH_BLOCK_H

#include "base/buffer.h"
#include "caps/credentials.h"

/**
 * Append the block of libcap's progs/capsh.c, arg_print(): byte for byte, but for what capsh gets wrong. The real
 * user's own name stands where real and effective user differ, every supplementary group is listed, and what is not
 * known is `unknown`.
 */
void capsh_block_append(struct buffer *out, const struct credentials *credentials, const struct group_list *groups);

/** Append `set` as capsh lists it: "cap_kill,cap_chown,50", in the kernel's order; nothing where it is empty. */
void capsh_names_append(struct buffer *out, capset_t set);

#endif
