#include "table.h"

#include <string.h>

#include "base/cleanup.h"
#include "caps/catalogue.h"
#include "caps/names.h"
#include "wrap.h"

/* The longest name is "checkpoint_restore", the longest tier "critical"; with a summary behind them, a row has 80
 * columns. Laid out here, since the static build has no libsmartcols. */
enum { NAME_WIDTH = 20, RISK_WIDTH = 10 };

/* Select Graphic Rendition of ECMA-48: bold red, red, yellow; what is low is left alone. */
static const char colours[RISKS][8] = {
    [RISK_CRITICAL] = "\033[1;31m", [RISK_HIGH] = "\033[31m", [RISK_MEDIUM] = "\033[33m"
};

static const char *colour_of(unsigned cap)
{
    enum risk risk = capability_risk(cap);
    return risk == RISK_UNKNOWN ? "" : colours[risk];
}

static void append_row(struct buffer *out, const struct capstate *caps, unsigned cap, bool coloured)
{
    const char *colour = coloured ? colour_of(cap) : "";
    bool known = catalogue_knows(cap);
    buffer_printf(out, "%s%-*s", colour, NAME_WIDTH, capability_name(cap));
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        buffer_puts(out, !capstate_knows(caps, kind) ? "? " : capstate_has(caps, kind, cap) ? "x " : "- ");
    buffer_printf(out, "%-*s%s%s\n", RISK_WIDTH, known ? risk_names[capability_risk(cap)] : "?",
                  known ? catalogue_text(cap, CATALOGUE_SUMMARY) : "?", colour[0] ? "\033[m" : "");
}

static void append_head(struct buffer *out)
{
    buffer_printf(out, "%-*s", NAME_WIDTH, "CAPABILITY");
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        buffer_printf(out, "%c ", capset_names[kind].letter);
    buffer_printf(out, "%-*s%s\n", RISK_WIDTH, "RISK", "LETS IT");
}

/* What is in no set, so that nobody has to find out what is missing. */
static void append_absent(struct buffer *out, const struct capstate *caps, capset_t absent)
{
    bool all_known = caps->known == CAPSTATE_ALL_KNOWN;
    const char *label = all_known ? "in no set: " : "in no set that is known: ";
    _cleanup_(buffer_free) struct buffer names = { 0 };
    capset_foreach (cap, absent)
        buffer_printf(&names, "%s%s", names.size > 0 ? " " : "", capability_name(cap));
    if (!names.data)
        return;
    buffer_puts(out, label);
    wrap_append(out, names.data, strlen(label), strlen(label));
}

static void append_table(struct buffer *out, const struct view *view, bool alone, bool coloured)
{
    struct capstate caps = view_capabilities(view);
    capset_t any = 0;
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        any |= capstate_knows(&caps, kind) ? caps.sets[kind] : 0;
    if (!alone)
        view_heading_append(out, view);
    append_head(out);
    capset_foreach (cap, any)
        append_row(out, &caps, cap, coloured);
    append_absent(out, &caps, capset_all() & ~any);
}

static void append_plain(struct buffer *out, const struct view *view, bool alone)
{
    append_table(out, view, alone, false);
}

static void append_coloured(struct buffer *out, const struct view *view, bool alone)
{
    append_table(out, view, alone, true);
}

const struct form form_table = { .append = append_plain };
const struct form form_table_coloured = { .append = append_coloured };
