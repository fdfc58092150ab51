/* The devices that every container has: OCI runtime spec, config-linux.md, "Default Devices". */
#ifndef CCAPS_LAUNCH_DEVICES_H
#define CCAPS_LAUNCH_DEVICES_H

#include <stdbool.h>

/** Whether `fd`, O_PATH or negative, is that character device: admin-guide/devices.txt has the numbers. */
bool device_is(int fd, unsigned major, unsigned minor);

#endif
