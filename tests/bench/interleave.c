/* interleave ROUNDS COMMAND... --vs COMMAND...: run the two in turns, so many times each, and print the medians of
 * their wall times in milliseconds. In C, since a shell takes longer to start a program than some of them take to run.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* Standard input and output are /dev/null, as in a script; what it complains of is seen. */
static double run(char **command, const posix_spawn_file_actions_t *actions)
{
    double start = now();
    pid_t pid;
    int status = -1;
    if (posix_spawnp(&pid, command[0], actions, NULL, command, environ) != 0 || waitpid(pid, &status, 0) < 0 ||
        status != 0) {
        fprintf(stderr, "interleave: %s failed\n", command[0]);
        exit(1);
    }
    return now() - start;
}

static int compare(const void *one, const void *other)
{
    double left = *(const double *)one, right = *(const double *)other;
    return (left > right) - (left < right);
}

static double median(double *times, size_t count)
{
    qsort(times, count, sizeof(*times), compare);
    return times[count / 2];
}

int main(int argc, char **argv)
{
    size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    char **first = argv + 2, **second = first;
    while (second < argv + argc && strcmp(*second, "--vs") != 0)
        second++;
    if (rounds == 0 || second + 1 >= argv + argc || second == first)
        return 2;
    *second++ = NULL;

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);

    double *times = calloc(2 * rounds, sizeof(*times));
    if (!times)
        return 1;
    run(first, &actions); /* what is cold at first is not what is measured */
    run(second, &actions);
    for (size_t i = 0; i < rounds; i++) {
        times[i] = run(first, &actions);
        times[rounds + i] = run(second, &actions);
    }
    printf("%.3f %.3f\n", median(times, rounds), median(times + rounds, rounds));
    free(times);
    posix_spawn_file_actions_destroy(&actions);
    return 0;
}
