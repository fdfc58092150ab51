/* A file's capabilities as getcap(8) writes them. Paths are made harmless for a terminal. */
#ifndef CCAPS_RENDER_FILECAPS_H
#define CCAPS_RENDER_FILECAPS_H

#include "base/buffer.h"
#include "caps/filecaps.h"

/** Append the line of `getcap -n`: the path, libcap's text of the sets, and of revision 3 [rootid=UID]. */
void getcap_line_append(struct buffer *out, const char *path, const struct filecaps *filecaps);

/**
 * The same, and behind it what getcap does not tell, where it is not the usual: [version=N], and whether it is for
 * another user namespace.
 * @param counts_here  of filecaps_count_here()
 */
void filecaps_line_append(struct buffer *out, const char *path, const struct filecaps *filecaps, int counts_here);

/** Append the line of `getcap -v` of a file without capabilities, or of what is not a regular file. */
void getcap_none_append(struct buffer *out, const char *path, bool regular);

#endif
