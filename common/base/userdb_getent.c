/* For a program without shared libraries that runs on hosts: from /etc/passwd and /etc/group, and what they do not have
 * through getent(1), which asks NSS (nsswitch.conf(5)): glibc cannot load NSS modules into a static program safely. */
#include "base/userdb.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"

/* Not by PATH, and with no environment: neither is to decide what is executed here. */
static char getent[] = "/usr/bin/getent";

static pid_t start(char *database, char *key, int out)
{
    posix_spawn_file_actions_t actions;
    char *const arguments[] = { getent, database, key, NULL };
    char *const environment[] = { NULL };
    pid_t pid;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    int result = posix_spawn(&pid, getent, &actions, NULL, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    return result == 0 ? pid : -1;
}

/* The first field of getent's line: "name:x:1000:…". */
static const char *ask(char *database, id_t id)
{
    static char line[256];
    char key[16];
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return NULL;
    snprintf(key, sizeof(key), "%u", id);
    pid_t pid = start(database, key, ends[1]);
    close(ends[1]);
    _cleanup_(fclosep) FILE *answer = fdopen(ends[0], "r");
    bool answered = answer && fgets(line, sizeof(line), answer) && strchr(line, ':');
    if (pid > 0)
        waitpid(pid, NULL, 0);
    if (!answered)
        return NULL;
    *strchr(line, ':') = '\0';
    return line;
}

const char *userdb_find_user(uid_t uid)
{
    static char database[] = "passwd";
    const char *name = userdb_scan_passwd(uid);
    return name ? name : ask(database, uid);
}

const char *userdb_find_group(gid_t gid)
{
    static char database[] = "group";
    const char *name = userdb_scan_group(gid);
    return name ? name : ask(database, gid);
}
