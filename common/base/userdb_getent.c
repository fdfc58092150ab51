/* For a program without shared libraries that runs on hosts: from /etc/passwd and /etc/group, and what they do not have
 * through getent(1), which asks NSS (nsswitch.conf(5)): glibc cannot load NSS modules into a static program safely. */
#include "base/userdb.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"

/* Not by PATH, and with no environment: neither is to decide what is executed here. */
static char getent[] = "/usr/bin/getent";

/* With 11 bytes and a pointer a key, far below what can be passed (execve(2), "Limits on size of arguments"). */
enum { KEYS_MAX = 4000, KEY_SIZE = sizeof("4294967295") };

static pid_t start(char *const arguments[], int out)
{
    posix_spawn_file_actions_t actions;
    char *const environment[] = { NULL };
    pid_t pid;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    int result = posix_spawn(&pid, getent, &actions, NULL, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    return result == 0 ? pid : -1;
}

/* A line for each key that is found: "name:x:1000:…", of both databases. */
static void take_line(struct name_cache *cache, char *line)
{
    char *fields[3];
    for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
        fields[i] = strsep(&line, ":");
    if (line)
        name_cache_offer(cache, (id_t)strtoul(fields[2], NULL, 10), fields[0]);
}

static void ask(char *const arguments[], struct name_cache *cache)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return;
    pid_t pid = start(arguments, ends[1]);
    close(ends[1]);
    _cleanup_(fclosep) FILE *answer = fdopen(ends[0], "r");
    _cleanup_(freep) char *line = NULL;
    size_t size = 0;
    while (answer && getline(&line, &size, answer) > 0)
        take_line(cache, line);
    if (!answer)
        close(ends[0]);
    if (pid > 0)
        waitpid(pid, NULL, 0);
}

/* Those of the next KEYS_MAX ids that have no name yet. @return how many */
static size_t take_keys(const struct name_cache *cache, size_t *next, char (*keys)[KEY_SIZE], char **arguments)
{
    size_t count = 0;
    for (; *next < cache->count && count < KEYS_MAX; (*next)++) {
        const struct cached_name *cached = &cache->items[*next];
        if (cached->settled || cached->name)
            continue;
        snprintf(keys[count], KEY_SIZE, "%u", cached->id);
        arguments[count] = keys[count];
        count++;
    }
    arguments[count] = NULL;
    return count;
}

static void ask_all(char *database, struct name_cache *cache)
{
    if (cache->missing == 0)
        return;
    _cleanup_(freep) char(*keys)[KEY_SIZE] = calloc(KEYS_MAX, KEY_SIZE);
    _cleanup_(freep) char **arguments = calloc(KEYS_MAX + 3, sizeof(*arguments));
    if (!keys || !arguments)
        return;
    arguments[0] = getent;
    arguments[1] = database;
    for (size_t next = 0; take_keys(cache, &next, keys, arguments + 2) > 0;)
        ask(arguments, cache);
}

void userdb_find_users(struct name_cache *users)
{
    static char database[] = "passwd";
    userdb_scan_passwd(users);
    ask_all(database, users);
}

void userdb_find_groups(struct name_cache *groups)
{
    static char database[] = "group";
    userdb_scan_group(groups);
    ask_all(database, groups);
}
