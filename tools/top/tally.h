/* How many processes hold how much: the numbers of the header. */
#ifndef CCAPS_TOP_TALLY_H
#define CCAPS_TOP_TALLY_H

#include "containers/inventory.h"

/** Capabilities that the header counts, the most telling first. */
enum { TALLY_POWERS = 8 };
extern const unsigned tally_powers[TALLY_POWERS];

/** Sums over the processes of an inventory, threads of the kernel aside. A process holds what a thread of it has in
 * its permitted or effective set. */
struct tally {
    size_t containers; /**< of runtimes, with a process in them */
    size_t cgroups;    /**< containers that a cgroup alone makes */
    size_t processes;
    size_t any;                  /**< hold any capability */
    size_t everything;           /**< hold all that the kernel has */
    size_t drifted;              /**< hold more than their container's config declared */
    size_t drift_unknown;        /**< of which that is not known */
    size_t powers[TALLY_POWERS]; /**< hold tally_powers[i] */
};

/** Sum up an inventory that was settled. */
struct tally tally_of(const struct inventory *inventory);

#endif
