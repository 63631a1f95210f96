#include "app/views/label/label-summary.h"

void
acu_label_summary_free (AcuLabelSummary *summary)
{
  if (!summary)
    return;
  g_clear_pointer (&summary->sets, g_ptr_array_unref);
  g_clear_pointer (&summary->sessions, g_ptr_array_unref);
  g_clear_pointer (&summary->raters, g_ptr_array_unref);
  g_free (summary);
}

static gpointer
read_summary (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (AcuLabelSummary) summary = g_new0 (AcuLabelSummary, 1);

  summary->sets = acu_label_store_list_sets (catalog, error);
  if (!summary->sets)
    return NULL;
  summary->sessions = acu_label_store_list_sessions (catalog, 0, error);
  if (!summary->sessions)
    return NULL;
  summary->raters = acu_label_store_list_raters (catalog, error);
  return summary->raters ? g_steal_pointer (&summary) : NULL;
}

void
acu_label_summary_read_async (AcuCatalog *catalog,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  acu_catalog_run_async (catalog, ACU_CATALOG_READS, read_summary, NULL, NULL,
                         (GDestroyNotify)acu_label_summary_free, cancellable, callback, user_data);
}

AcuLabelSummary *
acu_label_summary_read_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error)
{
  return acu_catalog_run_finish (catalog, result, error);
}

const char *
acu_label_summary_get_rater_name (const AcuLabelSummary *summary, gint64 rater)
{
  for (guint i = 0; i < summary->raters->len; i++) {
    const AcuRater *candidate = g_ptr_array_index (summary->raters, i);
    if (candidate->id == rater)
      return candidate->name;
  }
  return "";
}
