#include "read/status.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "caps/text.h"

/* The text of a value: from behind the colon and its one tab to the end of the line. */
struct span {
    const char *at;
    const char *end;
};

static void skip_blanks(struct span *span)
{
    while (span->at < span->end && (*span->at == ' ' || *span->at == '\t'))
        span->at++;
}

static bool take_number(struct span *span, uint32_t *number)
{
    skip_blanks(span);
    const char *start = span->at;
    uint64_t value = 0;
    while (span->at < span->end && *span->at >= '0' && *span->at <= '9' && value <= UINT32_MAX)
        value = value * 10 + (uint64_t)(*span->at++ - '0');
    if (span->at == start || value > UINT32_MAX)
        return false;
    *number = (uint32_t)value;
    return true;
}

static bool decode_int(struct span value, int *field)
{
    uint32_t number;
    if (!take_number(&value, &number) || number > INT32_MAX)
        return false;
    *field = (int)number;
    return true;
}

static bool decode_ids(struct span value, uint32_t ids[ID_KINDS])
{
    for (enum id_kind kind = 0; kind < ID_KINDS; kind++)
        if (!take_number(&value, &ids[kind]))
            return false;
    return true;
}

/* The kernel writes a newline as \n and a backslash as \\ in Name, and nothing else: fs/proc/array.c, proc_task_name().
 */
static bool decode_comm(struct span value, char comm[COMM_SIZE])
{
    size_t size = 0;
    while (value.at < value.end && size < COMM_SIZE - 1) {
        bool escaped = *value.at == '\\' && value.end - value.at > 1;
        if (escaped)
            value.at++;
        comm[size++] = escaped && *value.at == 'n' ? '\n' : *value.at;
        value.at++;
    }
    comm[size] = '\0';
    return true;
}

enum status_key {
    NAME,
    STATE,
    TGID,
    PID,
    PPID,
    UID,
    GID,
    VM_SIZE,
    THREADS,
    KTHREAD,
    NO_NEW_PRIVS,
    SECCOMP,
    STATUS_KEYS
};

/* clang-format off */
static const char *const status_keys[STATUS_KEYS] = {
    [NAME] = "Name",
    [STATE] = "State",
    [TGID] = "Tgid",
    [PID] = "Pid",
    [PPID] = "PPid",
    [UID] = "Uid",
    [GID] = "Gid",
    [VM_SIZE] = "VmSize",
    [THREADS] = "Threads",
    [KTHREAD] = "Kthread",
    [NO_NEW_PRIVS] = "NoNewPrivs",
    [SECCOMP] = "Seccomp",
};
/* clang-format on */

/* Kernels before 6.8 have no Kthread line: threads of the kernel are children of kthreadd, which is 2, and have no
 * memory. */
enum { KTHREADD = 2 };

static bool looks_like_kernel_thread(const struct status *status)
{
    return status->ppid == KTHREADD || (status->pid == KTHREADD && status->ppid == 0);
}

static bool decode_key(enum status_key key, struct span value, struct status *status)
{
    struct credentials *credentials = &status->credentials;
    int kthread = 0;
    bool fine = true;
    switch (key) {
    case NAME:
        return decode_comm(value, status->comm);
    case STATE:
        status->state = value.at < value.end ? *value.at : '\0';
        return true;
    case TGID:
        return decode_int(value, &status->pid);
    case PID:
        return decode_int(value, &status->tid);
    case PPID:
        fine = decode_int(value, &status->ppid);
        status->kernel_thread = looks_like_kernel_thread(status);
        return fine;
    case UID:
        return credentials->ids_known = decode_ids(value, credentials->uids);
    case GID:
        return decode_ids(value, credentials->gids);
    case VM_SIZE:
        status->kernel_thread = false;
        return true;
    case THREADS:
        return decode_int(value, &status->threads);
    case KTHREAD:
        fine = decode_int(value, &kthread);
        status->kernel_thread = kthread == 1;
        return fine;
    case NO_NEW_PRIVS:
        return decode_int(value, &credentials->no_new_privs);
    case SECCOMP:
        return decode_int(value, &credentials->seccomp);
    case STATUS_KEYS:
        break;
    }
    return false;
}

static bool is_key(const char *line, const char *colon, const char *key)
{
    size_t length = (size_t)(colon - line);
    return strlen(key) == length && memcmp(line, key, length) == 0;
}

/* proc_pid_status() writes one tab after the colon: fs/proc/array.c */
static struct span value_behind(const char *colon, const char *end)
{
    const char *at = colon + 1;
    if (at < end && *at == '\t')
        at++;
    return (struct span){ at, end };
}

static int decode_line(const char *line, const char *end, struct status *status, struct error *err)
{
    const char *colon = memchr(line, ':', (size_t)(end - line));
    if (!colon)
        return 0;

    struct span value = value_behind(colon, end);
    for (enum capset_kind kind = 0; line[0] == 'C' && kind < CAPSET_KINDS; kind++) {
        if (!is_key(line, colon, capset_names[kind].status_key))
            continue;
        capset_t set;
        if (!capset_from_hex(value.at, (size_t)(value.end - value.at), &set))
            return error_set(err, EBADMSG | ERROR_TOLD, "%s has a value that is not hexadecimal",
                             capset_names[kind].status_key);
        capstate_set(&status->credentials.caps, kind, set);
        return 0;
    }
    for (enum status_key key = 0; key < STATUS_KEYS; key++)
        if (line[0] == status_keys[key][0] && is_key(line, colon, status_keys[key]))
            return decode_key(key, value, status)
                       ? 0
                       : error_set(err, EBADMSG | ERROR_TOLD, "%s has a value that cannot be", status_keys[key]);
    return 0;
}

/* The line at `at`, without its newline; the text after it begins at the returned pointer. */
static const char *line_end(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline ? newline : end;
}

int status_decode(const char *text, size_t size, struct status *status, struct error *err)
{
    *status = (struct status){ .credentials = CREDENTIALS_UNKNOWN };
    const char *end = text + size;
    for (const char *line = text; line < end;) {
        const char *stop = line_end(line, end);
        int result = decode_line(line, stop, status, err);
        if (result < 0)
            return result;
        line = stop + 1;
    }
    return 0;
}

static int decode_group_line(struct span value, struct group_list *groups, struct error *err)
{
    groups->count = 0;
    for (skip_blanks(&value); value.at < value.end; skip_blanks(&value)) {
        uint32_t gid;
        if (!take_number(&value, &gid))
            return error_set(err, EBADMSG | ERROR_TOLD, "Groups has a value that cannot be");
        gid_t *ids = realloc(groups->ids, (size_t)(groups->count + 1) * sizeof(*ids));
        if (!ids)
            return error_set(err, ENOMEM, "cannot read the groups");
        groups->ids = ids;
        ids[groups->count++] = gid;
    }
    return 0;
}

int status_decode_groups(const char *text, size_t size, struct group_list *groups, struct error *err)
{
    *groups = (struct group_list){ .count = CREDENTIAL_UNKNOWN };
    const char *end = text + size;
    for (const char *line = text; line < end;) {
        const char *stop = line_end(line, end);
        const char *colon = memchr(line, ':', (size_t)(stop - line));
        if (colon && is_key(line, colon, "Groups"))
            return decode_group_line(value_behind(colon, stop), groups, err);
        line = stop + 1;
    }
    return 0;
}
