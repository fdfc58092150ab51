/* What the running kernel does, found out by trying, since fixes are backported and version numbers do not tell. */
#ifndef CCAPS_READ_KERNEL_H
#define CCAPS_READ_KERNEL_H

/**
 * Whether execve(2) takes a process whose real and effective user ids differ for a set-user-ID one, and so clears its
 * ambient set (security/commoncap.c, cap_bprm_creds_from_file(), before "exec: Correct the permission check for unsafe
 * exec" of Linux 6.16).
 *
 * A traced child with an ambient capability runs the caller's own program and is killed before its first instruction;
 * first with equal ids, which shows that nothing else clears its ambient set, then with differing ones. This takes
 * about a millisecond, /proc, CAP_SETUID, and leave to trace and to raise an ambient capability.
 *
 * @return 1, 0; CREDENTIAL_UNKNOWN where it could not be tried
 */
int kernel_compares_real_id(void);

#endif
