#include "app/views/shared/library.h"

#include "app/catalog/folder-scan.h"
#include "app/catalog/folder-store.h"
#include "app/views/shared/battery.h"
#include "app/views/shared/filter-history.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>
#include <math.h>

struct _AcuLibrary {
  GObject parent_instance;

  AcuLibraryState state;
  GError *error;
  AcuCatalog *catalog;
  AcuPhotoList *photos;
  AcuDecoder *decoder;
  AcuPictureCache *thumbnails;
  AcuPictureCache *previews;
  AcuPictureCache *full_photos;
  GCancellable *cancellable;

  AcuScoringService *scoring;
  AcuBattery *battery;
  AcuScorerInfo *scorer;
  AcuPhotoQuery *query;
  AcuFilterHistory *filters; /* NULL while there is no catalog */
  gboolean held;             /* the list waits for the next query */
  char *folder;              /* what was asked for last */
  GCancellable *scan;
  guint n_found;
};

enum {
  STATE_CHANGED,
  QUERY_CHANGED,
  SCAN_CHANGED,
  SCORER_CHANGED,
  SCORING_CHANGED,
  MESSAGE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuLibrary, acu_library, G_TYPE_OBJECT)

static void
tell (AcuLibrary *self, const char *text, gboolean undoable)
{
  g_signal_emit (self, signals[MESSAGE], 0, text, undoable);
}

/* A cancelled job belongs to what was closed or replaced meanwhile, and nobody waits for its end.
 */
static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The order that the settings ask for. */
static void
apply_sort (AcuPhotoQuery *query)
{
  static const struct {
    AcuSort sort;
    gboolean descending;
  } orders[] = {
      {ACU_SORT_SCORE, TRUE}, {ACU_SORT_SCORE, FALSE}, {ACU_SORT_TIME, TRUE},
      {ACU_SORT_TIME, FALSE}, {ACU_SORT_NAME, FALSE},  {ACU_SORT_STARS, TRUE},
  };
  guint choice = g_settings_get_enum (acu_settings_get (), "sort");

  query->sort = orders[choice].sort;
  query->descending = orders[choice].descending;
}

static void
apply_query (AcuLibrary *self)
{
  apply_sort (self->query);
  self->query->scorer = self->scorer ? self->scorer->id : 0;
  if (self->photos) {
    acu_photo_list_set_query (self->photos, self->query);
    if (self->held) {
      self->held = FALSE;
      acu_photo_list_release (self->photos);
    }
  }
  g_signal_emit (self, signals[QUERY_CHANGED], 0);
}

static void
sort_changed_cb (AcuLibrary *self)
{
  apply_query (self);
}

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
    g_set_error_literal (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING, "no scorer yet");
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
  apply_query (self);
  g_signal_emit (self, signals[SCORER_CHANGED], 0);
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
  g_signal_emit (self, signals[SCORING_CHANGED], 0);
}

static void
apply_pauses (AcuLibrary *self)
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

/* Also begins anew, as when another model was chosen. */
static void
start_scoring (AcuLibrary *self)
{
  /* Tests of the views bring scores of their own. */
  if (!self->catalog || acu_catalog_is_read_only (self->catalog) ||
      g_strcmp0 (g_getenv ("ACUTANCE_SCORING"), "off") == 0)
    return;

  GSettings *settings = acu_settings_get ();
  g_autofree char *model = g_settings_get_string (settings, "model");
  g_autofree char *device = g_settings_get_string (settings, "device");
  g_autofree char *precision = g_settings_get_string (settings, "precision");
  AcuScoringSettings wanted = {*model ? model : NULL, *device ? device : NULL, 0};
  acu_precision_parse (precision, &wanted.precision, NULL);

  if (self->scoring) {
    g_signal_handlers_disconnect_by_func (self->scoring, scoring_changed_cb, self);
    acu_scoring_service_stop (self->scoring);
    g_object_unref (self->scoring);
  }
  self->scoring = acu_scoring_service_new (self->catalog, &wanted);
  g_signal_connect_object (self->scoring, "changed", G_CALLBACK (scoring_changed_cb), self,
                           G_CONNECT_SWAPPED);
  if (self->folder)
    acu_scoring_service_set_folder (self->scoring, self->folder);
  apply_pauses (self);
  g_signal_emit (self, signals[SCORING_CHANGED], 0);
}

