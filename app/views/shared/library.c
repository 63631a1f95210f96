#include "app/views/shared/library-private.h"

#include "app/catalog/folder-store.h"
#include "app/views/shared/settings.h"

#include <string.h>

/* Photos that were rated keep their places for this long after the last one was, milliseconds. */
#define HOLD 5000

enum {
  STATE_CHANGED,
  QUERY_CHANGED,
  SCAN_CHANGED,
  SCORER_CHANGED,
  SCORING_CHANGED,
  STEP_BEGUN,
  MESSAGE,
  PROBLEMS,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuLibrary, acu_library, G_TYPE_OBJECT)

void
acu_library_tell (AcuLibrary *self, const char *text)
{
  g_signal_emit (self, signals[MESSAGE], 0, text, FALSE);
}

static guint
count_step (AcuLibrary *self)
{
  self->step++;
  g_signal_emit (self, signals[STEP_BEGUN], 0);
  return self->step;
}

guint
acu_library_begin_step (AcuLibrary *self)
{
  acu_filter_history_settle (self->filters);
  return count_step (self);
}

void
acu_library_note_filter (AcuLibrary *self, const AcuPhotoQuery *next)
{
  if (!self->filters)
    return;
  if (!acu_photo_query_equal (self->query, next))
    count_step (self);
  acu_filter_history_note (self->filters, self->query, next);
}

void
acu_library_tell_of_step (AcuLibrary *self, const char *text, guint step)
{
  g_signal_emit (self, signals[MESSAGE], 0, text, step == self->step);
}

void
acu_library_complain (AcuLibrary *self, const char *heading, const GPtrArray *problems)
{
  g_signal_emit (self, signals[PROBLEMS], 0, heading, problems);
}

void
acu_library_say (AcuLibrary *self, const char *text)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && text);

  acu_library_tell (self, text);
}

gboolean
acu_library_is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Folders. */

void
acu_library_refresh (AcuLibrary *self)
{
  g_return_if_fail (ACU_IS_LIBRARY (self));

  g_clear_handle_id (&self->release, g_source_remove);
  if (self->held) {
    self->held = FALSE;
    acu_photo_list_release (self->photos);
  }
}

static gboolean
release_cb (gpointer data)
{
  AcuLibrary *self = data;

  self->release = 0;
  acu_library_refresh (self);
  return G_SOURCE_REMOVE;
}

/* Not for ever: while a folder is read or scored, the list would miss whatever comes. */
void
acu_library_hold (AcuLibrary *self)
{
  if (!self->held) {
    self->held = TRUE;
    acu_photo_list_hold (self->photos);
  }
  g_clear_handle_id (&self->release, g_source_remove);
  self->release = g_timeout_add (HOLD, release_cb, self);
}

static gpointer
enter_folder (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 folder = acu_folder_store_add (catalog, data, TRUE, error);

  if (folder == 0 || !acu_folder_store_touch_recent (catalog, folder, error))
    return NULL;
  return g_memdup2 (&folder, sizeof folder);
}

/* Shows what is in and below @folder. */
static void
show_tree (AcuLibrary *self, gint64 folder)
{
  g_auto (AcuPhotoQuery) query;

  acu_photo_query_init (&query);
  query.scope = ACU_SCOPE_TREE;
  query.scope_id = folder;
  acu_library_go_to (self, &query);
}

static void
folder_entered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree gint64 *folder = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (!folder) {
    acu_library_report (self, error);
    return;
  }

  show_tree (self, *folder);
}

/* Makes the folder at @path the one that was asked for last. */
static void
choose_folder (AcuLibrary *self, const char *path, gboolean below_root)
{
  char *folder = g_canonicalize_filename (path, NULL);

  g_free (self->folder);
  self->folder = folder;
  acu_library_keep_folder (self);
  self->below_root = below_root;
  if (!below_root)
    g_settings_set_string (acu_settings_get (), "last-folder", folder);
}

void
acu_library_attend_to_folder (AcuLibrary *self, const char *path, gboolean below_root)
{
  choose_folder (self, path, below_root);
  acu_library_read_folder (self);
}

void
acu_library_enter_last_folder (AcuLibrary *self)
{
  acu_catalog_run_async (self->catalog, ACU_CATALOG_WRITES, enter_folder, g_strdup (self->folder),
                         g_free, g_free, self->cancellable, folder_entered_cb, g_object_ref (self));
  acu_library_read_folder (self);
}

void
acu_library_show_folder (AcuLibrary *self, const char *path)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && path);

  choose_folder (self, path, FALSE);
  if (self->state == ACU_LIBRARY_READY)
    acu_library_enter_last_folder (self);
}

gboolean
acu_library_is_within (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  return g_str_has_prefix (path, folder) &&
         (path[length] == '\0' || path[length] == '/' || folder[length - 1] == '/');
}

gboolean
acu_library_is_folder_open (AcuLibrary *self, const char *path)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self) && path, FALSE);

  g_autofree char *canonical = g_canonicalize_filename (path, NULL);

  return self->folder && acu_library_is_within (canonical, self->folder);
}

void
acu_library_enter_folder (AcuLibrary *self, gint64 folder, const char *path, gboolean root)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && path && self->state == ACU_LIBRARY_READY);

  if (root && g_strcmp0 (path, self->folder) != 0) {
    acu_library_show_folder (self, path);
    return;
  }
  if (!acu_library_is_folder_open (self, path))
    acu_library_attend_to_folder (self, path, TRUE);
  show_tree (self, folder);
}

const char *
acu_library_get_folder (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->folder;
}

void
acu_library_set_blind (AcuLibrary *self, gboolean blind)
{
  g_return_if_fail (ACU_IS_LIBRARY (self));

  self->blind = blind;
}

