/* The securebits flags of capabilities(7), and the mode that libcap reads out of them. */
#ifndef CCAPS_CAPS_SECUREBITS_H
#define CCAPS_CAPS_SECUREBITS_H

#include <stddef.h>
#include <sys/capability.h>

#include "caps/credentials.h"

/** One flag with its lock; the lock is the next higher bit (linux/securebits.h). */
struct securebit {
    unsigned bit;      /**< number of the flag's bit; its lock is bit + 1 */
    const char *name;  /**< "noroot": SECBIT_NOROOT */
    const char *label; /**< "secure-noroot", as capsh names it; NULL where capsh has no line for it */
};
extern const struct securebit securebits[];
extern const size_t securebits_count;

/**
 * The mode that libcap's cap_get_mode(3) would guess for a process of these credentials.
 * @return CAP_MODE_...; CREDENTIAL_UNKNOWN where securebits or a set that decides is not known
 */
int credentials_mode(const struct credentials *credentials);

#endif
