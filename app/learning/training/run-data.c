/* A run's data: datasets, their division, targets, and the lists of patches. */
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "app/learning/datasets/csv-reader.h"
#include "app/learning/datasets/dataset-spec.h"
#include "app/learning/training/run-private.h"
#include "app/learning/training/training-error.h"
#include "compute/nn/initialise.h"
#include "compute/nn/token-heads.h"

/* A machine that does not say how much memory it has. */
#define ASSUMED_MEMORY (G_GUINT64_CONSTANT (4) << 30)

void
acu_run_limit_caches (AcuRun *run)
{
  long pages = sysconf (_SC_PHYS_PAGES), size = sysconf (_SC_PAGE_SIZE);
  guint64 memory = pages > 0 && size > 0 ? (guint64)pages * (guint64)size : ASSUMED_MEMORY;
  gsize limit = acu_image_cache_choose_limit (acu_device_get_info (run->device)->kind, memory);

  for (guint i = 0; i < run->caches->len; i++)
    acu_image_cache_set_limit (g_ptr_array_index (run->caches, i), limit / run->caches->len);
}

/* Nothing is kept before the device is known. */
static gsize
add_cache (AcuRun *run, const AcuProtocol *protocol)
{
  g_ptr_array_add (run->caches, acu_image_cache_new (run->decoder, protocol,
                                                     run->base->architecture->input_size, 0));
  return run->caches->len - 1;
}

/* The cache of @protocol among those of a patch list; @protocols are the caches' keys. */
static gboolean
find_cache (AcuRun *run, GPtrArray *protocols, const char *text, guint32 *index, GError **error)
{
  AcuProtocol protocol;

  for (*index = 0; *index < protocols->len; (*index)++)
    if (g_str_equal (g_ptr_array_index (protocols, *index), text))
      return TRUE;
  if (!acu_protocol_parse (text, &protocol, error))
    return FALSE;
  g_ptr_array_add (protocols, g_strdup (text));
  *index = (guint32)add_cache (run, &protocol);
  return TRUE;
}

static gboolean
read_listed_row (AcuRun *run,
                 const AcuTable *table,
                 gsize row,
                 const gsize columns[5],
                 GPtrArray *protocols,
                 GError **error)
{
  const char *text = acu_table_get_text (table, row, columns[0]);
  g_autofree char *folder = g_path_get_dirname (acu_table_get_path (table));
  g_autofree char *path = g_canonicalize_filename (text, folder);
  AcuPatchRequest *request = &run->listed[row];
  AcuSample sample = {.path = path};
  double y, x;

  if (!find_cache (run, protocols, acu_table_get_text (table, row, columns[1]), &request->cache,
                   error) ||
      !acu_table_get_number (table, row, columns[2], &y, error) ||
      !acu_table_get_number (table, row, columns[3], &x, error) ||
      !acu_table_get_number (table, row, columns[4], &sample.mos, error)) {
    g_prefix_error (error, _ ("%s, line %u: "), acu_table_get_path (table),
                    acu_table_get_line (table, row));
    return FALSE;
  }
  if (y < 0 || x < 0 || y > G_MAXINT32 || x > G_MAXINT32) {
    g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_DATA,
                 _ ("%s, line %u: the position y %g, x %g is outside every picture"),
                 acu_table_get_path (table), acu_table_get_line (table, row), y, x);
    return FALSE;
  }
  if (floor (y) != y || floor (x) != x) {
    g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_DATA,
                 _ ("%s, line %u: the position y %g, x %g is not one of whole pixels"),
                 acu_table_get_path (table), acu_table_get_line (table, row), y, x);
    return FALSE;
  }
  request->sample = (guint32)row;
  request->y = (gint32)y;
  request->x = (gint32)x;
  acu_dataset_add (run->data, &sample);
  return TRUE;
}

