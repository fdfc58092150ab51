#include "snapshot.h"

void snapshot_free(struct snapshot *snapshot)
{
    selection_free(&snapshot->selection);
    inventory_free(&snapshot->inventory);
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
    int result = select_subjects(selector, needs, complain, &snapshot->inventory, &snapshot->selection, err);
    if (result == 0 && selector->target_count > 0)
        result = select_watched(selector, watch, snapshot, err);
    if (result < 0)
        snapshot_free(snapshot);
    return result;
}
