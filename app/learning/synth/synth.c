#include "app/learning/synth/synth.h"

#include "app/imaging/decoder.h"
#include "app/imaging/resize.h"
#include "app/learning/synth/contact-sheet.h"
#include "app/learning/synth/label-rows.h"
#include "app/learning/synth/picture-codec.h"
#include "app/learning/synth/recipe.h"
#include "app/learning/synth/source-collage.h"
#include "app/learning/synth/source-list.h"
#include "app/learning/synth/synth-error.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define DEFAULT_LONG_SIDE   640
#define MIN_SIDE            64
#define SHEET_CELL          150
#define PROGRESS_INTERVAL   (G_USEC_PER_SEC / 5)
/* With fewer pictures of a photo than this, all of them are degraded. */
#define LEAST_WITH_ORIGINAL 4
/* Of the views one of so many is left as it is, beginning at another one of each photo: of a view
 * or two of each, too, no more are. */
#define UNTOUCHED_VIEWS     12
/* Keeps the views' random numbers apart from the recipes', and those of who is seen with whom. */
#define VIEW_SEED           G_GUINT64_CONSTANT (0x7669657773)
#define PARTNER_SEED        G_GUINT64_CONSTANT (0x706172746e)
/* Other photos that are seen in the collages of a photo. */
#define N_PARTNERS          5

typedef struct {
  const AcuSynthOptions *options;
  AcuDecoder *decoder;
  GPtrArray *sources;
  guint *quotas;       /* pictures of each source */
  const char **splits; /* of each source: what its pictures are for */
  GCancellable *cancellable;
  GAsyncQueue *finished; /* of Job */
  gint pictures;         /* atomic */
} Run;

/* One photo. */
typedef struct {
  guint source;
  GString *rows;
  GError *error;   /* of reading the photo: it is left out */
  GError *trouble; /* of anything else: the run ends */
} Job;

static void
free_job (Job *job)
{
  g_string_free (job->rows, TRUE);
  g_clear_error (&job->error);
  g_clear_error (&job->trouble);
  g_free (job);
}

void
acu_synth_report_clear (AcuSynthReport *report)
{
  g_clear_pointer (&report->failures, g_ptr_array_unref);
}

static gboolean
write_map (const AcuPlane *severity, const char *path, GError **error)
{
  g_autoptr (AcuImage) image = acu_image_new (severity->width, severity->height, error);
  gsize count = (gsize)severity->width * (gsize)severity->height;

  if (image == NULL)
    return FALSE;
  for (gsize i = 0; i < count; i++)
    memset (image->pixels + 3 * i, (int)(255 * CLAMP (severity->values[i], 0, 1) + 0.5f), 3);
  return acu_picture_write_png (image, path, error);
}

/* A name for the pictures of a photo that any file system takes and no other photo has. */
static char *
dup_stem (const char *relative, guint64 hash)
{
  g_autofree char *base = g_path_get_basename (relative);
  char *dot = strrchr (base, '.');

  if (dot != NULL)
    *dot = '\0';
  for (char *c = base; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '-' && *c != '_')
      *c = '_';
  return g_strdup_printf ("%.40s-%08x", base, (guint)(hash ^ hash >> 32));
}

static int
get_long_side (const Run *run)
{
  return run->options->long_side > 0 ? (int)run->options->long_side : DEFAULT_LONG_SIDE;
}

static AcuImage *
load_photo (const Run *run, const char *relative, GError **error)
{
  g_autofree char *path = g_build_filename (run->options->from, relative, NULL);

  return acu_decoder_load (run->decoder, path, run->cancellable, error);
}