static void
scoring_settings_changed_cb (AcuLibrary *self)
{
  if (self->scoring)
    start_scoring (self);
}

/* Folders. */

static void
scan_progress (const AcuScanCounts *counts, gpointer data)
{
  AcuLibrary *self = ACU_LIBRARY (data);

  self->n_found = counts->n_files;
  g_signal_emit (self, signals[SCAN_CHANGED], 0);
}

static void
scanned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = acu_folder_scan_run_finish (ACU_CATALOG (source), result, NULL, &error);

  if (!ok && is_cancelled (error))
    return;

  g_clear_object (&self->scan);
  if (!ok)
    tell (self, error->message, FALSE);
  g_signal_emit (self, signals[SCAN_CHANGED], 0);
}

static gpointer
enter_folder (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 folder = acu_folder_store_add (catalog, data, TRUE, error);

  if (folder == 0 || !acu_folder_store_touch_recent (catalog, folder, error))
    return NULL;
  return g_memdup2 (&folder, sizeof folder);
}

static void
folder_entered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree gint64 *folder = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (!folder && is_cancelled (error))
    return;

  AcuLibrary *self = ACU_LIBRARY (data);
  if (!folder) {
    tell (self, error->message, FALSE);
    return;
  }

  g_auto (AcuPhotoQuery) query;
  acu_photo_query_init (&query);
  query.scope = ACU_SCOPE_TREE;
  query.scope_id = *folder;
  acu_library_set_query (self, &query);
}

static void
scan_folder (AcuLibrary *self)
{
  AcuScanOptions options = {.decoder = self->decoder, .recursive = TRUE};

  if (acu_catalog_is_read_only (self->catalog))
    return;

  g_cancellable_cancel (self->scan);
  g_clear_object (&self->scan);
  self->scan = g_cancellable_new ();
  self->n_found = 0;
  acu_folder_scan_run_async (self->catalog, self->folder, &options, scan_progress, self, self->scan,
                             scanned_cb, g_object_ref (self));
  g_signal_emit (self, signals[SCAN_CHANGED], 0);
}

static void
show_folder (AcuLibrary *self)
{
  if (self->scoring)
    acu_scoring_service_set_folder (self->scoring, self->folder);
  acu_catalog_run_async (self->catalog, ACU_CATALOG_WRITES, enter_folder, g_strdup (self->folder),
                         g_free, g_free, self->cancellable, folder_entered_cb, self);
  scan_folder (self);
}

void
acu_library_show_folder (AcuLibrary *self, const char *path)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && path);

  g_free (self->folder);
  self->folder = g_canonicalize_filename (path, NULL);
  g_settings_set_string (acu_settings_get (), "last-folder", self->folder);
  if (self->state == ACU_LIBRARY_READY)
    show_folder (self);
}

const char *
acu_library_get_folder (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->folder;
}

gboolean
acu_library_is_scanning (AcuLibrary *self, guint *n_files)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), FALSE);

  if (n_files)
    *n_files = self->n_found;
  return self->scan != NULL;
}

/* Queries. */

const AcuPhotoQuery *
acu_library_get_query (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->query;
}

static void
take_query (AcuLibrary *self, const AcuPhotoQuery *query)
{
  AcuPhotoQuery *copy = acu_photo_query_copy (query);
  acu_photo_query_free (self->query);
  self->query = copy;
  apply_query (self);
}

void
acu_library_set_query (AcuLibrary *self, const AcuPhotoQuery *query)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && query);

  if (self->filters)
    acu_filter_history_note (self->filters, self->query, query);
  take_query (self, query);
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

/* What a person does. */

typedef struct {
  AcuLibrary *library;
  char *title;
  gsize n;
} Rating;

