/* The system calls that a process which reads hostile files has no business making. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes the kernel refuse, with EPERM and for good, whatever would reach beyond this process:
 * sockets, other programs and processes, any change to the file system, and the kernel interfaces
 * that get around such a filter.  Reading files stays possible, since gdk-pixbuf loads its modules
 * when they are first needed.
 *
 * It names what is forbidden and not what is allowed: which harmless calls the C library makes
 * differs with every version of it, and a photo lost to an update is a bug too.
 *
 * Needs PR_SET_NO_NEW_PRIVS.  Does nothing on kernels without seccomp and on processors other than
 * x86-64 and AArch64.  Fails with ACU_IMAGING_ERROR_HELPER. */
gboolean acu_call_filter_install (GError **error);

G_END_DECLS
