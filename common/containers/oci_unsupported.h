/* What a config.json can ask for and is not supported here. */
#ifndef CCAPS_CONTAINERS_OCI_UNSUPPORTED_H
#define CCAPS_CONTAINERS_OCI_UNSUPPORTED_H

#include <json-c/json.h>

#include "base/error.h"

/**
 * Refuse a config that asks for what is not supported and matters: confinement that would be missing, powers and
 * limits that would differ.
 * @return 0; -ENOTSUP, -EINVAL where it cannot even be looked for, with the property in *err
 */
int oci_check_supported(struct json_object *document, struct error *err);

#endif
