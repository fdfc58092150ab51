#include "tally.h"

#include <linux/capability.h>
#include <string.h>

#include "base/cleanup.h"
#include "caps/names.h"
#include "containers/use.h"

const unsigned tally_powers[TALLY_POWERS] = { CAP_SYS_ADMIN, CAP_SYS_PTRACE, CAP_SYS_MODULE, CAP_DAC_OVERRIDE,
                                              CAP_NET_ADMIN, CAP_NET_RAW,    CAP_SETUID,     CAP_BPF };

static capset_t held_by(const struct subject *subject)
{
    const struct capstate *caps = &subject->process->status.credentials.caps;
    capset_t held = capstate_knows(caps, PERMITTED) ? caps->sets[PERMITTED] : 0;
    return capstate_knows(caps, EFFECTIVE) ? held | caps->sets[EFFECTIVE] : held;
}

static void count_process(struct tally *tally, capset_t held, capset_t all)
{
    tally->processes++;
    tally->any += held != 0;
    tally->everything += (held & all) == all;
    for (size_t i = 0; i < TALLY_POWERS; i++)
        tally->powers[i] += capset_has(held, tally_powers[i]);
}

/* Those with a process that was seen: a runtime keeps the state of one that has ended until it is deleted. */
static void count_containers(struct tally *tally, const struct inventory *inventory)
{
    _cleanup_(freep) struct container_use *uses = container_uses(inventory);
    for (size_t i = 0; uses && i < inventory->containers.count; i++) {
        if (uses[i].processes == 0)
            continue;
        bool by_cgroup = container_is_of_cgroup(uses[i].container);
        (*(by_cgroup ? &tally->cgroups : &tally->containers))++;
    }
}

struct tally tally_of(const struct inventory *inventory)
{
    struct tally tally = { 0 };
    capset_t all = capset_all();
    size_t count = inventory->processes.count;
    for (size_t i = 0; i < count;) {
        const struct status *leader = &inventory->subjects[i].process->status;
        capset_t held = 0, drift = 0;
        bool unknown = false;
        for (; i < count && inventory->subjects[i].process->status.pid == leader->pid; i++) {
            held |= held_by(&inventory->subjects[i]);
            drift |= subject_drift(&inventory->subjects[i]);
            unknown |= !subject_drift_is_known(&inventory->subjects[i]);
        }
        if (leader->kernel_thread)
            continue;
        count_process(&tally, held, all);
        tally.drifted += drift != 0;
        tally.drift_unknown += drift == 0 && unknown;
    }
    count_containers(&tally, inventory);
    return tally;
}
