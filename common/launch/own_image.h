/* The running program, kept from being overwritten by what it starts. */
#ifndef CCAPS_LAUNCH_OWN_IMAGE_H
#define CCAPS_LAUNCH_OWN_IMAGE_H

#include "base/error.h"

/**
 * Execute the running program anew from a read-only copy of its mount, unless it is on one. A container whose COMMAND
 * is
 * "#!/proc/self/exe" makes the kernel run us inside, with its own libraries; from there /proc/self/exe could be opened
 * for writing once we have ended (CVE-2019-5736). On a read-only mount it never can.
 *
 * @return 0 where it is on one; a negative errno. Where it was not, it does not return: main() begins again
 */
int own_image_protect(char **argv, struct error *err);

#endif
