/* The child of test_execve: it becomes what a drawn case says, and runs the program. */
#ifndef CCAPS_TESTS_EXECVE_PROCESS_H
#define CCAPS_TESTS_EXECVE_PROCESS_H

#include "execve_case.h"

/**
 * Become the process, report, wait for a byte, run the program; where that fails, report its errno. Two reports are
 * sent in all cases.
 *
 * @param program         fd of the file to run
 * @param user_namespace  fd of the one to enter first, or -1
 * @param report_fd       pipe for the reports
 * @param go_fd           pipe that the byte comes from
 */
_Noreturn void execve_process_run(const struct execve_case *drawn, int program, int user_namespace, int report_fd,
                                  int go_fd);

#endif
