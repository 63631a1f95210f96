#include "app/views/library/pace-words.h"

#include "app/text/duration.h"

#include <glib/gi18n.h>

void
acu_pace_words_add (GStrvBuilder *parts, double photos_per_second, double seconds_left)
{
  if (photos_per_second > 0) {
    g_autofree char *rate = g_strdup_printf (
        photos_per_second >= 10 ? _ ("%.0f photos/s") : _ ("%.1f photos/s"), photos_per_second);
    g_strv_builder_add (parts, rate);
  }
  if (seconds_left >= 0) {
    g_autofree char *duration = acu_duration_format (seconds_left);
    g_autofree char *left = g_strdup_printf (_ ("%s left"), duration);
    g_strv_builder_add (parts, left);
  }
}
