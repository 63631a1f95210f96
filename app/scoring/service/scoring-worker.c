#include "app/scoring/service/scoring-worker.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/imaging/error.h"
#include "app/imaging/image-source.h"
#include "app/scoring/model-lineage.h"
#include "app/scoring/model-store.h"
#include "app/scoring/service/photo-queue.h"
#include "app/scoring/service/result-sink.h"

/* Photos that are decoded and scored together: few, so that what a person has just scrolled to
 * need not wait for many others. */
#define CHUNK 8

/* Photos come while a folder is read, and each time the list of those without a score is another;
 * it is not read more often than this. */
#define REFRESH_INTERVAL (3 * G_USEC_PER_SEC)

/* The rate is that of the last so many seconds, more or less. */
#define RATE_SECONDS 10.0

/* Covers the picture: what the heatmap shows. */
#define STANDARD_PLAN "grid"

/* Some photos, decoded ahead of their turn. */
typedef struct {
  GPtrArray *photos; /* AcuUnscored */
  gboolean are_first;
  AcuImageSource *source;
} Chunk;

struct _AcuScoringWorker {
  AcuCatalog *catalog;
  AcuScoringSettings settings;
  AcuScoringBoard *board;
  GThread *thread;
  GCancellable *cancellable;

  /* The thread's own. */
  AcuModel *model;
  AcuScorer *scorer;
  AcuDecoder *decoder;
  AcuPatchPlan *plan;
  AcuProtocol protocol;
  AcuPhotoQueue *queue;
  AcuResultSink *sink;
  guint n_losses, n_shortages; /* that were told of */
  guint n_taken;               /* out of the queue, and not done */
  gint64 refreshed;            /* monotonic */
  gint64 counted;
  double seconds, photos; /* of the rate, faded */
};

/* What is handed to the scorer with a picture's patches. */
typedef struct {
  AcuUnscored *photo;
  int width, height;
} Item;

static void
item_free (Item *item)
{
  acu_unscored_free (item->photo);
  g_free (item);
}

static void
chunk_free (Chunk *chunk)
{
  if (chunk == NULL)
    return;
  g_clear_pointer (&chunk->source, acu_image_source_free);
  g_clear_pointer (&chunk->photos, g_ptr_array_unref);
  g_free (chunk);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Chunk, chunk_free)

static void
worker_clear (gpointer data)
{
  AcuScoringWorker *worker = data;

  g_free (worker->settings.model);
  g_free (worker->settings.device);
  g_free (worker->settings.protocol);
  g_free (worker->settings.plan);
  g_object_unref (worker->cancellable);
  g_object_unref (worker->catalog);
  acu_scoring_board_free (worker->board);
}

static void
worker_unref (AcuScoringWorker *worker)
{
  g_atomic_rc_box_release_full (worker, worker_clear);
}

/* What the predictor has got over by itself. */
static void
note_trouble (AcuScoringWorker *worker)
{
  const AcuPredictor *predictor = acu_scorer_get_predictor (worker->scorer);
  guint n_losses = acu_predictor_get_n_losses (predictor);
  guint n_shortages = acu_predictor_get_n_shortages (predictor);

  if (n_losses == worker->n_losses && n_shortages == worker->n_shortages)
    return;
  acu_scoring_board_set_trouble (
      worker->board, n_losses > worker->n_losses ? ACU_TROUBLE_DEVICE_LOST : ACU_TROUBLE_MEMORY);
  worker->n_losses = n_losses;
  worker->n_shortages = n_shortages;
}

/* Notes that @n more photos are done, and how fast. */
static void
count (AcuScoringWorker *worker, guint n)
{
  gint64 now = g_get_monotonic_time ();
  double seconds = (double)(now - worker->counted) / G_USEC_PER_SEC;
  double fade = MAX (0.0, 1.0 - seconds / RATE_SECONDS);

  worker->counted = now;
  worker->seconds = worker->seconds * fade + seconds;
  worker->photos = worker->photos * fade + n;
  worker->n_taken -= MIN (n, worker->n_taken);
  acu_scoring_board_count (
      worker->board, n, acu_photo_queue_get_length (worker->queue) + worker->n_taken,
      acu_photo_queue_get_n_first (worker->queue), worker->photos / MAX (worker->seconds, 1e-3));
}

