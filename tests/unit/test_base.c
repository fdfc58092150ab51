/* What everything stands on: buffers, hostile text, JSON of others, options, profiles. */
#include "unit.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/escape.h"
#include "base/json.h"
#include "base/options.h"
#include "caps/names.h"
#include "caps/profiles.h"

enum { ROUNDS = 2000 };

static void a_buffer_holds_what_was_appended(void **state)
{
    (void)state;
    random_begin();
    char *right = NULL;
    size_t right_size = 0;
    FILE *stream = open_memstream(&right, &right_size);
    struct buffer buffer = { 0 };
    for (int round = 0; round < ROUNDS; round++) {
        char piece[300];
        size_t size = random_below(sizeof(piece));
        for (size_t i = 0; i < size; i++)
            piece[i] = (char)random_bits();
        assert_int_equal(buffer_append(&buffer, piece, size), 0);
        fwrite(piece, 1, size, stream);
        assert_int_equal(buffer_printf(&buffer, "%d %.*d", round, round % 200, round), 0);
        fprintf(stream, "%d %.*d", round, round % 200, round);
    }
    fclose(stream);
    assert_int_equal(buffer.size, right_size);
    assert_memory_equal(buffer.data, right, right_size);
    assert_int_equal(buffer.data[buffer.size], '\0');
    buffer_free(&buffer);
    free(right);

    _cleanup_(freep) char *empty = buffer_take(&buffer);
    assert_string_equal(empty, "");
}

/* Length of the UTF-8 sequence at the start of `bytes` by the C library's converter; 0 where it finds none. */
static size_t iconv_sequence(iconv_t converter, char *bytes, size_t size)
{
    for (size_t length = 1; length <= size && length <= 4; length++) {
        char *in = bytes;
        uint32_t character;
        char *out = (char *)&character;
        size_t in_left = length, out_left = sizeof(character);
        iconv(converter, NULL, NULL, NULL, NULL);
        if (iconv(converter, &in, &in_left, &out, &out_left) == 0 && out_left == 0)
            return length;
    }
    return 0;
}

static void utf8_is_what_the_c_library_takes_for_it(void **state)
{
    (void)state;
    random_begin();
    iconv_t converter = iconv_open("UTF-32LE", "UTF-8");
    assert_true(converter != (iconv_t)-1);
    for (uint32_t two = 0; two < 1 << 16; two++) { /* each first byte with each second */
        char bytes[] = { (char)(two >> 8), (char)two, (char)(0x80 | random_below(64)),
                         (char)(0x80 | random_below(64)) };
        assert_int_equal(utf8_sequence(bytes, 4), iconv_sequence(converter, bytes, 4));
        assert_int_equal(utf8_sequence(bytes, 2), iconv_sequence(converter, bytes, 2));
    }
    for (int round = 0; round < 50 * ROUNDS; round++) {
        char bytes[4];
        for (size_t i = 0; i < sizeof(bytes); i++)
            bytes[i] = (char)(random_below(3) ? 0x80 | random_below(0x80) : random_below(0x80));
        size_t size = random_below(5);
        assert_int_equal(utf8_sequence(bytes, size), iconv_sequence(converter, bytes, size));
    }
    iconv_close(converter);
}

