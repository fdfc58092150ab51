#include "rescue.h"

#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/cleanup.h"

static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
static struct termios modes;
static char farewell[256];
static size_t farewell_size;

void rescue_remember(void)
{
    tcgetattr(STDIN_FILENO, &modes);
}

/* Only what signal-safety(7) allows. The handler is gone by now (SA_RESETHAND): the signal ends the program. */
static void rescue(int signal)
{
    ssize_t written = write(STDOUT_FILENO, farewell, farewell_size);
    (void)written;
    tcsetattr(STDIN_FILENO, TCSANOW, &modes);
    raise(signal);
}

static void handle_crashes(void (*handler)(int))
{
    struct sigaction action = { .sa_handler = handler, .sa_flags = (int)(SA_RESETHAND | SA_NODEFER) };
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < ARRAY_SIZE(crashes); i++)
        sigaction(crashes[i], &action, NULL);
}

/* terminfo(5): $<5> asks for a pause that no terminal of today needs */
static void add_without_padding(const char *sequence)
{
    while (*sequence != '\0' && farewell_size < sizeof(farewell)) {
        const char *end = strncmp(sequence, "$<", 2) == 0 ? strchr(sequence, '>') : NULL;
        if (end)
            sequence = end + 1;
        else
            farewell[farewell_size++] = *sequence++;
    }
}

void rescue_arm(const char *const *sequences, size_t count)
{
    farewell_size = 0;
    for (size_t i = 0; i < count; i++)
        if (sequences[i] && (intptr_t)sequences[i] != -1)
            add_without_padding(sequences[i]);
    handle_crashes(rescue);
}

void rescue_disarm(void)
{
    handle_crashes(SIG_DFL);
}
