#include "containers/target.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Digits alone, 1..INT_MAX; *end is what follows them. */
static bool take_id(const char *text, pid_t *id, const char **end)
{
    size_t digits = strspn(text, "0123456789");
    errno = 0;
    unsigned long value = strtoul(text, NULL, 10);
    *end = text + digits;
    *id = (pid_t)value;
    return digits > 0 && errno == 0 && value > 0 && value <= INT_MAX;
}

static bool parse_ids(const char *word, struct target *target)
{
    const char *end;
    if (!take_id(word, &target->pid, &end))
        return false;
    target->kind = TARGET_PROCESS;
    target->tid = target->pid;
    if (*end == '\0')
        return true;
    target->kind = TARGET_THREAD;
    return *end == '/' && take_id(end + 1, &target->tid, &end) && *end == '\0';
}

int target_parse(const char *word, enum target_kind kind, struct target *target, struct error *err)
{
    *target = (struct target){ .kind = kind, .word = word };
    if (word[0] == '\0')
        return error_set(err, EINVAL | ERROR_TOLD, "an empty word names no target");
    if (kind == TARGET_CONTAINER || kind == TARGET_FILE)
        return 0;
    if (parse_ids(word, target))
        return 0;
    if (kind != TARGET_ANY)
        return error_set(err, EINVAL | ERROR_TOLD, "'%s' is not a process id, PID or PID/TID", word);
    *target = (struct target){ .kind = strchr(word, '/') ? TARGET_FILE : TARGET_CONTAINER, .word = word };
    return 0;
}
