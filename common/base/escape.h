/* Hostile text made harmless: what a process calls itself must not drive the terminal. */
#ifndef CCAPS_BASE_ESCAPE_H
#define CCAPS_BASE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buffer.h"

/**
 * Length in bytes of the well-formed UTF-8 sequence (RFC 3629) at the start of `text`, at most `size` bytes.
 * @return 1..4; 0 where there is none (a stray byte, an overlong form, a surrogate, a truncated sequence)
 */
size_t utf8_sequence(const char *text, size_t size);

/**
 * A copy of `size` bytes of `text` that is safe on a terminal: control characters (C0, DEL, C1) and bytes that are not
 * UTF-8 become \n, \t, \xHH or, above U+007F, \u00HH; a backslash is doubled, so that the form can be read back.
 * @return malloc'ed, NUL-terminated, owned by the caller; NULL when memory is short
 */
char *escape_text(const char *text, size_t size);

/** Append what escape_text() makes of `size` bytes of `text`. */
void escape_append(struct buffer *out, const char *text, size_t size);

/** Print `text` as escape_text() writes it. */
void escape_print(FILE *out, const char *text);

/**
 * A copy of `size` bytes of `text` that is valid UTF-8, for JSON (RFC 8259): every byte that is none becomes U+FFFD;
 * control characters stay: json-c escapes those of C0, escape_json_append() the others.
 * @return malloc'ed, NUL-terminated, owned by the caller; NULL when memory is short
 */
char *utf8_text(const char *text, size_t size);

/**
 * Append a JSON document with DEL and the C1 controls, which RFC 8259 lets stand and a terminal does not, written as
 * \u00HH. Outside strings it has neither.
 */
void escape_json_append(struct buffer *out, const char *text);

#endif
