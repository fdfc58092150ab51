/*
 * `exec_later FILE`: wait for SIGUSR1, then execute FILE; where that fails, the exit status is the errno. What is
 * executed has EXECUTED=1 in its environment, by which this program, standing for FILE or for its interpreter, knows
 * that it is to wait for its end.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void wake(int number)
{
    (void)number;
}

int main(int argc, char **argv)
{
    if (getenv("EXECUTED"))
        for (;;)
            pause();
    if (argc != 2)
        return 255;
    /* that it is caught, which /proc tells, means that it can be sent */
    sigset_t signals, none;
    sigemptyset(&none);
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGUSR1, wake);
    sigsuspend(&none);
    char *const environment[] = { (char[]){ "EXECUTED=1" }, NULL };
    execve(argv[1], argv + 1, environment);
    return errno;
}
