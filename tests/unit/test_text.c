/* Sets as text, both ways, in random states: libcap, and for OCI its names, say what is right. */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "caps/oci.h"
#include "caps/text.h"

enum { ROUNDS = 2000 };

static cap_iab_t iab_of(const struct capstate *state)
{
    cap_iab_t iab = cap_iab_init();
    for (cap_value_t cap = 0; cap < cap_max_bits(); cap++) {
        cap_iab_set_vector(iab, CAP_IAB_INH, cap, state->sets[INHERITABLE] >> cap & 1 ? CAP_SET : CAP_CLEAR);
        cap_iab_set_vector(iab, CAP_IAB_AMB, cap, state->sets[AMBIENT] >> cap & 1 ? CAP_SET : CAP_CLEAR);
        cap_iab_set_vector(iab, CAP_IAB_BOUND, cap, state->sets[BOUNDING] >> cap & 1 ? CAP_CLEAR : CAP_SET);
    }
    return iab;
}

static void libcaps_text_is_what_libcap_writes_and_reads(void **unused)
{
    (void)unused;
    random_begin();
    for (int round = 0; round < ROUNDS; round++) {
        struct capstate state = random_state();
        _cleanup_(cap_freep) cap_t caps =
            libcap_of(state.sets[EFFECTIVE], state.sets[PERMITTED], state.sets[INHERITABLE]);
        _cleanup_(cap_freep) char *right = cap_to_text(caps, NULL);
        _cleanup_(freep) char *text = capstate_to_text(&state);
        assert_string_equal(text, right);

        struct capstate read = { .sets[AMBIENT] = 5, .known = 1u << AMBIENT };
        assert_int_equal(capstate_from_text(&read, right, NULL), 0);
        for (enum capset_kind kind = EFFECTIVE; kind <= INHERITABLE; kind++)
            assert_true(capstate_knows(&read, kind) && read.sets[kind] == state.sets[kind]);
        assert_true(capstate_knows(&read, AMBIENT) && read.sets[AMBIENT] == 5 && !capstate_knows(&read, BOUNDING));
    }
}

static void iab_text_is_what_libcap_writes_and_reads(void **unused)
{
    (void)unused;
    random_begin();
    for (int round = 0; round < ROUNDS; round++) {
        struct capstate state = random_state();
        _cleanup_(cap_freep) cap_iab_t iab = iab_of(&state);
        _cleanup_(cap_freep) char *right = cap_iab_to_text(iab);
        _cleanup_(freep) char *text = capstate_to_iab(&state);
        assert_string_equal(text, right);

        struct capstate read = { 0 };
        assert_int_equal(capstate_from_iab(&read, right, NULL), 0);
        for (enum capset_kind kind = INHERITABLE; kind <= AMBIENT; kind++)
            assert_true(capstate_knows(&read, kind) && read.sets[kind] == state.sets[kind]);
        assert_false(capstate_knows(&read, PERMITTED));
    }
}

static void what_libcap_does_not_read_is_refused(void **unused)
{
    (void)unused;
    static const char *const texts[] = { "cap_kill", "nope=p", "=x", "cap_kill=p,", "cap_kill+", "cap_kill==p" };
    static const char *const iabs[] = { "nope", "!", "^", "!cap_nope", "cap_kill,,cap_chown", "=" };
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        struct capstate state = { 0 };
        _cleanup_(cap_freep) cap_t caps = cap_from_text(texts[i]);
        assert_int_equal(capstate_from_text(&state, texts[i], NULL), caps ? 0 : -EINVAL);
        assert_true(caps || !state.known);
    }
    for (size_t i = 0; i < ARRAY_SIZE(iabs); i++) {
        struct capstate state = { 0 };
        _cleanup_(cap_freep) cap_iab_t iab = cap_iab_from_text(iabs[i]);
        assert_int_equal(capstate_from_iab(&state, iabs[i], NULL), iab ? 0 : -EINVAL);
        assert_true(iab || !state.known);
    }
}

static void what_is_unknown_has_no_text(void **unused)
{
    (void)unused;
    for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++) {
        struct capstate state = random_state();
        state.known &= ~(1u << kind);
        _cleanup_(freep) char *text = capstate_to_text(&state);
        _cleanup_(freep) char *iab = capstate_to_iab(&state);
        assert_int_equal(text == NULL, kind <= INHERITABLE);
        assert_int_equal(iab == NULL, kind >= INHERITABLE);
    }
}

