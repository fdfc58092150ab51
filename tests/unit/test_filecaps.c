/* File capabilities: what is written by libcap or setxattr(2) and read back, as the kernel and libcap tell it. */
#include "unit.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "caps/filecaps.h"
#include "caps/text.h"
#include "read/filecaps.h"

#define XATTR_NAME "security.capability"

enum { ROUNDS = 1000, ROOTID = 100000 };

static char path[] = "/tmp/ccaps-filecaps-XXXXXX";
static char link_path[64];

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    if (fd < 0)
        return -1;
    close(fd);
    snprintf(link_path, sizeof(link_path), "%s-link", path);
    return symlink(path, link_path);
}

static int remove_file(void **state)
{
    (void)state;
    unlink(link_path);
    return unlink(path);
}

/* Whether file capabilities can be set at all here: root, and a file system that has them. */
static void need_xattrs(void)
{
    const struct vfs_cap_data none = { .magic_etc = VFS_CAP_REVISION_2 };
    if (setxattr(path, XATTR_NAME, &none, sizeof(none), 0) < 0) {
        print_message("# %s: %s\n", path, strerror(errno));
        skip();
    }
}

/* A random file's sets, set by libcap; effective is all or nothing, since a file has one flag for it. */
static cap_t set_random_caps(uid_t rootid)
{
    capset_t permitted = random_set(), inheritable = random_set();
    cap_t caps = libcap_of(random_below(2) ? permitted | inheritable : 0, permitted, inheritable);
    if (rootid)
        assert_int_equal(cap_set_nsowner(caps, rootid), 0);
    assert_int_equal(cap_set_file(path, caps), 0);
    return caps;
}

static void check_as_libcap_reads(uid_t rootid)
{
    struct filecaps filecaps;
    assert_int_equal(filecaps_read_path(path, &filecaps, NULL), 0);
    _cleanup_(cap_freep) cap_t right = cap_get_file(path);
    assert_non_null(right);
    struct capstate caps = filecaps_capstate(&filecaps);
    assert_int_equal(caps.sets[EFFECTIVE], libcap_set(right, CAP_EFFECTIVE));
    assert_int_equal(caps.sets[PERMITTED], libcap_set(right, CAP_PERMITTED));
    assert_int_equal(caps.sets[INHERITABLE], libcap_set(right, CAP_INHERITABLE));
    assert_int_equal(caps.known, 1u << EFFECTIVE | 1u << PERMITTED | 1u << INHERITABLE);
    assert_int_equal(filecaps.rootid, rootid);
    assert_int_equal(filecaps.rootid, cap_get_nsowner(right));
    assert_int_equal(filecaps.revision, rootid ? 3 : 2);
}

static void what_libcap_writes_is_what_we_read(void **state)
{
    (void)state;
    need_xattrs();
    random_begin();
    for (int round = 0; round < ROUNDS; round++) {
        uid_t rootid = random_below(2) ? 1 + random_below(ROOTID) : 0;
        _cleanup_(cap_freep) cap_t caps = set_random_caps(rootid);
        check_as_libcap_reads(rootid);
    }
}

/* Bits that libcap has no names for: the bytes are the kernel's own structure. */
static void every_bit_that_the_kernel_stores_is_read(void **state)
{
    (void)state;
    need_xattrs();
    random_begin();
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t permitted = random_bits(), inheritable = random_bits();
        bool effective = random_below(2);
        struct vfs_ns_cap_data data = {
            .magic_etc = VFS_CAP_REVISION_3 | (effective ? VFS_CAP_FLAGS_EFFECTIVE : 0),
            .data = { { (uint32_t)permitted, (uint32_t)inheritable },
                      { (uint32_t)(permitted >> 32), (uint32_t)(inheritable >> 32) } },
            .rootid = 1 + random_below(ROOTID),
        };
        struct filecaps filecaps;
        assert_int_equal(setxattr(path, XATTR_NAME, &data, sizeof(data), 0), 0);
        assert_int_equal(filecaps_read_path(path, &filecaps, NULL), 0);
        assert_int_equal(filecaps.permitted, permitted);
        assert_int_equal(filecaps.inheritable, inheritable);
        assert_int_equal(filecaps.effective, effective);
        assert_int_equal(filecaps.rootid, data.rootid);
    }
}

/* Kernels of today store no such one; a file system of 2008 may hold one. */
static void the_first_revision_has_32_capabilities(void **state)
{
    (void)state;
    const uint32_t bytes[] = { VFS_CAP_REVISION_1 | VFS_CAP_FLAGS_EFFECTIVE, 0x80000001, 0x2 };
    struct filecaps filecaps;
    assert_int_equal(filecaps_decode(bytes, XATTR_CAPS_SZ_1, &filecaps, NULL), 0);
    assert_int_equal(filecaps.revision, 1);
    assert_int_equal(filecaps.permitted, 0x80000001);
    assert_int_equal(filecaps.inheritable, 2);
    assert_true(filecaps.effective);
}

/* The kernel is asked which of them it would store; the first revision, which it no longer stores, is apart. */
static void size_and_revision_must_fit(void **state)
{
    (void)state;
    need_xattrs();
    for (uint32_t revision = 0; revision < 6; revision++) {
        for (size_t size = 1; size <= 32; size++) {
            uint32_t bytes[8] = { revision << 24 };
            struct filecaps filecaps;
            bool right = revision == 1 ? size == XATTR_CAPS_SZ_1 : setxattr(path, XATTR_NAME, bytes, size, 0) == 0;
            assert_int_equal(filecaps_decode(bytes, size, &filecaps, NULL), right ? 0 : -EINVAL);
        }
    }
}

/* So is each flag. */
static void there_is_one_flag(void **state)
{
    (void)state;
    need_xattrs();
    for (unsigned bit = 0; bit < 24; bit++) {
        uint32_t bytes[XATTR_CAPS_SZ_2 / 4] = { VFS_CAP_REVISION_2 | 1u << bit };
        struct filecaps filecaps;
        bool right = setxattr(path, XATTR_NAME, bytes, sizeof(bytes), 0) == 0;
        assert_int_equal(filecaps_decode(bytes, sizeof(bytes), &filecaps, NULL), right ? 0 : -EINVAL);
    }
}

static void none_is_told_apart_and_links_are_not_followed(void **state)
{
    (void)state;
    need_xattrs();
    struct filecaps filecaps;
    assert_int_equal(filecaps_read_path(path, &filecaps, NULL), 0);
    assert_int_equal(filecaps.revision, 2);
    assert_int_equal(filecaps_read_path(link_path, &filecaps, NULL), 0);
    assert_int_equal(filecaps.revision, 0);
    assert_int_equal(removexattr(path, XATTR_NAME), 0);
    assert_int_equal(filecaps_read_path(path, &filecaps, NULL), 0);
    assert_int_equal(filecaps.revision, 0);

    struct error err = { 0 };
    assert_int_equal(filecaps_read_path("/nonexistent/file", &filecaps, &err), -ENOENT);
    assert_int_equal(err.errnum, ENOENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_libcap_writes_is_what_we_read),
        cmocka_unit_test(every_bit_that_the_kernel_stores_is_read),
        cmocka_unit_test(the_first_revision_has_32_capabilities),
        cmocka_unit_test(size_and_revision_must_fit),
        cmocka_unit_test(there_is_one_flag),
        cmocka_unit_test(none_is_told_apart_and_links_are_not_followed),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
