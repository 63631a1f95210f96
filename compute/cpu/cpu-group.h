/* Control groups, by which containers, services and job schedulers limit what a process may take.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of memory that the control groups of this process still leave it; G_MAXUINT64 where none
 * has a limit.  The process's own group and all above it count, the strictest most.
 *
 * @groups is the file that names the process's group (/proc/self/cgroup; cgroups(7)) and @root
 * where the groups are (/sys/fs/cgroup).  Only version 2 is read. */
guint64 acu_cpu_get_group_allowance (const char *groups, const char *root);

G_END_DECLS
