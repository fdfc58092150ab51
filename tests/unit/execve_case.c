#include "execve_case.h"

#include <inttypes.h>
#include <linux/securebits.h>
#include <sys/stat.h>

#include "base/cleanup.h"

/* splitmix64 (Steele, Lea and Flood 2014): any seed is a good one, and neighbouring seeds have nothing in common. */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static unsigned draw_below(uint64_t *state, unsigned limit)
{
    return (unsigned)(draw(state) % limit);
}

static bool chance(uint64_t *state, unsigned percent)
{
    return draw_below(state, 100) < percent;
}

/* The rules differ in whether sets overlap, contain one another or are empty: evenly random masks would hardly do. */
static capset_t draw_subset(uint64_t *state, capset_t of)
{
    capset_t mask = draw(state);
    switch (draw_below(state, 6)) {
    case 0:
        return 0;
    case 1:
        return of;
    case 2:
        return of & mask & draw(state) & draw(state);
    case 3:
        return of & (mask | draw(state) | draw(state));
    default:
        return of & mask;
    }
}

static void draw_sets(uint64_t *state, capset_t held, capset_t sets[CAPSET_KINDS])
{
    sets[BOUNDING] = draw_subset(state, held);
    sets[PERMITTED] = draw_subset(state, held);
    sets[INHERITABLE] = draw_subset(state, held);
    sets[EFFECTIVE] = draw_subset(state, sets[PERMITTED]);
    sets[AMBIENT] = draw_subset(state, sets[PERMITTED] & sets[INHERITABLE]);
}

/* Few ids, so that they are often the same; 0 is what the rules are about. */
static const uid_t process_ids[] = { 0, 1000, 1001, 1002 };

/* No process has it, so that a file of this group is judged by what others may do. */
static const gid_t strange_group = 1003;

static uid_t draw_id(uint64_t *state, enum case_namespace ns)
{
    uid_t id;
    do
        id = process_ids[draw_below(state, ARRAY_SIZE(process_ids))];
    while (namespace_to_host(ns, id) == ID_NONE);
    return id;
}

static void draw_ids(uint64_t *state, enum case_namespace ns, uid_t ids[ID_KINDS])
{
    bool all_the_same = chance(state, 30);
    for (enum id_kind kind = ID_REAL; kind < ID_KINDS; kind++)
        ids[kind] = kind > ID_REAL && all_the_same ? ids[ID_REAL] : draw_id(state, ns);
}

static void draw_process(uint64_t *state, struct execve_case *drawn, capset_t held)
{
    struct credentials *process = &drawn->process;
    *process = CREDENTIALS_UNKNOWN;
    draw_sets(state, held, process->caps.sets);
    process->caps.known = CAPSTATE_ALL_KNOWN;
    draw_ids(state, drawn->user_namespace, process->uids);
    draw_ids(state, drawn->user_namespace, process->gids);
    process->ids_known = true;
    process->securebits = chance(state, 50) ? 0 : (int)draw_below(state, SECURE_ALL_BITS | SECURE_ALL_LOCKS);
    process->no_new_privs = chance(state, 25);
    drawn->shares_fs = chance(state, 15);
    drawn->group_count = (int)draw_below(state, CASE_GROUPS + 1);
    for (int i = 0; i < drawn->group_count; i++)
        drawn->groups[i] = draw_id(state, drawn->user_namespace);
}

/* An owner that the process's user namespace has a number for, or (less often) perhaps not */
static uid_t draw_owner(uint64_t *state, enum case_namespace ns)
{
    static const uid_t others[] = { 0, 1000, 54321 };
    return chance(state, 80) ? namespace_to_host(ns, draw_id(state, ns))
                             : others[draw_below(state, ARRAY_SIZE(others))];
}

static void draw_mode(uint64_t *state, struct execve_case *drawn)
{
    drawn->owner = draw_owner(state, drawn->user_namespace);
    drawn->group = draw_owner(state, drawn->user_namespace);
    drawn->mode = 0755;
    if (chance(state, 35))
        drawn->mode |= S_ISUID;
    if (chance(state, 35))
        drawn->mode |= S_ISGID;
    if (chance(state, 15)) {
        drawn->mode &= ~(mode_t)S_IXGRP;
        drawn->group = namespace_to_host(drawn->user_namespace, strange_group);
    }
    if (chance(state, 10))
        drawn->mode &= ~(mode_t)(chance(state, 50) ? S_IXOTH : S_IXUSR | S_IXGRP);
}

static void draw_caps(uint64_t *state, struct execve_case *drawn)
{
    /* the roots of the user namespaces, and two that are no one's */
    static const uid_t rootids[] = { 0, 100000, 120000, 1000, 54321 };
    capset_t bounding = drawn->process.caps.sets[BOUNDING];
    if (chance(state, 40))
        return;
    drawn->caps = (struct filecaps){
        .revision = chance(state, 50) ? 2 : 3,
        /* within the bounding set mostly, else nearly all would be refused; else bits that no kernel knows too */
        .permitted = draw_subset(state, chance(state, 70) ? bounding : ~(capset_t)0),
        .inheritable = draw_subset(state, ~(capset_t)0),
        .effective = chance(state, 50),
    };
    if (drawn->caps.revision == 3)
        drawn->caps.rootid = rootids[draw_below(state, ARRAY_SIZE(rootids))];
}

void execve_case_draw(struct execve_case *drawn, uint64_t seed, capset_t held)
{
    uint64_t state = seed;
    *drawn = (struct execve_case){ .seed = seed };
    if (chance(&state, 50))
        drawn->user_namespace = draw_below(&state, CASE_NAMESPACES);
    if (!chance(&state, 70))
        drawn->mount = draw_below(&state, CASE_MOUNTS);
    draw_process(&state, drawn, held);
    draw_mode(&state, drawn);
    draw_caps(&state, drawn);
}

static void print_ids(FILE *out, const char *name, const unsigned ids[ID_KINDS])
{
    fprintf(out, " %s %u/%u/%u/%u", name, ids[ID_REAL], ids[ID_EFFECTIVE], ids[ID_SAVED], ids[ID_FILESYSTEM]);
}

void execve_case_print(FILE *out, const struct execve_case *drawn)
{
    static const char *const mounts[] = { "normal", "nosuid", "foreign" };
    const struct credentials *process = &drawn->process;
    fprintf(out, "  process: user namespace %s,", namespace_rows[drawn->user_namespace].name);
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        fprintf(out, " %c=%016" PRIx64, capset_names[kind].letter, process->caps.sets[kind]);
    fprintf(out, "\n   ");
    print_ids(out, "uid", process->uids);
    print_ids(out, "gid", process->gids);
    fprintf(out, " groups");
    for (int i = 0; i < drawn->group_count; i++)
        fprintf(out, " %u", drawn->groups[i]);
    fprintf(out, " securebits %#x no_new_privs %d shares fs %d\n", (unsigned)process->securebits, process->no_new_privs,
            drawn->shares_fs);
    fprintf(out, "  file: %s mount, mode %#o, owner %u:%u, ", mounts[drawn->mount], drawn->mode, drawn->owner,
            drawn->group);
    fprintf(out, "capabilities revision %d P=%016" PRIx64 " I=%016" PRIx64 " E=%d rootid %u\n", drawn->caps.revision,
            drawn->caps.permitted, drawn->caps.inheritable, drawn->caps.effective, drawn->caps.rootid);
}
