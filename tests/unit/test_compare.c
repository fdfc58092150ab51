/* Sets held against what is asked of them and against each other; libcap's own comparisons are the oracle. */
#include "unit.h"

#include "base/cleanup.h"
#include "caps/compare.h"
#include "caps/text.h"

enum { CASES = 2000 };

/* The three sets that libcap compares. */
static const struct {
    enum capset_kind kind;
    cap_flag_t flag;
} three[] = { { EFFECTIVE, CAP_EFFECTIVE }, { PERMITTED, CAP_PERMITTED }, { INHERITABLE, CAP_INHERITABLE } };

static void sets_differ_where_libcap_says_so(void **state)
{
    (void)state;
    random_begin();
    for (int i = 0; i < CASES; i++) {
        struct capstate a = random_state(), b = random_below(4) ? random_state() : a;
        _cleanup_(cap_freep) cap_t cap_a = capstate_to_libcap(&a);
        _cleanup_(cap_freep) cap_t cap_b = capstate_to_libcap(&b);
        int differs = cap_compare(cap_a, cap_b);
        struct capstate_difference difference;
        enum truth equal = capstate_compare(&a, &b, 1u << EFFECTIVE | 1u << PERMITTED | 1u << INHERITABLE, &difference);
        assert_int_equal(equal == TRUTH_YES, differs == 0);
        assert_int_equal(difference.unknown | difference.added[BOUNDING] | difference.removed[AMBIENT], 0);
        for (size_t j = 0; j < ARRAY_SIZE(three); j++) {
            enum capset_kind kind = three[j].kind;
            assert_int_equal((difference.added[kind] | difference.removed[kind]) != 0,
                             CAP_DIFFERS(differs, three[j].flag) != 0);
        }
    }
}

static void a_loop_over_a_set_is_left_and_gone_on_with_as_any_other(void **state)
{
    (void)state;
    random_begin();
    for (int i = 0; i < CASES; i++) {
        capset_t set = random_set(), seen = 0, before_last = 0;
        unsigned last = random_below(CAPABILITY_MAX);
        capset_foreach (cap, set) {
            if (cap == last)
                continue;
            seen |= capset_of(cap);
        }
        assert_int_equal(seen, set & ~capset_of(last));
        capset_foreach (cap, set) {
            if (cap >= last)
                break;
            before_last |= capset_of(cap);
        }
        assert_int_equal(before_last, set & (capset_of(last) - 1));
    }
}

/* A with what was added and without what was removed is B. */
static void what_is_added_and_removed_leads_from_a_to_b(void **state)
{
    (void)state;
    random_begin();
    for (int i = 0; i < CASES; i++) {
        struct capstate a = random_state(), b = random_state();
        struct capstate_difference difference;
        capstate_compare(&a, &b, CAPSTATE_ALL_KNOWN, &difference);
        for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
            assert_int_equal(difference.added[kind] & a.sets[kind], 0);
            assert_int_equal(difference.removed[kind] & b.sets[kind], 0);
            assert_int_equal((a.sets[kind] | difference.added[kind]) & ~difference.removed[kind], b.sets[kind]);
        }
    }
}

static void a_set_holds_what_libcap_finds_in_it(void **state)
{
    (void)state;
    random_begin();
    for (int i = 0; i < CASES; i++) {
        struct capstate caps = random_state();
        _cleanup_(cap_freep) cap_t cap = capstate_to_libcap(&caps);
        unsigned one = random_below(CAP_LAST_CAP + 1), other = random_below(CAP_LAST_CAP + 1);
        for (size_t j = 0; j < ARRAY_SIZE(three); j++) {
            cap_flag_value_t has_one, has_other;
            assert_int_equal(cap_get_flag(cap, (cap_value_t)one, three[j].flag, &has_one), 0);
            assert_int_equal(cap_get_flag(cap, (cap_value_t)other, three[j].flag, &has_other), 0);
            assert_int_equal(capstate_holds(&caps, three[j].kind, capset_of(one) | capset_of(other)),
                             has_one && has_other ? TRUTH_YES : TRUTH_NO);
        }
    }
}

static void what_is_not_known_is_neither_equal_nor_different(void **state)
{
    (void)state;
    struct capstate a = { .known = CAPSTATE_ALL_KNOWN }, b = { .known = CAPSTATE_ALL_KNOWN & ~(1u << BOUNDING) };
    struct capstate_difference difference;
    b.sets[BOUNDING] = 0x20; /* means nothing */
    assert_int_equal(capstate_compare(&a, &b, CAPSTATE_ALL_KNOWN, &difference), TRUTH_UNKNOWN);
    assert_int_equal(difference.unknown, 1u << BOUNDING);
    assert_int_equal(difference.added[BOUNDING], 0);
    assert_int_equal(capstate_compare(&b, &a, CAPSTATE_ALL_KNOWN, &difference), TRUTH_UNKNOWN);
    assert_int_equal(capstate_compare(&a, &b, 1u << PERMITTED, &difference), TRUTH_YES);
    assert_int_equal(capstate_holds(&b, BOUNDING, 0x20), TRUTH_UNKNOWN);
    assert_false(capstate_equal(&a, &b));
    assert_false(capstate_equal(&b, &a));

    b.sets[PERMITTED] = 0x20; /* one that differs decides */
    assert_int_equal(capstate_compare(&a, &b, CAPSTATE_ALL_KNOWN, &difference), TRUTH_NO);
    assert_int_equal(difference.added[PERMITTED], 0x20);
}

static void one_that_is_not_so_decides(void **state)
{
    (void)state;
    assert_int_equal(truth_and(TRUTH_YES, TRUTH_YES), TRUTH_YES);
    assert_int_equal(truth_and(TRUTH_YES, TRUTH_UNKNOWN), TRUTH_UNKNOWN);
    assert_int_equal(truth_and(TRUTH_UNKNOWN, TRUTH_YES), TRUTH_UNKNOWN);
    assert_int_equal(truth_and(TRUTH_UNKNOWN, TRUTH_NO), TRUTH_NO);
    assert_int_equal(truth_and(TRUTH_NO, TRUTH_UNKNOWN), TRUTH_NO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loop_over_a_set_is_left_and_gone_on_with_as_any_other),
        cmocka_unit_test(sets_differ_where_libcap_says_so),
        cmocka_unit_test(what_is_added_and_removed_leads_from_a_to_b),
        cmocka_unit_test(a_set_holds_what_libcap_finds_in_it),
        cmocka_unit_test(what_is_not_known_is_neither_equal_nor_different),
        cmocka_unit_test(one_that_is_not_so_decides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
