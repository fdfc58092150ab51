/* ccaps-run: start a process with just the capabilities that were chosen. */
#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/io.h"
#include "launch/files.h"
#include "launch/launch.h"
#include "launch/own_image.h"
#include "list.h"
#include "options.h"

static int complain(const struct error *err, int status)
{
    error_print(err);
    return status;
}

/* Tell the name of what is left running, as podman does; whoever is not told it is left with nothing. */
static int print_name(struct launch *launch)
{
    struct error err = { 0 };
    puts(launch->name);
    if (finish_output(stdout, &err) == 0)
        return EXIT_DONE;
    launch_cancel(launch);
    return complain(&err, STATUS_FAILED);
}

static int run(const struct launch_request *request)
{
    struct error err = { 0 };
    _cleanup_(launch_free) struct launch launch = LAUNCH_EMPTY;
    if (launch_settle(&launch, request, &err) < 0 || launch_start(&launch, &err) < 0)
        return complain(&err, launch.status);
    if (!request->detach)
        return launch_wait(&launch);
    return request->form & LAUNCH_CONTAINER ? print_name(&launch) : EXIT_DONE;
}

static int list(void)
{
    struct error err = { 0 };
    bool missing = false;
    if (containers_list(&missing, &err) < 0)
        return complain(&err, EXIT_FALSE_OR_MISSING);
    return missing ? EXIT_FALSE_OR_MISSING : EXIT_DONE;
}

int main(int argc, char **argv)
{
    struct error err = { 0 };
    struct run_options options;
    int status = run_options_parse(argc, argv, &options);
    if (status != OPTIONS_GO_ON)
        return status;
    if (options.list)
        return list();
    if (options.stop)
        return container_stop(options.stop, &err) < 0 ? complain(&err, EXIT_FALSE_OR_MISSING) : EXIT_DONE;
    if (standard_streams_reserve(&err) < 0)
        return complain(&err, STATUS_FAILED);
    if (!options.host && own_image_protect(argv, &err) < 0)
        return complain(&err, STATUS_FAILED);
    return run(&options.request);
}
