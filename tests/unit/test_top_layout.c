/* Text and tables in few columns: glibc's wcswidth(3) says how wide text is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/cleanup.h"
#include "display.h"
#include "fold.h"
#include "keys.h"
#include "layout.h"
#include "prompt.h"
#include "widths.h"

static const char *const texts[] = { "",   "plain",     "日本語",  "aßc", "\xff\xfe", "x\xe2\x80\xaey",
                                     "日", "e\xcc\x81", "\x1b[31m" };

static void fitted_text_is_as_wide_as_asked_for(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        for (size_t width = 0; width < 12; width++) {
            wchar_t out[13];
            display_fit(texts[i], width, out);
            assert_int_equal(wcswidth(out, ARRAY_SIZE(out)), width);
        }
    }
}

static void whole_text_is_as_wide_as_glibc_says(void **state)
{
    (void)state;
    assert_int_equal(display_width("日本語"), wcswidth(L"日本語", 3));
    assert_int_equal(display_width("aßc"), wcswidth(L"aßc", 3));
    assert_int_equal(display_width(""), 0);
}

static void what_is_cut_shows_it(void **state)
{
    (void)state;
    wchar_t out[8];
    display_fit("net_admin", 7, out);
    assert_true(wcscmp(out, L"net_ad~") == 0);
    display_fit("日本語", 4, out);
    assert_true(wcscmp(out, L"日 ~") == 0);
}

static void what_could_disturb_the_terminal_does_not_pass(void **state)
{
    (void)state;
    wchar_t out[8];
    display_fit("a\xe2\x80\xae"
                "b\xff",
                4, out);
    assert_true(wcscmp(out, L"a?b?") == 0);
}

static void lines_break_behind_blanks_and_commas(void **state)
{
    (void)state;
    assert_int_equal(display_wrap("kill,chown,setuid", 12), strlen("kill,chown,"));
    assert_int_equal(display_wrap("kill", 12), 4);
    assert_int_equal(display_wrap("nothing", 3), 3);
    assert_int_equal(display_wrap("日本", 1), strlen("日"));
}

static size_t sum(const size_t *widths, size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += widths[i] > 0 ? widths[i] + LAYOUT_GAP : 0;
    return total;
}

static void a_table_never_overflows_its_screen(void **state)
{
    (void)state;
    srand(1);
    for (int round = 0; round < 10000; round++) {
        struct layout_want wants[12];
        size_t widths[12], width = (size_t)rand() % 150;
        for (size_t i = 0; i < ARRAY_SIZE(wants); i++)
            wants[i] = (struct layout_want){ 1 + (size_t)rand() % 40, (size_t)rand() % 12, (unsigned)rand() % 9 };
        layout_fit(wants, ARRAY_SIZE(wants), width, widths);
        assert_true(sum(widths, ARRAY_SIZE(wants)) <= width + LAYOUT_GAP);
        for (size_t i = 0; i < ARRAY_SIZE(wants); i++)
            assert_true(widths[i] <= wants[i].natural);
    }
}

static void the_least_important_column_gives_way_first(void **state)
{
    (void)state;
    static const struct layout_want wants[] = { { 5, 0, 0 }, { 20, 8, 2 }, { 20, 8, 1 } };
    size_t widths[3];
    layout_fit(wants, 3, 60, widths);
    assert_true(widths[0] == 5 && widths[1] == 20 && widths[2] == 20);
    layout_fit(wants, 3, 33, widths);
    assert_true(widths[0] == 5 && widths[1] == 13 && widths[2] == 13);
    layout_fit(wants, 3, 22, widths);
    assert_true(widths[0] == 5 && widths[1] == 0 && widths[2] == 16);
    layout_fit(wants, 3, 5, widths);
    assert_true(widths[0] == 5 && widths[1] == 0 && widths[2] == 0);
}

static void a_width_that_nothing_needs_any_more_is_forgotten_but_not_at_once(void **state)
{
    (void)state;
    struct widths widths = { 0 };
    widths_need(&widths, 1, 40);
    for (int look = 0; look < WIDTHS_LOOKS; look++) {
        assert_int_equal(widths_of(&widths, 1), 40);
        widths_age(&widths);
        widths_need(&widths, 1, 6);
    }
    for (int look = 0; look < WIDTHS_LOOKS; look++) {
        widths_age(&widths);
        widths_need(&widths, 1, 6);
    }
    assert_int_equal(widths_of(&widths, 1), 6);
    assert_int_equal(widths_of(&widths, 0), 0);
}

static void a_width_that_is_needed_stays(void **state)
{
    (void)state;
    struct widths widths = { 0 };
    for (int look = 0; look < 4 * WIDTHS_LOOKS; look++) {
        widths_need(&widths, 0, 40);
        assert_int_equal(widths_of(&widths, 0), 40);
        widths_age(&widths);
    }
}

static void text_is_found_in_either_case_whatever_the_alphabet(void **state)
{
    (void)state;
    assert_true(text_holds("une ÉCOLE", "école"));
    assert_true(text_holds("une école", "ÉC"));
    assert_true(text_holds("ΟΔΟΣ", "οδος"));
    assert_true(text_holds("SSHD", "sh"));
    assert_true(text_holds("anything", ""));
    assert_false(text_holds("ecole", "école"));
    assert_false(text_holds("", "x"));
}

static void bytes_that_are_no_text_are_found_as_themselves_alone(void **state)
{
    (void)state;
    assert_true(text_holds("a\xff"
                           "B",
                           "\xff"
                           "b"));
    assert_false(text_holds("\xe9", "\xc9"));
    assert_false(text_holds("\xff", "?"));
    assert_false(text_holds("é", "\xc3"));
    assert_true(text_holds("Z\xc3", "z\xc3")); /* cut off */
}