static void escapes_are_as_documented(void **state)
{
    (void)state;
    static const struct {
        const char *text, *escaped;
    } cases[] = {
        { "", "" },
        { "plain text", "plain text" },
        { "h\xc3\xa9llo \xe6\x97\xa5", "h\xc3\xa9llo \xe6\x97\xa5" },
        { "\033[31m", "\\x1b[31m" },
        { "a\nb\tc\rd", "a\\nb\\tc\\x0dd" },
        { "\x7f", "\\x7f" },
        { "\\x41", "\\\\x41" },
        { "\xff\xfe", "\\xff\\xfe" },
        { "\xc2\x9b"
          "31m",
          "\\u009b31m" },             /* the C1 form of ESC [ */
        { "\xc0\xaf", "\\xc0\\xaf" }, /* an overlong slash */
        { "\xed\xa0\x80", "\\xed\\xa0\\x80" },
        { "\xe6\x97", "\\xe6\\x97" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        _cleanup_(freep) char *escaped = escape_text(cases[i].text, strlen(cases[i].text));
        assert_string_equal(escaped, cases[i].escaped);
    }
    _cleanup_(freep) char *nul = escape_text("a\0b", 3);
    assert_string_equal(nul, "a\\x00b");
}

/* Undo escape_text() by what its header says alone. */
static size_t unescape(const char *text, char *bytes)
{
    size_t size = 0;
    while (*text) {
        unsigned value = 0;
        int length = 0;
        if (*text != '\\')
            bytes[size++] = *text++;
        else if (sscanf(text, "\\x%2x%n", &value, &length) == 1 && length == 4)
            bytes[size++] = (char)value, text += 4;
        else if (sscanf(text, "\\u00%2x%n", &value, &length) == 1 && length == 6)
            bytes[size++] = (char)0xc2, bytes[size++] = (char)value, text += 6;
        else
            bytes[size++] = text[1] == 'n' ? '\n' : text[1] == 't' ? '\t' : '\\', text += 2;
    }
    return size;
}

static void escapes_are_harmless_and_can_be_read_back(void **state)
{
    (void)state;
    random_begin();
    for (int round = 0; round < 5 * ROUNDS; round++) {
        char text[24], back[24];
        size_t size = random_below(sizeof(text) + 1);
        for (size_t i = 0; i < size; i++)
            text[i] = (char)(random_below(2) ? random_bits() : (uint64_t) "\\xnt\033\n\xc2\x9b"[random_below(8)]);
        _cleanup_(freep) char *escaped = escape_text(text, size);
        for (const char *at = escaped; *at; at++)
            assert_false((unsigned char)*at < 0x20 || *at == 0x7f);
        assert_null(strstr(escaped, "\xc2\x9b"));
        assert_int_equal(unescape(escaped, back), size);
        assert_memory_equal(back, text, size);
    }
}

static void text_for_json_is_valid_utf8(void **state)
{
    (void)state;
    random_begin();
    for (int round = 0; round < ROUNDS; round++) {
        char bytes[24];
        for (size_t i = 0; i < sizeof(bytes); i++)
            bytes[i] = (char)(1 + random_below(255));
        _cleanup_(freep) char *text = utf8_text(bytes, sizeof(bytes));
        _cleanup_(json_putp) struct json_object *string = json_object_new_string(text);
        const char *document = json_object_to_json_string(string);
        _cleanup_(json_putp) struct json_object *read = NULL;
        assert_int_equal(json_parse(document, strlen(document), "text", &read, NULL), 0);
        assert_string_equal(json_object_get_string(read), text);
    }
    _cleanup_(freep) char *mixed = utf8_text("a\xff\xc3\xa9\033", 5);
    assert_string_equal(mixed, "a\xef\xbf\xbd\xc3\xa9\033");
}

/* json-c reads back what was meant, and no byte drives a terminal. */
static void controls_in_json_are_escaped(void **state)
{
    (void)state;
    static const char text[] = "a\x7f\xc2\x80-\xc2\x9b"
                               "31m\xc2\x9f\xc2\xa0\xc3\x9b\xe2\x82\xac\"\\\033\n";
    _cleanup_(json_putp) struct json_object *string = json_object_new_string(text);
    _cleanup_(buffer_free) struct buffer document = { 0 };
    escape_json_append(&document, json_object_to_json_string(string));
    assert_string_equal(document.data, "\"a\\u007f\\u0080-\\u009b31m\\u009f\xc2\xa0\xc3\x9b\xe2\x82\xac"
                                       "\\\"\\\\\\u001b\\n\"");
    _cleanup_(json_putp) struct json_object *read = NULL;
    assert_int_equal(json_parse(document.data, document.size, "text", &read, NULL), 0);
    assert_string_equal(json_object_get_string(read), text);

    _cleanup_(buffer_free) struct buffer stray = { 0 };
    escape_json_append(&stray, "\"\xc2");
    assert_string_equal(stray.data, "\"\xc2");
}

static void broken_json_is_told_with_line_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *where;
    } cases[] = {
        { "", "line 1, column 1" },
        { "{", "line 1, column 2" },
        { "{\"a\": 1,}", "line 1, column 9" },
        { "{\n  \"a\": 1\n  \"b\": 2\n}", "line 3, column 3" },
        { "[1, 2", "line 1, column 6" },
        { "{\"a\": nope}", "line 1, column 8" },
        { "{} x", "line 1, column 4" },
        { "\n\n{a: 1}", "line 3, column 2" },
        { "{\"a\": \"\xff\"}", "line 1, column 8" },
        { "{\"a\": 1}\n}", "line 2, column 1" },
        { "[1,\n2,\n", "line 3, column 1" },
    };
    struct json_object *none = NULL;
    struct error nul = { 0 };
    assert_int_equal(json_parse("{}\n\0garbage", 11, "config.json", &none, &nul), -EBADMSG);
    assert_null(none);
    assert_string_equal(nul.what, "config.json, line 2, column 1: not JSON: a NUL in it");
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct json_object *object = NULL;
        struct error err = { 0 };
        if (json_parse(cases[i].text, strlen(cases[i].text), "config.json", &object, &err) != -EBADMSG)
            fail_msg("not refused: %s", cases[i].text);
        assert_null(object);
        assert_memory_equal(err.what, "config.json, ", 13);
        if (!strstr(err.what, cases[i].where))
            fail_msg("%s: not %s", err.what, cases[i].where);
    }
}

