#include "render/capsh_block.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "base/userdb.h"
#include "caps/names.h"
#include "caps/securebits.h"
#include "caps/text.h"

static const char UNKNOWN[] = "unknown";

/* What capsh writes for an id that has no name. */
static const char NAMELESS[] = "???";

void capsh_names_append(struct buffer *out, capset_t set)
{
    const char *separator = "";
    capset_foreach (cap, set) {
        buffer_printf(out, "%s%s%s", separator, capability_is_named(cap) ? "cap_" : "", capability_name(cap));
        separator = ",";
    }
}

static void append_line(struct buffer *out, const char *label, const char *text)
{
    buffer_printf(out, "%s%s\n", label, text ? text : UNKNOWN);
}

static void append_set(struct buffer *out, const char *label, const struct capstate *caps, enum capset_kind kind)
{
    buffer_puts(out, label);
    if (capstate_knows(caps, kind))
        capsh_names_append(out, caps->sets[kind]);
    else
        buffer_puts(out, UNKNOWN);
    buffer_puts(out, "\n");
}

static void append_sets(struct buffer *out, const struct capstate *caps)
{
    _cleanup_(freep) char *text = capstate_to_text(caps);
    _cleanup_(freep) char *iab = capstate_to_iab(caps);
    append_line(out, "Current: ", text);
    append_set(out, "Bounding set =", caps, BOUNDING);
    append_set(out, "Ambient set =", caps, AMBIENT);
    append_line(out, "Current IAB: ", iab);
}

/* Without leading zeros, but for zero itself. */
static void append_binary(struct buffer *out, unsigned value)
{
    int top = value ? 31 - __builtin_clz(value) : 0;
    buffer_printf(out, "%d'b", top + 1);
    for (int bit = top; bit >= 0; bit--)
        buffer_puts(out, value >> bit & 1 ? "1" : "0");
}

static void append_flag(struct buffer *out, const char *label, bool known, bool set, bool locked)
{
    if (known)
        buffer_printf(out, " %s: %s (%s)\n", label, set ? "yes" : "no", locked ? "locked" : "unlocked");
    else
        buffer_printf(out, " %s: %s\n", label, UNKNOWN);
}

static void append_securebits(struct buffer *out, const struct credentials *credentials)
{
    bool known = credentials->securebits != CREDENTIAL_UNKNOWN;
    unsigned bits = known ? (unsigned)credentials->securebits : 0;
    buffer_puts(out, "Securebits: ");
    if (known) {
        buffer_printf(out, "0%o/0x%x/", bits, bits);
        append_binary(out, bits);
    } else {
        buffer_puts(out, UNKNOWN);
    }
    if (credentials->no_new_privs == CREDENTIAL_UNKNOWN)
        buffer_printf(out, " (no-new-privs=%s)\n", UNKNOWN);
    else
        buffer_printf(out, " (no-new-privs=%d)\n", credentials->no_new_privs);

    for (size_t i = 0; i < securebits_count; i++)
        if (securebits[i].label)
            append_flag(out, securebits[i].label, known, bits >> securebits[i].bit & 1,
                        bits >> (securebits[i].bit + 1) & 1);
}

/* Names come from the files of an image, too. */
static void append_id(struct buffer *out, const char *label, unsigned id, const char *name)
{
    buffer_printf(out, "%s%u(", label, id);
    escape_append(out, name ? name : NAMELESS, strlen(name ? name : NAMELESS));
    buffer_puts(out, ")");
}

static void append_ids(struct buffer *out, const struct credentials *credentials)
{
    if (!credentials->ids_known) {
        buffer_printf(out, "uid=%s euid=%s\ngid=%s\n", UNKNOWN, UNKNOWN, UNKNOWN);
        return;
    }
    uid_t real = credentials->uids[ID_REAL], effective = credentials->uids[ID_EFFECTIVE];
    gid_t group = credentials->gids[ID_REAL];
    append_id(out, "uid=", real, user_name(real));
    append_id(out, " euid=", effective, user_name(effective));
    append_id(out, "\ngid=", group, group_name(group));
    buffer_puts(out, "\n");
}

static void append_groups(struct buffer *out, const struct group_list *groups)
{
    buffer_puts(out, "groups=");
    if (groups->count == CREDENTIAL_UNKNOWN)
        buffer_puts(out, UNKNOWN);
    if (groups->count > 0)
        group_names_read(groups->ids, (size_t)groups->count);
    for (int i = 0; i < groups->count; i++)
        append_id(out, i ? "," : "", groups->ids[i], group_name(groups->ids[i]));
    buffer_puts(out, "\n");
}

static void append_mode(struct buffer *out, const struct credentials *credentials)
{
    int mode = credentials_mode(credentials);
    if (mode == CREDENTIAL_UNKNOWN)
        append_line(out, "Guessed mode: ", NULL);
    else
        buffer_printf(out, "Guessed mode: %s (%d)\n", cap_mode_name((cap_mode_t)mode), mode);
}

void capsh_block_append(struct buffer *out, const struct credentials *credentials, const struct group_list *groups)
{
    append_sets(out, &credentials->caps);
    append_securebits(out, credentials);
    append_ids(out, credentials);
    append_groups(out, groups);
    append_mode(out, credentials);
}
