#include "files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/escape.h"
#include "read/filecaps.h"
#include "read/tree.h"

/* Where to, and which. */
struct reading {
    struct view_list *list;
    const struct file_options *options;
};

/* `filecaps` is NULL of what is not a regular file. */
static int add_file(const struct reading *reading, char *path, const struct filecaps *filecaps, struct error *err)
{
    struct view *view = path ? view_list_add(reading->list) : NULL;
    if (!view) {
        free(path);
        return error_set(err, ENOMEM, "cannot list the files");
    }
    view->kind = TARGET_FILE;
    view->path = path;
    view->word = path;
    view->regular = filecaps;
    view->verbose = reading->options->verbose;
    view->filecaps = filecaps ? *filecaps : (struct filecaps){ 0 };
    view->counts_here = filecaps_count_here(&view->filecaps);
    return 0;
}

static int add_found(void *context, const char *path, const struct filecaps *filecaps)
{
    return add_file(context, strdup(path), filecaps, NULL);
}

/* Paths can be longer than a message has room for. @param errnum  with ERROR_TOLD where `after` says it all */
static void tell(const struct reading *reading, const char *before, const char *path, const char *after, int errnum)
{
    reading->list->missing = true;
    fprintf(stderr, "%s: %s", program_invocation_short_name, before);
    escape_print(stderr, path);
    fputs(after, stderr);
    if (!(errnum & ERROR_TOLD))
        fprintf(stderr, ": %s", strerror(errnum));
    fputc('\n', stderr);
}

static void tell_failure(void *context, const char *path, const struct error *reason)
{
    _cleanup_(buffer_free) struct buffer after = { 0 };
    buffer_printf(&after, ": %s", reason->what);
    tell(context, "", path, after.failed ? "" : after.data, reason->errnum);
}

static int read_tree(struct reading *reading, const char *path, struct error *err)
{
    const struct tree_visitor visitor = {
        .one_filesystem = reading->options->one_filesystem,
        .everything = reading->options->verbose,
        .found = add_found,
        .failed = tell_failure,
        .context = reading,
    };
    int result = tree_walk(path, &visitor, err);
    return result < 0 ? error_set(err, -result, "cannot read the tree %s", path) : 0;
}

static int read_regular(struct reading *reading, const char *path, struct error *err)
{
    struct filecaps filecaps;
    struct error reason;
    if (filecaps_read_path(path, &filecaps, &reason) < 0) {
        tell_failure(reading, path, &reason);
        return 0;
    }
    if (filecaps.revision == 0 && files_recursive(reading->options) && !reading->options->verbose)
        return 0;
    return add_file(reading, strdup(path), &filecaps, err);
}

int files_read(struct view_list *list, const char *path, const struct file_options *options, struct error *err)
{
    struct reading reading = { list, options };
    struct stat stat;
    if (lstat(path, &stat) < 0) {
        tell(&reading, "cannot read ", path, "", errno);
        return 0;
    }
    /* getcap is silent about a link, and so seems to say that the program behind it has nothing */
    if (S_ISLNK(stat.st_mode)) {
        tell(&reading, "", path, " is a symbolic link: name the file that it leads to", ERROR_TOLD);
        return 0;
    }
    if (S_ISDIR(stat.st_mode) && files_recursive(options))
        return read_tree(&reading, path, err);
    return S_ISREG(stat.st_mode) ? read_regular(&reading, path, err) : add_file(&reading, strdup(path), NULL, err);
}
