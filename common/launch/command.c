/* COMMAND itself: its directory, environment and file. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "launch/steps.h"

static const char *directory_of(const struct launch *launch)
{
    return launch->cwd ? launch->cwd : launch->config.cwd;
}

int step_enter_directory(struct launch *launch, struct error *err)
{
    const char *directory = directory_of(launch);
    if (chdir(directory) < 0)
        return error_set(err, errno, "cannot enter the directory %s", directory);
    /* a directory that is there only by a link of the host's is none of the container's: getcwd(2), "(unreachable)" */
    char path[PATH_MAX];
    if (!getcwd(path, sizeof(path)) || path[0] != '/')
        return error_set(err, EXDEV, "the directory %s is outside of the root", directory);
    return 0;
}

/* ---- the environment ---- */

static const char *find_variable(const char *const *env, const char *name)
{
    size_t length = strlen(name);
    for (; env && *env; env++)
        if (strncmp(*env, name, length) == 0 && (*env)[length] == '=')
            return *env + length + 1;
    return NULL;
}

static size_t count_variables(const char *const *env)
{
    size_t count = 0;
    while (env && env[count])
        count++;
    return count;
}

static int add_variable(const char **env, size_t *count, const char *name, const char *value)
{
    char *text;
    if (!value || find_variable(env, name))
        return 0;
    if (asprintf(&text, "%s=%s", name, value) < 0)
        return -ENOMEM;
    env[(*count)++] = text;
    return 0;
}

/* The config's, HOME where it has none, and TERM where we wrote the config. Lives until execve(2). */
static const char **make_environment(const struct launch *launch)
{
    enum { ADDED = 2 };
    size_t count = count_variables(launch->config.env);
    const char **env = calloc(count + ADDED + 1, sizeof(*env));
    if (!env)
        return NULL;
    if (count > 0)
        memcpy(env, launch->config.env, count * sizeof(*env));
    add_variable(env, &count, "HOME", launch->home ? launch->home : "/");
    if (launch->request->form != LAUNCH_BUNDLE)
        add_variable(env, &count, "TERM", getenv("TERM"));
    return env;
}

/* ---- the file ---- */

/* execve(2) wants what it does not change as if it changed it. */
static void try_file(const char *path, const char *const *args, const char *const *env)
{
    execve(path, (char *const *)(uintptr_t)args, (char *const *)(uintptr_t)env);
}

/* Look through PATH as execvp(3) does, but never start a shell. Returns on failure alone, with errno. */
static void try_path(const char *const *args, const char *const *env)
{
    const char *path = find_variable(env, "PATH");
    int failure = ENOENT;
    for (const char *next = path ? path : "/usr/local/bin:/usr/bin:/bin"; next;) {
        char file[PATH_MAX];
        int length = (int)strcspn(next, ":");
        int size = snprintf(file, sizeof(file), "%.*s/%s", length ? length : 1, length ? next : ".", args[0]);
        if (size > 0 && (size_t)size < sizeof(file))
            try_file(file, args, env);
        if (errno != ENOENT && errno != ENOTDIR)
            failure = errno;
        if (errno != ENOENT && errno != ENOTDIR && errno != EACCES)
            break;
        next = next[length] ? next + length + 1 : NULL;
    }
    errno = failure;
}

static int tell_failure(struct launch *launch, int failure, struct error *err)
{
    const char *name = launch->args[0];
    bool not_found = failure == ENOENT || failure == ENOTDIR;
    launch->status = not_found ? STATUS_NOT_FOUND : STATUS_NOT_EXECUTABLE;
    error_set(err, failure, "cannot execute '%s'", name);
    if (not_found && strchr(name, '/') && access(name, F_OK) == 0)
        return error_cure(err, "the file is there: its interpreter or loader is not");
    if (failure == EPERM)
        return error_cure(err, "ccaps-print --exec tells which capabilities of the file are not to be had");
    if (not_found && launch->request->form != LAUNCH_HOST)
        return error_cure(err, "it is looked for in the container");
    return -failure;
}

int step_execute(struct launch *launch, struct error *err)
{
    bool host = launch->request->form == LAUNCH_HOST;
    const char *const *env = host ? (const char *const *)environ : make_environment(launch);
    if (!env)
        return error_set(err, ENOMEM, "cannot make the environment");
    if (launch->config.user.umask >= 0)
        umask((mode_t)launch->config.user.umask);
    sigprocmask(SIG_SETMASK, &launch->mask, NULL);

    if (launch->args[0][0] == '\0')
        errno = ENOENT;
    else if (strchr(launch->args[0], '/'))
        try_file(launch->args[0], launch->args, env);
    else
        try_path(launch->args, env);
    return tell_failure(launch, errno, err);
}
