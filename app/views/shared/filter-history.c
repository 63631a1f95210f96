#include "app/views/shared/filter-history.h"

#include "app/catalog/undo-journal.h"

#include <glib/gi18n.h>

/* Milliseconds without a change. */
#define REST 1200

struct _AcuFilterHistory {
  AcuCatalog *catalog;
  char *before; /* the query before it began to change, or NULL */
  char *after;  /* and the last one */
  guint timeout;
};

typedef struct {
  char *before, *after;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->before);
  g_free (step->after);
  g_free (step);
}

/* Whether only that changed. */
static gboolean
is_order (const Step *step)
{
  g_auto (AcuPhotoQuery) before = {0}, after = {0};

  if (!acu_photo_query_parse (step->before, &before, NULL) ||
      !acu_photo_query_parse (step->after, &after, NULL))
    return FALSE;
  before.sort = after.sort;
  before.descending = after.descending;
  return acu_photo_query_equal (&before, &after);
}

static gpointer
enter (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Step *step = data;
  AcuUndoGroup group = {.title = is_order (step) ? _ ("Order") : _ ("Filter")};

  return acu_undo_journal_add_filter (catalog, step->before, step->after, &group, error)
             ? GINT_TO_POINTER (1)
             : NULL;
}

AcuFilterHistory *
acu_filter_history_new (AcuCatalog *catalog)
{
  AcuFilterHistory *history = g_new0 (AcuFilterHistory, 1);

  history->catalog = g_object_ref (catalog);
  return history;
}

void
acu_filter_history_free (AcuFilterHistory *history)
{
  g_clear_handle_id (&history->timeout, g_source_remove);
  g_object_unref (history->catalog);
  g_free (history->before);
  g_free (history->after);
  g_free (history);
}

void
acu_filter_history_settle (AcuFilterHistory *history)
{
  g_clear_handle_id (&history->timeout, g_source_remove);
  if (!history->before)
    return;

  Step *step = g_new (Step, 1);
  *step = (Step){g_steal_pointer (&history->before), g_steal_pointer (&history->after)};
  /* Nobody waits: a filter that cannot be undone is no loss. */
  if (!acu_catalog_is_read_only (history->catalog) && !g_str_equal (step->before, step->after))
    acu_catalog_run_async (history->catalog, ACU_CATALOG_WRITES, enter, step, step_free, NULL, NULL,
                           NULL, NULL);
  else
    step_free (step);
}

static gboolean
rest_cb (gpointer data)
{
  AcuFilterHistory *history = data;

  history->timeout = 0;
  acu_filter_history_settle (history);
  return G_SOURCE_REMOVE;
}

void
acu_filter_history_note (AcuFilterHistory *history,
                         const AcuPhotoQuery *now,
                         const AcuPhotoQuery *next)
{
  if (!history->before)
    history->before = acu_photo_query_to_string (now);
  g_free (history->after);
  history->after = acu_photo_query_to_string (next);
  g_clear_handle_id (&history->timeout, g_source_remove);
  history->timeout = g_timeout_add (REST, rest_cb, history);
}
