#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/escape.h"

int error_set(struct error *err, int errnum, const char *format, ...)
{
    int number = errnum & ~ERROR_TOLD;
    if (!err)
        return -number;

    va_list arguments;
    va_start(arguments, format);
    vsnprintf(err->what, sizeof(err->what), format, arguments);
    va_end(arguments);
    err->errnum = errnum;
    err->cure[0] = '\0';
    return -number;
}

int error_cure(struct error *err, const char *format, ...)
{
    if (!err)
        return -EINVAL;

    va_list arguments;
    va_start(arguments, format);
    vsnprintf(err->cure, sizeof(err->cure), format, arguments);
    va_end(arguments);
    return -(err->errnum & ~ERROR_TOLD);
}

void error_print(const struct error *err)
{
    fprintf(stderr, "%s: ", program_invocation_short_name);
    escape_print(stderr, err->what);
    if (!(err->errnum & ERROR_TOLD))
        fprintf(stderr, ": %s", strerror(err->errnum));
    if (err->cure[0] != '\0') {
        fputs(" (", stderr);
        escape_print(stderr, err->cure);
        fputc(')', stderr);
    }
    fputc('\n', stderr);
}
