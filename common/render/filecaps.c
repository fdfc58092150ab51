#include "render/filecaps.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "caps/text.h"

/* What setcap(8) writes where no namespace asks for more. */
enum { USUAL_REVISION = 2 };

void getcap_line_append(struct buffer *out, const char *path, const struct filecaps *filecaps)
{
    if (filecaps->revision == 0)
        return;
    struct capstate caps = filecaps_capstate(filecaps);
    _cleanup_(freep) char *harmless = escape_text(path, strlen(path));
    _cleanup_(freep) char *text = capstate_to_text(&caps);
    out->failed |= !harmless || !text;
    if (out->failed)
        return;
    buffer_printf(out, "%s %s", harmless, text);
    if (filecaps->revision == 3)
        buffer_printf(out, " [rootid=%u]", filecaps->rootid);
    if (filecaps->revision != USUAL_REVISION)
        buffer_printf(out, " [version=%d]", filecaps->revision);
    buffer_puts(out, "\n");
}