/* The scorer's answer for one photo. */
static void
score_cb (gpointer data, const AcuScore *score, gpointer user_data)
{
  AcuScoringWorker *worker = user_data;
  const Item *item = data;

  if (score != NULL && isfinite (score->score))
    acu_result_sink_add (worker->sink, item->photo, item->width, item->height, score);
  else if (score != NULL)
    acu_result_sink_add_error (worker->sink, item->photo,
                               _ ("the network overflowed: its score is not a number"), FALSE);
  note_trouble (worker);
  count (worker, 1);
}

/* Opens the device and puts the model on it.  Where the graphics processor that was chosen by
 * itself does not work, the CPU does. */
static gboolean
open_scorer (AcuScoringWorker *worker, gboolean on_cpu, GError **error)
{
  const AcuPredictorOptions options = {
      .device = on_cpu ? "cpu" : worker->settings.device,
      .precision = on_cpu ? ACU_PRECISION_AUTO : worker->settings.precision,
  };
  AcuPredictor *predictor = acu_predictor_new (worker->model, &options, error);

  if (predictor == NULL)
    return FALSE;
  g_clear_pointer (&worker->scorer, acu_scorer_free);
  worker->n_losses = worker->n_shortages = 0;
  worker->scorer = acu_scorer_new (predictor, score_cb, worker, (GDestroyNotify)item_free);
  acu_scoring_board_set_device (worker->board, acu_predictor_get_device (predictor)->name);
  return TRUE;
}

static gint64
enter_scorer (AcuScoringWorker *worker, GError **error)
{
  const AcuArchitecture *architecture = acu_model_get_architecture (worker->model);
  g_autofree char *fingerprint = acu_model_dup_fingerprint (worker->model);
  g_autofree char *protocol = acu_protocol_to_string (&worker->protocol);
  g_autofree char *plan = acu_patch_plan_to_string (worker->plan);
  g_autoptr (AcuModelLineage) lineage =
      acu_model_lineage_read (acu_model_get_training (worker->model));
  const AcuScorerInfo info = {
      .model = (char *)acu_model_get_name (worker->model),
      .fingerprint = fingerprint,
      .protocol = protocol,
      .plan = plan,
      .score_min = (double)architecture->score_min,
      .score_max = (double)architecture->score_max,
      .faults = architecture->fault_names,
      .bases = lineage->names,
      .base_fingerprints = lineage->fingerprints,
  };

  return acu_score_store_add_scorer (worker->catalog, &info, error);
}

/* Everything that is needed before the first photo. */
static gboolean
open_all (AcuScoringWorker *worker, GError **error)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  const AcuArchitecture *architecture;
  gint64 scorer;

  worker->model = worker->settings.model != NULL
                      ? acu_model_store_open (store, worker->settings.model, error)
                      : acu_model_store_open_default (store, error);
  if (worker->model == NULL)
    return FALSE;
  architecture = acu_model_get_architecture (worker->model);
  worker->plan = acu_patch_plan_parse (
      worker->settings.plan != NULL ? worker->settings.plan : STANDARD_PLAN, error);
  if (worker->plan == NULL ||
      !acu_protocol_parse (worker->settings.protocol != NULL ? worker->settings.protocol
                                                             : architecture->protocol,
                           &worker->protocol, error) ||
      (worker->decoder = acu_decoder_new (NULL, error)) == NULL ||
      (scorer = enter_scorer (worker, error)) == 0)
    return FALSE;
  worker->queue = acu_photo_queue_new (worker->catalog, scorer);
  worker->sink = acu_result_sink_new (worker->catalog, scorer, (int)architecture->input_size);
  acu_scoring_board_set_scorer (worker->board, scorer, acu_model_get_name (worker->model),
                                acu_model_has_test_weights (worker->model));
  return open_scorer (worker, FALSE, error);
}