gboolean
acu_library_is_blind (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), FALSE);

  return self->blind;
}

/* Queries. */

const AcuPhotoQuery *
acu_library_get_query (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->query;
}

void
acu_library_take_query (AcuLibrary *self, const AcuPhotoQuery *query)
{
  AcuPhotoQuery *copy = acu_photo_query_copy (query);
  acu_photo_query_free (self->query);
  self->query = copy;
  acu_library_apply_query (self);
}

void
acu_library_clear_filter (AcuLibrary *self)
{
  g_return_if_fail (ACU_IS_LIBRARY (self));

  g_auto (AcuPhotoQuery) query;
  acu_photo_query_init (&query);
  query.scope = self->query->scope;
  query.scope_id = self->query->scope_id;
  acu_library_set_query (self, &query);
}

/* The catalog. */

AcuLibraryState
acu_library_get_state (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), ACU_LIBRARY_FAILED);

  return self->state;
}

const GError *
acu_library_get_error (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->state == ACU_LIBRARY_FAILED ? self->error : NULL;
}

AcuCatalog *
acu_library_get_catalog (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->catalog;
}

AcuPhotoList *
acu_library_get_photos (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->photos;
}

void
acu_library_close (AcuLibrary *self)
{
  g_return_if_fail (ACU_IS_LIBRARY (self));

  if (self->likenesses)
    acu_likeness_service_stop (self->likenesses);
  g_cancellable_cancel (self->cancellable);
  if (self->scan)
    g_cancellable_cancel (acu_work_get_cancellable (self->scan));
  g_clear_handle_id (&self->release, g_source_remove);
  g_clear_pointer (&self->watch, acu_folder_watch_free);
  if (self->scoring)
    acu_scoring_service_stop (self->scoring);
}

void
acu_library_settle (AcuLibrary *self)
{
  g_return_if_fail (ACU_IS_LIBRARY (self));

  g_clear_pointer (&self->sidecars, acu_sidecar_writer_free);
  if (self->catalog)
    acu_catalog_drain (self->catalog);
}

static void
acu_library_dispose (GObject *object)
{
  AcuLibrary *self = ACU_LIBRARY (object);

  acu_library_close (self);
  g_clear_object (&self->likenesses);
  g_clear_object (&self->scoring);
  g_clear_object (&self->battery);
  acu_library_settle (self);
  g_clear_pointer (&self->thumbnails, acu_picture_cache_free);
  g_clear_pointer (&self->fine_thumbnails, acu_picture_cache_free);
  g_clear_pointer (&self->previews, acu_picture_cache_free);
  g_clear_pointer (&self->full_photos, acu_picture_cache_free);
  g_clear_object (&self->photos);
  g_clear_pointer (&self->filters, acu_filter_history_free);
  g_clear_object (&self->catalog);
  G_OBJECT_CLASS (acu_library_parent_class)->dispose (object);
}

static void
acu_library_finalize (GObject *object)
{
  AcuLibrary *self = ACU_LIBRARY (object);

  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->scan);
  g_clear_object (&self->stopped);
  g_clear_pointer (&self->leaving, g_ptr_array_unref);
  g_clear_pointer (&self->decoder, acu_decoder_unref);
  g_clear_pointer (&self->scorer, acu_scorer_info_free);
  g_clear_pointer (&self->query, acu_photo_query_free);
  g_clear_pointer (&self->places, acu_place_history_free);
  g_free (self->place_folder);
  g_free (self->folder);
  G_OBJECT_CLASS (acu_library_parent_class)->finalize (object);
}

static void
acu_library_init (AcuLibrary *self)
{
  g_autoptr (GError) error = NULL;
  g_auto (AcuPhotoQuery) query;

  acu_photo_query_init (&query);
  self->query = acu_photo_query_copy (&query);
  self->places = acu_place_history_new ();
  self->is_starting = TRUE;
  self->cancellable = g_cancellable_new ();
  self->decoder = acu_decoder_new (NULL, &error);
  self->thumbnails = acu_picture_cache_new (&acu_picture_thumbnails, self->decoder);
  self->fine_thumbnails = acu_picture_cache_new (&acu_picture_fine_thumbnails, self->decoder);
  self->previews = acu_picture_cache_new (&acu_picture_previews, self->decoder);
  self->full_photos = acu_picture_cache_new (&acu_picture_photos, self->decoder);
  self->battery = acu_battery_new ();
  self->likenesses = acu_likeness_service_new (self);
  acu_library_watch_scoring_settings (self);
  acu_library_watch_order (self);
}

static void
acu_library_class_init (AcuLibraryClass *class)
{
  G_OBJECT_CLASS (class)->dispose = acu_library_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_library_finalize;

  signals[STATE_CHANGED] = g_signal_new ("state-changed", G_TYPE_FROM_CLASS (class),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[QUERY_CHANGED] = g_signal_new ("query-changed", G_TYPE_FROM_CLASS (class),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SCAN_CHANGED] = g_signal_new ("scan-changed", G_TYPE_FROM_CLASS (class),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SCORER_CHANGED] = g_signal_new ("scorer-changed", G_TYPE_FROM_CLASS (class),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SCORING_CHANGED] = g_signal_new ("scoring-changed", G_TYPE_FROM_CLASS (class),
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PROBLEMS] =
      g_signal_new ("problems", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_POINTER);
  g_signal_new ("undone", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_POINTER);
  g_signal_new ("setting-fails", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_STRING);
  g_signal_new ("work-begun", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, ACU_TYPE_WORK);
  signals[STEP_BEGUN] = g_signal_new ("step-begun", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

AcuLibrary *
acu_library_new (void)
{
  return g_object_new (ACU_TYPE_LIBRARY, NULL);
}
