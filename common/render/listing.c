#include "render/listing.h"

static const char default_columns[] = "PID,USER,CONTAINER,ROLE,COMM,PERMITTED,EDIFF,IDIFF,BDIFF,ADIFF,DRIFT";

int listing_apply_pid(void *listing, const char *value, struct error *err)
{
    return selector_add(&((struct listing *)listing)->selector, value, TARGET_PROCESS, err);
}

int listing_apply_container(void *listing, const char *value, struct error *err)
{
    return selector_add(&((struct listing *)listing)->selector, value, TARGET_CONTAINER, err);
}

int listing_apply_output(void *listing, const char *value, struct error *err)
{
    struct listing *chosen = listing;
    chosen->columns_chosen |= value[0] != '+';
    return column_list_parse(value, &chosen->columns, err);
}

int listing_apply_sort(void *listing, const char *value, struct error *err)
{
    return sort_order_parse(value, &((struct listing *)listing)->sort, err);
}

int listing_apply_color(void *listing, const char *value, struct error *err)
{
    return color_parse(value, &((struct listing *)listing)->color, err);
}

int listing_parse(const struct program *program, int argc, char **argv, struct listing *listing)
{
    int operand;
    struct error err = { 0 };
    column_list_parse(default_columns, &listing->columns, NULL);
    int status = options_parse(program, argc, argv, listing, &operand);
    for (; status == OPTIONS_GO_ON && operand < argc; operand++)
        if (selector_add(&listing->selector, argv[operand], TARGET_ANY, &err) < 0)
            status = options_usage_error(program, &err);
    return status;
}

void listing_free(struct listing *listing)
{
    selector_free(&listing->selector);
    *listing = (struct listing){ 0 };
}
