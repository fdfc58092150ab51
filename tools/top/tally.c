#include "tally.h"

#include <linux/capability.h>
#include <string.h>

#include "caps/names.h"
#include "containers/runtimes.h"

const unsigned tally_powers[TALLY_POWERS] = { CAP_SYS_ADMIN, CAP_SYS_PTRACE, CAP_SYS_MODULE, CAP_DAC_OVERRIDE,
                                              CAP_NET_ADMIN, CAP_NET_RAW,    CAP_SETUID,     CAP_BPF };

static capset_t held_by(const struct subject *subject)
{
    const struct capstate *caps = &subject->process->status.credentials.caps;
    capset_t held = capstate_knows(caps, PERMITTED) ? caps->sets[PERMITTED] : 0;
    return capstate_knows(caps, EFFECTIVE) ? held | caps->sets[EFFECTIVE] : held;
}

static void count_process(struct tally *tally, capset_t held, capset_t drift, capset_t all)
{
    tally->processes++;
    tally->any += held != 0;
    tally->everything += (held & all) == all;
    tally->drifted += drift != 0;
    for (size_t i = 0; i < TALLY_POWERS; i++)
        tally->powers[i] += capset_has(held, tally_powers[i]);
}

/* Containers have processes behind them: one of a cgroup always, one of a runtime while its init lives. */
static void count_containers(struct tally *tally, const struct container_list *containers)
{
    for (size_t i = 0; i < containers->count; i++) {
        const struct container *container = &containers->items[i];
        if (strcmp(container->runtime, CGROUP_RUNTIME) == 0)
            tally->cgroups++;
        else
            tally->containers += container->init > 0;
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
        for (; i < count && inventory->subjects[i].process->status.pid == leader->pid; i++) {
            held |= held_by(&inventory->subjects[i]);
            drift |= subject_drift(&inventory->subjects[i]);
        }
        if (!leader->kernel_thread)
            count_process(&tally, held, drift, all);
    }
    count_containers(&tally, &inventory->containers);
    return tally;
}
