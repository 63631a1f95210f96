/* The pooled maps that a quick run learns from: made once by the frozen backbone, read ever after.
 */
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/learning/training/run-private.h"
#include "app/learning/training/training-error.h"
#include "compute/parameters.h"
#include "compute/session.h"

/* Of the pictures that stay left out, so many are named. */
#define MAX_NAMED 5

gsize
acu_run_count_training_patches (const AcuRun *run)
{
  return run->training.n_samples * run->settings.patches_per_image;
}

gsize
acu_run_count_patches (const AcuRun *run)
{
  return run->test.first + run->test.n_samples * run->settings.patches_per_image;
}

/* What another run has read since is there, and left out all the same. */
static gboolean
is_left_out (const AcuRun *run, gsize place)
{
  return run->unread != NULL && run->unread[place] != 0;
}

gsize
acu_run_list_pooled (const AcuRun *run, gsize first, gsize n, guint32 *indices)
{
  gsize n_found = 0;

  for (gsize i = first; i < first + n; i++)
    if (!is_left_out (run, i) && acu_pooled_store_has (run->pooled, i))
      indices[n_found++] = (guint32)i;
  return n_found;
}

void
acu_run_free_maps (float *maps[ACU_POOLED_MAPS])
{
  for (guint i = 0; i < ACU_POOLED_MAPS; i++)
    g_clear_pointer (&maps[i], g_free);
}

gboolean
acu_run_gather (AcuRun *run,
                const guint32 *indices,
                gsize n,
                AcuPatchBatch *batch,
                float *maps[ACU_POOLED_MAPS],
                GError **error)
{
  *batch = (AcuPatchBatch){.count = (guint)n};
  for (guint i = 0; i < ACU_POOLED_MAPS; i++) {
    gsize length = acu_pooled_store_map_length (run->pooled, i);

    maps[i] = length > 0 ? g_new (float, n *length) : NULL;
    batch->inputs[i] = maps[i];
  }
  return acu_pooled_store_gather (run->pooled, indices, n, maps, error);
}

/* A backbone ready to compute pooled maps. */
typedef struct {
  AcuNetwork *network;
  AcuParameters *parameters;
  AcuSession *session;
} Backbone;

static void
backbone_clear (Backbone *backbone)
{
  g_clear_pointer (&backbone->session, acu_session_free);
  g_clear_pointer (&backbone->parameters, acu_parameters_free);
  g_clear_pointer (&backbone->network, acu_network_free);
}

static gboolean
backbone_init (Backbone *backbone, AcuRun *run, GError **error)
{
  AcuNetworkOptions options = {
      .part = ACU_NETWORK_BACKBONE, .batch = run->settings.batch, .storage = run->storage};
  const AcuGraph *graph;

  *backbone = (Backbone){.network = acu_network_new (run->base->architecture, &options)};
  graph = backbone->network->graph;
  backbone->parameters = acu_parameters_new (run->device, graph, error);
  if (backbone->parameters == NULL)
    return FALSE;
  for (AcuValue value = 0; value < acu_graph_get_n_nodes (graph); value++) {
    const AcuNode *node = acu_graph_get_node (graph, value);
    gsize count = acu_shape_count (node->shape);
    g_autofree float *values = NULL;

    if (node->op != ACU_OP_PARAMETER)
      continue;
    values = g_new (float, count);
    acu_tensor_view_read_all (acu_tensor_set_lookup (run->base->weights, node->name), values);
    if (!acu_parameters_write (backbone->parameters, node->name, values, count, error))
      return FALSE;
  }
  backbone->session = acu_session_new (graph, backbone->parameters, error);
  return backbone->session != NULL;
}

/* Computes @maps of the patches in @loaded, whose batch is filled up to the network's; free them
 * with acu_run_free_maps(), also after a failure. */
