/* What a process that reads hostile files gives up before it does. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Limits this process for good: @memory bytes of address space, memory files of at most
 * @file_bytes, no core dumps, no new privileges by executing anything, and a system-call filter
 * that leaves it no network, no other process, and no file to write.  Fails with
 * ACU_IMAGING_ERROR_HELPER.
 *
 * The address space is left alone in builds with AddressSanitizer, which reserves terabytes of it,
 * and so is the filter, which its leak checker could not work under. */
gboolean acu_sandbox_enter (guint64 memory, guint64 file_bytes, GError **error);

/* Allows this process @seconds more of processor time, after which it is killed by SIGXCPU. */
void acu_sandbox_allow_time (double seconds);

G_END_DECLS
