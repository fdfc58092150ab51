/* When output is coloured: --color=auto|always|never, NO_COLOR. */
#ifndef CCAPS_BASE_COLOR_H
#define CCAPS_BASE_COLOR_H

#include <stdbool.h>

#include "base/error.h"

/** What --color asks for; auto is the default. */
enum color_mode { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/** Read the value of --color; NULL is "always", as ls(1) has it. @return 0; -EINVAL */
int color_parse(const char *value, enum color_mode *mode, struct error *err);

/** Whether what is written to `fd` is to be coloured: auto means a terminal, and no NO_COLOR in the environment. */
bool color_wanted(enum color_mode mode, int fd);

#endif
