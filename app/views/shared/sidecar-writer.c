#include "app/views/shared/sidecar-writer.h"

#include "app/catalog/photo-result.h"
#include "app/catalog/sidecar.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>

/* A photo is written once a hand has rested for so long, milliseconds. */
#define DELAY 1500

/* Counted: the writer, and each job whose answer is still to come. */
struct _AcuSidecarWriter {
  AcuCatalog *catalog;
  AcuSidecarFailed failed;
  gpointer user_data;
  GHashTable *waiting; /* gint64: photos whose ratings changed */
  gboolean any;        /* so many changed that nobody knows which */
  GHashTable *told;    /* char *: what need not be told again, folders and sentences */
  gulong handler;
  gulong setting; /* another handler */
  guint timeout;
  gboolean is_over; /* nobody is told any more */
};

typedef struct {
  GArray *photos; /* gint64; NULL for all */
  AcuSidecarNaming naming;
} Job;

static void
job_free (gpointer data)
{
  g_clear_pointer (&((Job *)data)->photos, g_array_unref);
  g_free (data);
}

static void
report_free (gpointer data)
{
  acu_sidecar_report_clear (data);
  g_free (data);
}

static gpointer
write_job (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Job *job = data;
  g_autoptr (AcuPhotoResult) all = NULL;
  GArray *photos = job->photos;
  AcuSidecarReport *report = g_new0 (AcuSidecarReport, 1);

  if (!photos) {
    g_auto (AcuPhotoQuery) query;
    acu_photo_query_init (&query);
    all = acu_photo_query_run (catalog, &query, NULL, error);
    photos = all ? all->photos : NULL;
  }
  if (photos && acu_sidecar_write (catalog, (const gint64 *)photos->data, photos->len, job->naming,
                                   report, NULL, error))
    return report;
  report_free (report);
  return NULL;
}

static void
clear_writer (gpointer data)
{
  AcuSidecarWriter *writer = data;

  g_hash_table_unref (writer->waiting);
  g_hash_table_unref (writer->told);
  g_object_unref (writer->catalog);
}

/* Tells of what is new, folders first.  A folder that cannot be written is so for every photo in
 * it, and whoever rates them one by one knows already. */
static void
tell (AcuSidecarWriter *writer, const AcuSidecarReport *report)
{
  const AcuSidecarCause *blocked = NULL;
  const char *problem = NULL;
  guint n_blocked = 0;

  for (guint i = 0; i < report->problems->len; i++) {
    const AcuSidecarCause *cause = g_ptr_array_index (report->causes, i);
    const char *sentence = g_ptr_array_index (report->problems, i);
    if (cause->folder && g_hash_table_add (writer->told, g_strdup (cause->folder))) {
      n_blocked++;
      blocked = blocked ? blocked : cause;
    } else if (!cause->folder && !problem && !g_hash_table_contains (writer->told, sentence)) {
      problem = sentence;
    }
  }
  /* What is not told now is when it fails again. */
  if (problem && !blocked)
    g_hash_table_add (writer->told, g_strdup (problem));

  g_autofree char *name = blocked ? g_filename_display_basename (blocked->folder) : NULL;
  g_autofree char *text =
      n_blocked > 1 /* Translators: how many folders, one of them, and why */
          ? g_strdup_printf (ngettext ("No sidecars can be written in %u folder, “%s”: %s",
                                       "No sidecars can be written in %u folders, such as “%s”: %s",
                                       n_blocked),
                             n_blocked, name, blocked->reason)
          : blocked /* Translators: a folder, and why */
                ? g_strdup_printf (_ ("No sidecars can be written in “%s”: %s"), name,
                                   blocked->reason)
                : problem /* Translators: a sidecar's path and why it could not be written */
                      ? g_strdup_printf (_ ("Sidecar not written: %s"), problem)
                      : NULL;
  if (text)
    writer->failed (text, writer->user_data);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AcuSidecarWriter *writer = data;
  g_autoptr (GError) error = NULL;
  AcuSidecarReport *report = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (error && !writer->is_over && g_hash_table_add (writer->told, g_strdup (error->message))) {
    g_autofree char *text = g_strdup_printf (_ ("Sidecar not written: %s"), error->message);
    writer->failed (text, writer->user_data);
  } else if (report && !writer->is_over) {
    tell (writer, report);
  }
  g_clear_pointer (&report, report_free);
  g_atomic_rc_box_release_full (writer, clear_writer);
}

static void
flush (AcuSidecarWriter *writer)
{
  Job *job;
  GHashTableIter iter;
  gpointer photo;

  g_clear_handle_id (&writer->timeout, g_source_remove);
  if (!writer->any && g_hash_table_size (writer->waiting) == 0)
    return;

  job = g_new0 (Job, 1);
  job->naming = (AcuSidecarNaming)g_settings_get_enum (acu_settings_get (), "xmp-naming");
  if (!writer->any) {
    job->photos = g_array_new (FALSE, FALSE, sizeof (gint64));
    g_hash_table_iter_init (&iter, writer->waiting);
    while (g_hash_table_iter_next (&iter, &photo, NULL))
      g_array_append_vals (job->photos, photo, 1);
  }
  g_hash_table_remove_all (writer->waiting);
  writer->any = FALSE;
  acu_catalog_run_async (writer->catalog, ACU_CATALOG_FILES, write_job, job, job_free, report_free,
                         NULL, written_cb, g_atomic_rc_box_acquire (writer));
}

static gboolean
timeout_cb (gpointer data)
{
  AcuSidecarWriter *writer = data;

  writer->timeout = 0;
  flush (writer);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (AcuCatalog *catalog, const AcuCatalogChange *change, AcuSidecarWriter *writer)
{
  if (!(change->flags & ACU_CHANGE_RATINGS) ||
      !g_settings_get_boolean (acu_settings_get (), "xmp-automatic"))
    return;

  for (gsize i = 0; i < change->n_photos; i++)
    g_hash_table_add (writer->waiting, g_memdup2 (&change->photos[i], sizeof (gint64)));
  writer->any = writer->any || !change->photos;
  g_clear_handle_id (&writer->timeout, g_source_remove);
  writer->timeout = g_timeout_add (DELAY, timeout_cb, writer);
}

/* Whoever asks for sidecars anew wants to know whether they can be written. */
static void
setting_changed_cb (AcuSidecarWriter *writer)
{
  g_hash_table_remove_all (writer->told);
}

AcuSidecarWriter *
acu_sidecar_writer_new (AcuCatalog *catalog, AcuSidecarFailed failed, gpointer user_data)
{
  g_return_val_if_fail (ACU_IS_CATALOG (catalog), NULL);

  AcuSidecarWriter *writer = g_atomic_rc_box_new0 (AcuSidecarWriter);
  writer->catalog = g_object_ref (catalog);
  writer->failed = failed;
  writer->user_data = user_data;
  writer->waiting = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  writer->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  writer->setting = g_signal_connect_swapped (acu_settings_get (), "changed::xmp-automatic",
                                              G_CALLBACK (setting_changed_cb), writer);
  writer->handler = g_signal_connect (catalog, "changed", G_CALLBACK (changed_cb), writer);
  return writer;
}

void
acu_sidecar_writer_free (AcuSidecarWriter *writer)
{
  if (!writer)
    return;

  g_signal_handler_disconnect (writer->catalog, writer->handler);
  g_signal_handler_disconnect (acu_settings_get (), writer->setting);
  flush (writer);
  writer->is_over = TRUE;
  g_atomic_rc_box_release_full (writer, clear_writer);
}
