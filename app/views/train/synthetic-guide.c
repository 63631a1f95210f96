#include "app/views/train/synthetic-guide.h"

#include "app/catalog/photo-result.h"
#include "app/learning/synth/synth-error.h"
#include "app/learning/synth/synth.h"
#include "app/scoring/model-store.h"
#include "app/views/models/dataset-choices.h"
#include "app/views/models/measurement.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/cut-words.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/thread-task.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* Of 100 photos, so many are held out, whole photos at a time. */
#define HELD_OUT 20

struct _AcuSyntheticGuide {
  AdwWindow parent_instance;

  AdwEntryRow *name;
  GtkSpinButton *n_photos;
  GtkSpinButton *n_versions;
  GtkWidget *choices;
  GtkProgressBar *progress;
  GtkLabel *message;
  GtkWidget *make;
  GtkWidget *cancel;

  AcuLibrary *library;
  GCancellable *cancellable; /* of the work under way */
  gint before;               /* pictures that an earlier attempt has left */
  gint done, total;          /* atomic, besides those */
  gint64 started;
  guint timer;
};

/* Folders (char *) that threads write, or remove again after their window has closed. */
static GHashTable *under_way;

enum { SIGNAL_MADE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuSyntheticGuide, acu_synthetic_guide, ADW_TYPE_WINDOW)

/* The work, on a thread of its own. */

typedef struct {
  AcuCatalog *catalog;
  AcuPhotoQuery *query;
  char *folder;
  guint n_photos, n_versions;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_object_unref (work->catalog);
  acu_photo_query_free (work->query);
  g_free (work->folder);
  g_free (work);
}

static gboolean
make_folder (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0700) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), _ ("cannot make %s: %s"), path,
               g_strerror (errno));
  return FALSE;
}

/* Removes @folder and what is in it; what its links lead to stays. */
static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR))
      remove_folder (path);
    else
      g_remove (path);
  }
  g_rmdir (folder);
}

/* Links to the best photos, so that they are found in one folder and never touched.  @n_photos:
 * (out): how many there are, which may be fewer than were asked for. */
static gboolean
link_photos (const Work *work,
             const char *folder,
             guint *n_photos,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (AcuPhotoResult) result =
      acu_photo_query_run (work->catalog, work->query, cancellable, error);
  g_autoptr (GPtrArray) rows = NULL;

  if (result == NULL)
    return FALSE;
  if (result->photos->len < 2) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _ ("There are no photos to make a set of: open a folder first"));
    return FALSE;
  }
  rows = acu_photo_store_get_rows (work->catalog, (const gint64 *)result->photos->data,
                                   MIN (result->photos->len, work->n_photos), work->query->scorer,
                                   error);
  if (rows == NULL || !make_folder (folder, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    const AcuPhotoRow *row = g_ptr_array_index (rows, i);
    g_autofree char *base = g_path_get_basename (row->path);
    g_autofree char *name = g_strdup_printf ("%04u-%s", i, base);
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (symlink (row->path, path) != 0 && errno != EEXIST) {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), _ ("cannot link %s: %s"),
                   path, g_strerror (errno));
      return FALSE;
    }
  }
  *n_photos = rows->len;
  return TRUE;
}

static void
progress_cb (guint done, guint total, gpointer data)
{
  AcuSyntheticGuide *self = data;

  if (g_atomic_int_get (&self->total) == 0)
    self->before = (gint)done;
  g_atomic_int_set (&self->done, (gint)done - self->before);
  g_atomic_int_set (&self->total, (gint)total - self->before);
}

/* What is said of photos that are not in the set. (transfer full) (nullable) */
static char *
describe_failures (const GPtrArray *failures)
{
  if (failures->len == 0)
    return NULL;
  return g_strdup_printf (ngettext ("The set is made. %u photo could not be used: %s",
                                    "The set is made. %u photos could not be used, among them: %s",
                                    failures->len),
                          failures->len, (const char *)g_ptr_array_index (failures, 0));
}

