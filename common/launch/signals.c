#include "launch/signals.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/signals.h"

static void fill(sigset_t *set)
{
    static const int own[] = { SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT, SIGSEGV, SIGBUS, SIGFPE,
                               SIGILL,  SIGTRAP, SIGSYS,  SIGABRT, SIGXCPU, SIGXFSZ };
    sigfillset(set);
    for (size_t i = 0; i < ARRAY_SIZE(own); i++)
        sigdelset(set, own[i]);
}

static void do_nothing(int number)
{
    (void)number;
}

void signals_block(sigset_t *previous)
{
    sigset_t set;
    fill(&set);
    sigprocmask(SIG_BLOCK, &set, previous);
    /* whoever ignores its children's end, and started us so, would keep us from seeing ours: wait(2), NOTES */
    signal(SIGCHLD, SIG_DFL);
    /* a limit of file size is to fail the write of the state, and not us in the middle; COMMAND gets its own back */
    if (signal(SIGXFSZ, do_nothing) == SIG_IGN)
        signal(SIGXFSZ, SIG_IGN);
}

int signals_open(void)
{
    static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < ARRAY_SIZE(ending); i++)
        if (!signal_is_ignored(ending[i]))
            sigaddset(&set, ending[i]);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

int signals_read(int fd)
{
    struct signalfd_siginfo info;
    return read(fd, &info, sizeof(info)) == sizeof(info) ? (int)info.ssi_signo : 0;
}

void signals_pass(pid_t child, int number)
{
    bool is_key = number == SIGINT || number == SIGQUIT;
    kill(is_key ? -child : child, number);
}

int signals_wait(void)
{
    sigset_t set;
    int number;
    fill(&set);
    do {
        number = sigwaitinfo(&set, NULL);
    } while (number < 0); /* EINTR, after SIGCONT */
    return number;
}
