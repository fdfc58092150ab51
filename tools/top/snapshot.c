#include "snapshot.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "read/process_read.h"

void snapshot_free(struct snapshot *snapshot)
{
    selection_free(&snapshot->selection);
    inventory_free(&snapshot->inventory);
}

/* The clock of proc(5), /proc/PID/stat, field 22 (fs/proc/array.c, do_task_stat()): it goes on while the machine
 * sleeps. */
static uint64_t ticks_since_boot(void)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    uint64_t per_second = (uint64_t)sysconf(_SC_CLK_TCK);
    return (uint64_t)now.tv_sec * per_second + (uint64_t)now.tv_nsec * per_second / 1000000000;
}

/* The targets' words alone would be looked up anew each time. */
static int select_watched(const struct selector *selector, struct watch *watch, struct snapshot *snapshot,
                          struct error *err)
{
    int states = watch_select(watch, selector, &snapshot->inventory, &snapshot->selection);
    if (states < 0)
        return error_set(err, -states, "cannot list processes");
    snapshot->states = (unsigned)states;
    return 0;
}

int snapshot_take(const struct selector *selector, struct watch *watch, unsigned needs,
                  void (*complain)(const struct error *err), struct snapshot *snapshot, struct error *err)
{
    snapshot->begun = ticks_since_boot();
    int result = select_subjects(selector, needs, complain, &snapshot->inventory, &snapshot->selection, err);
    if (result == 0 && selector->target_count > 0)
        result = select_watched(selector, watch, snapshot, err);
    if (result < 0)
        snapshot_free(snapshot);
    return result;
}

int inventory_read_thread(struct inventory *inventory, const struct thread_id *id)
{
    int result =
        process_list_read_thread(&inventory->processes, id->pid, id->tid, INVENTORY_NEEDS | NEED_START_TIME, NULL);
    if (result == 0)
        result = inventory_settle(inventory, NULL);
    if (result < 0)
        return result;
    struct thread_id found = thread_id_of(inventory->subjects);
    return thread_id_compare(&found, id) == 0 ? 0 : -ESRCH;
}
