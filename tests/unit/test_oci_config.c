/* config.json of OCI bundles: what `runc spec` writes is the ground, jq the oracle, and each change to it one case. */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "caps/names.h"
#include "caps/profiles.h"
#include "containers/oci_config.h"

static char directory[] = "/tmp/ccaps-config-XXXXXX";
static char spec_path[64]; /* "" where there is no runc */

static int make_spec(void **state)
{
    (void)state;
    char command[200];
    if (!mkdtemp(directory))
        return -1;
    snprintf(command, sizeof(command), "cd %s && runc spec 2>/dev/null", directory);
    if (system(command) == 0)
        snprintf(spec_path, sizeof(spec_path), "%s/config.json", directory);
    return 0;
}

static int remove_spec(void **state)
{
    (void)state;
    if (spec_path[0])
        unlink(spec_path);
    return rmdir(directory);
}

static void need_spec(void)
{
    if (!spec_path[0]) {
        print_message("# there is no runc, whose spec is what is tested\n");
        skip();
    }
}

/* What jq finds in the spec by `filter`. */
static char *ask_jq(const char *filter)
{
    char command[400];
    snprintf(command, sizeof(command), "jq -r '%s' %s", filter, spec_path);
    return output_of(command);
}

static void assert_jq(const char *filter, const char *ours)
{
    _cleanup_(freep) char *right = ask_jq(filter);
    assert_string_equal(ours, right);
}

static char *join(const char *const *texts)
{
    struct buffer out = { 0 };
    for (size_t i = 0; texts && texts[i]; i++)
        buffer_printf(&out, "%s%s", i ? "," : "", texts[i]);
    return buffer_take(&out);
}

static void assert_jq_list(const char *filter, const char *const *texts)
{
    char list[200];
    snprintf(list, sizeof(list), "%s // [] | join(\",\")", filter);
    _cleanup_(freep) char *ours = join(texts);
    assert_jq(list, ours);
}

static void assert_jq_number(const char *filter, int64_t number)
{
    char ours[32];
    snprintf(ours, sizeof(ours), "%lld", (long long)number);
    assert_jq(filter, ours);
}

static void what_runc_spec_writes_is_decoded(void **state)
{
    (void)state;
    need_spec();
    _cleanup_(oci_config_free) struct oci_config config;
    assert_int_equal(oci_config_read(spec_path, &config, NULL), 0);
    assert_jq_list(".process.args", config.args);
    assert_jq_list(".process.env", config.env);
    assert_jq(".process.cwd", config.cwd);
    assert_jq(".process.terminal", config.terminal ? "true" : "false");
    assert_jq(".process.noNewPrivileges", config.no_new_privs ? "true" : "false");
    assert_jq(".root.path", config.root_path);
    assert_jq(".root.readonly", config.root_readonly ? "true" : "false");
    assert_jq(".hostname", config.hostname);
    assert_jq_number(".process.user.uid", config.user.uid);
    assert_jq_number(".process.rlimits | length", (int64_t)config.rlimit_count);
    assert_jq_number(".process.rlimits[0].hard", (int64_t)config.rlimits[0].limit.rlim_max);
    assert_jq_number(".linux.resources.devices | length", (int64_t)config.device_count);
    assert_jq_list(".linux.maskedPaths", config.masked_paths);
    assert_jq_list(".linux.readonlyPaths", config.readonly_paths);
}

static void mounts_and_namespaces_are_decoded(void **state)
{
    (void)state;
    need_spec();
    static const char *const types[OCI_NAMESPACES] = { "mount", "pid", "network", "ipc", "uts", "cgroup" };
    _cleanup_(oci_config_free) struct oci_config config;
    assert_int_equal(oci_config_read(spec_path, &config, NULL), 0);
    assert_jq_number(".mounts | length", (int64_t)config.mount_count);
    for (size_t i = 0; i < config.mount_count; i++) {
        char filter[100];
        snprintf(filter, sizeof(filter), ".mounts[%zu] | [.destination, .type, .source] | join(\" \")", i);
        char ours[200];
        snprintf(ours, sizeof(ours), "%s %s %s", config.mounts[i].destination, config.mounts[i].type,
                 config.mounts[i].source);
        assert_jq(filter, ours);
        snprintf(filter, sizeof(filter), ".mounts[%zu].options", i);
        assert_jq_list(filter, config.mounts[i].options);
    }
    for (int kind = 0; kind < OCI_NAMESPACES; kind++) {
        char filter[100];
        snprintf(filter, sizeof(filter), "any(.linux.namespaces[]; .type == \"%s\")", types[kind]);
        assert_jq(filter, config.namespaces[kind].wanted ? "true" : "false");
        assert_null(config.namespaces[kind].path);
    }
}

