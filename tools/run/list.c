#include "list.h"

#include <errno.h>
#include <libsmartcols.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/escape.h"
#include "base/io.h"
#include "launch/state.h"

/* How long a container has after SIGTERM, as with podman and docker. */
enum { STOP_MILLISECONDS = 10 * 1000, KILL_MILLISECONDS = 2 * 1000 };

/* How long one that is just being created may take. */
enum { START_MILLISECONDS = 5 * 1000, PAUSE_MILLISECONDS = 10 };

static void unref_table(struct libscols_table **table)
{
    scols_unref_table(*table);
}

static const char *status_of(const struct saved_state *state, int init)
{
    if (init >= 0)
        return "running";
    if (init == -EXDEV)
        return "?";
    return state->init == 0 ? "creating" : "ended";
}

/* @return 0; -ENOMEM */
static int add_row(struct libscols_table *table, const struct saved_state *state)
{
    char pid[16] = "-";
    _cleanup_(closep) int init = state_open_init(state);
    _cleanup_(freep) char *command = escape_text(state->command, strlen(state->command));
    struct libscols_line *line = scols_table_new_line(table, NULL);
    if (init >= 0)
        snprintf(pid, sizeof(pid), "%d", state->init);
    const char *const cells[] = { state->name, pid, status_of(state, init), state->created, command };
    for (size_t i = 0; i < ARRAY_SIZE(cells); i++)
        if (!line || !cells[i] || scols_line_set_data(line, i, cells[i]) < 0)
            return -ENOMEM;
    return 0;
}

static int print_table(const struct saved_state_list *list)
{
    static const struct {
        const char *name;
        int flags;
    } columns[] = {
        { "NAME", 0 }, { "PID", SCOLS_FL_RIGHT }, { "STATE", 0 }, { "CREATED", 0 }, { "COMMAND", SCOLS_FL_TRUNC },
    };
    _cleanup_(unref_table) struct libscols_table *table = scols_new_table();
    int result = table ? 0 : -ENOMEM;
    for (size_t i = 0; result == 0 && i < ARRAY_SIZE(columns); i++)
        if (!scols_table_new_column(table, columns[i].name, 0, columns[i].flags))
            result = -ENOMEM;
    for (size_t i = 0; result == 0 && i < list->count; i++)
        result = add_row(table, &list->items[i]);
    return result < 0 ? result : scols_print_table(table);
}

int containers_list(bool *missing, struct error *err)
{
    _cleanup_(saved_state_list_free) struct saved_state_list list = { 0 };
    /* here alone: it takes a third of the time of starting something, which asks for nobody's language */
    setlocale(LC_CTYPE, "");
    int result = state_list_read(&list, error_print, err);
    *missing = list.missing;
    if (result == 0 && print_table(&list) < 0)
        result = error_set(err, ENOMEM, "cannot list containers");
    return result < 0 ? result : finish_output(stdout, err);
}

/* Send a signal, and wait for the end. @return whether it came */
static bool end(int pidfd, int number, int milliseconds)
{
    struct pollfd poll_fd = { .fd = pidfd, .events = POLLIN };
    syscall(SYS_pidfd_send_signal, pidfd, number, NULL, 0);
    return poll(&poll_fd, 1, milliseconds) == 1;
}

/* The state of a container; one that is just being created is waited for. @return as state_read() */
static int read_started(const char *name, struct saved_state *state, struct error *err)
{
    int result = state_read(name, state, err);
    for (int waited = 0; result == 0 && state->init == 0 && state_is_held(name) && waited < START_MILLISECONDS;
         waited += PAUSE_MILLISECONDS) {
        poll(NULL, 0, PAUSE_MILLISECONDS);
        saved_state_free(state);
        result = state_read(name, state, err);
    }
    return result;
}

int container_stop(const char *name, struct error *err)
{
    _cleanup_(saved_state_free) struct saved_state state;
    int result = read_started(name, &state, err);
    if (result == -ENOENT && launch_name_is_valid(name) && state_is_there(name))
        return state_sweep(name, err);
    if (result < 0)
        return result;
    _cleanup_(closep) int init = state_open_init(&state);
    if (init >= 0 && !end(init, SIGTERM, STOP_MILLISECONDS) && !end(init, SIGKILL, KILL_MILLISECONDS))
        return error_set(err, ETIMEDOUT, "cannot end the container '%s'", name);
    return state_sweep(name, err);
}
