#include "app/imaging/sandbox.h"

#include "app/imaging/call-filter.h"
#include "app/imaging/error.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <math.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#ifdef ACU_SANITIZED
#define SANITIZED TRUE
#else
#define SANITIZED FALSE
#endif

/* Descriptors: the socket, a file, its pixels, and what loading a gdk-pixbuf module needs. */
#define MAX_DESCRIPTORS 64

static gboolean
limit (int resource, rlim_t value, const char *what, GError **error)
{
  struct rlimit now;
  struct rlimit wanted;
  int failure;

  if (getrlimit (resource, &now) == 0) {
    /* A limit that is already tighter stays. */
    value = MIN (value, now.rlim_max);
    wanted = (struct rlimit){.rlim_cur = MIN (value, now.rlim_cur), .rlim_max = value};
    if (setrlimit (resource, &wanted) == 0)
      return TRUE;
  }
  failure = errno;
  g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_HELPER, _ ("cannot limit %s: %s"), what,
               g_strerror (failure));
  return FALSE;
}

gboolean
acu_sandbox_enter (guint64 memory, guint64 file_bytes, GError **error)
{
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_HELPER,
                 _ ("cannot give up privileges: %s"), g_strerror (errno));
    return FALSE;
  }
  if (!limit (RLIMIT_CORE, 0, _ ("core dumps"), error) ||
      !limit (RLIMIT_FSIZE, file_bytes, _ ("file size"), error) ||
      !limit (RLIMIT_NOFILE, MAX_DESCRIPTORS, _ ("open files"), error))
    return FALSE;
  return SANITIZED ||
         (limit (RLIMIT_AS, memory, _ ("memory"), error) && acu_call_filter_install (error));
}

void
acu_sandbox_allow_time (double seconds)
{
  struct rusage usage;
  struct rlimit now;
  rlim_t used;

  if (getrusage (RUSAGE_SELF, &usage) != 0 || getrlimit (RLIMIT_CPU, &now) != 0)
    return;
  /* The limit counts from the start of the process, in whole seconds. */
  used = (rlim_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec);
  now.rlim_cur = MIN (used + (rlim_t)ceil (seconds) + 2, now.rlim_max);
  setrlimit (RLIMIT_CPU, &now);
}
