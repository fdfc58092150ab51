/* The forms in which ccaps-print shows what it has read. */
#ifndef CCAPS_PRINT_FORMS_H
#define CCAPS_PRINT_FORMS_H

#include <json-c/json.h>

#include "base/buffer.h"
#include "views.h"

/** One form. */
struct form {
    /** Append one view; NULL where `append_all` is there. `alone`: it is the only target, and need not be named. */
    void (*append)(struct buffer *out, const struct view *view, bool alone);
    /** Append the whole document. @return 0; -ENOMEM */
    int (*append_all)(struct buffer *out, const struct view_list *list);
    bool containers; /**< shows in which container a process is */
};

extern const struct form form_block;  /**< of capsh, and of a file, of getcap */
extern const struct form form_getcap; /**< the same, with nothing of a file that `getcap -n` does not tell */
extern const struct form form_json;
extern const struct form form_oci;
extern const struct form form_hex;
extern const struct form form_text;
extern const struct form form_iab;

/** Append the line above what is shown of a view: "1234 (sh):", "runc:mybox2 (1234 sh):", "/bin/ping:". */
void view_heading_append(struct buffer *out, const struct view *view);

/** An element of "targets": ccaps-json(5). @return the caller's, json_object_put() */
struct json_object *form_view_to_json(const struct view *view);

#endif
