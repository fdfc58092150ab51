/* Text in text, upper and lower case aside, in the characters of the locale. */
#ifndef CCAPS_TOP_FOLD_H
#define CCAPS_TOP_FOLD_H

#include <stdbool.h>

/** Whether `text` holds `part`, case aside; "" is in every text. Bytes that the locale cannot read are only themselves.
 * False when memory is short. */
bool text_holds(const char *text, const char *part);

#endif