/* Makes the set, or goes on with what an attempt that ended with the program has left of it. */
static gboolean
try_set (AcuSyntheticGuide *self,
         const Work *work,
         AcuSynthReport *report,
         GCancellable *cancellable,
         GError **error)
{
  g_autofree char *sources = g_build_filename (work->folder, "photos", NULL);
  AcuSynthOptions options = {
      .from = sources, .out = work->folder, .quality = 95, .held_out = HELD_OUT, .no_sheet = TRUE};
  guint n_photos = 0;

  remove_folder (sources);
  if (!make_folder (work->folder, error) ||
      !link_photos (work, sources, &n_photos, cancellable, error))
    return FALSE;
  options.count = n_photos * work->n_versions;
  return acu_synth_run (&options, progress_cb, self, report, cancellable, error);
}

/* @left_out: (out) (nullable): what is to be said of photos that are not in the set. */
static gboolean
make_set (AcuSyntheticGuide *self,
          const Work *work,
          char **left_out,
          GCancellable *cancellable,
          GError **error)
{
  g_auto (AcuSynthReport) report = {0};
  g_autoptr (GError) trouble = NULL;
  gboolean done = try_set (self, work, &report, cancellable, &trouble);

  /* Of other photos, or more versions of them. */
  if (g_error_matches (trouble, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_UNFINISHED)) {
    remove_folder (work->folder);
    acu_synth_report_clear (&report);
    g_clear_error (&trouble);
    done = try_set (self, work, &report, cancellable, &trouble);
  }
  if (done) {
    *left_out = describe_failures (report.failures);
    return TRUE;
  }
  /* What is half made takes much of the disk; what another program makes is not ours. */
  if (!g_error_matches (trouble, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_OUTPUT))
    remove_folder (work->folder);
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

static void
work_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  char *left_out = NULL;

  if (make_set (source, data, &left_out, cancellable, &error))
    g_task_return_pointer (task, left_out, g_free);
  else
    g_task_return_error (task, error);
}

/* The window. */

static void
show_message (AcuSyntheticGuide *self, const char *message)
{
  gtk_label_set_label (self->message, message);
  gtk_widget_set_visible (GTK_WIDGET (self->message), *message != '\0');
}

static void
set_busy (AcuSyntheticGuide *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->choices, !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), busy);
  gtk_widget_set_visible (self->make, !busy);
  gtk_widget_set_visible (self->cancel, busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "guide.make", !busy);
}

static gboolean
show_progress (gpointer data)
{
  AcuSyntheticGuide *self = data;

  acu_measurement_show_progress (self->progress, g_atomic_int_get (&self->done),
                                 g_atomic_int_get (&self->total), self->started,
                                 _ ("Getting ready"));
  return G_SOURCE_CONTINUE;
}

/* The set is made, but somebody should know what is not in it. */
static void
show_left_out (AcuSyntheticGuide *self, const char *message)
{
  show_message (self, message);
  gtk_widget_set_sensitive (self->choices, FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "guide.make", FALSE);
  gtk_widget_set_visible (self->make, FALSE);
  gtk_widget_set_visible (self->cancel, TRUE);
  gtk_button_set_label (GTK_BUTTON (self->cancel), _ ("Close"));
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AcuSyntheticGuide *self = ACU_SYNTHETIC_GUIDE (source);
  const Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *labels = g_build_filename (work->folder, "labels.csv", NULL);
  g_autofree char *left_out = g_task_propagate_pointer (G_TASK (result), &error);

  g_hash_table_remove (under_way, work->folder);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->cancellable);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  if (error != NULL) {
    show_message (self, error->message);
    return;
  }
  g_signal_emit (self, signals[SIGNAL_MADE], 0, labels);
  if (left_out != NULL)
    show_left_out (self, left_out);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
