#include "header.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "caps/names.h"
#include "display.h"

/* A line under way. */
struct line {
    struct buffer text;
    size_t width; /* columns there are; 0 no limit */
    bool full;
};

/* Add a fact, two blanks behind the one before; from the first that does not fit on, they are left out. */
static void add(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct line *line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *raw;
    int size = vasprintf(&raw, format, arguments);
    va_end(arguments);
    if (size < 0)
        return;

    _cleanup_(freep) char *fact = raw;
    const char *gap = line->text.size > 0 ? "  " : "";
    size_t taken = line->text.size > 0 ? display_width(line->text.data) + strlen(gap) : 0;
    line->full |= line->width > 0 && taken + display_width(fact) > line->width;
    if (!line->full)
        buffer_printf(&line->text, "%s%s", gap, fact);
}

static void add_host(struct line *line)
{
    char host[HOST_NAME_MAX + 1] = "";
    gethostname(host, sizeof(host) - 1);
    _cleanup_(freep) char *harmless = escape_text(host, strlen(host));
    add(line, "ccaps-top %s", harmless ? harmless : "?");
}

static void add_time(struct line *line)
{
    char text[16];
    time_t now = time(NULL);
    struct tm local;
    if (localtime_r(&now, &local) && strftime(text, sizeof(text), "%H:%M:%S", &local) > 0)
        add(line, "%s", text);
}

static void add_count(struct line *line, size_t count, const char *one, const char *many)
{
    add(line, "%zu %s", count, count == 1 ? one : many);
}

static char *where(const struct tally *tally, size_t width)
{
    struct line line = { .width = width };
    add_host(&line);
    add_count(&line, tally->containers, "container", "containers");
    add_count(&line, tally->processes, "process", "processes");
    if (tally->cgroups > 0)
        add_count(&line, tally->cgroups, "cgroup", "cgroups");
    add_time(&line);
    return buffer_take(&line.text);
}

static void add_drifted(struct line *line, const struct tally *tally)
{
    if (tally->drift_unknown == 0)
        add(line, "drifted %zu", tally->drifted);
    else if (tally->drifted == 0)
        add(line, "drifted ?");
    else
        add(line, "drifted %zu or more", tally->drifted);
}

static char *who_can(const struct tally *tally, size_t width)
{
    struct line line = { .width = width };
    add_drifted(&line, tally);
    add(&line, "can: any %zu", tally->any);
    add(&line, "all %zu", tally->everything);
    for (size_t i = 0; i < TALLY_POWERS; i++)
        add(&line, "%s %zu", capability_name(tally_powers[i]), tally->powers[i]);
    return buffer_take(&line.text);
}

static void add_shown(struct line *line, const struct model *model, const struct selector *selector)
{
    if (model->within.name)
        add(line, "showing %zu in %s", model->count, model->within.name);
    else if (model->filter[0] != '\0')
        add(line, "showing %zu",
            model->count); /* of what, matters less than the filter, for which there must be room */
    else if (selector->target_count > 0)
        add(line, "showing %zu named", model->count);
    else if (selector->all || selector->threads)
        add(line, "showing %zu of all", model->count);
    else
        add(line, "showing %zu with capabilities", model->count);
}

/* What is the matter with targets that have no row, and with rows that are not there. */
static void add_matters(struct line *line, const struct snapshot *now)
{
    static const char *const matters[WATCH_STATES] = {
        [WATCH_GONE] = "a target is gone",
        [WATCH_AMBIGUOUS] = "a target is ambiguous",
        [WATCH_AWAITED] = "a target is not there",
    };
    for (enum watch_state state = 0; state < WATCH_STATES; state++)
        if (now->states >> state & 1 && matters[state])
            add(line, "%s", matters[state]);
    if (now->selection.unread)
        add(line, "something could not be read");
}

static char *how(const struct model *model, const struct selector *selector, size_t width)
{
    struct line line = { .width = width };
    add_shown(&line, model, selector);
    add_matters(&line, &model->now);
    if (model->filter[0] != '\0')
        add(&line, "filter '%s'", model->filter);
    add(&line, "by %s%s", model->sort.column ? column_heading(model->sort.column) : "PID",
        model->sort.descending ? ", descending" : "");
    if (selector->threads)
        add(&line, "threads");
    if (selector->kernel_threads)
        add(&line, "kernel threads");
    return buffer_take(&line.text);
}

void header_free(struct header *header)
{
    for (size_t i = 0; i < HEADER_LINES; i++)
        free(header->lines[i]);
    *header = (struct header){ 0 };
}

static char *titled(const char *title, size_t width)
{
    struct line line = { .width = width };
    add(&line, "%s", title);
    return buffer_take(&line.text);
}

struct header header_of(const struct model *model, const struct selector *selector, const char *title, size_t width)
{
    return (struct header){ {
        where(&model->tally, width),
        who_can(&model->tally, width),
        title ? titled(title, width) : how(model, selector, width),
    } };
}
