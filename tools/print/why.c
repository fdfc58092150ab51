#include "why.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "caps/catalogue.h"
#include "caps/names.h"
#include "caps/why.h"
#include "containers/knobs.h"
#include "forms.h"
#include "read/self.h"
#include "read/user_namespace.h"

/* One capability of one target, and all that decides. */
struct why_case {
    const struct credentials *credentials;
    const struct container *container;
    const struct knob *knob; /* by what its runtime gives it */
    struct user_namespace user_namespace;
    int procfd; /* the thread's directory in /proc; -1 where it is not to be had */
    uid_t root;
    bool self;
    unsigned cap;
    enum why_reason reason;
};

/* Not an empty word either. */
static bool can_be_operation(const char *word)
{
    return word[strspn(word, "0123456789")] != '\0' && strcasecmp(word, "all") != 0;
}

int why_question_parse(const char *word, struct why_question *question, struct error *err)
{
    struct error no_capability = { 0 };
    int cap = capability_parse(word, &no_capability);
    *question = (struct why_question){
        .operation = cap < 0 ? word : NULL,
        .caps = cap < 0 ? catalogue_find_operation(word) : capset_of((unsigned)cap),
    };
    if (question->caps)
        return 0;
    if (!can_be_operation(word))
        return capability_parse(word, err);
    error_set(err, EINVAL | ERROR_TOLD, "'%s' is no capability, and no operation that is known", word);
    const char *nearest = no_capability.cure;
    return error_cure(err, "%s", nearest[0] != '\0' ? nearest : "--suggest=TEXT finds those that a word is about");
}

static bool effective_by_exec(const struct why_case *c)
{
    return capability_comes_with_exec(c->credentials, c->root, c->cap);
}

static bool is_root(const struct why_case *c)
{
    return credentials_are_root(c->credentials, c->root);
}

static void append_clause(struct buffer *out, const struct why_case *c, const char *clause)
{
    knob_append(out, clause, c->cap, c->container ? c->container->name : NULL);
}

static void cure_by_newer_kernel(struct buffer *out, const struct why_case *c)
{
    const char *since = catalogue_text(c->cap, CATALOGUE_SINCE);
    if (since)
        buffer_printf(out, "a kernel since Linux %s", since);
    else
        buffer_puts(out, "a newer kernel");
}

static void cure_by_raising(struct buffer *out, const struct why_case *c)
{
    buffer_puts(out, "it raises it itself, by cap_set_proc(3) or capset(2)");
    if (effective_by_exec(c))
        buffer_puts(out, ", or executes a program: any will do");
}

static void cure_by_executing(struct buffer *out, const struct why_case *c)
{
    buffer_puts(out, "it executes a program: any will do");
    if (c->reason == WHY_REAL_ROOT)
        buffer_puts(out, ", if it raises it itself, by cap_set_proc(3) or capset(2)");
}

static void append_once(struct buffer *out, const struct why_case *c, const char *clause)
{
    if (!clause)
        return;
    buffer_puts(out, "; or one more process in it: ");
    append_clause(out, c, clause);
}

static void cure_of_root(struct buffer *out, const struct why_case *c)
{
    buffer_puts(out, c->knob == &knob_host ? "" : "start the container with it: ");
    append_clause(out, c, c->knob->start);
    append_once(out, c, c->knob->once);
}

static void cure_by_ambient(struct buffer *out, const struct why_case *c)
{
    bool ambient = c->knob->ambient;
    buffer_puts(out, ambient ? "start it with it in the ambient set: " : "start it as root, with it: ");
    append_clause(out, c, ambient ? c->knob->ambient : c->knob->start);
}

/* A user other than root keeps nothing of what a runtime puts into the other sets. */
static void cure_by_starting(struct buffer *out, const struct why_case *c)
{
    if (is_root(c)) {
        cure_of_root(out, c);
        return;
    }
    cure_by_ambient(out, c);
    append_once(out, c, c->knob->once_ambient);
}

static void cure_by_file(struct buffer *out, const struct why_case *c)
{
    cure_by_ambient(out, c);
    append_clause(out, c, "; or give it to the file of its program: setcap cap_%c=ep FILE");
}

/* What it starts with stays: only what comes later is held back. */
static void cure_by_first(struct buffer *out, const struct why_case *c)
{
    struct credentials free = *c->credentials;
    free.no_new_privs = 0;
    if (is_root(c) && c->knob == &knob_host)
        buffer_puts(out, "start it with it still in the permitted set");
    else
        cure_by_starting(out, c);
    if (capability_comes_with_exec(&free, c->root, c->cap))
        buffer_puts(out, "; or without no_new_privs");
}

