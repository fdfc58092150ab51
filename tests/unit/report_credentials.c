/* Helper of test_execve, linked statically: what is run in each prepared state, and tells what execve(2) made of it. */
#include "credentials_report.h"

int main(void)
{
    struct credentials_report report;
    credentials_report_fill(&report);
    return credentials_report_send(REPORT_FD, &report) < 0;
}
