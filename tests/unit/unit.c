#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"

static uint64_t position;

void random_begin(void)
{
    const char *wanted = getenv("CCAPS_SEED");
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    position = wanted ? strtoull(wanted, NULL, 10) : (uint64_t)now.tv_sec * 1000000007U + (uint64_t)now.tv_nsec;
    print_message("# CCAPS_SEED=%llu\n", (unsigned long long)position);
}

/* splitmix64, by Sebastiano Vigna */
uint64_t random_bits(void)
{
    uint64_t bits = position += 0x9e3779b97f4a7c15U;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9U;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebU;
    return bits ^ (bits >> 31);
}

unsigned random_below(unsigned end)
{
    return (unsigned)(random_bits() % end);
}

capset_t random_set(void)
{
    capset_t all = (UINT64_C(1) << cap_max_bits()) - 1;
    switch (random_below(8)) {
    case 0:
        return 0;
    case 1:
        return all;
    case 2:
        return random_bits() & random_bits() & random_bits() & random_bits() & all;
    case 3:
        return (random_bits() | random_bits() | random_bits()) & all;
    default:
        return random_bits() & all;
    }
}

struct capstate random_state(void)
{
    struct capstate state = { .known = CAPSTATE_ALL_KNOWN };
    state.sets[PERMITTED] = random_set();
    state.sets[INHERITABLE] = random_set();
    state.sets[BOUNDING] = random_set();
    state.sets[EFFECTIVE] = random_set() & state.sets[PERMITTED];
    state.sets[AMBIENT] = random_set() & state.sets[PERMITTED] & state.sets[INHERITABLE];
    return state;
}

capset_t libcap_set(cap_t caps, cap_flag_t flag)
{
    capset_t set = 0;
    for (cap_value_t cap = 0; cap < cap_max_bits(); cap++) {
        cap_flag_value_t value = CAP_CLEAR;
        assert_int_equal(cap_get_flag(caps, cap, flag, &value), 0);
        if (value == CAP_SET)
            set |= UINT64_C(1) << cap;
    }
    return set;
}

cap_t libcap_of(capset_t effective, capset_t permitted, capset_t inheritable)
{
    const struct {
        cap_flag_t flag;
        capset_t set;
    } flags[] = { { CAP_EFFECTIVE, effective }, { CAP_PERMITTED, permitted }, { CAP_INHERITABLE, inheritable } };
    cap_t caps = cap_init();
    for (size_t i = 0; i < 3; i++)
        for (cap_value_t cap = 0; cap < cap_max_bits(); cap++)
            if (flags[i].set >> cap & 1)
                assert_int_equal(cap_set_flag(caps, flags[i].flag, 1, &cap, CAP_SET), 0);
    return caps;
}

char *output_of(const char *command)
{
    struct buffer output = { 0 };
    char piece[4096];
    FILE *pipe = popen(command, "re");
    assert_non_null(pipe);
    for (size_t size; (size = fread(piece, 1, sizeof(piece), pipe)) > 0;)
        buffer_append(&output, piece, size);
    if (pclose(pipe) != 0)
        fail_msg("failed: %s", command);
    char *text = buffer_take(&output);
    size_t length = strlen(text);
    if (length > 0 && text[length - 1] == '\n')
        text[length - 1] = '\0';
    return text;
}
