/* state_json_read(): whatever lies in a runtime's state directory, each container that comes of it has an id and a
 * name. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "containers/runtimes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char directory[] = "/tmp/ccaps-fuzz-XXXXXX";
static char box[sizeof(directory) + 8];
static char path[sizeof(box) + 16];

static void remove_directory(void)
{
    unlink(path);
    rmdir(box);
    rmdir(directory);
}

static void make_directory(void)
{
    if (box[0])
        return;
    if (!mkdtemp(directory))
        abort();
    snprintf(box, sizeof(box), "%s/box", directory);
    snprintf(path, sizeof(path), "%s/state.json", box);
    if (mkdir(box, 0700) < 0)
        abort();
    atexit(remove_directory);
}

static void write_state(const uint8_t *data, size_t size)
{
    make_directory();
    _cleanup_(closep) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    write_state(data, size);
    _cleanup_(container_list_free) struct container_list list = { 0 };
    if (state_json_read(&list, "runc", directory) < 0 || list.count > 1)
        abort();
    for (size_t i = 0; i < list.count; i++) {
        const struct container *container = &list.items[i];
        if (!container->id || !container->name || container->init < 0)
            abort();
        if (container->declared.known != 0 && container->declared.known != CAPSTATE_ALL_KNOWN)
            abort();
    }
    return 0;
}
