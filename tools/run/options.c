#include "options.h"

#include <errno.h>

#include "base/cleanup.h"
#include "caps/names.h"
#include "caps/profiles.h"
#include "read/self.h"

/* ---- values ---- */

static int set_path(struct run_options *options, bool *form, const char *value)
{
    *form = true;
    options->request.path = value;
    return 0;
}

static int apply_rootfs(void *options, const char *value, struct error *err)
{
    (void)err;
    return set_path(options, &((struct run_options *)options)->rootfs, value);
}

static int apply_bundle(void *options, const char *value, struct error *err)
{
    (void)err;
    return set_path(options, &((struct run_options *)options)->bundle, value);
}

#define APPLY_TEXT(name, field)                                                                                        \
    static int apply_##name(void *options, const char *value, struct error *err)                                       \
    {                                                                                                                  \
        (void)err;                                                                                                     \
        ((struct run_options *)options)->field = value;                                                                \
        return 0;                                                                                                      \
    }
APPLY_TEXT(in, request.target)
APPLY_TEXT(name, request.name)
APPLY_TEXT(user, request.user)
APPLY_TEXT(stop, stop)

static int apply_hostname(void *options, const char *value, struct error *err)
{
    ((struct run_options *)options)->request.hostname = value;
    return value[0] ? 0 : error_set(err, EINVAL | ERROR_TOLD, "an empty word names no host");
}

/* `all` is all that the caller can give, as for podman. */
static capset_t giveable(void)
{
    struct credentials caller;
    _cleanup_(group_list_free) struct group_list groups;
    self_read(&caller, &groups);
    return caller.caps.sets[BOUNDING];
}

static int apply_profile(void *options, const char *value, struct error *err)
{
    struct caps_request *caps = &((struct run_options *)options)->request.caps;
    caps->has_profile = true;
    return profile_parse(value, giveable(), &caps->profile, err);
}

static int add_list(const char *value, capset_t *set, struct error *err)
{
    capset_t more;
    int result = capset_parse(value, giveable(), &more, err);
    if (result == 0)
        *set |= more;
    return result;
}

static int apply_add(void *options, const char *value, struct error *err)
{
    return add_list(value, &((struct run_options *)options)->request.caps.add, err);
}

static int apply_drop(void *options, const char *value, struct error *err)
{
    /* dropping takes nothing, so `all` is all that there could be */
    capset_t set;
    int result = capset_parse(value, ~UINT64_C(0), &set, err);
    if (result == 0)
        ((struct run_options *)options)->request.caps.drop |= set;
    return result;
}

/* One function a set, since an option's function is not told its row. */
#define APPLY_SET(name, kind)                                                                                          \
    static int apply_##name(void *options, const char *value, struct error *err)                                       \
    {                                                                                                                  \
        return set_exactly(options, kind, value, err);                                                                 \
    }
static int set_exactly(struct run_options *options, enum capset_kind kind, const char *value, struct error *err)
{
    capset_t set;
    int result = capset_parse(value, giveable(), &set, err);
    if (result == 0)
        capstate_set(&options->request.caps.exact, kind, set);
    return result;
}
APPLY_SET(effective, EFFECTIVE)
APPLY_SET(permitted, PERMITTED)
APPLY_SET(inheritable, INHERITABLE)
APPLY_SET(bounding, BOUNDING)
APPLY_SET(ambient, AMBIENT)

#define FLAG(field) .flag = offsetof(struct run_options, field)

