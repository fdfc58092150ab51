#include "explain.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "caps/catalogue.h"
#include "caps/names.h"
#include "caps/profiles.h"
#include "caps/text.h"
#include "wrap.h"

enum { INDENT = 4, LABEL_WIDTH = 14 };

static void append_section(struct buffer *out, const char *heading, const char *text)
{
    buffer_printf(out, "\n%s\n%*s", heading, INDENT, "");
    wrap_append(out, text, INDENT, INDENT);
}

/* Nothing where there are no words. */
static void append_labelled(struct buffer *out, const char *label, const char *words)
{
    if (words[0] == '\0')
        return;
    buffer_printf(out, "%*s%-*s", INDENT, "", LABEL_WIDTH, label);
    wrap_append(out, words, INDENT + LABEL_WIDTH, INDENT + LABEL_WIDTH);
}

/* As the kernel's headers write them; the catalogue is in lower case. */
static void append_requests(struct buffer *out, unsigned cap)
{
    _cleanup_(freep) char *requests = strdup(catalogue_text(cap, CATALOGUE_CONTROLS));
    out->failed |= !requests;
    for (char *letter = requests; letter && *letter; letter++)
        *letter = (char)toupper((unsigned char)*letter);
    append_labelled(out, "requests", requests ? requests : "");
}

static void append_operations(struct buffer *out, unsigned cap)
{
    append_labelled(out, "system calls", catalogue_text(cap, CATALOGUE_CALLS));
    append_requests(out, cap);
    append_labelled(out, "files", catalogue_text(cap, CATALOGUE_FILES));
    append_labelled(out, "commands", catalogue_text(cap, CATALOGUE_COMMANDS));
}

static void append_profiles(struct buffer *out, unsigned cap)
{
    _cleanup_(buffer_free) struct buffer names = { 0 };
    for (size_t i = 0; i < profiles_count; i++) {
        capset_t set;
        if (profile_parse(profiles[i].name, capset_all(), &set, NULL) == 0 && capset_has(set, cap))
            buffer_printf(&names, "%s%s", names.size > 0 ? " " : "", profiles[i].name);
    }
    append_labelled(out, "in profiles", names.data ? names.data : "none");
}

static void append_facts(struct buffer *out, unsigned cap)
{
    char mask[CAPSET_HEX_SIZE];
    capset_hex(capset_of(cap), mask);
    buffer_puts(out, "\nFacts\n");
    append_labelled(out, "mask", mask);
    append_profiles(out, cap);
    buffer_printf(out, "%*s%-*sLinux %s; %s\n", INDENT, "", LABEL_WIDTH, "since", catalogue_text(cap, CATALOGUE_SINCE),
                  capset_has(capset_all(), cap) ? "this kernel has it" : "this kernel does not have it");
    append_labelled(out, "kernel", catalogue_text(cap, CATALOGUE_SOURCES));
    append_labelled(out, "manual", "capabilities(7)");
}

static int answer_explain(const char *value, struct buffer *out, struct error *err)
{
    unsigned cap = (unsigned)capability_parse(value, NULL);
    if (!catalogue_knows(cap))
        return error_set(err, ENOENT | ERROR_TOLD, "nothing is known of capability %u", cap);
    const char *prefix = capability_is_named(cap) ? "cap_" : "";
    buffer_printf(out, "%s%s%s (%u): %s\n", out->size > 0 ? "\n" : "", prefix, capability_name(cap), cap,
                  catalogue_text(cap, CATALOGUE_SUMMARY));
    append_section(out, "What it opens", catalogue_text(cap, CATALOGUE_OPENS));
    append_operations(out, cap);
    append_section(out, "What an attacker in a container makes of it", catalogue_text(cap, CATALOGUE_ATTACK));

    char heading[32];
    snprintf(heading, sizeof(heading), "Risk: %s", risk_names[capability_risk(cap)]);
    append_section(out, heading, catalogue_text(cap, CATALOGUE_REASON));
    append_facts(out, cap);
    return 0;
}

static int answer_suggest(const char *value, struct buffer *out, struct error *err)
{
    capset_t found = catalogue_search(value);
    capset_foreach (cap, found)
        buffer_printf(out, "%2u %-22s %-8s %s\n", cap, capability_name(cap), risk_names[capability_risk(cap)],
                      catalogue_text(cap, CATALOGUE_SUMMARY));
    return found ? 0 : error_set(err, ENOENT | ERROR_TOLD, "no capability has to do with '%s'", value);
}

static int answer_supports(const char *value, struct buffer *, struct error *)
{
    return capset_has(capset_all(), (unsigned)capability_parse(value, NULL)) ? 0 : -ENOENT;
}

static int put(struct lookup_list *list, const struct lookup *lookup, struct error *err)
{
    struct lookup *items = reallocarray(list->items, list->count + 1, sizeof(*items));
    if (!items)
        return error_set(err, ENOMEM, "cannot read the command line");
    list->items = items;
    items[list->count++] = *lookup;
    return 0;
}

int lookup_explain(struct lookup_list *list, const char *cap, struct error *err)
{
    int number = capability_parse(cap, err);
    return number < 0 ? number : put(list, &(struct lookup){ answer_explain, cap }, err);
}

int lookup_suggest(struct lookup_list *list, const char *text, struct error *err)
{
    if (text[0] == '\0')
        return error_set(err, EINVAL | ERROR_TOLD, "an empty text is in everything");
    return put(list, &(struct lookup){ answer_suggest, text }, err);
}

int lookup_supports(struct lookup_list *list, const char *cap, struct error *err)
{
    int number = capability_parse(cap, err);
    return number < 0 ? number : put(list, &(struct lookup){ answer_supports, cap }, err);
}

bool lookup_list_answer(const struct lookup_list *list, struct buffer *out)
{
    bool yes = true;
    for (size_t i = 0; i < list->count; i++) {
        struct error err = { 0 };
        if (list->items[i].answer(list->items[i].value, out, &err) == 0)
            continue;
        yes = false;
        if (err.errnum != 0)
            error_print(&err);
    }
    return yes;
}

void lookup_list_free(struct lookup_list *list)
{
    free(list->items);
    *list = (struct lookup_list){ 0 };
}
