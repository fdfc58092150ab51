#include "loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/signals.h"

/* Taken as they come, between two pictures: a handler could not draw, and ncurses' own would not tell us. One
 * that nothing takes ends the program. */
static const struct {
    int number;
    void (*take)(void);
} signals[] = {
    { SIGWINCH, screen_resize }, { SIGCONT, screen_resume }, { SIGINT }, { SIGTERM }, { SIGHUP }, { SIGQUIT }
};

static void fill_mask(sigset_t *mask)
{
    sigemptyset(mask);
    for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
        if (signals[i].take || !signal_is_ignored(signals[i].number))
            sigaddset(mask, signals[i].number);
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void take_signal(struct app *app, int number, int *ended_by)
{
    for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
        if (signals[i].number != number || !signals[i].take)
            continue;
        signals[i].take();
        return;
    }
    app->quit = true;
    if (number != SIGINT)
        *ended_by = number;
}

static void take_signals(struct app *app, int signals_fd, int *ended_by)
{
    struct signalfd_siginfo info;
    while (read(signals_fd, &info, sizeof(info)) == sizeof(info))
        take_signal(app, (int)info.ssi_signo, ended_by);
}

static void take_keys(struct app *app)
{
    for (int key; !app->quit && (key = screen_key()) != K_NONE;)
        app_key(app, key);
}

/* Wait for keys, signals or the time, and take in what came. */
static int wait_and_take(struct app *app, int signals_fd, int64_t deadline, int *ended_by, struct error *err)
{
    struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = signals_fd, .events = POLLIN } };
    int64_t left = deadline - now_ms();
    if (poll(fds, ARRAY_SIZE(fds), left > 0 ? (int)left : 0) < 0)
        return errno == EINTR ? 0 : error_set(err, errno, "cannot wait for keys");
    take_signals(app, signals_fd, ended_by);
    if (fds[0].revents & POLLIN)
        take_keys(app);
    /* a terminal that has gone answers so for ever */
    if (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
        app->quit = true;
    return app->failure.errnum ? -app->failure.errnum : 0;
}

static int watch(struct app *app, int signals_fd, int *ended_by, struct error *err)
{
    unsigned long looks = 1;
    int64_t deadline = now_ms() + app->options->delay;
    while (!app->quit) {
        app_draw(app);
        int result = wait_and_take(app, signals_fd, deadline, ended_by, err);
        bool due = now_ms() >= deadline;
        if (due && looks++ == app->options->updates)
            return result;
        if (result == 0 && !app->quit && (due || app->stale))
            result = app_look(app, NULL, err);
        if (result < 0)
            return result;
        if (due)
            deadline = now_ms() + app->options->delay;
    }
    return 0;
}

static int watch_on_screen(struct app *app, int signals_fd, int *ended_by, struct error *err)
{
    int result = screen_open(color_wanted(app->options->listing.color, STDOUT_FILENO), err);
    if (result < 0)
        return result;
    result = watch(app, signals_fd, ended_by, err);
    screen_close();
    if (app->failure.errnum)
        *err = app->failure;
    return result;
}

int loop_run(struct app *app, int *signal, struct error *err)
{
    sigset_t mask, before;
    fill_mask(&mask);
    _cleanup_(closep) int signals_fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals_fd < 0)
        return error_set(err, errno, "cannot listen for signals");

    *signal = 0;
    sigprocmask(SIG_BLOCK, &mask, &before);
    int result = watch_on_screen(app, signals_fd, signal, err);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return result;
}
