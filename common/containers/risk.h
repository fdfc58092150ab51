/* How far what a process holds would take one who takes it over. */
#ifndef CCAPS_CONTAINERS_RISK_H
#define CCAPS_CONTAINERS_RISK_H

#include "caps/catalogue.h"
#include "containers/inventory.h"

/** What subject_risk() needs of a process: enum process_need. */
enum { RISK_NEEDS = NEED_USER_NAMESPACE };

/**
 * The riskiest tier of what a process holds in its permitted and effective set: it can raise the one to the other
 * whenever it likes. The inheritable, bounding and ambient set are what it may gain or pass on, not what it has.
 *
 * In a user namespace other than the caller's own, capabilities are none over the host (user_namespaces(7)): the tier
 * is RISK_LOW then, whatever is held. One that cannot be read counts as the caller's own.
 *
 * @return RISK_NONE where both are empty; RISK_UNKNOWN where the kernel would not tell them
 */
enum risk subject_risk(const struct subject *subject);

/** The name of subject_risk(); NULL where it is not known. */
const char *subject_risk_name(const struct subject *subject);

#endif
