/* Capabilities and lists of them by name: libcap knows the names. */
#include "unit.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "caps/names.h"
#include "caps/text.h"

enum { ROUNDS = 2000 };

static void change_case(char *text, int (*change)(int))
{
    for (; *text; text++)
        *text = (char)change((unsigned char)*text);
}

static int any_case(int letter)
{
    return random_below(2) ? toupper(letter) : letter;
}

static void every_spelling_of_each_capability_is_read(void **state)
{
    (void)state;
    random_begin();
    int (*const cases[])(int) = { tolower, toupper, any_case, any_case };
    for (cap_value_t cap = 0; cap < cap_max_bits(); cap++) {
        _cleanup_(cap_freep) char *full = cap_to_name(cap);
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
            change_case(full, cases[i]);
            assert_int_equal(capability_parse(full, NULL), cap);
            assert_int_equal(capability_parse(full + strlen("cap_"), NULL), cap);
        }
        char number[16];
        snprintf(number, sizeof(number), "%d", cap);
        assert_int_equal(capability_parse(number, NULL), cap);
    }
}

static void names_are_libcaps_and_numbers_beyond(void **state)
{
    (void)state;
    for (unsigned cap = 0; cap < CAPABILITY_MAX; cap++) {
        _cleanup_(cap_freep) char *name = cap_to_name((cap_value_t)cap);
        bool named = strncmp(name, "cap_", 4) == 0;
        assert_int_equal(capability_is_named(cap), named);
        assert_string_equal(capability_name(cap), named ? name + 4 : name);
        assert_int_equal(capability_parse(capability_name(cap), NULL), cap);
    }
    assert_int_equal(capset_all(), (UINT64_C(1) << cap_max_bits()) - 1);
}

static void a_misspelling_is_refused_with_the_nearest_name(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "sys_admn", "sys_admin" },
        { "CAP_NET_ADMIM", "net_admin" },
        { "chwon", "chown" },
        { "sys-admin", "sys_admin" },
        { "sysadmin", "sys_admin" },
        { "cap_kil", "kill" },
        { "netbind_service", "net_bind_service" },
        { "bpff", "bpf" },
        { "ptrace", NULL },
        { "everything", NULL },
        { "xyz", NULL },
        { "ab", NULL },
        { "b", NULL },
        { "all", NULL },
        { "64", NULL },
        { "\033", NULL },
        { "time", NULL },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct error err = { 0 };
        assert_int_equal(capability_parse(cases[i][0], &err), -EINVAL);
        assert_non_null(strstr(err.what, cases[i][0]));
        if (cases[i][1])
            assert_non_null(strstr(err.cure, cases[i][1]));
        else
            assert_string_equal(err.cure, "");
    }
}

static void what_can_be_no_name_is_refused_for_what_it_is(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "", "an empty word names no capability" },
        { "64", "'64' is the number of no capability: they go from 0 to 63" },
        { "18446744073709551615", "'18446744073709551615' is the number of no capability: they go from 0 to 63" },
        { "All", "'All' is not one capability" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct error err = { 0 };
        assert_int_equal(capability_parse(cases[i][0], &err), -EINVAL);
        assert_string_equal(err.what, cases[i][1]);
        assert_string_equal(err.cure, "");
    }
}

static void what_is_no_capability_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",       "64",    "007",   "100", "-1",     "+1", "1a",       "0x15",         "cap_",
        "cap_12", " kill", "kill ", "all", "kill\n", "%s", "\xff\xfe", "cap_cap_kill", "9999999999999999999999"
    };
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
        assert_int_equal(capability_parse(wrong[i], NULL), -EINVAL);
}

/* The oracle reads the same names as cap_from_text(3) does. */
static void a_list_is_the_set_that_libcap_reads(void **state)
{
    (void)state;
    random_begin();
    for (int round = 0; round < ROUNDS; round++) {
        capset_t set = random_set();
        if (set == 0)
            continue;
        _cleanup_(buffer_free) struct buffer list = { 0 };
        capset_append_names(&list, set);

        _cleanup_(buffer_free) struct buffer text = { 0 };
        buffer_puts(&text, "cap_");
        for (const char *at = list.data; *at; at++)
            buffer_puts(&text, *at == ',' ? ",cap_" : (char[]){ *at, '\0' });
        buffer_puts(&text, "=p");
        _cleanup_(cap_freep) cap_t caps = cap_from_text(text.data);
        assert_non_null(caps);
        assert_int_equal(libcap_set(caps, CAP_PERMITTED), set);

        capset_t parsed = 0;
        assert_int_equal(capset_parse(list.data, 0, &parsed, NULL), 0);
        assert_int_equal(parsed, set);
    }
}