make_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AcuSyntheticGuide *self = ACU_SYNTHETIC_GUIDE (widget);
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));
  g_autofree char *root = acu_dataset_choices_synthetic_root ();
  g_autofree char *folder = g_build_filename (root, name, NULL);
  g_autofree char *labels = g_build_filename (folder, "labels.csv", NULL);
  g_autofree char *part = g_strconcat (labels, ".part", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = NULL;
  Work *work;

  if (!acu_model_name_check (name, &error)) {
    show_message (self, error->message);
    return;
  }
  /* Otherwise there is only what an attempt has left that ended with the program. */
  if (g_file_test (labels, G_FILE_TEST_EXISTS) && !g_file_test (part, G_FILE_TEST_EXISTS)) {
    show_message (self, _ ("There is a set of this name already."));
    return;
  }
  if (!g_hash_table_add (under_way, g_strdup (folder))) {
    show_message (self, _ ("A set of this name is still being removed; try again in a moment."));
    return;
  }
  show_message (self, "");
  work = g_new0 (Work, 1);
  work->catalog = g_object_ref (acu_library_get_catalog (self->library));
  work->query = acu_photo_query_copy (acu_library_get_query (self->library));
  work->query->sort = ACU_SORT_SCORE;
  work->query->descending = TRUE;
  work->query->errors = ACU_ERRORS_WITHOUT;
  work->folder = g_steal_pointer (&folder);
  work->n_photos = (guint)gtk_spin_button_get_value_as_int (self->n_photos);
  work->n_versions = (guint)gtk_spin_button_get_value_as_int (self->n_versions);
  self->cancellable = g_cancellable_new ();
  self->done = self->total = self->before = 0;
  self->started = g_get_monotonic_time ();
  set_busy (self, TRUE);
  show_progress (self);
  self->timer = g_timeout_add (200, show_progress, self);
  task = g_task_new (self, self->cancellable, made_cb, NULL);
  g_task_set_task_data (task, work, work_free);
  acu_thread_task_run_in_background (task, "synthetic-set", work_in_thread);
}

static gboolean
acu_synthetic_guide_close_request (GtkWindow *window)
{
  g_cancellable_cancel (ACU_SYNTHETIC_GUIDE (window)->cancellable);
  return GTK_WINDOW_CLASS (acu_synthetic_guide_parent_class)->close_request (window);
}

static void
acu_synthetic_guide_dispose (GObject *object)
{
  AcuSyntheticGuide *self = ACU_SYNTHETIC_GUIDE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), ACU_TYPE_SYNTHETIC_GUIDE);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_synthetic_guide_parent_class)->dispose (object);
}

static void
acu_synthetic_guide_init (AcuSyntheticGuide *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_cut_words_attach (GTK_WINDOW (self));
  set_busy (self, FALSE);
}

static void
acu_synthetic_guide_class_init (AcuSyntheticGuideClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  under_way = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  G_OBJECT_CLASS (class)->dispose = acu_synthetic_guide_dispose;
  GTK_WINDOW_CLASS (class)->close_request = acu_synthetic_guide_close_request;
  signals[SIGNAL_MADE] = g_signal_new ("made", ACU_TYPE_SYNTHETIC_GUIDE, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               ACU_RESOURCE_PATH "/synthetic-guide.ui");
  gtk_widget_class_install_action (widget_class, "guide.make", NULL, make_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_bind_template_child (widget_class, AcuSyntheticGuide, name);
  gtk_widget_class_bind_template_child (widget_class, AcuSyntheticGuide, n_photos);
  gtk_widget_class_bind_template_child (widget_class, AcuSyntheticGuide, n_versions);
  gtk_widget_class_bind_template_child (widget_class, AcuSyntheticGuide, choices);
  gtk_widget_class_bind_template_child (widget_class, AcuSyntheticGuide, progress);
  gtk_widget_class_bind_template_child (widget_class, AcuSyntheticGuide, message);
  gtk_widget_class_bind_template_child (widget_class, AcuSyntheticGuide, make);
  gtk_widget_class_bind_template_child (widget_class, AcuSyntheticGuide, cancel);
}

GtkWidget *
acu_synthetic_guide_new (AcuLibrary *library)
{
  AcuSyntheticGuide *self = g_object_new (ACU_TYPE_SYNTHETIC_GUIDE, NULL);
  const char *folder = acu_library_get_folder (library);
  g_autofree char *base = folder != NULL ? g_path_get_basename (folder) : NULL;
  g_autofree char *name = g_strdup_printf (_ ("%s, made worse"), base ?: _ ("My photos"));

  self->library = g_object_ref (library);
  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  return GTK_WIDGET (self);
}
