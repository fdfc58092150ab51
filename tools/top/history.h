/* What was there at the look before: which processes are new since, and which have changed. */
#ifndef CCAPS_TOP_HISTORY_H
#define CCAPS_TOP_HISTORY_H

#include "containers/inventory.h"

/** Looks for which a mark stays before it fades. */
enum { MARK_LOOKS = 5 };

/** One thread of one life: a recycled pid is another. */
struct thread_id {
    pid_t pid;
    pid_t tid;
    uint64_t start; /**< struct process, start_time */
};

/** The identity of a subject whose start time was read. */
struct thread_id thread_id_of(const struct subject *subject);

/** Order by pid, tid, start. @return below, at or above 0 */
int thread_id_compare(const struct thread_id *one, const struct thread_id *other);

/** What is remembered of one thread. Looks count from 1; 0 is never. */
struct memory {
    struct thread_id id;
    struct credentials credentials;
    unsigned long appeared; /**< the look that first saw it; 0 where it may have been there before any */
    unsigned long changed;  /**< the last look at which its credentials were others than before */
};

/** What the last look saw; zero-initialized: nothing yet. */
struct history {
    struct memory *items; /**< one for each subject of the last look, in its order; `count` of them */
    size_t count;
    unsigned long looks;
    uint64_t begun; /**< when the last look began: clock ticks since boot, as struct process, start_time */
};

/** Release all; for _cleanup_ too. */
void history_free(struct history *history);

/**
 * Take in another look.
 *
 * A thread that was not seen although it is older than the last look was left out then, as one that differs from its
 * process in nothing: it has changed.
 *
 * @param inventory  settled: its subjects are in the order of their ids
 * @param begun      when this look began: clock ticks since boot
 * @param widened    this look sees kinds of threads that the last one did not ask for: what was not seen is not new
 * @return 0; -ENOMEM
 */
int history_look(struct history *history, const struct inventory *inventory, uint64_t begun, bool widened);

/** Whether the thread appeared at one of the last MARK_LOOKS looks. */
bool history_is_new(const struct history *history, const struct memory *memory);

/** Whether its credentials changed at one of the last MARK_LOOKS looks. */
bool history_is_changed(const struct history *history, const struct memory *memory);

#endif
