/* What the unit tests share: cmocka with what it needs before it, random sets that can be had again, and states of
 * libcap. */
#ifndef CCAPS_TESTS_UNIT_H
#define CCAPS_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/capability.h>

#include "caps/capstate.h"

/** Begin random numbers anew, and tell the seed: CCAPS_SEED=N in the environment repeats the run. */
void random_begin(void);

/** 64 random bits. */
uint64_t random_bits(void);

/** A random number below `end`. */
unsigned random_below(unsigned end);

/** A random set of what the kernel has; some are empty, some full, some have few, some lack few. */
capset_t random_set(void);

/** Five random sets, all known, as a thread could hold them: E within P, A within P and I. */
struct capstate random_state(void);

/** One flag of a libcap state as a set. */
capset_t libcap_set(cap_t caps, cap_flag_t flag);

/** A libcap state of these three sets, made capability by capability; cap_free(3). */
cap_t libcap_of(capset_t effective, capset_t permitted, capset_t inheritable);

/** Standard output of a shell command, without the last newline; fails the test where the command fails. free(3) */
char *output_of(const char *command);

#endif
