/* The forms of capsh and getcap: what libcap and capsh make of the same. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "caps/securebits.h"
#include "caps/text.h"
#include "read/self.h"
#include "render/capsh_block.h"
#include "render/filecaps.h"

enum { ROUNDS = 1000 };

static void prints_its_own_state_as_capsh_does(void **unused)
{
    (void)unused;
    if (system("command -v capsh >/dev/null") != 0)
        skip();
    _cleanup_(freep) char *expected = output_of("capsh --print");
    _cleanup_(group_list_free) struct group_list groups = { 0 };
    _cleanup_(buffer_free) struct buffer block = { 0 };
    struct credentials credentials;
    self_read(&credentials, &groups);
    capsh_block_append(&block, &credentials, &groups);
    assert_int_equal(block.data[block.size - 1], '\n');
    block.data[block.size - 1] = '\0';
    assert_string_equal(block.data, expected);
}

/* Revision 1, which kernels of today refuse to store, among them. */
static void writes_a_files_sets_as_libcap_does_with_what_getcap_leaves_out(void **unused)
{
    (void)unused;
    static const char *const tails[] = { "", " [version=1]", "",
                                         " [rootid=100000] [version=3] [not for this user namespace]" };
    random_begin();
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct filecaps file = { .revision = 1 + (int)random_below(3), .effective = random_below(2) };
        file.permitted = random_set();
        file.inheritable = random_set();
        file.rootid = file.revision == 3 ? 100000 : 0;
        _cleanup_(cap_freep) cap_t caps =
            libcap_of(file.effective ? file.permitted | file.inheritable : 0, file.permitted, file.inheritable);
        _cleanup_(cap_freep) char *text = cap_to_text(caps, NULL);
        _cleanup_(buffer_free) struct buffer line = { 0 }, expected = { 0 };
        buffer_printf(&expected, "./tool %s%s\n", text, tails[file.revision]);
        filecaps_line_append(&line, "./tool", &file, file.revision != 3);
        assert_string_equal(line.data, expected.data);
    }
}

static void a_mode_takes_the_sets_where_the_securebits_do_not_decide(void **unused)
{
    (void)unused;
    struct credentials credentials = CREDENTIALS_UNKNOWN;
    assert_int_equal(credentials_mode(&credentials), CREDENTIAL_UNKNOWN);
    credentials.securebits = 0;
    assert_int_equal(credentials_mode(&credentials), CAP_MODE_HYBRID);
    credentials.securebits = 1;
    assert_int_equal(credentials_mode(&credentials), CAP_MODE_UNCERTAIN);
    credentials.securebits = 0xef; /* what cap_set_mode(3) sets */
    credentials.caps.known = CAPSTATE_ALL_KNOWN & ~(1u << AMBIENT);
    assert_int_equal(credentials_mode(&credentials), CREDENTIAL_UNKNOWN);
    credentials.caps.known = CAPSTATE_ALL_KNOWN;
    assert_int_equal(credentials_mode(&credentials), CAP_MODE_NOPRIV);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_its_own_state_as_capsh_does),
        cmocka_unit_test(writes_a_files_sets_as_libcap_does_with_what_getcap_leaves_out),
        cmocka_unit_test(a_mode_takes_the_sets_where_the_securebits_do_not_decide),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
