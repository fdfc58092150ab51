/* The file systems of a container. */
#ifndef CCAPS_LAUNCH_MOUNTS_H
#define CCAPS_LAUNCH_MOUNTS_H

#include <stdbool.h>

#include "containers/oci_config.h"

/**
 * Whether it is /proc or /sys, of which paths are masked and made read-only later: a link that leads elsewhere by then
 * would have these missed (CVE-2019-19921 of runc), so that it is mounted over none.
 */
bool mount_is_of_kernel(const struct oci_mount *mount);

/** Whether it shows a part of the host's tree. */
bool mount_is_bind(const struct oci_mount *mount);

#endif