/* @photo at the size at which it is degraded. */
static AcuImage *
reduce_photo (const Run *run, AcuImage *photo, const char *relative, GError **error)
{
  g_autoptr (AcuImage) image = acu_image_ref (photo);
  int limit = get_long_side (run), longer = MAX (image->width, image->height);

  if (longer > limit) {
    int width = MAX (1, (int)((gint64)image->width * limit / longer));
    int height = MAX (1, (int)((gint64)image->height * limit / longer));
    AcuImage *reduced = acu_image_resize (image, width, height, error);

    if (reduced == NULL)
      return NULL;
    acu_image_unref (image);
    image = reduced;
  }
  if (MIN (image->width, image->height) < MIN_SIDE) {
    g_autofree char *path = g_build_filename (run->options->from, relative, NULL);

    g_set_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_SOURCE,
                 _ ("%s: %d x %d pixels are too few, %d each way are needed"), path, image->width,
                 image->height, MIN_SIDE);
    return NULL;
  }
  return g_steal_pointer (&image);
}

static gboolean
is_held_out (const char *split)
{
  return g_str_equal (split, "val") || g_str_equal (split, "test");
}

/* What is held out stays comparable from set to set. */
static gboolean
is_varied (const Run *run, const Job *job)
{
  return run->options->vary && !is_held_out (run->splits[job->source]);
}

/* @photo and those that are seen in its collages, which are kept no larger than they are seen; what
 * cannot be used is told of where its own pictures are made.  (transfer full) */
static GPtrArray *
load_company (const Run *run, const Job *job, AcuImage *photo)
{
  GPtrArray *company = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_image_unref);
  guint64 hash = acu_source_list_hash (g_ptr_array_index (run->sources, job->source));
  AcuRandom random = acu_random_new (run->options->seed ^ PARTNER_SEED, hash);

  g_ptr_array_add (company, acu_image_ref (photo));
  if (!is_varied (run, job) || run->options->collage <= 0)
    return company;
  for (guint i = 0; i < N_PARTNERS; i++) {
    guint partner = acu_random_below (&random, run->sources->len);
    const char *relative = g_ptr_array_index (run->sources, partner);
    g_autoptr (AcuImage) image = NULL;
    AcuImage *reduced = NULL;

    if (!is_held_out (run->splits[partner]) && partner != job->source)
      image = load_photo (run, relative, NULL);
    if (image != NULL)
      reduced = reduce_photo (run, image, relative, NULL);
    if (reduced != NULL)
      g_ptr_array_add (company, reduced);
  }
  return company;
}

static AcuImage *
draw_view (const Run *run, const GPtrArray *company, AcuRandom *random, GError **error)
{
  const AcuSynthOptions *options = run->options;
  const AcuSourceViewSize size = {.long_side = get_long_side (run),
                                  .side = (int)options->view_side};

  if (options->collage > 0 && (double)acu_random_uniform (random) < options->collage)
    return acu_source_collage_new ((AcuImage *const *)company->pdata, company->len, &size, random,
                                   error);
  return acu_source_view_new (g_ptr_array_index (company, 0), &size, random, error);
}

/* What the picture of this number is made of, and in @recipe how.  (transfer full) */
static AcuImage *
draw_source (Run *run,
             const Job *job,
             const GPtrArray *company,
             AcuImage *reduced,
             guint index,
             AcuRecipe *recipe,
             GError **error)
{
  guint64 hash = acu_source_list_hash (g_ptr_array_index (run->sources, job->source));
  guint n_originals = run->quotas[job->source] >= LEAST_WITH_ORIGINAL ? 1 : 0;
  AcuRandom random = acu_random_new (run->options->seed ^ VIEW_SEED, hash + index);

  *recipe = (AcuRecipe){0};
  if (!is_varied (run, job)) {
    if (index >= n_originals)
      *recipe = acu_recipe_draw (run->options->seed, hash, index - n_originals);
    return acu_image_ref (reduced);
  }
  if ((hash + index) % UNTOUCHED_VIEWS > 0)
    *recipe = acu_recipe_draw (run->options->seed, hash, index);
  return draw_view (run, company, &random, error);
}

