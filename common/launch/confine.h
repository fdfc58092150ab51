/* What a container is confined to besides its root: cgroups, namespaces, host name, network, limits. */
#ifndef CCAPS_LAUNCH_CONFINE_H
#define CCAPS_LAUNCH_CONFINE_H

#include "containers/oci_config.h"

/** CLONE_NEW... of each kind: namespaces(7). */
extern const int namespace_flags[OCI_NAMESPACES];

#endif
