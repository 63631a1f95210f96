/* The library's scores: whose are shown, and the service that gives them. */
#include "app/views/shared/library-private.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>

/* Whose scores are shown. */

static gpointer
find_scorer (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 *wanted = data;

  if (*wanted != 0)
    return acu_score_store_get_scorer (catalog, *wanted, error);

  g_autoptr (GPtrArray) scorers = acu_score_store_list_scorers (catalog, error);
  if (!scorers)
    return NULL;
  if (scorers->len == 0) {
    g_set_error_literal (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING,
                         _ ("no photo has been scored yet"));
    return NULL;
  }
  AcuScorerInfo *newest = g_ptr_array_index (scorers, 0);
  return acu_score_store_get_scorer (catalog, newest->id, error);
}

static void
scorer_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AcuScorerInfo *scorer = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (!scorer)
    return; /* nothing has been scored yet */

  AcuLibrary *self = ACU_LIBRARY (data);
  g_clear_pointer (&self->scorer, acu_scorer_info_free);
  self->scorer = scorer;
  acu_library_apply_query (self);
  g_signal_emit_by_name (self, "scorer-changed");
}

void
acu_library_set_scorer (AcuLibrary *self, gint64 scorer)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && self->catalog);

  acu_catalog_run_async (
      self->catalog, ACU_CATALOG_READS, find_scorer, g_memdup2 (&scorer, sizeof scorer), g_free,
      (GDestroyNotify)acu_scorer_info_free, self->cancellable, scorer_found_cb, self);
}

const AcuScorerInfo *
acu_library_get_scorer (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->scorer;
}

AcuScoreScale
acu_library_get_scale (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), ACU_SCORE_SCALE_DEFAULT);

  return self->scorer ? (AcuScoreScale){self->scorer->score_min, self->scorer->score_max}
                      : ACU_SCORE_SCALE_DEFAULT;
}

/* Scoring. */

AcuScoringService *
acu_library_get_scoring (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->scoring;
}

static void
scoring_changed_cb (AcuLibrary *self)
{
  g_auto (AcuScoringStatus) status = {0};

  acu_scoring_service_get_status (self->scoring, &status);
  if (status.scorer != 0 && (!self->scorer || self->scorer->id != status.scorer))
    acu_library_set_scorer (self, status.scorer);
  g_signal_emit_by_name (self, "scoring-changed");
}

void
acu_library_apply_pauses (AcuLibrary *self)
{
  GSettings *settings = acu_settings_get ();

  if (!self->scoring)
    return;
  acu_scoring_service_set_paused (self->scoring, ACU_PAUSE_PERSON,
                                  g_settings_get_boolean (settings, "pause-scoring"));
  acu_scoring_service_set_paused (self->scoring, ACU_PAUSE_BATTERY,
                                  !g_settings_get_boolean (settings, "score-on-battery") &&
                                      acu_battery_is_used (self->battery));
}

static void
forget_scoring (AcuLibrary *self)
{
  if (!self->scoring)
    return;
  g_signal_handlers_disconnect_by_func (self->scoring, scoring_changed_cb, self);
  acu_scoring_service_stop (self->scoring);
  g_clear_object (&self->scoring);
}

void
acu_library_stop_scoring (AcuLibrary *self)
{
  forget_scoring (self);
  g_signal_emit_by_name (self, "scoring-changed");
}

void
acu_library_start_scoring (AcuLibrary *self)
{
  /* Tests of the views bring scores of their own. */
  if (!self->catalog || acu_catalog_is_read_only (self->catalog) ||
      g_strcmp0 (g_getenv ("ACUTANCE_SCORING"), "off") == 0)
    return;

  GSettings *settings = acu_settings_get ();
  g_autofree char *model = g_settings_get_string (settings, "model");
  g_autofree char *device = g_settings_get_string (settings, "device");
  g_autofree char *precision = g_settings_get_string (settings, "precision");
  g_autofree char *protocol = g_settings_get_string (settings, "protocol");
  g_autofree char *plan = g_settings_get_string (settings, "patch-plan");
  AcuScoringSettings wanted = {.model = *model ? model : NULL,
                               .device = *device ? device : NULL,
                               .protocol = *protocol ? protocol : NULL,
                               .plan = plan};
  acu_precision_parse (precision, &wanted.precision, NULL);

  forget_scoring (self);
  self->scoring = acu_scoring_service_new (self->catalog, &wanted);
  g_signal_connect_object (self->scoring, "changed", G_CALLBACK (scoring_changed_cb), self,
                           G_CONNECT_SWAPPED);
  if (self->folder)
    acu_scoring_service_set_folder (self->scoring, self->folder);
  acu_library_apply_pauses (self);
  g_signal_emit_by_name (self, "scoring-changed");
}

static void
scoring_settings_changed_cb (AcuLibrary *self)
{
  if (self->scoring)
    acu_library_start_scoring (self);
}

void
acu_library_watch_scoring_settings (AcuLibrary *self)
{
  static const char *const pauses[] = {"changed::pause-scoring", "changed::score-on-battery"};
  static const char *const choices[] = {"changed::model", "changed::device", "changed::precision",
                                        "changed::protocol", "changed::patch-plan"};

  g_signal_connect_object (self->battery, "changed", G_CALLBACK (acu_library_apply_pauses), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (pauses); i++)
    g_signal_connect_object (acu_settings_get (), pauses[i], G_CALLBACK (acu_library_apply_pauses),
                             self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    g_signal_connect_object (acu_settings_get (), choices[i],
                             G_CALLBACK (scoring_settings_changed_cb), self, G_CONNECT_SWAPPED);
}