static gboolean
compute_maps (AcuRun *run,
              const Backbone *backbone,
              const AcuLoadedBatch *loaded,
              float *maps[ACU_POOLED_MAPS],
              GCancellable *cancellable,
              GError **error)
{
  guint batch = run->settings.batch;
  gsize patch =
      (gsize)run->base->architecture->input_size * run->base->architecture->input_size * 3;
  g_autofree guint8 *filled = g_malloc0 (batch * patch);
  gboolean done;

  if (loaded->count == 0)
    return TRUE;
  memcpy (filled, loaded->pixels, loaded->count * patch);
  done = acu_session_upload (backbone->session, backbone->network->images, filled, batch * patch,
                             error) &&
         acu_session_run (backbone->session, cancellable, error);
  for (guint i = 0; i < ACU_POOLED_MAPS && done; i++) {
    gsize count = loaded->count * acu_pooled_store_map_length (run->pooled, i);

    if (count == 0)
      continue;
    maps[i] = g_new (float, count);
    done = acu_session_download (backbone->session, backbone->network->pooled[i], maps[i], count,
                                 error);
  }
  return done;
}

gboolean
acu_run_measure_backbone (AcuRun *run,
                          guint n_runs,
                          double *patches_per_second,
                          gsize *bytes,
                          GCancellable *cancellable,
                          GError **error)
{
  gsize size = (gsize)run->settings.batch * run->base->architecture->input_size *
               run->base->architecture->input_size * 3;
  g_autofree guint8 *pixels = g_malloc0 (size);
  gint64 started = 0;
  Backbone backbone;
  gboolean done = backbone_init (&backbone, run, error);

  /* The first batch is not timed: it finds memory untouched and clocks low. */
  for (guint i = 0; i <= n_runs && done; i++) {
    if (i == 1)
      started = g_get_monotonic_time ();
    done = !g_cancellable_set_error_if_cancelled (cancellable, error) &&
           acu_session_upload (backbone.session, backbone.network->images, pixels, size, error) &&
           acu_session_run (backbone.session, cancellable, error);
  }
  if (done) {
    double seconds = (double)(g_get_monotonic_time () - started) * 1e-6;

    *patches_per_second = n_runs * run->settings.batch / MAX (seconds, 1e-6);
    *bytes = acu_session_get_arena_size (backbone.session) +
             acu_parameters_get_size (backbone.parameters);
  }
  backbone_clear (&backbone);
  return done;
}

/* Names those pictures of @part that may not be read: other rights leave a file's size and time as
 * they were. */
static void
append_locked (GString *text, const AcuRunPart *part)
{
  for (gsize i = 0; i < part->n_samples; i++)
    if (g_access (acu_dataset_get_sample (part->dataset, part->samples[i])->path, R_OK) != 0)
      g_string_append_printf (text, " %" G_GSIZE_FORMAT, part->first + i);
}

/* What the pooled maps depend on: weights and pictures, how patches are cut, what the network is.
 */
static char *
pooled_key (const AcuRun *run)
{
  const AcuArchitecture *architecture = run->base->architecture;
  const AcuAugmentation *augmentation = &run->settings.augmentation;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text,
                   "marks first %s %s %s %u %g %g %g %g %g %g, %u patches from %" G_GUINT64_FORMAT
                   ", %d %d %a %a,",
                   run->digest, architecture->preset, architecture->protocol,
                   architecture->input_size, architecture->mean[0], architecture->mean[1],
                   architecture->mean[2], architecture->std[0], architecture->std[1],
                   architecture->std[2], run->settings.patches_per_image, run->settings.seed,
                   augmentation->flips, augmentation->jitters, augmentation->scale_low,
                   augmentation->scale_high);
  if (run->storage == ACU_DTYPE_F16)
    g_string_append (text, " halves,");
  append_locked (text, &run->training);
  append_locked (text, &run->validation);
  append_locked (text, &run->test);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize)text->len);
}

/* What is said of pictures that cannot be read, from any thread. */
typedef struct {
  AcuRunTeller teller;
  GMutex lock;
  char *first; /* of the data set at hand; NULL: all could */
} Unread;

static void
unread_init (Unread *unread, AcuRun *run, const AcuRunListener *listener)
{
  *unread = (Unread){.teller = {.run = run, .listener = listener}};
  g_mutex_init (&unread->lock);
}

static void
unread_clear (Unread *unread)
{
  g_mutex_clear (&unread->lock);
  g_free (unread->first);
}

