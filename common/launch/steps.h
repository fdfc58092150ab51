/* The steps that launch/plan.c puts in order; each in the file of its subject. Of type step.perform and step.undo. */
#ifndef CCAPS_LAUNCH_STEPS_H
#define CCAPS_LAUNCH_STEPS_H

#include "launch/launch.h"

/* launch/launch.c */
int step_claim_name(struct launch *launch, struct error *err);
void undo_claim_name(struct launch *launch);
int step_write_state(struct launch *launch, struct error *err);

/* launch/confine.c */
int step_make_cgroups(struct launch *launch, struct error *err);
void undo_make_cgroups(struct launch *launch);
int step_limit_devices(struct launch *launch, struct error *err);
int step_join_cgroups(struct launch *launch, struct error *err);
int step_new_cgroup_namespace(struct launch *launch, struct error *err);
int step_join_namespaces(struct launch *launch, struct error *err);
int step_set_hostname(struct launch *launch, struct error *err);
int step_set_oom_score(struct launch *launch, struct error *err);
int step_raise_loopback(struct launch *launch, struct error *err);
int step_limit_resources(struct launch *launch, struct error *err);

/* launch/target.c */
int step_enter_pid_namespace(struct launch *launch, struct error *err);
int step_enter_namespaces(struct launch *launch, struct error *err);
int step_enter_root(struct launch *launch, struct error *err);

/* launch/root.c */
int step_make_mounts_private(struct launch *launch, struct error *err);
int step_mount_root(struct launch *launch, struct error *err);
int step_protect_host_root(struct launch *launch, struct error *err);
int step_protect_root(struct launch *launch, struct error *err);
int step_change_root(struct launch *launch, struct error *err);

/* launch/mounts.c, launch/devices.c, launch/masks.c */
int step_mount_file_systems(struct launch *launch, struct error *err);
int step_make_devices(struct launch *launch, struct error *err);
int step_mask_paths(struct launch *launch, struct error *err);
int step_protect_paths(struct launch *launch, struct error *err);

/* launch/credentials.c */
int step_keep_capabilities(struct launch *launch, struct error *err);
int step_cut_bounding(struct launch *launch, struct error *err);
int step_set_groups(struct launch *launch, struct error *err);
int step_set_gid(struct launch *launch, struct error *err);
int step_set_uid(struct launch *launch, struct error *err);
int step_set_capabilities(struct launch *launch, struct error *err);
int step_raise_ambient(struct launch *launch, struct error *err);
int step_set_no_new_privs(struct launch *launch, struct error *err);

/* launch/process.c */
int step_start_process(struct launch *launch, struct error *err);
void undo_start_process(struct launch *launch);
int step_start_command(struct launch *launch, struct error *err);
int step_start_with_launcher(struct launch *launch, struct error *err);
int step_live_with_launcher(struct launch *launch, struct error *err);
int step_new_session(struct launch *launch, struct error *err);
int step_new_keyring(struct launch *launch, struct error *err);
int step_leave_streams(struct launch *launch, struct error *err);
int step_wait_for_start(struct launch *launch, struct error *err);
int step_fork_command(struct launch *launch, struct error *err);

/* launch/files.c */
int step_leave_files(struct launch *launch, struct error *err);
int step_leave_last_files(struct launch *launch, struct error *err);

/* launch/command.c */
int step_enter_directory(struct launch *launch, struct error *err);
int step_execute(struct launch *launch, struct error *err);

#endif