static void tell_lost(struct buffer *out, const struct why_case *c)
{
    buffer_printf(out,
                  "it is not permitted: user %u is not root, and keeps at setuid(2) and execve(2) only what is ambient",
                  c->credentials->uids[ID_EFFECTIVE]);
}

static void tell_not_bounding(struct buffer *out, const struct why_case *c)
{
    buffer_puts(out, "it is not in the bounding set, so that nothing that is executed gives it");
    if (capstate_has(&c->credentials->caps, INHERITABLE, c->cap))
        buffer_puts(out, ", but for a file with it in its inheritable set");
}

/* A row a reason: "sys_admin is not effective: TEXT." and "To have it: CURE." */
static const struct why_text {
    const char *text;
    void (*tell)(struct buffer *out, const struct why_case *c); /* in the place of text */
    void (*cure)(struct buffer *out, const struct why_case *c);
} why_texts[WHY_REASONS] = {
    [WHY_NO_SUCH] = { "the running kernel does not have it", NULL, cure_by_newer_kernel },
    [WHY_UNKNOWN] = { NULL, NULL, NULL },
    [WHY_EFFECTIVE] = { NULL, NULL, NULL },
    [WHY_NOT_RAISED] = { "it is permitted, but not raised", NULL, cure_by_raising },
    [WHY_NOT_BOUNDING] = { NULL, tell_not_bounding, cure_by_starting },
    [WHY_NO_NEW_PRIVS] = { "it is not permitted, and with no_new_privs nothing that is executed gives it", NULL,
                           cure_by_first },
    [WHY_NOROOT] = { "it is not permitted: with securebits noroot, executing a program gives root nothing", NULL,
                     cure_by_file },
    [WHY_GIVEN_UP] = { "it was given up: root has it after executing a program, and this one dropped it since", NULL,
                       cure_by_executing },
    [WHY_REAL_ROOT] = { "it is not permitted: its real user is root, who has it permitted after executing a program; "
                        "but its effective user is not, and so it is not raised",
                        NULL, cure_by_executing },
    [WHY_LOST_AT_EXEC] = { NULL, tell_lost, cure_by_file },
};

static void append_reason(struct buffer *out, const struct why_case *c)
{
    const struct why_text *text = &why_texts[c->reason];
    const char *name = capability_name(c->cap);
    if (c->reason == WHY_UNKNOWN) {
        buffer_printf(
            out, "Whether %s is effective, and why, is not known: the kernel does not tell all that decides.\n", name);
        return;
    }
    if (c->reason == WHY_EFFECTIVE) {
        buffer_printf(out, "%s is effective.\n", name);
        return;
    }
    buffer_printf(out, "%s is not effective: ", name);
    if (text->tell)
        text->tell(out, c);
    else
        buffer_puts(out, text->text);
    buffer_puts(out, ".\nTo have it: ");
    text->cure(out, c);
    buffer_puts(out, ".\n");
}

/* What is started gets no more than who starts it has: a cure that would not work is not left without a word. */
static void append_limit_of_caller(struct buffer *out, const struct why_case *c)
{
    bool started = c->reason == WHY_NOT_BOUNDING && (c->knob == &knob_host || c->knob->once);
    struct credentials own;
    struct group_list groups;
    if (!started || c->self)
        return;
    self_read(&own, &groups);
    group_list_free(&groups);
    if (capstate_knows(&own.caps, BOUNDING) && !capstate_has(&own.caps, BOUNDING, c->cap))
        buffer_printf(out,
                      "But the caller's own bounding set lacks %s too: what is started from here cannot have it.\n",
                      capability_name(c->cap));
}

static void append_assumption(struct buffer *out, const struct why_case *c)
{
    bool by_exec = c->reason == WHY_GIVEN_UP || c->reason == WHY_REAL_ROOT;
    if (by_exec && c->credentials->securebits == CREDENTIAL_UNKNOWN)
        buffer_puts(out, "Assumed: its securebits are 0: the kernel tells no one those of another process.\n");
}

static void append_seccomp(struct buffer *out, const struct why_case *c)
{
    if (c->credentials->seccomp > 0)
        buffer_puts(out,
                    "But a seccomp filter is in force: it may refuse a system call whatever the capabilities are.\n");
    else if (c->credentials->seccomp == CREDENTIAL_UNKNOWN && c->self)
        buffer_puts(out, "Whether a seccomp filter is in force is not known: /proc tells it, which is not there.\n");
}