static void
warning_cb (const char *message, gpointer data)
{
  Unread *unread = data;

  g_mutex_lock (&unread->lock);
  if (unread->first == NULL)
    unread->first = g_strdup (message);
  g_mutex_unlock (&unread->lock);
  acu_run_tell_cb (message, &unread->teller);
}

/* Makes the maps of all parts, in two rounds: what could not be read in the first is tried once
 * more, so that what is left out is left out because of what it is. */
typedef struct {
  AcuRun *run;
  const AcuRunListener *listener;
  GCancellable *cancellable;
  Backbone backbone;
  Unread unread;
  gboolean is_kept;  /* what is left out is what the saved state has left out */
  gboolean is_again; /* the second round */
  gsize done;        /* patches */
  gsize total;
  gsize skipped; /* that were there */
  gint64 began;
} Preparation;

static void
preparation_clear (Preparation *preparation)
{
  backbone_clear (&preparation->backbone);
  unread_clear (&preparation->unread);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Preparation, preparation_clear)

/* The patches of @part that this round is about; @places (gsize): theirs in the store.
 * (transfer full) */
static AcuPatchRequest *
list_pending (const Preparation *preparation, const AcuRunPart *part, GArray *places)
{
  const AcuRun *run = preparation->run;
  guint patches = run->settings.patches_per_image;
  AcuPatchRequest *requests = acu_run_fixed_requests (part, patches);

  for (gsize i = 0; i < part->n_samples * patches; i++) {
    gsize place = part->first + i;

    if (preparation->is_again
            ? is_left_out (run, place) || acu_pooled_store_has (run->pooled, place)
            : place < preparation->skipped)
      continue;
    requests[places->len] = requests[i];
    g_array_append_val (places, place);
  }
  return requests;
}

/* Stores what there is of the @n patches from @first on among those of @places. */
static gboolean
store_batch (const Preparation *preparation,
             const AcuLoadedBatch *loaded,
             const GArray *places,
             gsize first,
             gsize n,
             GError **error)
{
  AcuRun *run = preparation->run;
  float *maps[ACU_POOLED_MAPS] = {NULL};
  gboolean done =
      compute_maps (run, &preparation->backbone, loaded, maps, preparation->cancellable, error);
  guint row = 0;

  for (gsize i = first; i < first + n && done; i++) {
    gboolean is_read = row < loaded->count && loaded->requests[row] == i;

    done = acu_pooled_store_write (run->pooled, g_array_index (places, gsize, i),
                                   is_read ? (const float *const *)maps : NULL, row, error);
    row += is_read ? 1 : 0;
  }
  acu_run_free_maps (maps);
  return done;
}

static void
report_prepared (Preparation *preparation, gsize n)
{
  AcuRun *run = preparation->run;

  preparation->done += n;
  run->n_pooled = preparation->done;
  acu_run_report (
      run, preparation->listener, ACU_RUN_PREPARING, preparation->done, preparation->total,
      acu_run_rate_since (run, preparation->began, preparation->done - preparation->skipped), -1.0);
}

static const char *
path_of (const AcuRun *run, const AcuRunPart *part, gsize place)
{
  gsize index = (place - part->first) / run->settings.patches_per_image;

  return acu_dataset_get_sample (part->dataset, part->samples[index])->path;
}

/* Whether the picture of @place, which the saved state has learned from, can still be read: tried
 * once more, at once, since all that follows would be in vain. */
static gboolean
check_kept (const Preparation *preparation, const AcuRunPart *part, gsize place, GError **error)
{
  AcuRun *run = preparation->run;
  g_autoptr (GError) failure = NULL;
  g_autoptr (AcuImage) image =
      acu_image_cache_load (g_ptr_array_index (run->caches, 0), path_of (run, part, place),
                            preparation->cancellable, &failure);

  if (image != NULL)
    return TRUE;
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN,
               _ ("the run has learned from a picture that cannot be read any more: %s"),
               failure->message);
  return FALSE;
}