static void
rated_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Rating *rating = data;
  g_autoptr (GError) error = NULL;

  if (!acu_rating_store_apply_finish (ACU_CATALOG (source), result, &error))
    tell (rating->library, error->message, FALSE);
  else if (rating->n > 1)
    tell (rating->library, rating->title, TRUE);

  g_object_unref (rating->library);
  g_free (rating->title);
  g_free (rating);
}

void
acu_library_rate (AcuLibrary *self,
                  const gint64 *photos,
                  gsize n,
                  const AcuRatingChange *change,
                  const char *title)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && self->catalog);

  if (n == 0)
    return;

  acu_filter_history_settle (self->filters);
  g_autofree AcuRatingChange *changes = g_new (AcuRatingChange, n);
  for (gsize i = 0; i < n; i++) {
    changes[i] = *change;
    changes[i].photo = photos[i];
  }

  /* Photos stay under the hand that rates them, whatever the filter and the order say, until the
   * next query. */
  if (!self->held) {
    self->held = TRUE;
    acu_photo_list_hold (self->photos);
  }

  Rating *rating = g_new (Rating, 1);
  rating->library = g_object_ref (self);
  rating->title = g_strdup (title);
  rating->n = n;
  acu_rating_store_apply_async (self->catalog, changes, n, title, rated_cb, rating);
}

typedef struct {
  gint64 photo;
  guint version;
  char *reason;
} Failure;

static void
failure_free (gpointer data)
{
  g_free (((Failure *)data)->reason);
  g_free (data);
}

static gpointer
enter_failure (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Failure *failure = data;

  return acu_photo_store_set_error (catalog, failure->photo, failure->version, failure->reason,
                                    error)
             ? GINT_TO_POINTER (1)
             : NULL;
}

void
acu_library_note_failure (AcuLibrary *self, const AcuPhotoRow *row, const char *reason)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && row && reason);

  if (!self->catalog || acu_catalog_is_read_only (self->catalog))
    return;
  Failure *failure = g_new (Failure, 1);
  *failure = (Failure){row->id, row->version, g_strdup (reason)};
  /* Nobody waits: what cannot be kept is found out again. */
  acu_catalog_run_async (self->catalog, ACU_CATALOG_WRITES, enter_failure, failure, failure_free,
                         NULL, self->cancellable, NULL, NULL);
}

static void
undone (AcuLibrary *self, GAsyncResult *result, const char *format, const char *nothing)
{
  g_autoptr (GError) error = NULL;
  AcuUndone *step = acu_undo_journal_undo_finish (self->catalog, result, &error);

  if (!step) {
    tell (self, error ? error->message : nothing, FALSE);
    return;
  }

  if (step->has_filter) {
    g_auto (AcuPhotoQuery) query;
    if (acu_photo_query_parse (step->filter, &query, NULL))
      take_query (self, &query);
  }
  g_autofree char *text = g_strdup_printf ("%s: %s", format, step->title);
  tell (self, text, FALSE);
  acu_undone_free (step);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) self = data;

  undone (self, result, _ ("Undone"), _ ("Nothing to undo"));
}

static void
redone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) self = data;

  undone (self, result, _ ("Done again"), _ ("Nothing to do again"));
}

void
acu_library_undo (AcuLibrary *self)
{
  g_return_if_fail (ACU_IS_LIBRARY (self));

  if (!self->catalog)
    return;
  acu_filter_history_settle (self->filters);
  acu_undo_journal_undo_async (self->catalog, undone_cb, g_object_ref (self));
}

void
acu_library_redo (AcuLibrary *self)
{
  g_return_if_fail (ACU_IS_LIBRARY (self));

  if (!self->catalog)
    return;
  acu_filter_history_settle (self->filters);
  acu_undo_journal_redo_async (self->catalog, redone_cb, g_object_ref (self));
}

/* Opening. */

static void
list_failed_cb (AcuLibrary *self, const GError *error)
{
  tell (self, error->message, FALSE);
}