/* A file of exact patches: path,protocol,y,x,mos. */
static gboolean
open_patch_list (AcuRun *run, GError **error)
{
  static const char *const names[5] = {"path", "protocol", "y", "x", "mos"};
  g_autoptr (AcuTable) table = acu_csv_read (run->settings.patch_list, error);
  g_autoptr (GPtrArray) protocols = g_ptr_array_new_with_free_func (g_free);
  gsize columns[5];

  if (table == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (!acu_table_require_column (table, names[i], &columns[i], error))
      return FALSE;
  run->n_listed = acu_table_get_n_rows (table);
  if (run->n_listed == 0) {
    g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_DATA, _ ("%s lists no patches"),
                 run->settings.patch_list);
    return FALSE;
  }
  run->listed = g_new0 (AcuPatchRequest, run->n_listed);
  run->data = acu_dataset_new (run->settings.patch_list, 0.0, 1.0);
  for (gsize row = 0; row < run->n_listed; row++)
    if (!read_listed_row (run, table, row, columns, protocols, error))
      return FALSE;
  return TRUE;
}

/* A score of @dataset on the model's scale. */
static double
score_of (const AcuRun *run, const AcuDataset *dataset, guint32 sample)
{
  const AcuArchitecture *architecture = run->base->architecture;
  double mos = acu_dataset_get_sample (dataset, sample)->mos;

  /* A patch list says exactly what the network should answer. */
  if (run->listed != NULL)
    return mos;
  return acu_dataset_rescale (dataset, mos, architecture->score_min, architecture->score_max);
}

/* Token heads begin small, and could not reach scores of 0 to 100 before the backbone had been led
 * astray. */
static gboolean
wants_standardised (const AcuRun *run)
{
  gboolean has_token_heads =
      run->settings.mode == ACU_RUN_FULL && run->settings.token_weight > 0.0f;

  return run->listed == NULL && (run->base->is_untrained || has_token_heads);
}

static void
choose_targets (AcuRun *run)
{
  double sum = 0.0, squares = 0.0, n = (double)run->training.n_samples;

  run->targets = (AcuRunTargets){.scale = 1.0};
  if (!wants_standardised (run))
    return;
  for (gsize i = 0; i < run->training.n_samples; i++)
    sum += score_of (run, run->data, run->training.samples[i]);
  run->targets.offset = sum / n;
  for (gsize i = 0; i < run->training.n_samples; i++) {
    double difference = score_of (run, run->data, run->training.samples[i]) - run->targets.offset;

    squares += difference * difference;
  }
  run->targets.scale = MAX (sqrt (squares / n), 1e-3);
  if (!run->base->is_untrained)
    acu_training_base_standardise (run->base, run->targets.scale, run->targets.offset);
}

/* What a run learns of @sample beside its picture, and on which side of the split it is: features
 * that are kept by the place of their sample belong to these. */
static void
digest_labels (GChecksum *checksum, const AcuDataset *dataset, const AcuSample *sample)
{
  gsize n_faults = g_strv_length ((char **)acu_dataset_get_fault_names (dataset));
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "%d %s", (int)sample->split, sample->group != NULL ? sample->group : "");
  for (gsize i = 0; sample->faults != NULL && i < n_faults; i++)
    g_string_append_printf (text, " %a", (double)sample->faults[i]);
  g_string_append_c (text, '\n');
  g_checksum_update (checksum, (const guchar *)text->str, (gssize)text->len);
}

