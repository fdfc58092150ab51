#include "launch/request.h"

#include <ctype.h>
#include <string.h>

bool launch_name_is_valid(const char *name)
{
    size_t length = strlen(name);
    if (length == 0 || length >= LAUNCH_NAME_SIZE || !isalnum((unsigned char)name[0]))
        return false;
    for (const char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("_.-", *c))
            return false;
    return true;
}