static void hex_is_what_the_c_library_writes_and_reads(void **unused)
{
    (void)unused;
    random_begin();
    for (int round = 0; round < ROUNDS; round++) {
        capset_t set = random_bits() >> random_below(64), read = 0;
        char right[40], text[CAPSET_HEX_SIZE];
        snprintf(right, sizeof(right), "%016llx", (unsigned long long)set);
        capset_hex(set, text);
        assert_string_equal(text, right);
        snprintf(right, sizeof(right), random_below(2) ? "%llx" : "%llX", (unsigned long long)set);
        assert_true(capset_from_hex(right, strlen(right), &read));
        assert_int_equal(read, set);
    }
    static const char *const wrong[] = { "", "0x1", " 1", "1 ", "g", "-1", "+1", "00000000000000001", "1\n" };
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        capset_t set = 7;
        assert_false(capset_from_hex(wrong[i], strlen(wrong[i]), &set));
        assert_int_equal(set, 7);
    }
    capset_t set = 0;
    assert_true(capset_from_hex("12zz", 2, &set) && set == 0x12);
}

static capset_t names_of(struct json_object *array)
{
    capset_t set = 0;
    assert_true(json_object_is_type(array, json_type_array));
    for (size_t i = 0; i < json_object_array_length(array); i++) {
        const char *name = json_object_get_string(json_object_array_get_idx(array, i));
        cap_value_t cap = 0;
        assert_memory_equal(name, "CAP_", 4);
        assert_int_equal(cap_from_name(name, &cap), 0);
        assert_false(set >> cap); /* the kernel's order, and none twice */
        set |= UINT64_C(1) << cap;
    }
    return set;
}

static void oci_objects_hold_the_names_that_libcap_knows(void **unused)
{
    (void)unused;
    static const char *const keys[] = { "effective", "permitted", "inheritable", "bounding", "ambient" };
    random_begin();
    for (int round = 0; round < ROUNDS; round++) {
        struct capstate state = random_state(), read = { 0 };
        _cleanup_(json_putp) struct json_object *object = capstate_to_json(&state);
        assert_int_equal(json_object_object_length(object), CAPSET_KINDS);
        for (enum capset_kind kind = 0; kind < CAPSET_KINDS; kind++)
            assert_int_equal(names_of(json_object_object_get(object, keys[kind])), state.sets[kind]);
        assert_int_equal(capstate_from_json(object, &read, NULL), 0);
        assert_memory_equal(read.sets, state.sets, sizeof(state.sets));
    }
}

static void oci_objects_may_lack_sets_and_are_refused_with_the_sets_name(void **unused)
{
    (void)unused;
    static const struct {
        const char *json;
        const char *complaint; /* NULL: accepted */
    } cases[] = {
        { "null", NULL },
        { "{}", NULL },
        { "{\"bounding\": null}", NULL },
        { "{\"bounding\": [\"CAP_NOPE\"]}", "bounding: unknown capability 'CAP_NOPE'" },
        { "{\"ambient\": \"CAP_KILL\"}", "ambient: not an array" },
        { "{\"effective\": [5]}", "effective: item 1 is not" },
        { "{\"permitted\": [\"CAP_KILL\", null]}", "permitted: item 2 is not" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct capstate state = { 0 };
        struct error err = { 0 };
        _cleanup_(json_putp) struct json_object *object = json_tokener_parse(cases[i].json);
        assert_int_equal(capstate_from_json(object, &state, &err), cases[i].complaint ? -EINVAL : 0);
        if (cases[i].complaint)
            assert_memory_equal(err.what, cases[i].complaint, strlen(cases[i].complaint));
        else
            assert_true(state.known == CAPSTATE_ALL_KNOWN && state.sets[BOUNDING] == 0);
    }
    struct capstate unknown = { 0 };
    _cleanup_(json_putp) struct json_object *object = capstate_to_json(&unknown);
    assert_string_equal(
        json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN),
        "{\"effective\":null,\"permitted\":null,\"inheritable\":null,\"bounding\":null,\"ambient\":null}");
    _cleanup_(json_putp) struct json_object *future = capset_to_json(UINT64_C(1) << 62);
    assert_string_equal(json_object_to_json_string_ext(future, JSON_C_TO_STRING_PLAIN), "[\"62\"]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(libcaps_text_is_what_libcap_writes_and_reads),
        cmocka_unit_test(iab_text_is_what_libcap_writes_and_reads),
        cmocka_unit_test(what_libcap_does_not_read_is_refused),
        cmocka_unit_test(what_is_unknown_has_no_text),
        cmocka_unit_test(hex_is_what_the_c_library_writes_and_reads),
        cmocka_unit_test(oci_objects_hold_the_names_that_libcap_knows),
        cmocka_unit_test(oci_objects_may_lack_sets_and_are_refused_with_the_sets_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