char *
acu_run_digest (const AcuRun *run)
{
  const AcuDataset *datasets[] = {run->data, run->validation_data};
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  if (run->teacher != NULL)
    g_checksum_update (checksum, (const guchar *)acu_teacher_get_fingerprint (run->teacher), -1);
  for (guint i = 0; i < acu_tensor_set_get_length (run->base->weights); i++) {
    const AcuTensorView *view = acu_tensor_set_get (run->base->weights, i);

    g_checksum_update (checksum, (const guchar *)view->name, -1);
    g_checksum_update (checksum, view->data,
                       (gssize)(acu_tensor_view_count (view) * acu_element_type_size (view->type)));
  }
  for (guint i = 0; i < G_N_ELEMENTS (datasets) && datasets[i] != NULL; i++)
    for (gsize j = 0; j < acu_dataset_get_length (datasets[i]); j++) {
      const AcuSample *sample = acu_dataset_get_sample (datasets[i], j);
      GStatBuf info = {0};
      g_autofree char *facts = NULL;

      g_stat (sample->path, &info);
      facts = g_strdup_printf ("%s %s %a %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", sample->path,
                               sample->map != NULL ? sample->map : "", sample->mos,
                               (gint64)info.st_size, (gint64)info.st_mtime);
      g_checksum_update (checksum, (const guchar *)facts, -1);
      digest_labels (checksum, datasets[i], sample);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

char *
acu_run_digest_terms (const AcuRun *run)
{
  const AcuDataset *datasets[] = {run->data, run->validation_data};
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < G_N_ELEMENTS (datasets) && datasets[i] != NULL; i++) {
    g_autofree char *faults = g_strjoinv ("\n", (char **)acu_dataset_get_fault_names (datasets[i]));
    g_autofree char *scale =
        g_strdup_printf ("%a %a\n%s\n\n", acu_dataset_get_score_min (datasets[i]),
                         acu_dataset_get_score_max (datasets[i]), faults);

    g_checksum_update (checksum, (const guchar *)scale, -1);
    for (gsize j = 0; j < acu_dataset_get_length (datasets[i]); j++) {
      const AcuSample *sample = acu_dataset_get_sample (datasets[i], j);
      GStatBuf info = {0};
      g_autofree char *facts = NULL;

      if (sample->map == NULL)
        continue;
      g_stat (sample->map, &info);
      facts = g_strdup_printf ("%" G_GSIZE_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", j,
                               (gint64)info.st_size, (gint64)info.st_mtime);
      g_checksum_update (checksum, (const guchar *)facts, -1);
    }
  }
  return g_strdup (g_checksum_get_string (checksum));
}

char *
acu_run_digest_scores (const AcuRun *run)
{
  const AcuDataset *datasets[] = {run->data, run->validation_data};
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < G_N_ELEMENTS (datasets) && datasets[i] != NULL; i++) {
    double low = acu_dataset_get_score_min (datasets[i]);
    double high = acu_dataset_get_score_max (datasets[i]);

    for (gsize j = 0; j < acu_dataset_get_length (datasets[i]); j++) {
      const AcuSample *sample = acu_dataset_get_sample (datasets[i], j);
      g_autofree char *text =
          g_strdup_printf ("%u %s %a %a %a\n", i, sample->path, sample->mos, low, high);

      g_checksum_update (checksum, (const guchar *)text, -1);
    }
  }
  return g_strdup (g_checksum_get_string (checksum));
}

/* A base without a fault head gets one where the data has fault labels. */
static gboolean
choose_faults (AcuRun *run, GError **error)
{
  AcuArchitecture *architecture = run->base->architecture;
  const char *const *names = acu_dataset_get_fault_names (run->data);
  AcuTensorSet *completed;

  if (*names == NULL || acu_architecture_count_faults (architecture) > 0)
    return TRUE;
  acu_architecture_set_faults (architecture, names);
  if (!acu_architecture_validate (architecture, error))
    return FALSE;
  completed = acu_initial_weights_complete (architecture, run->base->weights, run->settings.seed);
  acu_tensor_set_unref (run->base->weights);
  run->base->weights = completed;
  return TRUE;
}

/* A set that was chosen to be held out and has nothing is a mistake: a part of the training data in
 * its place would answer another question. */
static gboolean
open_validation (AcuRun *run, GError **error)
{
  const char *name = run->settings.validation_name != NULL ? run->settings.validation_name
                                                           : run->settings.validation;

  if (*run->settings.validation == '\0') {
    g_set_error_literal (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_OPTIONS,
                         _ ("another set is to be held out, but none is named: choose one, or hold "
                            "out a part of the data"));
    return FALSE;
  }
  run->validation_data = acu_dataset_open (run->settings.validation, error);
  if (run->validation_data == NULL) {
    g_prefix_error (error, _ ("the set to hold out, “%s”: "), name);
    return FALSE;
  }
  if (run->settings.validation_name != NULL)
    acu_dataset_set_name (run->validation_data, run->settings.validation_name);
  if (acu_dataset_get_length (run->validation_data) > 0)
    return TRUE;
  g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_DATA,
               _ ("the set to hold out, “%s”, has no pictures: choose another, or hold out a part "
                  "of the data"),
               name);
  return FALSE;
}

