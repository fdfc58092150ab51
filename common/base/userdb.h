/* Names of users and groups. A program is linked with one of three files that look them up: userdb_nss.c asks NSS,
 * userdb_getent.c does so without shared libraries, userdb_files.c reads /etc itself and executes nothing. */
#ifndef CCAPS_BASE_USERDB_H
#define CCAPS_BASE_USERDB_H

#include <sys/types.h>

/** Name of user `uid`; NULL where there is none. Looked up once: a table has one owner in thousands of rows. */
const char *user_name(uid_t uid);

/** Name of group `gid`; NULL where there is none. Likewise. */
const char *group_name(gid_t gid);

/** Name of user `uid` in /etc/passwd, read anew. Valid until the next call; NULL where it is not there. */
const char *userdb_scan_passwd(uid_t uid);

/** Name of group `gid` in /etc/group, likewise. */
const char *userdb_scan_group(gid_t gid);

/** Look up user `uid`, by userdb_nss.c or userdb_files.c. Valid until the next call; NULL where there is none. */
const char *userdb_find_user(uid_t uid);

/** Look up group `gid`, likewise. */
const char *userdb_find_group(gid_t gid);

#endif
