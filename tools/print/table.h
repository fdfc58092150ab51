/* The matrix: a row a capability, a column a set, how far it goes and what it lets the process do. */
#ifndef CCAPS_PRINT_TABLE_H
#define CCAPS_PRINT_TABLE_H

#include "forms.h"

extern const struct form form_table;
extern const struct form form_table_coloured; /**< the same, each row in the colour of its risk */

#endif
