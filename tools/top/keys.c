#include "keys.h"

#include <stdbool.h>

#include "base/cleanup.h"

/* clang-format off */
const struct key_row key_rows[] = {
    { ACTION_UP, { K_UP }, "Up", "the row above" },
    { ACTION_DOWN, { K_DOWN }, "Down", "the row below" },
    { ACTION_PAGE_UP, { K_PAGE_UP }, "PgUp", "a page up" },
    { ACTION_PAGE_DOWN, { K_PAGE_DOWN }, "PgDn", "a page down" },
    { ACTION_FIRST, { K_HOME }, "Home", "the first row" },
    { ACTION_LAST, { K_END }, "End", "the last row" },
    { ACTION_ENTER, { K_ENTER }, "Enter", "details of a process; the processes of a container", "Enter", "Select" },
    { ACTION_BACK, { K_ESCAPE }, "Esc", "back; end a filter", "Esc", "Back" },
    { ACTION_SEARCH, { '/', K_F(3) }, "F3 /", "search as you type; F3 for the next match", "F3", "Search" },
    { ACTION_FILTER, { '\\', K_F(4) }, "F4 \\", "show only rows that hold a text; Esc ends it", "F4", "Filter" },
    { ACTION_SORT, { K_F(6), '<', '>' }, "F6 < >", "choose the column to sort by", "F6", "SortBy" },
    { ACTION_INVERT, { 'I' }, "I", "invert the order" },
    { ACTION_SORT_PID, { 'N' }, "N", "sort by process id" },
    { ACTION_SORT_PERMITTED, { 'P' }, "P", "sort by the permitted set, the largest first" },
    { ACTION_SORT_DRIFT, { 'D' }, "D", "sort by drift, the largest first" },
    { ACTION_CONTAINERS, { 'c' }, "c", "containers, and back", "c", "Containers" },
    { ACTION_ALL, { 'a' }, "a", "all processes, or only those that hold capabilities", "a", "All" },
    { ACTION_KERNEL_THREADS, { 'K' }, "K", "threads of the kernel too, or not" },
    { ACTION_THREADS, { 'H' }, "H", "a row for every thread, of those without capabilities too, or for every process", "H", "Threads" },
    { ACTION_REDRAW, { K_CTRL_L }, "Ctrl-L", "draw the screen anew" },
    { ACTION_HELP, { '?', K_F(1), 'h' }, "F1 ? h", "this help", "F1", "Help" },
    { ACTION_QUIT, { 'q', K_F(10) }, "F10 q", "quit; from help, details and menus, back (Ctrl-C always quits)", "F10", "Quit" },
};
/* clang-format on */
const size_t key_rows_count = ARRAY_SIZE(key_rows);

static bool has_key(const struct key_row *row, int key)
{
    for (size_t i = 0; i < ARRAY_SIZE(row->keys) && row->keys[i]; i++)
        if (row->keys[i] == key)
            return true;
    return false;
}

enum action key_action(int key)
{
    for (size_t i = 0; i < key_rows_count; i++)
        if (has_key(&key_rows[i], key))
            return key_rows[i].action;
    return ACTION_NONE;
}

const struct key_row *key_row_of(enum action action)
{
    for (size_t i = 0; i < key_rows_count; i++)
        if (key_rows[i].action == action)
            return &key_rows[i];
    return NULL;
}