/* The daily check and the weekly backup. */
static void
maintained_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!acu_catalog_maintain_finish (ACU_CATALOG (source), result, &error) && !is_cancelled (error))
    tell (data, error->message, FALSE);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AcuCatalog *catalog = acu_catalog_open_finish (result, &error);

  if (!catalog && is_cancelled (error))
    return;

  AcuLibrary *self = ACU_LIBRARY (data);
  if (!catalog) {
    self->state = ACU_LIBRARY_FAILED;
    self->error = g_steal_pointer (&error);
  } else {
    self->state = ACU_LIBRARY_READY;
    self->catalog = catalog;
    self->photos = acu_photo_list_new (catalog);
    self->filters = acu_filter_history_new (catalog);
    g_signal_connect_object (self->photos, "failed", G_CALLBACK (list_failed_cb), self,
                             G_CONNECT_SWAPPED);
    acu_library_set_scorer (self, 0);
    start_scoring (self);
    apply_query (self);
    if (!acu_catalog_is_read_only (catalog))
      acu_catalog_maintain_async (catalog, self->cancellable, maintained_cb, self);
  }
  g_signal_emit (self, signals[STATE_CHANGED], 0);
  if (self->catalog && self->folder)
    show_folder (self);
}

void
acu_library_open (AcuLibrary *self, const char *path, AcuCatalogOpenFlags flags)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && !self->catalog);

  g_autofree char *standard = acu_catalog_get_default_path ();
  self->state = ACU_LIBRARY_OPENING;
  g_clear_error (&self->error);
  acu_catalog_open_async (path ?: standard, flags, self->cancellable, opened_cb, self);
}

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

  return self->error;
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

AcuDecoder *
acu_library_get_decoder (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->decoder;
}

AcuPictureCache *
acu_library_get_thumbnails (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->thumbnails;
}

AcuPictureCache *
acu_library_get_previews (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->previews;
}

AcuPictureCache *
acu_library_get_full_photos (AcuLibrary *self)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), NULL);

  return self->full_photos;
}

void
acu_library_close (AcuLibrary *self)
{
  g_return_if_fail (ACU_IS_LIBRARY (self));

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->scan);
  if (self->scoring)
    acu_scoring_service_stop (self->scoring);
}

static void
acu_library_dispose (GObject *object)
{
  AcuLibrary *self = ACU_LIBRARY (object);

  acu_library_close (self);
  if (self->scoring)
    acu_scoring_service_finish (self->scoring);
  g_clear_object (&self->scoring);
  g_clear_object (&self->battery);
  /* What a person did is on the disk before the program goes. */
  if (self->catalog)
    acu_catalog_drain (self->catalog);
  g_clear_pointer (&self->thumbnails, acu_picture_cache_free);
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
  g_clear_pointer (&self->decoder, acu_decoder_unref);
  g_clear_pointer (&self->scorer, acu_scorer_info_free);
  g_clear_pointer (&self->query, acu_photo_query_free);
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
  self->cancellable = g_cancellable_new ();
  self->decoder = acu_decoder_new (NULL, &error);
  self->thumbnails = acu_picture_cache_new (&acu_picture_thumbnails, self->decoder);
  self->previews = acu_picture_cache_new (&acu_picture_previews, self->decoder);
  self->full_photos = acu_picture_cache_new (&acu_picture_photos, self->decoder);
  self->battery = acu_battery_new ();
  g_signal_connect_object (self->battery, "changed", G_CALLBACK (apply_pauses), self,
                           G_CONNECT_SWAPPED);
  static const char *const pauses[] = {"changed::pause-scoring", "changed::score-on-battery"};
  static const char *const choices[] = {"changed::model", "changed::device", "changed::precision"};
  for (guint i = 0; i < G_N_ELEMENTS (pauses); i++)
    g_signal_connect_object (acu_settings_get (), pauses[i], G_CALLBACK (apply_pauses), self,
                             G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    g_signal_connect_object (acu_settings_get (), choices[i],
                             G_CALLBACK (scoring_settings_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (acu_settings_get (), "changed::sort", G_CALLBACK (sort_changed_cb), self,
                           G_CONNECT_SWAPPED);
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
  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

AcuLibrary *
acu_library_new (void)
{
  return g_object_new (ACU_TYPE_LIBRARY, NULL);
}
