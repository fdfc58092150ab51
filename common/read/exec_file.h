/* The file that execve(2) would run, found and read as the process sees it. */
#ifndef CCAPS_READ_EXEC_FILE_H
#define CCAPS_READ_EXEC_FILE_H

#include "caps/execve.h"
#include "read/process.h"
#include "read/user_namespace.h"

/** The file and its interpreters: fs/exec.c, exec_binprm() goes on to five. */
enum { EXEC_FILES_MAX = 6 };

/** Why neither set-id bits nor capabilities of a file count: fs/namespace.c, mnt_may_suid(). */
enum exec_mount {
    EXEC_MOUNT_COUNTS,
    EXEC_MOUNT_NOSUID,
    EXEC_MOUNT_FOREIGN,   /**< of another mount namespace */
    EXEC_MOUNT_UNTRUSTED, /**< in a mount namespace of a user namespace that is not the process's, nor above it; taken
                             for mounted there, which the kernel does not tell */
};

/** What could not be known and was taken for granted: bits of `doubts`. */
enum exec_doubt {
    DOUBT_SECUREBITS = 1 << 0,   /**< taken for 0 */
    DOUBT_RULE = 1 << 1,         /**< kernel_compares_real_id() could not be tried: the newer rule */
    DOUBT_SHARED_FS = 1 << 2,    /**< taken for not shared */
    DOUBT_TRACER = 1 << 3,       /**< what the tracer may do: taken for not enough */
    DOUBT_CONTENT = 1 << 4,      /**< the file may not be read: taken for a program, not for a script */
    DOUBT_ROOTID = 1 << 5,       /**< whose root the capabilities count for: taken for no one's who counts */
    DOUBT_MOUNT = 1 << 6,        /**< EXEC_MOUNT_UNTRUSTED */
    DOUBT_PATH = 1 << 7,         /**< PATH of the process is not known: the usual one */
    DOUBT_TRACED = 1 << 8,       /**< whether there is a tracer: taken for not traced */
    DOUBT_NO_NEW_PRIVS = 1 << 9, /**< taken for not set */
};

/** Who would execute it. */
struct exec_process {
    const struct process *process; /**< with its groups */
    bool self;                     /**< it is the caller, of whom no /proc is needed */
};

/** What was found. */
struct exec_program {
    char *paths[EXEC_FILES_MAX]; /**< `count` of them: the file, its interpreter if it is a script, that one's…; hostile
                                  */
    size_t count;
    struct exec_file file; /**< the last of them, which is the one that counts: fs/exec.c, bprm_creds_from_file() */
    enum exec_mount mount;
    struct user_namespace user_namespace; /**< of the process */
    unsigned doubts;
};

/** What owns nothing yet. */
#define EXEC_PROGRAM_EMPTY ((struct exec_program){ .user_namespace = { .fd = -1 } })

/** Release what *program holds; for _cleanup_ too. */
void exec_program_free(struct exec_program *program);

/**
 * Find the file `name` as execve(2) in the process would: in its own root and mount namespace, relative to its working
 * directory; a name without a slash as execvp(3) would, by the PATH in its environment.
 *
 * @return 0; -ENOENT, -EACCES, -ENOEXEC, -ELOOP… where execve(2) would fail so; another negative errno where it cannot
 * be known
 */
int exec_program_find(const struct exec_process *who, const char *name, struct exec_program *program,
                      struct error *err);

/** The same of a file that is open, for reading or with O_PATH, whichever way the process came by it. */
int exec_program_read(const struct exec_process *who, int fd, const char *name, struct exec_program *program,
                      struct error *err);

/**
 * The interpreter that the first bytes of a script name: fs/binfmt_script.c, load_script().
 *
 * @param head  `size` bytes, at most EXEC_HEAD_SIZE of the file; followed by as many NULs as there are fewer
 * @param path  filled; malloc'ed, the caller's; NULL where the file is no script
 * @return 0; -ENOEXEC for a script that names none; -EACCES where the name is empty, which is that of a directory;
 * -ENOMEM
 */
int exec_script_interpreter(const char *head, size_t size, char **path);

/** Bytes by which the kernel judges a file: linux/binfmts.h, BINPRM_BUF_SIZE. */
enum { EXEC_HEAD_SIZE = 256 };

#endif
