#include "app/text/duration.h"

#include <glib/gi18n.h>
#include <math.h>

char *
acu_duration_format (double seconds)
{
  if (seconds < 90)
    return g_strdup_printf (_ ("%.0f s"), MAX (1, ceil (seconds)));
  if (seconds < 90 * 60)
    return g_strdup_printf (_ ("%.0f min"), seconds / 60);
  return g_strdup_printf (_ ("%.1f h"), seconds / 3600);
}
