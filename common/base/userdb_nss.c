/* Through NSS (nsswitch.conf(5)): users of LDAP and sssd have names too. Setting NSS up costs a short program a tenth
 * of its time, so where the files are asked first in any case, they are read here, and NSS is asked for what they lack.
 */
#include "base/userdb.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/io.h"

static const char BLANKS[] = " \t";

/* Whether `line` is "DATABASE: files", with another service or the end behind it: an action in brackets, "[SUCCESS=…]",
 * might let a later service have its say. */
static bool line_has_files_first(const char *line, const char *database)
{
    line += strspn(line, BLANKS);
    size_t length = strlen(database);
    if (strncmp(line, database, length) != 0 || line[length] != ':')
        return false;
    line += length + 1;
    line += strspn(line, BLANKS);
    if (strncmp(line, "files", 5) != 0)
        return false;
    line += 5;
    size_t blanks = strspn(line, BLANKS);
    return line[blanks] == '\0' || line[blanks] == '\n' || (blanks > 0 && line[blanks] != '[');
}

static bool text_has_files_first(const char *text, const char *database)
{
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (line_has_files_first(line, database))
            return true;
    }
    return false;
}

/* What cannot be read, or is not there, is left to NSS and its defaults. Read once, as NSS does. */
static bool files_come_first(const char *database)
{
    static struct buffer text;
    static bool unreadable;
    if (!text.data && !unreadable)
        unreadable = read_file_at(AT_FDCWD, "/etc/nsswitch.conf", &text) < 0;
    return !unreadable && text_has_files_first(text.data, database);
}

const char *userdb_find_user(uid_t uid)
{
    const char *name = files_come_first("passwd") ? userdb_scan_passwd(uid) : NULL;
    const struct passwd *user = name ? NULL : getpwuid(uid);
    return user ? user->pw_name : name;
}

const char *userdb_find_group(gid_t gid)
{
    const char *name = files_come_first("group") ? userdb_scan_group(gid) : NULL;
    const struct group *group = name ? NULL : getgrgid(gid);
    return group ? group->gr_name : name;
}
