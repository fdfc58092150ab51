#include "render/filecaps.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "caps/text.h"

/* What setcap(8) writes where no namespace asks for more. */
enum { USUAL_REVISION = 2 };

static void append_path(struct buffer *out, const char *path)
{
    _cleanup_(freep) char *harmless = escape_text(path, strlen(path));
    out->failed |= !harmless;
    buffer_puts(out, harmless ? harmless : "");
}

/* The line without its end. */
static void append_known(struct buffer *out, const char *path, const struct filecaps *filecaps)
{
    struct capstate caps = filecaps_capstate(filecaps);
    _cleanup_(freep) char *text = capstate_to_text(&caps);
    out->failed |= !text;
    append_path(out, path);
    buffer_printf(out, " %s", text ? text : "");
    if (filecaps->revision == 3)
        buffer_printf(out, " [rootid=%u]", filecaps->rootid);
}

void getcap_line_append(struct buffer *out, const char *path, const struct filecaps *filecaps)
{
    append_known(out, path, filecaps);
    buffer_puts(out, "\n");
}

void filecaps_line_append(struct buffer *out, const char *path, const struct filecaps *filecaps, int counts_here)
{
    append_known(out, path, filecaps);
    if (filecaps->revision != USUAL_REVISION)
        buffer_printf(out, " [version=%d]", filecaps->revision);
    if (counts_here != true)
        buffer_puts(out, counts_here == false ? " [not for this user namespace]" : " [for this user namespace: ?]");
    buffer_puts(out, "\n");
}

void getcap_none_append(struct buffer *out, const char *path, bool regular)
{
    append_path(out, path);
    buffer_puts(out, regular ? "\n" : " (Not a regular file)\n");
}
