/* A failure, told where it is known and printed once. */
#ifndef CCAPS_BASE_ERROR_H
#define CCAPS_BASE_ERROR_H

/**
 * One failure, told where it is known and printed once, by main().
 * A function that can fail takes it last and returns 0 or a negative errno.
 */
struct error {
    int errnum;     /**< positive errno; 0 while nothing has failed */
    char what[512]; /**< what failed, on what: "cannot read /proc/12/status"; may hold hostile bytes, printed escaped */
    char cure[256]; /**< what to do about it, or "" */
};

/** What error_set() is given where errno's own text would say nothing new: only `what` is printed. */
enum { ERROR_TOLD = 0x10000 };

/**
 * Fill *err (may be NULL) and return -errnum, so that `return error_set(...)` is the whole failure path.
 *
 * @param errnum  positive errno; or'ed with ERROR_TOLD, strerror(errnum) is left out of the printed line
 */
int error_set(struct error *err, int errnum, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** Add what to do about the failure in *err (may be NULL), and return -err->errnum; -EINVAL, as of a
 * usage error, where err is NULL. */
int error_cure(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Print *err on standard error, one line: "PROGRAM: what: why (cure)"; control characters are escaped. */
void error_print(const struct error *err);

#endif
