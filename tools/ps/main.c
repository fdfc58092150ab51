/* ccaps-ps: who may do what. */
#include <locale.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/io.h"
#include "base/json.h"
#include "containers/risk.h"
#include "options.h"
#include "render/json.h"

static int show_json(const struct selection *selection, struct error *err)
{
    _cleanup_(json_putp) struct json_object *document = json_document();
    struct json_object *processes = json_object_new_array();
    for (size_t i = 0; i < selection->count; i++)
        json_object_array_add(processes, subject_to_json(selection->items[i]));
    json_object_object_add(document, "processes", processes);
    return json_print(stdout, document, err);
}

/* Threads are told apart where there are any, but only in a table that the user has not chosen. */
static void add_thread_column(struct ps_options *options, const struct selection *selection)
{
    bool threads = options->listing.selector.threads;
    for (size_t i = 0; i < selection->count; i++)
        threads |= selection->items[i]->process->status.tid != selection->items[i]->process->status.pid;
    if (threads && !options->listing.columns_chosen)
        column_list_insert(&options->listing.columns, 1, column_find("TID", NULL));
}

static int show(struct ps_options *options, struct selection *selection, struct error *err)
{
    if (options->listing.sort.column)
        subjects_sort(selection->items, selection->count, &options->listing.sort);
    if (!options->json)
        add_thread_column(options, selection);
    int result = options->json ? show_json(selection, err)
                               : table_print(stdout, selection->items, selection->count, &options->listing.columns,
                                             &options->style, err);
    return result < 0 ? result : finish_output(stdout, err);
}

/* Leave those that are as risky as was asked for, and those of which it is not known. @return whether any is left */
static bool filter_risk(const struct ps_options *options, struct selection *selection)
{
    size_t left = 0;
    for (size_t i = 0; i < selection->count; i++) {
        enum risk risk = subject_risk(selection->items[i]);
        if (risk == RISK_UNKNOWN || risk >= options->risk)
            selection->items[left++] = selection->items[i];
    }
    selection->count = left;
    return left > 0;
}

static unsigned needs_of(const struct ps_options *options)
{
    unsigned needs = column_list_needs(&options->listing.columns) | (options->json ? NEED_USER_NAMESPACE : 0);
    needs |= options->risk ? RISK_NEEDS : 0;
    return options->listing.sort.column ? needs | options->listing.sort.column->needs : needs;
}

static int run(struct ps_options *options)
{
    struct error err = { 0 };
    _cleanup_(inventory_free) struct inventory inventory = { 0 };
    _cleanup_(selection_free) struct selection selection = { 0 };

    int result = options->listing.list_columns ? columns_print_help(stdout, &err) : 0;
    if (result == 0 && !options->listing.list_columns)
        result =
            select_subjects(&options->listing.selector, needs_of(options), error_print, &inventory, &selection, &err);
    if (result == 0 && options->risk && !filter_risk(options, &selection))
        selection.missing = true;
    if (result == 0 && !options->listing.list_columns)
        result = show(options, &selection, &err);
    if (result < 0)
        error_print(&err);
    return result < 0 || selection.missing || selection.unread ? EXIT_FALSE_OR_MISSING : EXIT_DONE;
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "");
    _cleanup_(ps_options_free) struct ps_options options;
    int status = ps_options_parse(argc, argv, &options);
    return status == OPTIONS_GO_ON ? run(&options) : status;
}