static gboolean
make_picture (Run *run,
              Job *job,
              const GPtrArray *company,
              AcuImage *reduced,
              const char *stem,
              guint index,
              GError **error)
{
  const char *relative = g_ptr_array_index (run->sources, job->source);
  guint quality = run->options->quality;
  g_autofree char *name = g_strdup_printf ("%s-%03u.%s", stem, index, quality > 0 ? "jpg" : "png");
  g_autofree char *path = g_build_filename ("images", name, NULL);
  g_autofree char *file = g_build_filename (run->options->out, path, NULL);
  g_autofree char *map = g_strdup ("");
  g_auto (AcuRecipeResult) result = {NULL};
  AcuRecipe recipe;
  g_autoptr (AcuImage) source = draw_source (run, job, company, reduced, index, &recipe, error);

  if (source == NULL || !acu_recipe_run (&recipe, source, &result, error))
    return FALSE;
  if (!(quality > 0 ? acu_picture_write_jpeg (result.image, file, (float)quality, error)
                    : acu_picture_write_png (result.image, file, error)))
    return FALSE;
  if (result.severity != NULL && !run->options->no_maps) {
    g_autofree char *map_file = NULL;

    g_autofree char *map_name = g_strdup_printf ("%s-%03u.png", stem, index);

    g_free (map);
    map = g_build_filename ("maps", map_name, NULL);
    map_file = g_build_filename (run->options->out, map, NULL);
    if (!write_map (result.severity, map_file, error))
      return FALSE;
  }
  acu_label_rows_append (
      job->rows, &(AcuLabelRow){path, map, run->splits[job->source], relative, &recipe, &result});
  return TRUE;
}

static void
work_cb (gpointer item, gpointer user_data)
{
  Run *run = user_data;
  Job *job = item;
  const char *relative = g_ptr_array_index (run->sources, job->source);
  g_autofree char *stem = dup_stem (relative, acu_source_list_hash (relative));
  g_autoptr (AcuImage) photo = NULL, reduced = NULL;
  g_autoptr (GPtrArray) company = NULL;

  if (!g_cancellable_is_cancelled (run->cancellable))
    photo = load_photo (run, relative, &job->error);
  if (photo != NULL)
    reduced = reduce_photo (run, photo, relative, &job->error);
  if (reduced != NULL)
    company = load_company (run, job, photo);
  for (guint i = 0; reduced != NULL && i < run->quotas[job->source]; i++) {
    if (g_cancellable_is_cancelled (run->cancellable) ||
        !make_picture (run, job, company, reduced, stem, i, &job->trouble))
      break;
    g_atomic_int_inc (&run->pictures);
  }
  g_async_queue_push (run->finished, job);
}

static gboolean
make_folder (const char *out, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (out, name, NULL);

  if (g_mkdir_with_parents (path, 0777) != 0) {
    int code = errno;
    g_set_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_OUTPUT, _ ("%s: cannot be made: %s"), path,
                 g_strerror (code));
    return FALSE;
  }
  return TRUE;
}

static gboolean
prepare_output (const AcuSynthOptions *options, char **labels, GError **error)
{
  g_autofree char *path = g_build_filename (options->out, "labels.csv", NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_OUTPUT,
                 _ ("%s: there is a set in this folder already; name another one"), path);
    return FALSE;
  }
  if (!make_folder (options->out, "images", error) ||
      (!options->no_maps && !make_folder (options->out, "maps", error)))
    return FALSE;
  *labels = g_steal_pointer (&path);
  return TRUE;
}

/* Whether the pictures of what is held out leave one at least of every other photo. */
static gboolean
leaves_enough (const AcuSynthOptions *options, const char **splits, guint n_sources, GError **error)
{
  guint n_held_out = 0;
  guint64 needed;

  if (options->per_held_out == 0 || options->count == 0)
    return TRUE;
  for (guint i = 0; i < n_sources; i++)
    n_held_out += is_held_out (splits[i]);
  needed = (guint64)n_held_out * options->per_held_out + n_sources - n_held_out;
  if (options->count >= needed)
    return TRUE;
  g_set_error (
      error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_SOURCE,
      _ ("%s: the count %u is too small: what is held out, and one of each of the other photos, "
         "needs %u"),
      options->from, options->count, (guint)MIN (needed, G_MAXUINT));
  return FALSE;
}

