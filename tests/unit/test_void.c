/* What a config declares in vain: the sets with which real runtimes (runc 1.1.5 and crun 1.8 agree) left a process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <linux/capability.h>

#include "base/cleanup.h"
#include "caps/void.h"

#define K UINT64_C(0x20) /* kill */

/* clang-format off */
static const struct {
    capset_t declared[CAPSET_KINDS]; /* E P I B A */
    uid_t user;
    capset_t got[CAPSET_KINDS];
} measured[] = {
    { { K, K, 0, K, 0 }, 0, { K, K, 0, K, 0 } },
    { { K, K, 0, K, 0 }, 1000, { 0, 0, 0, K, 0 } },
    { { K, K, K, K, 0 }, 1000, { 0, 0, K, K, 0 } },
    { { K, K, K, K, K }, 1000, { K, K, K, K, K } },
    { { K, K, 0, K, K }, 0, { K, K, 0, K, 0 } },    /* ambient without inheritable: what `runc spec` writes */
    { { K, K, 0, K, K }, 1000, { 0, 0, 0, K, 0 } },
    { { 0, 0, K, K, K }, 1000, { 0, 0, K, K, 0 } }, /* ambient without permitted */
    { { K, K, 0, 0, 0 }, 0, { 0, 0, 0, 0, 0 } },    /* permitted beyond bounding is clipped */
};
/* clang-format on */

static void void_is_what_a_runtime_could_not_give(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(measured); i++) {
        struct capstate declared = { .known = CAPSTATE_ALL_KNOWN };
        for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
            declared.sets[kind] = measured[i].declared[kind];
        struct capstate in_vain = capstate_void(&declared, measured[i].user);
        for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
            assert_int_equal(in_vain.sets[kind], measured[i].declared[kind] & ~measured[i].got[kind]);
    }
}

static void nothing_is_void_where_no_config_tells(void **state)
{
    (void)state;
    struct capstate in_vain = capstate_void(&(struct capstate){ .sets[AMBIENT] = K }, 0);
    assert_int_equal(in_vain.known, 0);
    assert_int_equal(in_vain.sets[AMBIENT], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(void_is_what_a_runtime_could_not_give),
        cmocka_unit_test(nothing_is_void_where_no_config_tells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
