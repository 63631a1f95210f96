#include "app/views/shared/scan-words.h"

#include <glib/gi18n.h>

/* Takes @part. */
static void
add (GStrvBuilder *parts, char *part)
{
  g_strv_builder_add (parts, part);
  g_free (part);
}

char *
acu_scan_words_tell (const AcuScanCounts *counts)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  guint n;

  if ((n = counts->n_new) > 0)
    add (parts, g_strdup_printf (ngettext ("%'u new photo", "%'u new photos", n), n));
  if ((n = counts->n_changed) > 0)
    add (parts, g_strdup_printf (ngettext ("%'u changed", "%'u changed", n), n));
  if ((n = counts->n_moved) > 0)
    add (parts, g_strdup_printf (ngettext ("%'u moved", "%'u moved", n), n));
  if ((n = counts->n_vanished) > 0)
    add (parts, g_strdup_printf (ngettext ("%'u gone", "%'u gone", n), n));
  if ((n = counts->n_sidecars) > 0)
    add (parts,
         g_strdup_printf (ngettext ("%'u rating taken over", "%'u ratings taken over", n), n));
  g_auto (GStrv) strings = g_strv_builder_end (parts);
  if (*strings)
    return g_strjoinv (" · ", strings);
  /* What was new before, and not read because somebody stopped that. */
  return g_strdup (counts->n_described > 0 ? _ ("All photos are read") : _ ("Nothing has changed"));
}
