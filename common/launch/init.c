#include "launch/init.h"

#include <errno.h>
#include <linux/close_range.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launch/credentials.h"
#include "launch/signals.h"

static const char NAME[] = "ccaps-init";

int exit_status_of(int wait_status)
{
    return WIFSIGNALED(wait_status) ? STATUS_SIGNAL_BASE + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

/*
 * /proc/1/cmdline and /proc/1/environ show the strings that the kernel put on our stack: arguments first, then the
 * caller's environment (fs/binfmt_elf.c, create_elf_tables()), which is the host's business.
 */
static void wipe_arguments(void)
{
    char *begin = program_invocation_name;
    char *end = begin;
    for (char **variable = environ; variable && *variable; variable++)
        if (*variable > end)
            end = *variable + strlen(*variable);
    size_t size = (size_t)(end - begin);
    if (size < sizeof(NAME))
        return;
    memset(begin, 0, size);
    memcpy(begin, NAME, sizeof(NAME));
}

/* Reap all that has ended. When it was COMMAND, so do we. */
static void reap(pid_t command)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        if (pid == command)
            _exit(exit_status_of(status));
}

_Noreturn void init_run(const struct launch *launch, pid_t command)
{
    credentials_lower(launch);
    prctl(PR_SET_NAME, NAME, 0, 0, 0);
    wipe_arguments();
    close_range(STDERR_FILENO + 1, ~0U, 0);
    for (;;) {
        int number = signals_wait();
        if (number == SIGCHLD)
            reap(command);
        else
            signals_pass(command, number);
    }
}
