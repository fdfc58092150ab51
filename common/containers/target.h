/* What a command line names: a process, a thread, a container or a file. */
#ifndef CCAPS_CONTAINERS_TARGET_H
#define CCAPS_CONTAINERS_TARGET_H

#include <sys/types.h>

#include "base/error.h"

/** What kind of thing a target is. TARGET_ANY stands for "by its form". */
enum target_kind { TARGET_ANY, TARGET_PROCESS, TARGET_THREAD, TARGET_CONTAINER, TARGET_FILE };

/** One operand. */
struct target {
    enum target_kind kind;
    const char *word; /**< as it was given; borrowed */
    pid_t pid;        /**< of a process or thread */
    pid_t tid;        /**< of a thread; of a process its leader, `pid` */
};

/**
 * Tell what `word` is: `1234` a process, `1234/1240` one of its threads, anything else with a `/` a file, else a
 * container.
 *
 * @param kind  TARGET_ANY; or what it is to be: TARGET_PROCESS stands for a thread too
 * @return 0; -EINVAL where it cannot be that kind, with *err filled: a usage error
 */
int target_parse(const char *word, enum target_kind kind, struct target *target, struct error *err);

#endif