static void
close_all (AcuScoringWorker *worker)
{
  worker->n_taken = 0;
  g_clear_pointer (&worker->scorer, acu_scorer_free);
  g_clear_pointer (&worker->sink, acu_result_sink_free);
  g_clear_pointer (&worker->queue, acu_photo_queue_free);
  g_clear_pointer (&worker->decoder, acu_decoder_unref);
  g_clear_pointer (&worker->plan, acu_patch_plan_free);
  g_clear_pointer (&worker->model, acu_model_unref);
}

static void
return_chunk (AcuScoringWorker *worker, Chunk *chunk)
{
  if (chunk == NULL)
    return;
  worker->n_taken -= MIN (chunk->photos->len, worker->n_taken);
  acu_photo_queue_return (worker->queue, g_steal_pointer (&chunk->photos), chunk->are_first);
  chunk_free (chunk);
}

/* Scores and writes everything that has been begun. */
static gboolean
flush (AcuScoringWorker *worker, GError **error)
{
  return acu_scorer_flush (worker->scorer, worker->cancellable, error) &&
         acu_result_sink_write (worker->sink, TRUE, error);
}

/* Takes up what has changed in what is wanted; then *@next is put back, as others may come first.
 */
static gboolean
take_up_wishes (AcuScoringWorker *worker, Chunk **next, GError **error)
{
  const gboolean may_refresh = acu_photo_queue_get_length (worker->queue) == 0 ||
                               g_get_monotonic_time () - worker->refreshed > REFRESH_INTERVAL;
  g_auto (AcuScoringWishes) wishes = {0};
  const GArray *visible;

  acu_scoring_board_take_wishes (worker->board, may_refresh, &wishes);
  visible = wishes.visible;
  if (visible != NULL || wishes.refreshes)
    return_chunk (worker, g_steal_pointer (next));
  if (wishes.refreshes) {
    /* Photos on their way through the scorer would be listed once more. */
    if (!flush (worker, error) || !acu_photo_queue_refresh (worker->queue, wishes.folder, error))
      return FALSE;
    worker->refreshed = g_get_monotonic_time ();
    count (worker, 0);
  }
  return visible == NULL || acu_photo_queue_set_first (worker->queue, (const gint64 *)visible->data,
                                                       visible->len, error);
}

/* The next photos, which begin to be decoded; NULL where there are none. */
static Chunk *
next_chunk (AcuScoringWorker *worker)
{
  const int side = (int)acu_model_get_architecture (worker->model)->input_size;
  g_autoptr (Chunk) chunk = g_new0 (Chunk, 1);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  chunk->photos = acu_photo_queue_take (worker->queue, CHUNK, &chunk->are_first);
  if (chunk->photos->len == 0)
    return NULL;
  worker->n_taken += chunk->photos->len;
  for (guint i = 0; i < chunk->photos->len; i++)
    g_ptr_array_add (paths, ((AcuUnscored *)g_ptr_array_index (chunk->photos, i))->path);
  chunk->source =
      acu_image_source_new ((const char *const *)paths->pdata, paths->len, &worker->protocol, side,
                            worker->decoder, NULL, worker->cancellable);
  return g_steal_pointer (&chunk);
}

/* Takes up why @photo was not decoded.  Only what lies in its file is kept with it; without a
 * decoder no photo can be read, which is a failure of all. */
static gboolean
take_up_error (AcuScoringWorker *worker,
               const AcuUnscored *photo,
               const GError *reason,
               GError **error)
{
  if (g_error_matches (reason, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_HELPER)) {
    g_propagate_error (error, g_error_copy (reason));
    return FALSE;
  }
  if (acu_imaging_error_is_lasting (reason))
    acu_result_sink_add_error (worker->sink, photo, reason->message, TRUE);
  else
    acu_photo_queue_put_off (worker->queue, photo);
  count (worker, 1);
  return TRUE;
}

