#include "app/views/label/set-edit.h"

#include "app/labeling/label-table.h"

typedef struct {
  AcuSetEdit edit;
  char *set, *text;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->set);
  g_free (work->text);
  g_free (work);
}

static gpointer
edit_set (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Work *work = data;
  g_autoptr (AcuLabelSet) set = acu_label_table_find_set (catalog, work->set, error);

  return set && work->edit (catalog, set->id, work->text, error) ? catalog : NULL;
}

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) library = data;
  g_autoptr (GError) error = NULL;

  if (!acu_catalog_run_finish (ACU_CATALOG (source), result, &error))
    g_signal_emit_by_name (library, "message", error->message, FALSE);
}

void
acu_set_edit_run (AcuLibrary *library, AcuSetEdit edit, const char *set, const char *text)
{
  g_return_if_fail (ACU_IS_LIBRARY (library) && edit && set && text);

  Work *work = g_new (Work, 1);

  *work = (Work){edit, g_strdup (set), g_strdup (text)};
  acu_catalog_run_async (acu_library_get_catalog (library), ACU_CATALOG_WRITES, edit_set, work,
                         work_free, NULL, NULL, edited_cb, g_object_ref (library));
}
