/* What execve(2) makes of a thread's credentials: capabilities(7), "Transformation of capabilities during execve()". */
#ifndef CCAPS_CAPS_EXECVE_H
#define CCAPS_CAPS_EXECVE_H

#include "caps/credentials.h"
#include "caps/filecaps.h"

/** What decides about the file. Zero-initialized it is a plain file. */
struct exec_file {
    bool set_uid;         /**< mode has S_ISUID */
    bool set_gid;         /**< mode has S_ISGID and S_IXGRP; without the latter it is no set-group-ID file */
    uid_t owner;          /**< as the caller of execve_predict() counts uids */
    gid_t group;          /**< likewise */
    struct filecaps caps; /**< revision 0 where there are none */
    bool caps_count;      /**< whether a revision 3 rootid is 0 in the process's user namespace or one above it */
    bool unmapped;        /**< owner or group has no id in the user namespace of the process: set-id does not count */
    bool nosuid; /**< on a nosuid mount, or one of a foreign user namespace: neither set-id nor capabilities count */
};

/** What decides about the process besides its credentials. Zero-initialized it is an ordinary one on a current kernel.
 */
struct exec_context {
    uid_t root; /**< the caller's number of uid 0 of the process's user namespace; (uid_t)-1 where none is mapped */
    bool compares_real_id; /**< "changed id" compares with the old real ids: kernel_compares_real_id() */
    bool unsafe; /**< shares its fs_struct (clone(2), CLONE_FS), or a tracer without CAP_SYS_PTRACE watches it */
};

/** Why, or why not. */
enum exec_verdict {
    EXEC_GRANTED,      /**< the credentials after it are told, as far as those before are known */
    EXEC_REFUSED_CAPS, /**< EPERM: the file wants capabilities raised that it would not get: execve(2) */
};

/** What comes out. */
struct exec_outcome {
    enum exec_verdict verdict;
    capset_t missing;         /**< EXEC_REFUSED_CAPS: which */
    struct credentials after; /**< EXEC_GRANTED; sets and ids are unknown where a set or the ids before are */
    bool set_id_ignored;      /**< the file is set-user-ID or set-group-ID, and that did not count */
    bool file_caps_ignored;   /**< the file has capabilities, and they did not count */
    bool ambient_cleared;     /**< an ambient set was lost, to file capabilities or a changed id */
    bool held_to_old;         /**< no_new_privs or `unsafe` held the permitted set to what it was */
    bool from_root;           /**< permitted comes from uid 0 (bounding and inheritable set), not from the file */
};

/**
 * Predict execve(2), as security/commoncap.c, cap_bprm_creds_from_file() decides it.
 *
 * @param before   all five sets and the ids must be known for anything to be known after it, a refusal too; securebits
 * and no_new_privs that are not known count as off
 * @param groups   supplementary groups, which decide whether a set-group-ID file changes the id; NULL for none
 * @param outcome  filled
 */
void execve_predict(const struct credentials *before, const struct group_list *groups, const struct exec_file *file,
                    const struct exec_context *context, struct exec_outcome *outcome);

#endif