/* Hands one decoded photo, which is taken, to the scorer. */
static gboolean
push (AcuScoringWorker *worker, AcuUnscored *photo, const AcuSourcedImage *sourced, GError **error)
{
  const int side = (int)acu_model_get_architecture (worker->model)->input_size;
  g_autoptr (GError) misplaced = NULL;
  g_autofree AcuPatch *patches = NULL;
  gsize n_patches;
  Item *item;

  if (sourced->image == NULL) {
    gboolean goes_on = take_up_error (worker, photo, sourced->error, error);

    acu_unscored_free (photo);
    return goes_on;
  }
  patches = acu_patch_plan_place (worker->plan, sourced->image->width, sourced->image->height, side,
                                  &n_patches, &misplaced);
  if (patches == NULL) {
    acu_result_sink_add_error (worker->sink, photo, misplaced->message, FALSE);
    acu_unscored_free (photo);
    count (worker, 1);
    return TRUE;
  }
  item = g_new (Item, 1);
  *item = (Item){photo, sourced->image->width, sourced->image->height};
  return acu_scorer_push (worker->scorer, sourced->image, patches, n_patches, item,
                          worker->cancellable, error);
}

/* Waits while there is a reason to; FALSE when the worker is to end. */
static gboolean
wait_while_paused (AcuScoringWorker *worker)
{
  gboolean waited, goes_on = acu_scoring_board_wait_while_paused (worker->board, &waited);

  if (waited)
    worker->counted = g_get_monotonic_time ();
  return goes_on;
}

/* Scores the photos of @chunk, which is taken; *@next is decoded meanwhile. */
static gboolean
score_chunk (AcuScoringWorker *worker, Chunk *chunk, GError **error)
{
  g_autoptr (Chunk) owned = chunk;
  const gboolean are_first = chunk->are_first;

  for (;;) {
    g_auto (AcuSourcedImage) sourced = {0};
    AcuUnscored *photo;

    if (!acu_image_source_next (chunk->source, &sourced))
      break;
    if (g_cancellable_set_error_if_cancelled (worker->cancellable, error))
      return FALSE;
    photo = g_ptr_array_index (chunk->photos, sourced.index);
    chunk->photos->pdata[sourced.index] = NULL;
    if (!push (worker, photo, &sourced, error) ||
        !acu_result_sink_write (worker->sink, FALSE, error))
      return FALSE;
    if (!wait_while_paused (worker))
      return TRUE;
    acu_scoring_board_set_state (worker->board, ACU_SCORING_WORKING);
  }
  /* Somebody is waiting for these; others may fill runs up with those that follow. */
  return are_first ? flush (worker, error) : acu_result_sink_write (worker->sink, FALSE, error);
}

/* Scores until nothing is left, or something fails. */
static gboolean
score_all (AcuScoringWorker *worker, GError **error)
{
  g_autoptr (Chunk) next = NULL;

  worker->counted = g_get_monotonic_time ();
  while (wait_while_paused (worker)) {
    g_autoptr (Chunk) chunk = NULL;

    if (!take_up_wishes (worker, &next, error))
      return FALSE;
    chunk = next != NULL ? g_steal_pointer (&next) : next_chunk (worker);
    if (chunk == NULL)
      return flush (worker, error);
    acu_scoring_board_set_state (worker->board, ACU_SCORING_WORKING);
    next = next_chunk (worker);
    if (!score_chunk (worker, g_steal_pointer (&chunk), error))
      return FALSE;
  }
  return TRUE;
}

/* Tells of @failure and waits for another try; FALSE when the worker is to end. */
static gboolean
wait_for_retry (AcuScoringWorker *worker, const GError *failure)
{
  acu_scoring_board_set_message (worker->board, failure->message);
  acu_scoring_board_set_state (worker->board, ACU_SCORING_FAILED);
  if (!acu_scoring_board_wait_for_retry (worker->board))
    return FALSE;
  acu_scoring_board_set_message (worker->board, NULL);
  acu_scoring_board_set_state (worker->board, ACU_SCORING_STARTING);
  return TRUE;
}