static void its_capabilities_are_the_profile_runc(void **state)
{
    (void)state;
    need_spec();
    _cleanup_(oci_config_free) struct oci_config config;
    assert_int_equal(oci_config_read(spec_path, &config, NULL), 0);
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
        char filter[100];
        capset_t right = 0;
        snprintf(filter, sizeof(filter), ".process.capabilities.%s // [] | join(\",\")", capset_names[kind].name);
        _cleanup_(freep) char *names = ask_jq(filter);
        assert_int_equal(capset_parse(names, 0, &right, NULL), 0);
        assert_true(capstate_knows(&config.caps, kind));
        assert_int_equal(config.caps.sets[kind], right);
    }
    capset_t profile = 0;
    assert_int_equal(profile_parse("runc", 0, &profile, NULL), 0);
    assert_int_equal(profile, config.caps.sets[BOUNDING]);
    assert_int_not_equal(profile, 0);
}

/* Decode the spec as the jq filter changes it. */
static int decode_changed(const char *filter, struct oci_config *config, struct error *err)
{
    _cleanup_(freep) char *text = ask_jq(filter);
    return oci_config_decode(text, strlen(text), "config.json", config, err);
}

/* Properties of the OCI runtime spec that give or take something; a config with one must not run without it. */
static const char *const unsupported[] = {
    ".hooks.prestart = [{path: \"/bin/true\"}]",
    ".hooks.poststop = [{path: \"/bin/true\"}]",
    ".vm.kernel.path = \"/k\"",
    ".process.apparmorProfile = \"docker-default\"",
    ".process.selinuxLabel = \"s\"",
    ".process.scheduler.policy = \"SCHED_FIFO\"",
    ".process.ioPriority.class = \"IOPRIO_CLASS_RT\"",
    ".process.execCPUAffinity.initial = \"0\"",
    ".linux.seccomp.defaultAction = \"SCMP_ACT_ERRNO\"",
    ".linux.uidMappings = [{containerID: 0, hostID: 1000, size: 1}]",
    ".linux.gidMappings = [{containerID: 0, hostID: 1000, size: 1}]",
    ".linux.namespaces += [{type: \"user\"}]",
    ".linux.namespaces += [{type: \"time\"}]",
    ".linux.namespaces += [{type: \"nope\"}]",
    ".linux.timeOffsets.monotonic.secs = 1",
    ".linux.mountLabel = \"s\"",
    ".linux.cgroupsPath = \"/other\"",
    ".linux.netDevices.eth0 = {name: \"eth1\"}",
    ".linux.memoryPolicy.mode = \"MPOL_BIND\"",
    ".domainname = \"d\"",
    ".mounts[0].uidMappings = [{containerID: 0, hostID: 1000, size: 1}]",
    ".mounts[1].gidMappings = [{containerID: 0, hostID: 1000, size: 1}]",
    ".linux.sysctl[\"net.ipv4.ip_forward\"] = \"1\"",
    ".linux.devices = [{path: \"/dev/fuse\", type: \"c\", major: 10, minor: 229}]",
    ".linux.intelRdt.closID = \"x\"",
    ".linux.personality.domain = \"LINUX32\"",
    ".linux.resources.memory.limit = 1000000",
    ".linux.resources.cpu.shares = 5",
    ".linux.resources.pids.limit = 5",
    ".linux.resources.blockIO.weight = 5",
    ".linux.resources.network.priorities = [{name: \"eth0\", priority: 5}]",
    ".linux.resources.unified[\"memory.max\"] = \"5\"",
    ".linux.rootfsPropagation = \"shared\"",
};

static void what_is_not_supported_is_refused_by_name(void **state)
{
    (void)state;
    need_spec();
    for (size_t i = 0; i < ARRAY_SIZE(unsupported); i++) {
        _cleanup_(oci_config_free) struct oci_config config;
        struct error err = { 0 };
        if (decode_changed(unsupported[i], &config, &err) != -ENOTSUP)
            fail_msg("accepted: %s", unsupported[i]);
        /* the message names the property, or the one above it */
        char key[100];
        snprintf(key, sizeof(key), "config.json: %.*s", (int)strcspn(unsupported[i] + 1, ". "), unsupported[i] + 1);
        assert_memory_equal(err.what, key, strlen(key));
    }
}

static void what_changes_nothing_is_accepted(void **state)
{
    (void)state;
    need_spec();
    static const char *const changes[] = {
        ".hooks = {}",
        ".linux.seccomp = null",
        ".process.oomScoreAdj = 0",
        ".annotations.a = \"b\"",
        ".linux.rootfsPropagation = \"rslave\"",
        ".ociVersion = \"1.2.0\"",
        ".unknown.thing = [1]",
        "del(.process.capabilities)",
        "del(.linux.maskedPaths)",
        "del(.mounts)",
        ".process.user.umask = 18",
        ".linux.namespaces[1].path = \"/proc/1/ns/net\"",
    };
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
        _cleanup_(oci_config_free) struct oci_config config;
        struct error err = { 0 };
        if (decode_changed(changes[i], &config, &err) != 0)
            fail_msg("%s: %s", changes[i], err.what);
    }
}

