/* exec_script_interpreter(): a name lies within the first bytes of the file, and has no blank and no end of line in it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "read/exec_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size = size < EXEC_HEAD_SIZE ? size : EXEC_HEAD_SIZE;
    _cleanup_(freep) char *head = calloc(1, EXEC_HEAD_SIZE);
    _cleanup_(freep) char *path = NULL;
    if (!head)
        return 0;
    memcpy(head, data, size);
    int result = exec_script_interpreter(head, size, &path);
    if (path && (result < 0 || path[0] == '\0' || strpbrk(path, " \t\n") || !memmem(head, size, path, strlen(path))))
        abort();
    if (!path && result == 0 && size > 1 && head[0] == '#' && head[1] == '!')
        abort();
    return 0;
}
