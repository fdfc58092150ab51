#include "caps/catalogue.h"

#include <errno.h>
#include <linux/capability.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "caps/names.h"

/* The headers of <linux/capability.h> may be older than the catalogue. */
#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#define CAP_BPF     39
#endif
#ifndef CAP_CHECKPOINT_RESTORE
#define CAP_CHECKPOINT_RESTORE 40
#endif

/*
 * A pointer to a string is a relocation, which is paid for at each start of a program, read or not. Hence the rows are
 * read three times: as the type of one large object, as its contents, and as a table of offsets into it.
 *
 * CAPABILITY(name without CAP_, tier, and the fields in the order of enum catalogue_field)
 */
struct texts {
#define CAPABILITY(NAME, RISK, SINCE, SUMMARY, OPENS, CALLS, CONTROLS, FILES, COMMANDS, ATTACK, REASON, SOURCES)       \
    struct {                                                                                                           \
        char since[sizeof(SINCE)], summary[sizeof(SUMMARY)], opens[sizeof(OPENS)];                                     \
        char calls[sizeof(CALLS)], controls[sizeof(CONTROLS)], files[sizeof(FILES)], commands[sizeof(COMMANDS)];       \
        char attack[sizeof(ATTACK)], reason[sizeof(REASON)], sources[sizeof(SOURCES)];                                 \
    } row_of_##NAME;
#include "caps/catalogue_rows.inc"
#undef CAPABILITY
};

/* In a section of its own, which the linker puts behind the other constants: between them, it would set those that each
 * start reads a page further apart. */
#define APART __attribute__((section("catalogue")))

static const struct texts texts APART = {
#define CAPABILITY(NAME, RISK, ...) { __VA_ARGS__ },
#include "caps/catalogue_rows.inc"
#undef CAPABILITY
};

/* One row: where in `texts` each of its fields begins. Zero-initialized: there is none. */
struct row {
    unsigned char known, risk;
    unsigned short fields[CATALOGUE_FIELDS];
};

#define FIELD(NAME, MEMBER) offsetof(struct texts, row_of_##NAME.MEMBER)
static const struct row rows[CAPABILITY_MAX] APART = {
#define CAPABILITY(NAME, RISK, ...)                                                                                    \
    [CAP_##NAME] = { true,                                                                                             \
                     RISK,                                                                                             \
                     { [CATALOGUE_SINCE] = FIELD(NAME, since),                                                         \
                       [CATALOGUE_SUMMARY] = FIELD(NAME, summary),                                                     \
                       [CATALOGUE_OPENS] = FIELD(NAME, opens),                                                         \
                       [CATALOGUE_CALLS] = FIELD(NAME, calls),                                                         \
                       [CATALOGUE_CONTROLS] = FIELD(NAME, controls),                                                   \
                       [CATALOGUE_FILES] = FIELD(NAME, files),                                                         \
                       [CATALOGUE_COMMANDS] = FIELD(NAME, commands),                                                   \
                       [CATALOGUE_ATTACK] = FIELD(NAME, attack),                                                       \
                       [CATALOGUE_REASON] = FIELD(NAME, reason),                                                       \
                       [CATALOGUE_SOURCES] = FIELD(NAME, sources) } },
#include "caps/catalogue_rows.inc"
#undef CAPABILITY
};

const char risk_names[RISKS][9] = {
    [RISK_NONE] = "none", [RISK_LOW] = "low",           [RISK_MEDIUM] = "medium",
    [RISK_HIGH] = "high", [RISK_CRITICAL] = "critical",
};

int risk_parse(const char *name, enum risk *risk, struct error *err)
{
    for (enum risk tier = RISK_LOW; tier < RISKS; tier++) {
        if (strcasecmp(risk_names[tier], name) != 0)
            continue;
        *risk = tier;
        return 0;
    }
    error_set(err, EINVAL | ERROR_TOLD, "unknown risk '%s'", name);
    error_cure(err, "low, medium, high or critical");
    return -EINVAL;
}

bool catalogue_knows(unsigned cap)
{
    return cap < CAPABILITY_MAX && rows[cap].known;
}

const char *catalogue_text(unsigned cap, enum catalogue_field field)
{
    return catalogue_knows(cap) ? (const char *)&texts + rows[cap].fields[field] : NULL;
}

enum risk capability_risk(unsigned cap)
{
    return catalogue_knows(cap) ? (enum risk)rows[cap].risk : RISK_UNKNOWN;
}

enum risk capset_risk(capset_t set)
{
    enum risk highest = set ? RISK_LOW : RISK_NONE;
    capset_foreach (cap, set)
        if (capability_risk(cap) > highest)
            highest = capability_risk(cap);
    return highest;
}

static bool row_holds(unsigned cap, const char *text)
{
    /* not in what an attacker makes of it: "host" and "root" are everywhere in that */
    for (enum catalogue_field field = CATALOGUE_SUMMARY; field <= CATALOGUE_COMMANDS; field++)
        if (strcasestr(catalogue_text(cap, field), text))
            return true;
    return strcasestr(capability_name(cap), text);
}

capset_t catalogue_search(const char *text)
{
    /* capability_name() has no prefix, people's text may */
    const char *bare = strncasecmp(text, "cap_", 4) == 0 ? text + 4 : text;
    capset_t found = 0;
    for (unsigned cap = 0; cap < CAPABILITY_MAX; cap++)
        if (catalogue_knows(cap) && row_holds(cap, bare))
            found |= capset_of(cap);
    return found;
}

static bool list_has(const char *list, const char *word)
{
    size_t size = strlen(word);
    while (*list != '\0') {
        size_t item = strcspn(list, " ");
        if (item == size && strncasecmp(list, word, size) == 0)
            return true;
        list += item + (list[item] == ' ');
    }
    return false;
}

capset_t catalogue_find_operation(const char *word)
{
    capset_t found = 0;
    for (unsigned cap = 0; cap < CAPABILITY_MAX; cap++)
        for (enum catalogue_field field = CATALOGUE_CALLS; catalogue_knows(cap) && field <= CATALOGUE_COMMANDS; field++)
            if (list_has(catalogue_text(cap, field), word))
                found |= capset_of(cap);
    return found;
}