/* Whether the CPU can go on where @failure ended the work of the device.  Who chose a device is not
 * given another one, unless it has worked and is gone, or full. */
static gboolean
fall_back (AcuScoringWorker *worker, const GError *failure)
{
  const char *device = worker->settings.device;
  gboolean has_worked = worker->scorer != NULL;
  gboolean is_short = g_error_matches (failure, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_OUT_OF_MEMORY);
  g_autofree char *message = NULL;

  if (failure->domain != ACU_COMPUTE_ERROR || worker->model == NULL || worker->queue == NULL ||
      g_strcmp0 (device, "cpu") == 0 ||
      (device != NULL && !g_str_equal (device, "auto") && !has_worked && !is_short) ||
      !open_scorer (worker, TRUE, NULL))
    return FALSE;
  worker->n_taken = 0;
  message = g_strdup_printf (_ ("%s; the CPU goes on"), failure->message);
  acu_scoring_board_set_message (worker->board, message);
  /* However it was that it failed: it does not come back. */
  acu_scoring_board_set_trouble (worker->board, is_short     ? ACU_TROUBLE_MEMORY
                                                : has_worked ? ACU_TROUBLE_DEVICE_LOST
                                                             : ACU_TROUBLE_NONE);
  acu_scoring_board_set_fallback (worker->board, TRUE);
  acu_scoring_board_look_again (worker->board);
  return TRUE;
}

static gpointer
work (gpointer data)
{
  AcuScoringWorker *worker = data;
  gboolean goes_on = TRUE, is_on_cpu = FALSE;

  while (goes_on) {
    g_autoptr (GError) failure = NULL;
    gboolean done =
        (worker->scorer != NULL || open_all (worker, &failure)) && score_all (worker, &failure);

    if (done) {
      acu_scoring_board_set_state (worker->board, ACU_SCORING_DONE);
      goes_on = acu_scoring_board_wait_for_work (worker->board);
    } else if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      goes_on = FALSE;
    } else if (!is_on_cpu && fall_back (worker, failure)) {
      is_on_cpu = TRUE;
    } else {
      close_all (worker);
      is_on_cpu = FALSE;
      acu_scoring_board_set_fallback (worker->board, FALSE);
      goes_on = wait_for_retry (worker, failure);
    }
  }
  /* What was scored but not written yet is not lost. */
  if (worker->sink != NULL)
    acu_result_sink_write (worker->sink, TRUE, NULL);
  close_all (worker);
  worker_unref (worker);
  return NULL;
}

AcuScoringWorker *
acu_scoring_worker_new (AcuCatalog *catalog,
                        const AcuScoringSettings *settings,
                        AcuScoringBoard *board)
{
  AcuScoringWorker *worker = g_atomic_rc_box_new0 (AcuScoringWorker);

  worker->catalog = g_object_ref (catalog);
  worker->settings = (AcuScoringSettings){.model = g_strdup (settings->model),
                                          .device = g_strdup (settings->device),
                                          .precision = settings->precision,
                                          .protocol = g_strdup (settings->protocol),
                                          .plan = g_strdup (settings->plan)};
  worker->board = board;
  worker->cancellable = g_cancellable_new ();
  worker->thread = g_thread_new ("acu-scoring", work, g_atomic_rc_box_acquire (worker));
  return worker;
}

AcuScoringBoard *
acu_scoring_worker_get_board (AcuScoringWorker *worker)
{
  return worker->board;
}

static GThread *
stop (AcuScoringWorker *worker)
{
  acu_scoring_board_stop (worker->board);
  g_cancellable_cancel (worker->cancellable);
  return g_steal_pointer (&worker->thread);
}

void
acu_scoring_worker_stop (AcuScoringWorker *worker)
{
  g_thread_unref (stop (worker));
  worker_unref (worker);
}

void
acu_scoring_worker_finish (AcuScoringWorker *worker)
{
  g_thread_join (stop (worker));
  worker_unref (worker);
}
