/* Maps of user namespaces: the kernel's own is the oracle, and what it would never write is refused. */
#include "unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "read/user_namespace.h"

static void a_map_is_read_line_by_line(void **state)
{
    (void)state;
    struct id_map map;
    assert_int_equal(id_map_decode("         0       1000          1\n         1     100000      65536\n", &map), 0);
    assert_int_equal(map.count, 2);
    assert_int_equal(map.ranges[0].outside, 1000);
    assert_int_equal(map.ranges[0].count, 1);
    assert_int_equal(map.ranges[1].inside, 1);
    assert_int_equal(map.ranges[1].count, 65536);
    free(map.ranges);
    assert_int_equal(id_map_decode("0 4294967295 1\n", &map), 0);
    assert_int_equal(map.ranges[0].outside, NO_ID);
    free(map.ranges);
    assert_int_equal(id_map_decode("", &map), 0);
    assert_int_equal(map.count, 0);
}

static void what_is_no_map_is_refused_whole(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "\n", "0 0 1", "0 0\n", "0 0 1 \n", "x 0 1\n", "0 0 1\n0 0\n", "0 0 1\n1 1 1"
    };
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        struct id_map map;
        if (id_map_decode(wrong[i], &map) != -EBADMSG)
            fail_msg("not refused: %s", wrong[i]);
        assert_null(map.ranges);
        assert_int_equal(map.count, 0);
    }
}

/* Without /proc, nothing is above that could be told of. */
static void whose_root_counts_is_not_known_without_proc(void **state)
{
    (void)state;
    struct user_namespace ns;
    assert_int_equal(user_namespace_read(-1, &ns, NULL), 0);
    assert_int_equal(user_namespace_has_root(&ns, 0), 1);
    assert_int_equal(user_namespace_has_root(&ns, 1000), -1);
    user_namespace_free(&ns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_map_is_read_line_by_line),
        cmocka_unit_test(what_is_no_map_is_refused_whole),
        cmocka_unit_test(whose_root_counts_is_not_known_without_proc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
