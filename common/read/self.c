#include "read/self.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* capget(2) by hand: libcap's cap_t cannot tell a bit that is not set from one that it does not know. */
static void read_capget(struct capstate *caps)
{
    struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct words[_LINUX_CAPABILITY_U32S_3] = { 0 };
    if (syscall(SYS_capget, &header, words) < 0)
        return;
    capstate_set(caps, EFFECTIVE, words[0].effective | (capset_t)words[1].effective << 32);
    capstate_set(caps, PERMITTED, words[0].permitted | (capset_t)words[1].permitted << 32);
    capstate_set(caps, INHERITABLE, words[0].inheritable | (capset_t)words[1].inheritable << 32);
}

static int read_bounding(unsigned cap)
{
    return prctl(PR_CAPBSET_READ, cap, 0, 0, 0);
}

static int read_ambient(unsigned cap)
{
    return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, cap, 0, 0);
}

/* A system call a capability is asked for, so only those that can be there: `possible`, and 0, for whether it answers
 * at all. The kernel answers EINVAL past its last capability; at 0 that means that it has no such set, and other errors
 * deny. */
static void read_by_prctl(struct capstate *caps, enum capset_kind kind, int (*holds)(unsigned cap), capset_t possible)
{
    capset_t set = 0;
    unsigned cap = 0;
    for (; cap < CAPABILITY_MAX; cap++) {
        if (cap > 0 && !capset_has(possible, cap))
            continue;
        int answer = holds(cap);
        if (answer < 0)
            break;
        if (answer > 0)
            set |= capset_of(cap);
    }
    if (cap == CAPABILITY_MAX || (cap > 0 && errno == EINVAL))
        capstate_set(caps, kind, set);
}

/* No capability is ever ambient that is not both permitted and inheritable: capabilities(7), "Ambient". */
static capset_t possibly_ambient(const struct capstate *caps)
{
    bool known = capstate_knows(caps, PERMITTED) && capstate_knows(caps, INHERITABLE);
    return known ? caps->sets[PERMITTED] & caps->sets[INHERITABLE] : ~UINT64_C(0);
}

static void read_ids(struct credentials *credentials)
{
    credentials->ids_known =
        getresuid(&credentials->uids[ID_REAL], &credentials->uids[ID_EFFECTIVE], &credentials->uids[ID_SAVED]) == 0 &&
        getresgid(&credentials->gids[ID_REAL], &credentials->gids[ID_EFFECTIVE], &credentials->gids[ID_SAVED]) == 0;
    /* setfsuid(2) tells the filesystem id only by trying to change it; it follows the effective id unless a server set
     * it */
    credentials->uids[ID_FILESYSTEM] = credentials->uids[ID_EFFECTIVE];
    credentials->gids[ID_FILESYSTEM] = credentials->gids[ID_EFFECTIVE];
}

static void read_groups(struct group_list *groups)
{
    *groups = (struct group_list){ .count = CREDENTIAL_UNKNOWN };
    int count = getgroups(0, NULL);
    if (count < 0)
        return;
    groups->ids = calloc((size_t)count + 1, sizeof(*groups->ids));
    if (groups->ids)
        groups->count = getgroups(count, groups->ids);
}

void self_read(struct credentials *credentials, struct group_list *groups)
{
    *credentials = CREDENTIALS_UNKNOWN;
    read_capget(&credentials->caps);
    read_by_prctl(&credentials->caps, BOUNDING, read_bounding, ~UINT64_C(0));
    read_by_prctl(&credentials->caps, AMBIENT, read_ambient, possibly_ambient(&credentials->caps));
    credentials->securebits = prctl(PR_GET_SECUREBITS, 0, 0, 0, 0);
    credentials->no_new_privs = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    read_ids(credentials);
    read_groups(groups);
}
