#include "views_read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "read/process_read.h"
#include "read/self.h"

enum { NEEDS = NEED_GROUPS, NEEDS_WITH_CONTAINERS = NEEDS | INVENTORY_NEEDS | NEED_USER_NAMESPACE };

/* A /proc that was mounted for another pid namespace has others under our numbers: ours names us by "self". */
static bool proc_counts_as_we_do(void)
{
    char self[16] = "";
    return readlink("/proc/self", self, sizeof(self) - 1) > 0 && atoi(self) == getpid();
}

/* What the system calls tell counts; /proc, where it is, adds what they do not (and costs: only where it is shown). */
static int read_self(struct process_list *list, bool containers, struct error *err)
{
    struct process process = { 0 };
    struct credentials credentials;
    struct group_list groups;
    self_read(&credentials, &groups);
    if (containers && proc_counts_as_we_do() &&
        process_read(getpid(), getpid(), NEEDS_WITH_CONTAINERS, &process, NULL) == 0) {
        credentials.seccomp = process.status.credentials.seccomp;
        group_list_free(&process.groups);
    } else {
        process_free(&process);
        process.status = (struct status){ .pid = getpid(), .tid = getpid(), .ppid = getppid(), .threads = 1 };
        prctl(PR_GET_NAME, process.status.comm);
    }
    process.status.credentials = credentials;
    process.groups = groups;
    return process_list_append(list, &process) < 0 ? error_set(err, ENOMEM, "cannot read the caller") : 0;
}

/* Users of getcap(8) name files without a slash. */
static void hint_at_file(const char *word, struct error *err)
{
    if (access(word, F_OK) == 0)
        error_cure(err, "for the file of that name: ./%s", word);
}

static int find_init(const struct container_list *containers, struct view *view, struct error *err)
{
    const struct container *container = container_find(containers, view->word, err);
    if (!container) {
        hint_at_file(view->word, err);
        return -ENOENT;
    }
    if (container->init == 0)
        return error_set(err, ESRCH | ERROR_TOLD, "container '%s' has no running first process", view->word);
    view->pid = container->init;
    view->tid = container->init;
    if (asprintf(&view->container, "%s:%s", container->runtime, container->name) >= 0)
        return 0;
    view->container = NULL;
    return error_set(err, ENOMEM, "cannot read container '%s'", view->word);
}

static int read_view(struct view_list *list, const struct container_list *containers, struct view *view, unsigned needs,
                     struct error *err)
{
    int result = view->kind == TARGET_CONTAINER ? find_init(containers, view, err) : 0;
    return result < 0 ? result : process_list_read_thread(&list->inventory.processes, view->pid, view->tid, needs, err);
}

static int read_target(struct view_list *list, const struct container_list *containers, const struct target *target,
                       const struct file_options *files, unsigned needs, struct error *err)
{
    if (target->kind == TARGET_FILE)
        return files_read(list, target->word, files, err);
    struct view *view = view_list_add(list);
    if (!view)
        return error_set(err, ENOMEM, "cannot read %s", target->word);
    *view = (struct view){ .kind = target->kind, .word = target->word, .pid = target->pid, .tid = target->tid };
    int result = read_view(list, containers, view, needs, err);
    if (result < 0)
        view_list_drop_last(list);
    return result;
}

static int read_targets(struct view_list *list, const struct target *targets, size_t count,
                        const struct file_options *files, unsigned needs, struct error *err)
{
    _cleanup_(container_list_free) struct container_list containers = { 0 };
    bool any_container = false;
    for (size_t i = 0; i < count; i++)
        any_container |= targets[i].kind == TARGET_CONTAINER;
    int result = any_container ? container_list_read(&containers, err) : 0;

    for (size_t i = 0; result == 0 && i < count; i++) {
        struct error reason = { 0 };
        if (read_target(list, &containers, &targets[i], files, needs, &reason) == 0)
            continue;
        error_print(&reason);
        list->missing = true;
    }
    return result;
}

/* Only now, since settling sorts the processes. The same one may have been named twice. */
static void link_views(struct view_list *list)
{
    const struct process_list *processes = &list->inventory.processes;
    for (size_t i = 0; i < list->count; i++) {
        struct view *view = &list->items[i];
        for (size_t j = 0; view->kind != TARGET_FILE && j < processes->count; j++) {
            const struct status *status = &processes->items[j].status;
            if (status->pid != view->pid || status->tid != view->tid)
                continue;
            view->process = &processes->items[j];
            view->subject = list->inventory.subjects ? &list->inventory.subjects[j] : NULL;
            break;
        }
    }
}

static int read_caller(struct view_list *list, bool containers, struct error *err)
{
    struct view *view = view_list_add(list);
    if (!view)
        return error_set(err, ENOMEM, "cannot read the caller");
    *view = (struct view){ .kind = TARGET_PROCESS, .pid = getpid(), .tid = getpid() };
    return read_self(&list->inventory.processes, containers, err);
}

int view_list_read(struct view_list *list, const struct target *targets, size_t count, const struct file_options *files,
                   bool containers, struct error *err)
{
    unsigned needs = containers ? NEEDS_WITH_CONTAINERS : NEEDS;
    int result = count > 0 ? read_targets(list, targets, count, files, needs, err) : read_caller(list, containers, err);
    if (result == 0 && containers && list->inventory.processes.count > 0)
        result = inventory_settle(&list->inventory, err);
    link_views(list);
    return result;
}
