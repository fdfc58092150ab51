/* A file's capabilities as getcap(8) writes them. */
#ifndef CCAPS_RENDER_FILECAPS_H
#define CCAPS_RENDER_FILECAPS_H

#include "base/buffer.h"
#include "caps/filecaps.h"

/**
 * Append the line of `getcap -n`: the path (made harmless for a terminal), libcap's text of the sets, and of revision 3
 * [rootid=UID]; behind it what getcap does not tell, [version=N] where that is not the usual 2. Nothing where the file
 * has none, as with getcap.
 */
void getcap_line_append(struct buffer *out, const char *path, const struct filecaps *filecaps);

#endif