static const char *const namespaces[] = { "mnt", "uts", "ipc", "pid", "net", "cgroup", "time" };

/* The names of those of the thread's namespaces that belong to its user namespace, or those that do not. */
static void append_namespaces(struct buffer *out, const struct why_case *c, int owned)
{
    size_t start = out->size;
    for (size_t i = 0; i < ARRAY_SIZE(namespaces); i++) {
        char path[16];
        snprintf(path, sizeof(path), "ns/%s", namespaces[i]);
        _cleanup_(closep) int fd = openat(c->procfd, path, O_RDONLY | O_CLOEXEC);
        if (user_namespace_owns(&c->user_namespace, fd) == owned)
            buffer_printf(out, "%s%s", out->size > start ? ", " : "", namespaces[i]);
    }
    if (out->size == start)
        buffer_puts(out, "none");
}

static void append_user_namespace(struct buffer *out, const struct why_case *c)
{
    int initial = user_namespace_is_initial(&c->user_namespace);
    if (initial == 1)
        return;
    if (initial == CREDENTIAL_UNKNOWN) {
        buffer_puts(out, "Whether its user namespace is the initial one is not known: /proc/PID/ns tells it.\n");
        return;
    }
    buffer_puts(out, "But its user namespace is not the initial one: capabilities in it count for what it owns alone, "
                     "and for nothing of the host. Namespaces that it owns: ");
    append_namespaces(out, c, 1);
    buffer_puts(out, "; that it does not: ");
    append_namespaces(out, c, 0);
    buffer_puts(out, ".\n");
}

static void append_case(struct buffer *out, const struct why_case *c)
{
    append_reason(out, c);
    append_limit_of_caller(out, c);
    append_assumption(out, c);
}

/* One whose pid namespace is not the first (include/linux/proc_ns.h, PROC_PID_INIT_INO) is in a container of some kind.
 */
static bool has_pid_namespace(int procfd)
{
    static const ino_t initial = 0xEFFFFFFC;
    struct stat stat;
    return procfd >= 0 && fstatat(procfd, "ns/pid", &stat, 0) == 0 && stat.st_ino != initial;
}

/* The host's own root may have marks of containers too, when it was made from an image of one. */
static void find_knob(struct why_case *c)
{
    bool contained = has_pid_namespace(c->procfd);
    _cleanup_(closep) int rootfd = contained ? openat(c->procfd, "root", O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    c->knob = knob_find(c->container, rootfd);
    if (!c->knob)
        c->knob = contained ? &knob_any : &knob_host;
}

static void open_case(struct why_case *c, const struct view *view)
{
    char path[64] = "/proc/thread-self";
    c->credentials = &view->process->status.credentials;
    c->container = view->subject ? view->subject->container : NULL;
    c->self = !view->word;
    if (!c->self)
        snprintf(path, sizeof(path), "/proc/%d/task/%d", view->pid, view->tid);
    c->procfd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    user_namespace_read(c->procfd, &c->user_namespace, NULL);
    c->root = user_namespace_root(&c->user_namespace);
    find_knob(c);
}

/* "hostname takes sys_admin.", "mount may take sys_admin or dac_override." */
static void append_operation(struct buffer *out, const struct why_question *question)
{
    size_t left = capset_count(question->caps);
    buffer_printf(out, "%s %s ", question->operation, left > 1 ? "may take" : "takes");
    capset_foreach (cap, question->caps)
        buffer_printf(out, "%s%s", capability_name(cap), --left > 1 ? ", " : left == 1 ? " or " : ".\n");
}

static void append_view(struct buffer *out, struct view_list *views, const struct view *view,
                        const struct why_question *question)
{
    struct why_case c = { .user_namespace = USER_NAMESPACE_EMPTY };
    open_case(&c, view);
    capset_foreach (cap, question->caps) {
        c.cap = cap;
        c.reason = capability_why(c.credentials, c.root, cap, capset_all());
        views->missing |= c.reason == WHY_UNKNOWN;
        append_case(out, &c);
    }
    append_seccomp(out, &c);
    append_user_namespace(out, &c);
    user_namespace_free(&c.user_namespace);
    closep(&c.procfd);
}

void why_append(struct buffer *out, struct view_list *views, const struct why_question *question, bool alone)
{
    if (question->operation && views->count > 0)
        append_operation(out, question);
    for (size_t i = 0; i < views->count; i++) {
        if (!alone)
            view_heading_append(out, &views->items[i]);
        append_view(out, views, &views->items[i], question);
    }
}
