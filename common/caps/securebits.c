#include "caps/securebits.h"

#include <linux/securebits.h>

#include "base/cleanup.h"

const struct securebit securebits[] = {
    { SECURE_NOROOT, "noroot", "secure-noroot" },
    { SECURE_NO_SETUID_FIXUP, "no-setuid-fixup", "secure-no-suid-fixup" },
    { SECURE_KEEP_CAPS, "keep-caps", "secure-keep-caps" },
    { SECURE_NO_CAP_AMBIENT_RAISE, "no-cap-ambient-raise", "secure-no-ambient-raise" },
    /* Linux 6.14; linux/securebits.h of older systems does not have them */
    { 8, "exec-restrict-file", NULL },
    { 10, "exec-deny-interactive", NULL },
};
const size_t securebits_count = ARRAY_SIZE(securebits);

/* cap_get_mode(3): the "secured" modes want these three flags locked on, keep-caps locked off, and
 * no other flag, those of later kernels among them. */
enum {
    SECURED = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP | SECBIT_NO_SETUID_FIXUP_LOCKED |
              SECBIT_KEEP_CAPS_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED
};

int credentials_mode(const struct credentials *credentials)
{
    const struct capstate *caps = &credentials->caps;
    if (credentials->securebits == CREDENTIAL_UNKNOWN)
        return CREDENTIAL_UNKNOWN;
    if (credentials->securebits == 0)
        return CAP_MODE_HYBRID;
    if (credentials->securebits != SECURED)
        return CAP_MODE_UNCERTAIN;
    if (caps->known != CAPSTATE_ALL_KNOWN)
        return CREDENTIAL_UNKNOWN;
    if (caps->sets[AMBIENT])
        return CAP_MODE_UNCERTAIN;
    if (caps->sets[INHERITABLE])
        return CAP_MODE_PURE1E;
    if (caps->sets[PERMITTED] || caps->sets[EFFECTIVE] || caps->sets[BOUNDING])
        return CAP_MODE_PURE1E_INIT;
    return CAP_MODE_NOPRIV;
}
