#include "caps/capstate.h"

/* clang-format off */
const struct capset_name capset_names[CAPSET_KINDS] = {
    [EFFECTIVE]   = { 'E', "effective",   "CapEff" },
    [PERMITTED]   = { 'P', "permitted",   "CapPrm" },
    [INHERITABLE] = { 'I', "inheritable", "CapInh" },
    [BOUNDING]    = { 'B', "bounding",    "CapBnd" },
    [AMBIENT]     = { 'A', "ambient",     "CapAmb" },
};
/* clang-format on */

bool capstate_equal(const struct capstate *one, const struct capstate *other)
{
    if (one->known != other->known)
        return false;
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
        if (capstate_knows(one, kind) && one->sets[kind] != other->sets[kind])
            return false;
    return true;
}
