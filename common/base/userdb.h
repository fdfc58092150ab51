/* Names of users and groups. Two files implement it: the ordinary binaries ask NSS, the static one reads /etc itself.
 */
#ifndef CCAPS_BASE_USERDB_H
#define CCAPS_BASE_USERDB_H

#include <sys/types.h>

/** Name of user `uid`; NULL where there is none. Valid until the next call. */
const char *user_name(uid_t uid);

/** Name of group `gid`; NULL where there is none. Valid until the next call. */
const char *group_name(gid_t gid);

#endif