/* Shares the pictures that are wanted out among the photos, the first ones getting what is left
 * over. */
static guint *
share_out (const AcuSynthOptions *options, const char **splits, guint n_sources, guint *total)
{
  guint *quotas = g_new (guint, n_sources);
  guint count = options->count, n_sharing = 0, shared = 0;

  for (guint i = 0; i < n_sources; i++) {
    gboolean is_fixed = options->per_held_out > 0 && is_held_out (splits[i]);

    quotas[i] = is_fixed ? options->per_held_out : 0;
    n_sharing += !is_fixed;
    count -= MIN (count, quotas[i]);
  }
  *total = 0;
  for (guint i = 0; i < n_sources; i++) {
    if (quotas[i] == 0)
      quotas[i] = options->count == 0 ? 1 + acu_recipe_get_round ()
                                      : count / n_sharing + (shared++ < count % n_sharing ? 1 : 0);
    *total += quotas[i];
  }
  return quotas;
}

/* What the pictures of each photo are for, @held_out of 100 to validate on and as many to test on,
 * one of each at least.  Where none would be left to learn from nothing is marked. */
static const char **
divide (guint held_out, guint n_sources, guint64 seed)
{
  const char **splits = g_new (const char *, n_sources);
  AcuRandom random = acu_random_new (seed, 0);
  g_autofree guint32 *order = g_new (guint32, n_sources);
  guint share = held_out > 0 && n_sources > 2 ? MAX (1, n_sources * held_out / 100) : 0;

  for (guint i = 0; i < n_sources; i++)
    order[i] = i;
  acu_random_shuffle (&random, order, n_sources);
  for (guint i = 0; i < n_sources; i++)
    splits[order[i]] = share == 0 ? "" : i < share ? "val" : i < 2 * share ? "test" : "train";
  return splits;
}

/* Waits for all photos; their rows go to @jobs in the photos' order. */
static void
collect (
    Run *run, Job **jobs, guint n_jobs, guint total, AcuSynthProgressFunc progress, gpointer data)
{
  for (guint done = 0; done < n_jobs;) {
    Job *job = g_async_queue_timeout_pop (run->finished, PROGRESS_INTERVAL);

    if (job != NULL) {
      jobs[job->source] = job;
      done++;
      if (job->trouble != NULL)
        g_cancellable_cancel (run->cancellable);
    }
    if (progress != NULL)
      progress ((guint)g_atomic_int_get (&run->pictures), total, data);
  }
}

/* Nothing is written where no picture came of it, so that the folder may be named once more. */
static gboolean
write_labels (Run *run, Job **jobs, const char *path, AcuSynthReport *report, GError **error)
{
  g_autoptr (GString) rows = g_string_new (NULL);

  acu_label_rows_append_header (rows);
  for (guint i = 0; i < run->sources->len; i++) {
    g_string_append_len (rows, jobs[i]->rows->str, (gssize)jobs[i]->rows->len);
    if (jobs[i]->error != NULL && report != NULL)
      g_ptr_array_add (report->failures, g_strdup (jobs[i]->error->message));
    else if (jobs[i]->rows->len > 0 && report != NULL)
      report->sources++;
  }
  return run->pictures == 0 || g_file_set_contents (path, rows->str, (gssize)rows->len, error);
}

static gboolean
write_sheet (Run *run, Job **jobs, GError **error)
{
  for (guint i = 0; i < run->sources->len; i++) {
    g_autofree char *path = g_build_filename (run->options->out, "contact-sheet.png", NULL);
    const char *relative = g_ptr_array_index (run->sources, i);
    g_autoptr (AcuImage) photo = NULL, source = NULL, sheet = NULL;

    if (jobs[i]->rows->len == 0)
      continue;
    photo = load_photo (run, relative, error);
    source = photo != NULL ? reduce_photo (run, photo, relative, error) : NULL;
    if (source == NULL)
      return FALSE;
    sheet = acu_contact_sheet_new (source, SHEET_CELL, run->options->seed, error);
    return sheet != NULL && acu_picture_write_png (sheet, path, error);
  }
  return TRUE;
}