static void lists_are_read_as_the_contract_says(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        int result;
        capset_t set; /* `all` stands for 0xf0 */
    } cases[] = {
        { "", 0, 0 },
        { "all", 0, 0xf0 },
        { "ALL", 0, 0xf0 },
        { "chown,all", 0, 0xf1 },
        { "0,1,0", 0, 3 },
        { "63", 0, UINT64_C(1) << 63 },
        { "chown,", -EINVAL, 0 },
        { ",chown", -EINVAL, 0 },
        { "chown,,kill", -EINVAL, 0 },
        { ",", -EINVAL, 0 },
        { "chown kill", -EINVAL, 0 },
        { "chown,nope", -EINVAL, 0 },
        { "!chown", -EINVAL, 0 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        capset_t set = 0xabc;
        assert_int_equal(capset_parse(cases[i].list, 0xf0, &set, NULL), cases[i].result);
        assert_int_equal(set, cases[i].result == 0 ? cases[i].set : 0xabc);
    }
}

/* Read what capset_append_relative() wrote, by the words of the contract alone. */
static capset_t read_short(const char *text, capset_t base)
{
    capset_t set = 0, part = 0;
    capset_t all = (UINT64_C(1) << cap_max_bits()) - 1;
    if (strcmp(text, "-") == 0)
        return 0;
    if (text[0] != '=' && strncmp(text, "all", 3) != 0)
        return capset_parse(text, 0, &set, NULL) == 0 ? set : ~UINT64_C(0);

    set = text[0] == '=' ? base : all;
    text += text[0] == '=' ? 1 : 3;
    while (*text) {
        size_t length = strcspn(text + 1, "+-");
        _cleanup_(freep) char *names = strndup(text + 1, length);
        assert_int_equal(capset_parse(names, 0, &part, NULL), 0);
        assert_int_not_equal(part, 0);
        set = *text == '+' ? set | part : set & ~part;
        text += 1 + length;
    }
    return set;
}

static void short_forms_mean_the_set_that_they_stand_for(void **state)
{
    (void)state;
    random_begin();
    for (int round = 0; round < ROUNDS; round++) {
        capset_t base = random_set();
        capset_t set = random_below(2) ? random_set() : base ^ (capset_of(random_below((unsigned)cap_max_bits())));
        _cleanup_(buffer_free) struct buffer shortly = { 0 };
        _cleanup_(buffer_free) struct buffer relative = { 0 };
        capset_append_short(&shortly, set);
        capset_append_relative(&relative, set, base);
        assert_int_equal(read_short(shortly.data, 0), set);
        assert_int_equal(read_short(relative.data, base), set);
        assert_int_equal(strcmp(relative.data, "=") == 0, set == base && set != 0);
        assert_true(set & base || relative.data[0] != '=');
    }
}

static void nearly_everything_is_written_as_what_it_lacks(void **state)
{
    (void)state;
    capset_t all = (UINT64_C(1) << cap_max_bits()) - 1;
    static const struct {
        capset_t lacks;
        const char *text;
    } cases[] = {
        { 0, "all" },
        { UINT64_C(1) << 24, "all-sys_resource" },
        { 0xff, "all-chown,dac_override,dac_read_search,fowner,fsetid,kill,setgid,setuid" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(buffer_free) struct buffer text = { 0 };
        capset_append_short(&text, all & ~cases[i].lacks);
        assert_string_equal(text.data, cases[i].text);
    }
    _cleanup_(buffer_free) struct buffer nine = { 0 };
    capset_append_short(&nine, all & ~UINT64_C(0x1ff));
    assert_memory_equal(nine.data, "linux_immutable,net_bind_service,", 33);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_spelling_of_each_capability_is_read),
        cmocka_unit_test(names_are_libcaps_and_numbers_beyond),
        cmocka_unit_test(a_misspelling_is_refused_with_the_nearest_name),
        cmocka_unit_test(what_can_be_no_name_is_refused_for_what_it_is),
        cmocka_unit_test(what_is_no_capability_is_refused),
        cmocka_unit_test(a_list_is_the_set_that_libcap_reads),
        cmocka_unit_test(lists_are_read_as_the_contract_says),
        cmocka_unit_test(short_forms_mean_the_set_that_they_stand_for),
        cmocka_unit_test(nearly_everything_is_written_as_what_it_lacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
