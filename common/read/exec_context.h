/* The whole of a prediction of execve(2), from a process and the name of a file to what comes out. */
#ifndef CCAPS_READ_EXEC_CONTEXT_H
#define CCAPS_READ_EXEC_CONTEXT_H

#include "read/exec_file.h"

/** A prediction; `program.doubts` has what it takes for granted. */
struct exec_prediction {
    struct exec_program program;
    struct exec_context context;
    struct exec_outcome outcome;
};

/** What owns nothing yet. */
#define EXEC_PREDICTION_EMPTY ((struct exec_prediction){ .program = { .user_namespace = { .fd = -1 } } })

/** Release what *prediction holds; for _cleanup_ too. */
void exec_prediction_free(struct exec_prediction *prediction);

/**
 * Predict what execve(2) of `name` makes of a process. What costs time to find out, or cannot be, is only asked where
 * the answer would change what comes out.
 *
 * @return 0, of which a refusal by EXEC_REFUSED_CAPS is one; as exec_program_find()
 */
int exec_predict(const struct exec_process *who, const char *name, struct exec_prediction *prediction,
                 struct error *err);

/** The same of a file that is open: exec_program_read(). */
int exec_predict_open(const struct exec_process *who, int fd, const char *name, struct exec_prediction *prediction,
                      struct error *err);

/**
 * Whether a thread shares its root and working directory with a thread of another process (clone(2), CLONE_FS), which
 * kcmp(2) tells of any two: every thread of the system is asked.
 * @return 1, 0; CREDENTIAL_UNKNOWN
 */
int process_shares_fs(pid_t pid, pid_t tid);

#endif
