/* What the first bytes of a script name, by the rules of fs/binfmt_script.c; print-exec.bats asks the kernel of some.
 */
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "base/cleanup.h"
#include "read/exec_file.h"

static void an_interpreter_is_named_as_the_kernel_reads_it(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        size_t size; /* 0: up to the NUL */
        int result;
        const char *path;
    } cases[] = {
        { "#!/bin/sh\n", 0, 0, "/bin/sh" },
        { "#!/bin/sh", 0, 0, "/bin/sh" },
        { "#! \t /bin/sh -e\nrest", 0, 0, "/bin/sh" },
        { "#!/bin/sh\targument\n", 0, 0, "/bin/sh" },
        { "#!sh\n", 0, 0, "sh" },
        { "#!/a\0b\n", 7, 0, "/a" },
        { "\177ELF", 0, 0, NULL },
        { "#", 0, 0, NULL },
        { "", 0, 0, NULL },
        { " #!/bin/sh\n", 0, 0, NULL },
        { "#!", 0, -EACCES, NULL },
        { "#! ", 0, -EACCES, NULL },
        { "#!\0\n", 4, -EACCES, NULL },
        { "#!\n/bin/sh\n", 0, -ENOEXEC, NULL },
        { "#!   \n", 0, -ENOEXEC, NULL },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        char head[EXEC_HEAD_SIZE] = "";
        _cleanup_(freep) char *path = NULL;
        size_t size = cases[i].size ? cases[i].size : strlen(cases[i].head);
        memcpy(head, cases[i].head, size);
        if (exec_script_interpreter(head, size, &path) != cases[i].result)
            fail_msg("case %zu: %s", i, cases[i].head);
        assert_int_equal(path == NULL, cases[i].path == NULL);
        assert_string_equal(path ? path : "", cases[i].path ? cases[i].path : "");
    }
}

static void a_name_that_the_first_bytes_cut_off_is_none(void **state)
{
    (void)state;
    char head[EXEC_HEAD_SIZE];
    _cleanup_(freep) char *whole = NULL, *cut = NULL;
    memset(head, 'x', sizeof(head));
    memcpy(head, "#!/", 3);
    assert_int_equal(exec_script_interpreter(head, sizeof(head), &cut), -ENOEXEC);
    assert_null(cut);
    head[EXEC_HEAD_SIZE - 1] = ' ';
    assert_int_equal(exec_script_interpreter(head, sizeof(head), &whole), 0);
    assert_int_equal(strlen(whole), EXEC_HEAD_SIZE - 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_interpreter_is_named_as_the_kernel_reads_it),
        cmocka_unit_test(a_name_that_the_first_bytes_cut_off_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