static void no_key_does_two_things(void **state)
{
    (void)state;
    for (size_t i = 0; i < key_rows_count; i++)
        for (size_t k = 0; k < ARRAY_SIZE(key_rows[i].keys) && key_rows[i].keys[k]; k++)
            assert_int_equal(key_action(key_rows[i].keys[k]), key_rows[i].action);
}

static void a_prompt_takes_text_and_takes_it_back_by_characters(void **state)
{
    (void)state;
    struct prompt prompt = { 0 };
    assert_true(prompt_key(&prompt, 'a'));
    assert_true(prompt_key(&prompt, L'ß'));
    assert_string_equal(prompt.text, "aß");
    assert_true(prompt_key(&prompt, K_BACKSPACE));
    assert_string_equal(prompt.text, "a");
    assert_true(prompt_key(&prompt, K_BACKSPACE));
    assert_true(prompt_key(&prompt, K_BACKSPACE));
    assert_string_equal(prompt.text, "");
    assert_false(prompt_key(&prompt, K_UP));
    assert_false(prompt_key(&prompt, K_ESCAPE));
    for (int i = 0; i < 2 * MODEL_TEXT_SIZE; i++)
        prompt_key(&prompt, 'x');
    assert_int_equal(strlen(prompt.text), MODEL_TEXT_SIZE - 1);
}

/* clang-format off */
static const struct {
    const char *typed, *remark;
    size_t width;
    const char *expected;
} prompts[] = {
    { "short", "", 20, "Search: short_ hint" },
    { "abcdefghijk", "", 20, "Search: abcdefghijk_" },
    { "abcdefghijkl", "", 20, "Search: ~cdefghijkl_" },
    { "日本語日本語", "", 20, "Search: ~本語日本語_" },
    { "日本", "", 3, "Search: ~_" },
    { "ab", " (in no row)", 30, "Search: ab_ (in no row) hint" },
    { "abcdefghi", " (in no row)", 30, "Search: abcdefghi_ (in no row)" },
    { "abcdefghij", " (in no row)", 30, "Search: ~cdefghij_ (in no row)" },
    { "abcdefghij", " (in no row)", 20, "Search: abcdefghij_" },
    { "", " (in no row)", 21, "Search: _ (in no row)" },
};
/* clang-format on */

static void of_a_prompt_that_is_too_long_the_end_is_seen(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(prompts); i++) {
        struct prompt prompt = { 0 };
        strcpy(prompt.text, prompts[i].typed);
        _cleanup_(buffer_free) struct buffer line = { 0 };
        prompt_write(&prompt, "Search: ", prompts[i].remark, " hint", prompts[i].width, &line);
        assert_string_equal(line.data, prompts[i].expected);
    }
}

int main(void)
{
    if (!setlocale(LC_ALL, "C.UTF-8"))
        return 77; /* meson: skipped */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fitted_text_is_as_wide_as_asked_for),
        cmocka_unit_test(whole_text_is_as_wide_as_glibc_says),
        cmocka_unit_test(what_is_cut_shows_it),
        cmocka_unit_test(what_could_disturb_the_terminal_does_not_pass),
        cmocka_unit_test(lines_break_behind_blanks_and_commas),
        cmocka_unit_test(a_table_never_overflows_its_screen),
        cmocka_unit_test(the_least_important_column_gives_way_first),
        cmocka_unit_test(a_width_that_nothing_needs_any_more_is_forgotten_but_not_at_once),
        cmocka_unit_test(a_width_that_is_needed_stays),
        cmocka_unit_test(text_is_found_in_either_case_whatever_the_alphabet),
        cmocka_unit_test(bytes_that_are_no_text_are_found_as_themselves_alone),
        cmocka_unit_test(of_a_prompt_that_is_too_long_the_end_is_seen),
        cmocka_unit_test(no_key_does_two_things),
        cmocka_unit_test(a_prompt_takes_text_and_takes_it_back_by_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
