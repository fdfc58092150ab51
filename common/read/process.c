#include "read/process.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void process_free(struct process *process)
{
    free(process->cgroup);
    free(process->arguments);
    group_list_free(&process->groups);
    *process = (struct process){ 0 };
}

void process_list_free(struct process_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        process_free(&list->items[i]);
    free(list->items);
    free(list->gaps);
    *list = (struct process_list){ 0 };
}

static int list_reserve(struct process_list *list, size_t more)
{
    if (list->capacity - list->count >= more)
        return 0;
    size_t capacity = list->capacity ? list->capacity : 16;
    while (capacity - list->count < more)
        capacity *= 2;
    struct process *items = reallocarray(list->items, capacity, sizeof(*items));
    if (!items)
        return -ENOMEM;
    list->items = items;
    list->capacity = capacity;
    return 0;
}

int process_list_append(struct process_list *list, struct process *process)
{
    int result = list_reserve(list, 1);
    if (result == 0)
        list->items[list->count++] = *process;
    else
        process_free(process);
    return result;
}

static int add_gap(struct process_list *list, const struct process_gap *gap)
{
    struct process_gap *gaps = reallocarray(list->gaps, list->gap_count + 1, sizeof(*gaps));
    if (!gaps)
        return -ENOMEM;
    gaps[list->gap_count++] = *gap;
    list->gaps = gaps;
    return 0;
}

int process_list_miss(struct process_list *list, pid_t pid, pid_t tid, int result)
{
    switch (-result) {
    case ESRCH:
    case ENOENT:
    case EPERM:
    case EACCES:
        return 0;
    case ENOMEM:
        return -ENOMEM;
    default:
        return add_gap(list, &(struct process_gap){ .pid = pid, .tid = tid, .errnum = -result });
    }
}

int process_list_join(struct process_list *list, struct process_list *more)
{
    for (; more->gap_count > 0; more->gap_count--)
        if (add_gap(list, &more->gaps[more->gap_count - 1]) < 0)
            return -ENOMEM;
    if (more->count == 0)
        return 0;
    int result = list_reserve(list, more->count);
    if (result < 0)
        return result;
    memcpy(list->items + list->count, more->items, more->count * sizeof(*list->items));
    list->count += more->count;
    more->count = 0;
    return 0;
}