/* Whether there is enough to learn from; if not, why. */
static gboolean
check_training (const AcuRun *run, GError **error)
{
  gsize n_marked = run->division == ACU_DIVISION_DRAWN
                       ? 0
                       : acu_dataset_count (run->data, ACU_SPLIT_VAL) +
                             acu_dataset_count (run->data, ACU_SPLIT_TEST);

  if (run->training.n_samples >= 2)
    return TRUE;
  if (run->n_left_out > 0) {
    g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_DATA,
                 ngettext ("%s has %zu picture to train on, and %zu that are held out as well; at "
                           "least 2 are needed: hold out other pictures",
                           "%s has %zu pictures to train on, and %zu that are held out as well; at "
                           "least 2 are needed: hold out other pictures",
                           run->training.n_samples),
                 run->settings.data, run->training.n_samples, run->n_left_out);
    return FALSE;
  }
  if (n_marked > 0) {
    g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_DATA,
                 ngettext ("%s has %zu picture to train on, and %zu that it marks as held out; at "
                           "least 2 are needed: mark fewer, or none, and a part is drawn",
                           "%s has %zu pictures to train on, and %zu that it marks as held out; at "
                           "least 2 are needed: mark fewer, or none, and a part is drawn",
                           run->training.n_samples),
                 run->settings.data, run->training.n_samples, n_marked);
    return FALSE;
  }
  g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_DATA,
               ngettext ("%s has %zu picture to train on; at least 2 are needed",
                         "%s has %zu pictures to train on; at least 2 are needed",
                         run->training.n_samples),
               run->settings.data, run->training.n_samples);
  return FALSE;
}

gboolean
acu_run_open_data (AcuRun *run, GError **error)
{
  AcuProtocol protocol;

  run->caches = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_image_cache_free);
  run->decoder = acu_decoder_new (NULL, error);
  if (run->decoder == NULL)
    return FALSE;
  if (run->settings.patch_list != NULL) {
    if (!open_patch_list (run, error))
      return FALSE;
    choose_targets (run);
    return TRUE;
  }
  if (!acu_protocol_parse (run->base->architecture->protocol, &protocol, error))
    return FALSE;
  add_cache (run, &protocol);
  run->data = acu_dataset_open (run->settings.data, error);
  if (run->data == NULL)
    return FALSE;
  if (run->settings.data_name != NULL)
    acu_dataset_set_name (run->data, run->settings.data_name);
  if (run->settings.validation != NULL && !open_validation (run, error))
    return FALSE;
  acu_run_divide (run);
  if (!check_training (run, error))
    return FALSE;
  choose_targets (run);
  return choose_faults (run, error);
}

void
acu_run_clear_data (AcuRun *run)
{
  g_clear_pointer (&run->caches, g_ptr_array_unref);
  g_clear_pointer (&run->decoder, acu_decoder_unref);
  g_clear_pointer (&run->data, acu_dataset_free);
  g_clear_pointer (&run->validation_data, acu_dataset_free);
  g_clear_pointer (&run->training.samples, g_free);
  g_clear_pointer (&run->validation.samples, g_free);
  g_clear_pointer (&run->test.samples, g_free);
  g_clear_pointer (&run->listed, g_free);
}

AcuBatchLoaderOptions
acu_run_loader_options (AcuRun *run, const AcuDataset *dataset, gboolean augmented)
{
  AcuBatchLoaderOptions options = {.dataset = dataset,
                                   .caches = (AcuImageCache *const *)run->caches->pdata,
                                   .side = run->base->architecture->input_size,
                                   .batch = run->settings.batch,
                                   .seed = run->settings.seed};

  if (augmented) {
    options.augmentation = run->settings.augmentation;
    options.cells = acu_token_heads_get_side (run->base->architecture);
  }
  return options;
}

AcuPatchRequest *
acu_run_fixed_requests (const AcuRunPart *part, guint patches)
{
  AcuPatchRequest *requests = g_new0 (AcuPatchRequest, part->n_samples * patches);

  for (gsize i = 0; i < part->n_samples * patches; i++)
    requests[i] = (AcuPatchRequest){
        .sample = part->samples[i / patches], .y = -1, .x = -1, .stream = part->stream + i};
  return requests;
}
