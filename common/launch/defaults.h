/* What a container is that no config.json describes, written as one. */
#ifndef CCAPS_LAUNCH_DEFAULTS_H
#define CCAPS_LAUNCH_DEFAULTS_H

#include "containers/oci_config.h"
#include "launch/request.h"

/**
 * The config of a start of `form`: any but LAUNCH_BUNDLE, which has its own.
 * @param config  filled; the caller's, oci_config_free(), on failure too
 * @return 0; -ENOMEM
 */
int default_config(enum launch_form form, struct oci_config *config, struct error *err);

#endif
