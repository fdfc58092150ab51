#include "convert.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "caps/names.h"
#include "caps/text.h"
#include "render/capsh_block.h"

/* strtoull(3), which capsh reads masks with, takes a prefix and leading zeros; signs, blanks and tails are no mask. */
static bool parse_mask(const char *text, capset_t *mask)
{
    const char *digits = strncasecmp(text, "0x", 2) == 0 ? text + 2 : text;
    size_t size = strlen(digits);
    for (; size > 16 && *digits == '0'; size--)
        digits++;
    return capset_from_hex(digits, size, mask);
}

int convert_decode(const char *hex, struct buffer *out, struct error *err)
{
    capset_t mask;
    if (!parse_mask(hex, &mask)) {
        error_set(err, EINVAL | ERROR_TOLD, "'%s' is not a mask", hex);
        return error_cure(err, "1 to 16 hexadecimal digits");
    }
    char digits[CAPSET_HEX_SIZE];
    capset_hex(mask, digits);
    buffer_printf(out, "0x%s=", digits);
    capsh_names_append(out, mask);
    return buffer_puts(out, "\n");
}

int caps_option_parse(const char *list, capset_t *set, struct error *err)
{
    if (list[0] == '\0')
        return error_set(err, EINVAL | ERROR_TOLD, "an empty list names no capability");
    return capset_parse(list, capset_all(), set, err);
}

int convert_encode(const char *list, struct buffer *out, struct error *err)
{
    capset_t set = 0;
    int result = caps_option_parse(list, &set, err);
    if (result < 0)
        return result;
    char digits[CAPSET_HEX_SIZE];
    capset_hex(set, digits);
    return buffer_printf(out, "%s\n", digits);
}
