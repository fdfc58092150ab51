#include "containers/risk.h"

#include <sys/stat.h>

/* Of the caller: 0 where /proc does not tell. It does not change. */
static uint64_t own_user_namespace(void)
{
    static uint64_t own;
    static bool asked;
    struct stat stat_;
    if (!asked && stat("/proc/self/ns/user", &stat_) == 0)
        own = stat_.st_ino;
    asked = true;
    return own;
}

static bool in_another_user_namespace(const struct process *process)
{
    uint64_t own = own_user_namespace();
    return own && process->user_namespace && process->user_namespace != own;
}

enum risk subject_risk(const struct subject *subject)
{
    const struct capstate *caps = &subject->process->status.credentials.caps;
    if (!capstate_knows(caps, PERMITTED) || !capstate_knows(caps, EFFECTIVE))
        return RISK_UNKNOWN;
    enum risk risk = capset_risk(caps->sets[PERMITTED] | caps->sets[EFFECTIVE]);
    return risk > RISK_LOW && in_another_user_namespace(subject->process) ? RISK_LOW : risk;
}

const char *subject_risk_name(const struct subject *subject)
{
    enum risk risk = subject_risk(subject);
    return risk == RISK_UNKNOWN ? NULL : risk_names[risk];
}
