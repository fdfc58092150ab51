/* What is open in the process that becomes COMMAND: of the host, nothing that could be followed. */
#include "launch/files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "launch/steps.h"

int standard_streams_reserve(struct error *err)
{
    for (;;) {
        /* a new one gets the lowest free number: open(2) */
        int fd = open("/dev/null", O_PATH | O_CLOEXEC);
        if (fd < 0)
            return error_set(err, errno, "cannot open /dev/null");
        if (fd > STDERR_FILENO)
            return close(fd);
    }
}

/* Close all but the standard streams and what is in `keep`, of which -1 is none. @return as close_range(2) */
static int close_all_but(const int *keep, size_t count)
{
    unsigned from = STDERR_FILENO + 1;
    for (;;) {
        int next = -1;
        for (size_t i = 0; i < count; i++)
            if (keep[i] >= (int)from && (next < 0 || keep[i] < next))
                next = keep[i];
        if (next < 0)
            return close_range(from, ~0U, 0);
        if ((unsigned)next > from && close_range(from, (unsigned)next - 1, 0) < 0)
            return -1;
        from = (unsigned)next + 1;
    }
}

static int tell(int result, struct error *err)
{
    return result < 0 ? error_set(err, errno, "cannot close the files of the host") : 0;
}

int step_leave_files(struct launch *launch, struct error *err)
{
    const int keep[] = { launch->report, launch->gate, launch->target.pidfd, launch->target.root };
    launch->lock = launch->pidfd = -1;
    return tell(close_all_but(keep, ARRAY_SIZE(keep)), err);
}

int step_leave_last_files(struct launch *launch, struct error *err)
{
    launch->gate = launch->tree = launch->target.pidfd = launch->target.root = -1;
    return tell(close_all_but(&launch->report, 1), err);
}