/* realpath(1) is the oracle: without looking at the file system it does the same. */
static void destinations_are_without_detours(void **state)
{
    (void)state;
    need_spec();
    static const char *const paths[] = { "/dev/", "//dev", "/x/../dev", "/./dev/.//",
                                         "/",     "/..",   "/../..",    "/a/b/../../c/./d/" };
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        char filter[100], command[100];
        struct error err = { 0 };
        _cleanup_(oci_config_free) struct oci_config config;
        snprintf(filter, sizeof(filter), ".mounts[0].destination = \"%s\"", paths[i]);
        snprintf(command, sizeof(command), "realpath --no-symlinks --canonicalize-missing %s", paths[i]);
        assert_int_equal(decode_changed(filter, &config, &err), 0);
        _cleanup_(freep) char *right = output_of(command);
        assert_string_equal(config.mounts[0].destination, right);
        assert_non_null(oci_config_mount_at(&config, right));
    }
}

static void a_value_that_cannot_be_is_refused_by_name(void **state)
{
    (void)state;
    need_spec();
    static const char *const changes[] = {
        ".process.args = \"sh\"",
        ".process.args = [1]",
        ".process.cwd = \"relative\"",
        ".process.cwd = 1",
        ".process.env = [\"NOEQUALS\"]",
        ".process.terminal = \"yes\"",
        ".process.user.uid = -1",
        ".process.user.uid = 4294967295", /* "unchanged" to setresuid(2) */
        ".process.user.gid = 4294967295",
        ".process.user.uid = 4294967296",
        ".process.user.uid = \"root\"",
        ".process.user.umask = 512",
        ".process.user.additionalGids = [-1]",
        ".process.capabilities = []",
        ".process.capabilities.bounding = [\"CAP_NOPE\"]",
        ".process.noNewPrivileges = 1",
        ".process.rlimits = [{type: \"RLIMIT_NOPE\", soft: 1, hard: 1}]",
        ".process.rlimits = [{type: \"RLIMIT_AS\"}]",
        ".process.rlimits = [{type: \"RLIMIT_AS\", soft: -1, hard: 5}]",
        ".process.oomScoreAdj = 1001",
        ".process.oomScoreAdj = \"0\"",
        ".process = [\"x\"]",
        ".linux.resources = [\"x\"]",
        ".root.path = 5",
        ".hostname = [\"x\"]",
        ".mounts = [{destination: \"relative\", type: \"proc\"}]",
        ".mounts = [{}]",
        ".linux.namespaces = 5",
        ".linux.namespaces += [{type: \"pid\"}]",
        ".linux.resources.devices = [{allow: true, type: \"x\"}]",
        ".linux.resources.devices = [{allow: true, access: \"z\"}]",
        ".process.args = [\"a\\u0000b\"]",
    };
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
        _cleanup_(oci_config_free) struct oci_config config;
        struct error err = { 0 };
        if (decode_changed(changes[i], &config, &err) != -EINVAL)
            fail_msg("%s: not refused, or not so: %s", changes[i], err.what);
        char key[100];
        snprintf(key, sizeof(key), "config.json: %.*s", (int)strcspn(changes[i] + 1, ". "), changes[i] + 1);
        assert_memory_equal(err.what, key, strlen(key));
    }
}

static void what_is_no_object_or_no_file_is_told(void **state)
{
    (void)state;
    _cleanup_(oci_config_free) struct oci_config list, broken, absent;
    struct error err = { 0 };
    assert_int_equal(oci_config_decode("[]", 2, "config.json", &list, &err), -EINVAL);
    assert_int_equal(oci_config_decode("{\n\"process\": {,}}", 17, "config.json", &broken, &err), -EBADMSG);
    assert_non_null(strstr(err.what, "config.json, line 2, column 13"));
    assert_int_equal(oci_config_read("/nonexistent/config.json", &absent, &err), -ENOENT);
    assert_non_null(strstr(err.what, "/nonexistent/config.json"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_runc_spec_writes_is_decoded),
        cmocka_unit_test(mounts_and_namespaces_are_decoded),
        cmocka_unit_test(its_capabilities_are_the_profile_runc),
        cmocka_unit_test(what_is_not_supported_is_refused_by_name),
        cmocka_unit_test(what_changes_nothing_is_accepted),
        cmocka_unit_test(destinations_are_without_detours),
        cmocka_unit_test(a_value_that_cannot_be_is_refused_by_name),
        cmocka_unit_test(what_is_no_object_or_no_file_is_told),
    };
    return cmocka_run_group_tests(tests, make_spec, remove_spec);
}