static void json_is_found_by_path(void **state)
{
    (void)state;
    static const char text[] =
        " {\"a\": {\"b\": {\"c\": \"found\", \"n\": null, \"i\": 5}}, \"A\": 1, \"Bounding\": \"runc\"} \n";
    _cleanup_(json_putp) struct json_object *object = NULL;
    assert_int_equal(json_parse(text, strlen(text), "text", &object, NULL), 0);
    assert_string_equal(json_get_text(object, "a.b.c"), "found");
    assert_string_equal(json_get_text(object, "bounding"), "runc");
    assert_int_equal(json_object_get_int(json_get(object, "A")), 1);
    assert_null(json_get(object, "a.b.n"));
    assert_null(json_get(object, "a.x.c"));
    assert_null(json_get_text(object, "a.b.i"));
    assert_null(json_get(NULL, "a"));
}

struct sample_options {
    bool all;
    const char *list;
    int given;
};

static int apply_list(void *options, const char *value, struct error *err)
{
    struct sample_options *sample = options;
    if (value && strcmp(value, "bad") == 0)
        return error_set(err, EINVAL | ERROR_TOLD, "'%s' is bad", value);
    sample->list = value;
    sample->given++;
    return 0;
}

static const struct option_row sample_rows[] = {
    { .help = "Heading" },
    { 'a', "all", NULL, "everything", .flag = offsetof(struct sample_options, all) },
    { 'l', "list", "LIST", "a list", .apply = apply_list },
    { '\0', "when", "[=WHEN]", "perhaps", .apply = apply_list },
};

static int parse_sample(const char *line, bool stops, struct sample_options *options, const char **operand)
{
    const struct program program = { .name = "sample",
                                     .summary = "s",
                                     .usage = "[OPTION...]",
                                     .rows = sample_rows,
                                     .count = ARRAY_SIZE(sample_rows),
                                     .stops_at_operand = stops };
    static char copy[200];
    char *argv[20] = { "sample" };
    int argc = 1, first = 0;
    snprintf(copy, sizeof(copy), "%s", line);
    for (char *rest = copy, *word; (word = strsep(&rest, " ")) != NULL;)
        argv[argc++] = word;
    *options = (struct sample_options){ 0 };
    int status = options_parse(&program, argc, argv, options, &first);
    *operand = status == OPTIONS_GO_ON && first < argc ? argv[first] : NULL;
    return status;
}