/* clang-format off */
static const struct option_row rows[] = {
    { .help = "Where COMMAND runs (default: a container on the host's own root, read-only)" },
    { '\0', "rootfs", "DIR", "in a container on this root file system", .apply = apply_rootfs },
    { '\0', "bundle", "DIR", "in a container by this OCI bundle's config.json", .apply = apply_bundle },
    { '\0', "in", "TARGET", "in this running container, or where this process is", .apply = apply_in },
    { '\0', "host", NULL, "right here: credentials only", FLAG(host) },
    { .help = "What it may do: the profile, then drop, then add, then the exact sets" },
    { '\0', "profile", "NAME", "start from none, runc (the default), docker, podman or all", .apply = apply_profile },
    { '\0', "cap-add", "LIST", "add to bounding, permitted and effective", .apply = apply_add },
    { '\0', "cap-drop", "LIST", "take from all five sets", .apply = apply_drop },
    { '\0', "bounding", "LIST", "have just this bounding set", .apply = apply_bounding },
    { '\0', "permitted", "LIST", "have just this permitted set", .apply = apply_permitted },
    { '\0', "effective", "LIST", "have just this effective set", .apply = apply_effective },
    { '\0', "inheritable", "LIST", "have just this inheritable set", .apply = apply_inheritable },
    { '\0', "ambient", "LIST", "have just this ambient set", .apply = apply_ambient },
    { '\0', "user", "USER[:GROUP]", "run as this user, by name or number", .apply = apply_user },
    { .help = "The container" },
    { '\0', "name", "NAME", "call it so", .apply = apply_name },
    { '\0', "hostname", "NAME", "host name in it (default: its name)", .apply = apply_hostname },
    { 'd', "detach", NULL, "leave it running, and print its name", FLAG(request.detach) },
    { .help = "Containers of ccaps-run" },
    { '\0', "list", NULL, "tell which there are", FLAG(list) },
    { '\0', "stop", "NAME", "end one, and remove what is left of it", .apply = apply_stop },
};
/* clang-format on */

const struct program run_program = {
    .name = "ccaps-run",
    .summary = "Start a process with just the capabilities that you chose.",
    .usage = "[OPTION...] [--] COMMAND [ARGUMENT...]\n"
             "--bundle DIR [OPTION...] [[--] COMMAND [ARGUMENT...]]\n"
             "--list\n"
             "--stop NAME",
    .notes = "A LIST is of capabilities with commas between: sys_admin,cap_net_raw,21 or all.\n"
             "Exit status: that of COMMAND, 128+N where signal N killed it; 125 where it could not be\n"
             "started, 126 where it is not executable, 127 where it is not found.",
    .rows = rows,
    .count = ARRAY_SIZE(rows),
    .stops_at_operand = true,
};

/* ---- what goes together ---- */

static int refuse(struct error *err, const char *what)
{
    return error_set(err, EINVAL | ERROR_TOLD, "%s", what);
}

static int choose_form(struct run_options *options, struct error *err)
{
    struct launch_request *request = &options->request;
    bool in = request->target != NULL;
    if (options->rootfs + options->bundle + options->host + in > 1)
        return refuse(err, "--rootfs, --bundle, --in and --host exclude each other");
    request->form = options->rootfs   ? LAUNCH_ROOTFS
                    : options->bundle ? LAUNCH_BUNDLE
                    : options->host   ? LAUNCH_HOST
                    : in              ? LAUNCH_IN
                                      : LAUNCH_HOST_ROOT;
    if (!(request->form & LAUNCH_CONTAINER) && (request->name || request->hostname))
        return refuse(err, "--name and --hostname are for new containers");
    if (options->host && request->detach)
        return refuse(err, "--host and --detach exclude each other");
    return 0;
}

static int check(struct run_options *options, struct error *err)
{
    bool has_command = options->request.command[0];
    if (options->list && options->stop)
        return refuse(err, "--list and --stop exclude each other");
    if (options->list || options->stop)
        return has_command ? refuse(err, "--list and --stop start no COMMAND") : 0;
    int result = choose_form(options, err);
    if (result == 0 && !has_command && options->request.form != LAUNCH_BUNDLE)
        result = refuse(err, "there is no COMMAND to start");
    return result;
}

int run_options_parse(int argc, char **argv, struct run_options *options)
{
    int operand;
    struct error err = { 0 };
    *options = (struct run_options){ 0 };
    int status = options_parse(&run_program, argc, argv, options, &operand);
    if (status != OPTIONS_GO_ON)
        return status;
    options->request.command = argv + operand;
    return check(options, &err) < 0 ? options_usage_error(&run_program, &err) : OPTIONS_GO_ON;
}