/* Of a run that is gone on with: the @n patches from @first on among those of @places. */
static gboolean
check_all_kept (const Preparation *preparation,
                const AcuRunPart *part,
                const GArray *places,
                gsize first,
                gsize n,
                GError **error)
{
  AcuRun *run = preparation->run;

  for (gsize i = first; i < first + n && preparation->is_kept; i++) {
    gsize place = g_array_index (places, gsize, i);

    if (!is_left_out (run, place) && !acu_pooled_store_has (run->pooled, place) &&
        !check_kept (preparation, part, place, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
prepare_part (Preparation *preparation, const AcuRunPart *part, GError **error)
{
  AcuRun *run = preparation->run;
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autofree AcuPatchRequest *requests = list_pending (preparation, part, places);
  AcuBatchLoaderOptions options =
      acu_run_loader_options (run, part->dataset, part == &run->training);
  g_autoptr (AcuBatchLoader) loader = NULL;

  if (places->len == 0)
    return TRUE;
  options.cells = 0; /* the head judges whole patches */
  loader = acu_batch_loader_new (&options, requests, places->len,
                                 preparation->is_again ? warning_cb : NULL, &preparation->unread);
  for (gsize first = 0; first < places->len; first += options.batch) {
    g_autoptr (AcuLoadedBatch) loaded = acu_batch_loader_next (loader, preparation->cancellable);
    gsize n = MIN (options.batch, places->len - first);

    acu_run_wait_while_paused (run, preparation->cancellable);
    if (g_cancellable_set_error_if_cancelled (preparation->cancellable, error) ||
        !store_batch (preparation, loaded, places, first, n, error) ||
        !check_all_kept (preparation, part, places, first, n, error))
      return FALSE;
    if (!preparation->is_again)
      report_prepared (preparation, n);
  }
  return TRUE;
}

static gboolean
has_any (const AcuRun *run, const AcuRunPart *part)
{
  gsize n = part->n_samples * run->settings.patches_per_image;

  for (gsize i = part->first; i < part->first + n; i++)
    if (!is_left_out (run, i) && acu_pooled_store_has (run->pooled, i))
      return TRUE;
  return FALSE;
}

/* Whether nothing is left to be read. */
static gboolean
is_complete (const AcuRun *run)
{
  for (gsize i = 0; i < acu_run_count_patches (run); i++)
    if (!is_left_out (run, i) && !acu_pooled_store_has (run->pooled, i))
      return FALSE;
  return TRUE;
}

/* @name: of the data set, as people call it, or NULL. */
static gboolean
set_unread_error (Preparation *preparation, const char *name, const char *spec, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               _ ("%s: of the pictures none can be read: %s"), name != NULL ? name : spec,
               preparation->unread.first);
  return FALSE;
}

/* The second round.  Nothing is learned from a set of which nothing is left, or judged by it. */
static gboolean
prepare_again (Preparation *preparation, GError **error)
{
  AcuRun *run = preparation->run;
  const AcuRunSettings *settings = &run->settings;

  preparation->is_again = TRUE;
  if (!prepare_part (preparation, &run->training, error))
    return FALSE;
  if (!has_any (run, &run->training))
    return set_unread_error (preparation, settings->data_name, settings->data, error);
  g_clear_pointer (&preparation->unread.first, g_free);
  if (!prepare_part (preparation, &run->validation, error) ||
      !prepare_part (preparation, &run->test, error))
    return FALSE;
  return run->validation_data == NULL || has_any (run, &run->validation) ||
         has_any (run, &run->test) ||
         set_unread_error (preparation, settings->validation_name, settings->validation, error);
}

static gboolean
prepare_all (Preparation *preparation, GError **error)
{
  AcuRun *run = preparation->run;

  preparation->done = preparation->skipped;
  preparation->began = acu_run_get_clock (run);
  report_prepared (preparation, 0);
  return backbone_init (&preparation->backbone, run, error) &&
         prepare_part (preparation, &run->training, error) &&
         prepare_part (preparation, &run->validation, error) &&
         prepare_part (preparation, &run->test, error) && prepare_again (preparation, error) &&
         !g_cancellable_set_error_if_cancelled (preparation->cancellable, error);
}

/* Of a run that is gone on with: refuses at once what would be refused after hours. */
static gboolean
check_access (Preparation *preparation, const AcuRunPart *part, GError **error)
{
  AcuRun *run = preparation->run;
  gsize n = part->n_samples * run->settings.patches_per_image;

  for (gsize i = part->first; i < part->first + n; i++)
    if (!is_left_out (run, i) && !acu_pooled_store_has (run->pooled, i) &&
        g_access (path_of (run, part, i), R_OK) != 0 && !check_kept (preparation, part, i, error))
      return FALSE;
  return TRUE;
}

/* Tells, in one line, what stays left out. */
static void
tell_kept (const Preparation *preparation)
{
  AcuRun *run = preparation->run;
  const AcuRunPart *const parts[] = {&run->training, &run->validation, &run->test};
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *message = NULL;
  AcuRunTeller teller = preparation->unread.teller;
  const char *last = NULL;
  guint n = 0;

  for (guint part = 0; part < G_N_ELEMENTS (parts); part++)
    for (gsize i = 0; i < parts[part]->n_samples * run->settings.patches_per_image; i++) {
      gsize place = parts[part]->first + i;
      const char *path = path_of (run, parts[part], place);

      if (!is_left_out (run, place) || path == last)
        continue;
      if (n < MAX_NAMED)
        g_string_append_printf (names, "%s%s", n == 0 ? "" : ", ", path);
      last = path;
      n++;
    }
  if (n == 0)
    return;
  if (n > MAX_NAMED)
    g_string_append_printf (names, _ (" and %u more"), n - MAX_NAMED);
  message = g_strdup_printf (ngettext ("%u picture stays left out, which could not be read when "
                                       "the run began: %s",
                                       "%u pictures stay left out, which could not be read when "
                                       "the run began: %s",
                                       n),
                             n, names->str);
  acu_run_tell_cb (message, &teller);
}

/* What there is of the maps.  Those of a run that is gone on with are the ones it began with: other
 * rights of a picture would lead to others. */
static gboolean
open_store (Preparation *preparation, GError **error)
{
  AcuRun *run = preparation->run;

  if (!acu_run_restore_unread (run, error))
    return FALSE;
  preparation->is_kept = run->unread != NULL;
  if (run->pooled_key == NULL)
    run->pooled_key = pooled_key (run);
  if (!acu_run_folder_note_pooled (run->folder, run->pooled_key, error))
    return FALSE;
  run->pooled = acu_pooled_store_open (run->base->architecture, run->pooled_key, preparation->total,
                                       &preparation->skipped, preparation->cancellable, error);
  return run->pooled != NULL;
}

/* What is left out from now on. */
static void
note_unread (AcuRun *run)
{
  run->unread = g_new0 (guint8, acu_run_count_patches (run) + 1);
  for (gsize i = 0; i < acu_run_count_patches (run); i++)
    run->unread[i] = !acu_pooled_store_has (run->pooled, i);
}

static gboolean
prepare_kept (Preparation *preparation, GError **error)
{
  AcuRun *run = preparation->run;

  tell_kept (preparation);
  return is_complete (run) ||
         (check_access (preparation, &run->training, error) &&
          check_access (preparation, &run->validation, error) &&
          check_access (preparation, &run->test, error) && prepare_all (preparation, error) &&
          (is_complete (run) || acu_run_folder_set_changed_error (run->folder, error)));
}

gboolean
acu_run_prepare_pooled (AcuRun *run,
                        const AcuRunListener *listener,
                        GCancellable *cancellable,
                        GError **error)
{
  g_auto (Preparation) preparation = {.run = run, .listener = listener, .cancellable = cancellable};
  gboolean done;

  unread_init (&preparation.unread, run, listener);
  preparation.total = acu_run_count_patches (run);
  done = open_store (&preparation, error) &&
         (preparation.is_kept ? prepare_kept (&preparation, error)
                              : is_complete (run) || prepare_all (&preparation, error));
  if (done && run->unread == NULL)
    note_unread (run);
  /* It is opened anew with all that it has. */
  if (!done)
    g_clear_pointer (&run->pooled, acu_pooled_store_free);
  return done;
}