static void options_are_read_by_their_table(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool stops;
        int status;
        bool all;
        const char *list, *operand;
    } cases[] = {
        { "-a x", false, OPTIONS_GO_ON, true, NULL, "x" },
        { "x --all", false, OPTIONS_GO_ON, true, NULL, "x" },
        { "x --all", true, OPTIONS_GO_ON, false, NULL, "x" },
        { "-l one", false, OPTIONS_GO_ON, false, "one", NULL },
        { "-lone -al two", false, OPTIONS_GO_ON, true, "two", NULL },
        { "--list=one y", false, OPTIONS_GO_ON, false, "one", "y" },
        { "--lis one", false, OPTIONS_GO_ON, false, "one", NULL },
        { "--when", false, OPTIONS_GO_ON, false, NULL, NULL },
        { "--when=now", false, OPTIONS_GO_ON, false, "now", NULL },
        { "-- -a", false, OPTIONS_GO_ON, false, NULL, "-a" },
        { "-x", false, EXIT_USAGE, false, NULL, NULL },
        { "--nope", false, EXIT_USAGE, false, NULL, NULL },
        { "--list", false, EXIT_USAGE, false, NULL, NULL },
        { "-l", false, EXIT_USAGE, false, NULL, NULL },
        { "--all=x", false, EXIT_USAGE, false, NULL, NULL },
        { "--help=x", false, EXIT_USAGE, false, NULL, NULL },
        { "-l bad", false, EXIT_USAGE, false, NULL, NULL },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct sample_options options;
        const char *operand;
        if (parse_sample(cases[i].line, cases[i].stops, &options, &operand) != cases[i].status)
            fail_msg("%s", cases[i].line);
        if (cases[i].status != OPTIONS_GO_ON)
            continue;
        assert_int_equal(options.all, cases[i].all);
        assert_int_equal(options.list == NULL, cases[i].list == NULL);
        assert_string_equal(options.list ? options.list : "", cases[i].list ? cases[i].list : "");
        assert_int_equal(operand == NULL, cases[i].operand == NULL);
        assert_string_equal(operand ? operand : "", cases[i].operand ? cases[i].operand : "");
    }
}

static void profiles_are_those_of_the_runtimes(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned count; /* as their documentation counts */
        const char *has, *lacks;
    } cases[] = { { "none", 0, "", "all" },
                  { "docker", 14, "mknod,net_raw,audit_write", "sys_admin,net_admin,sys_ptrace" },
                  { "podman", 11, "sys_chroot,setfcap", "mknod,net_raw,audit_write" } };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        capset_t set = 1, has = 0, lacks = 0;
        assert_int_equal(profile_parse(cases[i].name, 0, &set, NULL), 0);
        assert_int_equal(capset_parse(cases[i].has, ~UINT64_C(0), &has, NULL), 0);
        assert_int_equal(capset_parse(cases[i].lacks, ~UINT64_C(0), &lacks, NULL), 0);
        assert_int_equal(__builtin_popcountll(set), cases[i].count);
        assert_int_equal(set & has, has);
        assert_int_equal(set & lacks, 0);
    }
    capset_t all = 0;
    assert_int_equal(profile_parse("all", 0xabc, &all, NULL), 0);
    assert_int_equal(all, 0xabc);

    struct error err = { 0 };
    assert_int_equal(profile_parse("Docker", 0, &all, &err), -EINVAL);
    assert_non_null(strstr(err.cure, "podman"));
    assert_int_equal(profile_parse("", 0, &all, NULL), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_buffer_holds_what_was_appended),
        cmocka_unit_test(utf8_is_what_the_c_library_takes_for_it),
        cmocka_unit_test(escapes_are_as_documented),
        cmocka_unit_test(escapes_are_harmless_and_can_be_read_back),
        cmocka_unit_test(text_for_json_is_valid_utf8),
        cmocka_unit_test(controls_in_json_are_escaped),
        cmocka_unit_test(broken_json_is_told_with_line_and_column),
        cmocka_unit_test(json_is_found_by_path),
        cmocka_unit_test(options_are_read_by_their_table),
        cmocka_unit_test(profiles_are_those_of_the_runtimes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
