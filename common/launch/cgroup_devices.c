/* Which devices a cgroup's processes can open and make, by cgroup v1's devices controller
 * (admin-guide/cgroup-v1/devices).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/io.h"
#include "launch/cgroup.h"

/* What a container begins with, whatever its config says, as with runc: nothing. A list of what is allowed that does
 * not begin with what is not would leave all of the host's. */
static const struct oci_device_rule nothing[] = {
    { false, 'a', OCI_DEVICE_ANY, OCI_DEVICE_ANY, "rwm" },
};

/* What every container can use, whatever its config says, as with runc: nodes may be made, and those of the default
 * /dev and of terminals used. */
static const struct oci_device_rule usual[] = {
    { true, 'c', OCI_DEVICE_ANY, OCI_DEVICE_ANY, "m" },
    { true, 'b', OCI_DEVICE_ANY, OCI_DEVICE_ANY, "m" },
    { true, 'c', 1, 3, "rwm" },                /* null */
    { true, 'c', 1, 5, "rwm" },                /* zero */
    { true, 'c', 1, 7, "rwm" },                /* full */
    { true, 'c', 1, 8, "rwm" },                /* random */
    { true, 'c', 1, 9, "rwm" },                /* urandom */
    { true, 'c', 5, 0, "rwm" },                /* tty */
    { true, 'c', 5, 2, "rwm" },                /* ptmx */
    { true, 'c', 136, OCI_DEVICE_ANY, "rwm" }, /* pts */
};

static void print_number(char *text, size_t size, int64_t number)
{
    if (number == OCI_DEVICE_ANY)
        snprintf(text, size, "*");
    else
        snprintf(text, size, "%lld", (long long)number);
}

static int write_rule(int directory, const struct oci_device_rule *rule)
{
    char major[24], minor[24], text[80];
    print_number(major, sizeof(major), rule->major);
    print_number(minor, sizeof(minor), rule->minor);
    snprintf(text, sizeof(text), "%c %s:%s %s", rule->type, major, minor, rule->access);
    return write_file_at(directory, rule->allow ? "devices.allow" : "devices.deny", text);
}

static int write_rules(int directory, const struct oci_device_rule *rules, size_t count)
{
    int result = 0;
    for (size_t i = 0; result == 0 && i < count; i++)
        result = write_rule(directory, &rules[i]);
    return result;
}

static const struct cgroup_place *find_devices(const struct cgroup_places *places)
{
    for (size_t i = 0; i < places->count; i++)
        if (strcmp(places->items[i].controllers, "devices") == 0)
            return &places->items[i];
    return NULL;
}

int cgroup_places_limit_devices(const struct cgroup_places *places, const struct oci_device_rule *rules, size_t count,
                                struct error *err)
{
    const struct cgroup_place *place = find_devices(places);
    if (!place)
        return -ENOTSUP;
    _cleanup_(closep) int directory = open(place->directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int result = directory < 0 ? -errno : write_rules(directory, nothing, ARRAY_SIZE(nothing));
    if (result == 0)
        result = write_rules(directory, rules, count);
    if (result == 0)
        result = write_rules(directory, usual, ARRAY_SIZE(usual));
    return result < 0 ? error_set(err, -result, "cannot limit devices in %s", place->directory) : 0;
}
