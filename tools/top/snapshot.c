#include "snapshot.h"

void snapshot_free(struct snapshot *snapshot)
{
    selection_free(&snapshot->selection);
    inventory_free(&snapshot->inventory);
}

int snapshot_take(const struct selector *selector, unsigned needs, void (*complain)(const struct error *err),
                  struct snapshot *snapshot, struct error *err)
{
    int result = select_subjects(selector, needs, complain, &snapshot->inventory, &snapshot->selection, err);
    if (result < 0)
        snapshot_free(snapshot);
    return result;
}
