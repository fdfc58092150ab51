#include "base/color.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"

static const char *const mode_names[] = { [COLOR_AUTO] = "auto", [COLOR_ALWAYS] = "always", [COLOR_NEVER] = "never" };

int color_parse(const char *value, enum color_mode *mode, struct error *err)
{
    for (size_t i = 0; i < ARRAY_SIZE(mode_names); i++) {
        if (strcmp(value ? value : "always", mode_names[i]) != 0)
            continue;
        *mode = (enum color_mode)i;
        return 0;
    }
    error_set(err, EINVAL | ERROR_TOLD, "unknown colour mode '%s'", value);
    return error_cure(err, "auto, always or never");
}

/* no-color.org: set and not empty */
bool color_wanted(enum color_mode mode, int fd)
{
    const char *no_color = getenv("NO_COLOR");
    if (mode != COLOR_AUTO)
        return mode == COLOR_ALWAYS;
    return isatty(fd) && !(no_color && no_color[0] != '\0');
}
