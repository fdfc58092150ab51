/* Masks to names and back, without looking at anything. */
#ifndef CCAPS_PRINT_CONVERT_H
#define CCAPS_PRINT_CONVERT_H

#include "base/buffer.h"
#include "base/error.h"
#include "caps/capstate.h"

/**
 * Append what `capsh --decode` prints of a mask: "0x0000000000000020=cap_kill", and a newline.
 * @param hex  hexadecimal, with or without 0x; up to 64 bits
 * @return 0; -EINVAL where it is not that
 */
int convert_decode(const char *hex, struct buffer *out, struct error *err);

/** A capability list that is not empty, of an option. @return 0; -EINVAL where it is empty, or has an item that is none
 */
int caps_option_parse(const char *list, capset_t *set, struct error *err);

/**
 * Append the mask of a capability list, 16 hex digits as /proc/PID/status has them, and a newline.
 * @return 0; -EINVAL where it is empty, or has an item that is none
 */
int convert_encode(const char *list, struct buffer *out, struct error *err);

#endif
