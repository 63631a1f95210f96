#include "app/catalog/repeated-read.h"

struct _AcuRepeatedRead {
  AcuCatalog *catalog;
  AcuCatalogJob job;
  GDestroyNotify answer_free;
  AcuRepeatedReadFunc told;
  gpointer user_data;

  GCancellable *cancellable;
  gboolean is_running;
  gboolean is_waiting; /* to be asked again, with: */
  gpointer data;
  GDestroyNotify data_free;
};

static void run (AcuRepeatedRead *read, gpointer data, GDestroyNotify data_free);

static void
clear_waiting (AcuRepeatedRead *read)
{
  if (read->data != NULL && read->data_free != NULL)
    read->data_free (read->data);
  read->data = NULL;
  read->is_waiting = FALSE;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AcuRepeatedRead *read = user_data;
  g_autoptr (GError) error = NULL;
  gpointer answer = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  /* Then there is nobody any more. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  read->is_running = FALSE;
  if (read->is_waiting) {
    gpointer data = g_steal_pointer (&read->data);

    read->is_waiting = FALSE;
    run (read, data, read->data_free);
  }
  /* Last, since whoever hears it may free the reader. */
  if (answer != NULL) {
    GDestroyNotify answer_free = read->answer_free;

    read->told (answer, read->user_data);
    answer_free (answer);
  }
}

static void
run (AcuRepeatedRead *read, gpointer data, GDestroyNotify data_free)
{
  read->is_running = TRUE;
  acu_catalog_run_async (read->catalog, ACU_CATALOG_READS, read->job, data, data_free,
                         read->answer_free, read->cancellable, answered_cb, read);
}

AcuRepeatedRead *
acu_repeated_read_new (AcuCatalog *catalog,
                       AcuCatalogJob job,
                       GDestroyNotify answer_free,
                       AcuRepeatedReadFunc told,
                       gpointer user_data)
{
  AcuRepeatedRead *read = g_new0 (AcuRepeatedRead, 1);

  read->catalog = g_object_ref (catalog);
  read->job = job;
  read->answer_free = answer_free;
  read->told = told;
  read->user_data = user_data;
  read->cancellable = g_cancellable_new ();
  return read;
}

void
acu_repeated_read_ask (AcuRepeatedRead *read, gpointer data, GDestroyNotify data_free)
{
  if (!read->is_running) {
    run (read, data, data_free);
    return;
  }
  clear_waiting (read);
  read->is_waiting = TRUE;
  read->data = data;
  read->data_free = data_free;
}

void
acu_repeated_read_free (AcuRepeatedRead *read)
{
  if (read == NULL)
    return;
  g_cancellable_cancel (read->cancellable);
  g_object_unref (read->cancellable);
  clear_waiting (read);
  g_object_unref (read->catalog);
  g_free (read);
}