static void
cancel_cb (GCancellable *cancellable, gpointer inner)
{
  g_cancellable_cancel (inner);
}

/* What ended the run early, or nothing having come of it. */
static gboolean
check_outcome (Run *run, Job **jobs, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < run->sources->len; i++) {
    if (jobs[i]->trouble != NULL) {
      g_propagate_error (error, g_steal_pointer (&jobs[i]->trouble));
      return FALSE;
    }
  }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (run->pictures == 0) {
    g_set_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_SOURCE,
                 ngettext ("%s: its %u picture cannot be used",
                           "%s: none of its %u pictures can be used", run->sources->len),
                 run->options->from, run->sources->len);
    return FALSE;
  }
  return TRUE;
}

gboolean
acu_synth_run (const AcuSynthOptions *options,
               AcuSynthProgressFunc progress,
               gpointer user_data,
               AcuSynthReport *report,
               GCancellable *cancellable,
               GError **error)
{
  guint threads = options->threads > 0 ? options->threads : g_get_num_processors ();
  AcuDecoderOptions decoder_options = {.processes = (int)threads};
  g_autoptr (AcuDecoder) decoder = NULL;
  g_autoptr (GPtrArray) sources = NULL, jobs = NULL;
  g_autoptr (GAsyncQueue) finished = NULL;
  /* Cancelled by the caller's, and by the first picture that cannot be written. */
  g_autoptr (GCancellable) inner = g_cancellable_new ();
  g_autofree guint *quotas = NULL;
  g_autofree const char **splits = NULL;
  g_autofree char *labels = NULL;
  GThreadPool *pool;
  Job **finished_jobs;
  gulong handler = 0;
  guint total;
  Run run;

  g_return_val_if_fail (options->from != NULL && options->out != NULL, FALSE);
  g_return_val_if_fail (options->held_out <= 45, FALSE);
  g_return_val_if_fail (options->collage <= 0 || options->view_side > 0, FALSE);

  if (report != NULL)
    *report = (AcuSynthReport){.failures = g_ptr_array_new_with_free_func (g_free)};
  sources = acu_source_list_new (options->from, error);
  if (sources == NULL)
    return FALSE;
  decoder = acu_decoder_new (&decoder_options, error);
  if (decoder == NULL || !prepare_output (options, &labels, error))
    return FALSE;

  splits = divide (options->held_out, sources->len, options->seed);
  if (!leaves_enough (options, splits, sources->len, error))
    return FALSE;
  quotas = share_out (options, splits, sources->len, &total);
  finished = g_async_queue_new ();
  run = (Run){options, decoder, sources, quotas, splits, inner, finished, 0};
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancel_cb), inner, NULL);
  /* Of its own: they have the priority of the thread that this runs on, from which GLib could not
   * raise them to that of the shared ones. */
  pool = g_thread_pool_new (work_cb, &run, (int)threads, TRUE, NULL);
  for (guint i = 0; i < sources->len; i++) {
    Job *job = g_new0 (Job, 1);

    job->source = i;
    job->rows = g_string_new (NULL);
    g_thread_pool_push (pool, job, NULL);
  }
  jobs = g_ptr_array_new_with_free_func ((GDestroyNotify)free_job);
  g_ptr_array_set_size (jobs, (gint)sources->len);
  finished_jobs = (Job **)jobs->pdata;
  collect (&run, finished_jobs, sources->len, total, progress, user_data);
  g_thread_pool_free (pool, FALSE, TRUE);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, handler);

  if (report != NULL)
    report->pictures = (guint)run.pictures;
  if (!write_labels (&run, finished_jobs, labels, report, error))
    return FALSE;
  if (!check_outcome (&run, finished_jobs, cancellable, error))
    return FALSE;
  return options->no_sheet || write_sheet (&run, finished_jobs, error);
}
