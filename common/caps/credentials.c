#include "caps/credentials.h"

#include <stdlib.h>

void group_list_free(struct group_list *groups)
{
    free(groups->ids);
    *groups = (struct group_list){ 0 };
}
