#include "app/learning/synth/synth.h"

#include "app/imaging/decoder.h"
#include "app/imaging/resize.h"
#include "app/learning/synth/contact-sheet.h"
#include "app/learning/synth/label-rows.h"
#include "app/learning/synth/picture-codec.h"
#include "app/learning/synth/recipe.h"
#include "app/learning/synth/set-folder.h"
#include "app/learning/synth/set-plan.h"
#include "app/learning/synth/source-collage.h"
#include "app/learning/synth/source-list.h"
#include "app/learning/synth/synth-error.h"
#include "app/learning/synth/unfinished-set.h"

#include <glib/gi18n.h>
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
  const AcuSetPlan *plan;
  AcuDecoder *decoder;
  AcuUnfinishedSet *set;
  GCancellable *cancellable;
  GAsyncQueue *finished; /* of Job */
  gint pictures;         /* atomic */
} Run;

/* One photo. */
typedef struct {
  guint source;
  GError *error;   /* of reading the photo: it is left out */
  GError *trouble; /* of anything else: the run ends */
} Job;

static void
free_job (Job *job)
{
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

static int
get_long_side (const Run *run)
{
  return run->options->long_side > 0 ? (int)run->options->long_side : DEFAULT_LONG_SIDE;
}

static const char *
get_source (const Run *run, guint source)
{
  return g_ptr_array_index (run->plan->sources, source);
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

/* What is held out stays comparable from set to set. */
static gboolean
is_varied (const Run *run, const Job *job)
{
  return run->options->vary && !acu_set_plan_is_held_out (run->plan, job->source);
}

/* @photo and those that are seen in its collages, which are kept no larger than they are seen; what
 * cannot be used is told of where its own pictures are made.  (transfer full) */
static GPtrArray *
load_company (const Run *run, const Job *job, AcuImage *photo)
{
  GPtrArray *company = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_image_unref);
  guint64 hash = acu_source_list_hash (get_source (run, job->source));
  AcuRandom random = acu_random_new (run->options->seed ^ PARTNER_SEED, hash);

  g_ptr_array_add (company, acu_image_ref (photo));
  if (!is_varied (run, job) || run->options->collage <= 0)
    return company;
  for (guint i = 0; i < N_PARTNERS; i++) {
    guint partner = acu_random_below (&random, run->plan->sources->len);
    const char *relative = get_source (run, partner);
    g_autoptr (AcuImage) image = NULL;
    AcuImage *reduced = NULL;

    if (!acu_set_plan_is_held_out (run->plan, partner) && partner != job->source)
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
  guint64 hash = acu_source_list_hash (get_source (run, job->source));
  guint n_originals = run->plan->quotas[job->source] >= LEAST_WITH_ORIGINAL ? 1 : 0;
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
make_picture (
    Run *run, Job *job, const GPtrArray *company, AcuImage *reduced, guint index, GError **error)
{
  const char *relative = get_source (run, job->source);
  guint quality = run->options->quality;
  g_autofree char *path = acu_set_folder_dup_picture (run->options, relative, index);
  g_autofree char *file = acu_set_folder_path (run->options, path);
  g_autofree char *map = g_strdup ("");
  g_autoptr (GString) row = g_string_new (NULL);
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

    g_free (map);
    map = acu_set_folder_dup_map (relative, index);
    map_file = acu_set_folder_path (run->options, map);
    if (!write_map (result.severity, map_file, error))
      return FALSE;
  }
  acu_label_rows_append (
      row, &(AcuLabelRow){path, map, run->plan->splits[job->source], relative, &recipe, &result});
  return acu_unfinished_set_add (run->set, job->source, row, error);
}

static void
work_cb (gpointer item, gpointer user_data)
{
  Run *run = user_data;
  Job *job = item;
  const char *relative = get_source (run, job->source);
  guint first = acu_unfinished_set_count (run->set, job->source);
  guint quota = run->plan->quotas[job->source];
  g_autoptr (AcuImage) photo = NULL, reduced = NULL;
  g_autoptr (GPtrArray) company = NULL;

  if (first < quota && !g_cancellable_is_cancelled (run->cancellable))
    photo = load_photo (run, relative, &job->error);
  if (photo != NULL)
    reduced = reduce_photo (run, photo, relative, &job->error);
  if (reduced != NULL)
    company = load_company (run, job, photo);
  for (guint i = first; reduced != NULL && i < quota; i++) {
    if (g_cancellable_is_cancelled (run->cancellable) ||
        !make_picture (run, job, company, reduced, i, &job->trouble))
      break;
    g_atomic_int_inc (&run->pictures);
  }
  g_async_queue_push (run->finished, job);
}

/* Waits for all photos; those that are left out make the total smaller. */
static void
collect (Run *run, AcuSynthProgressFunc progress, gpointer data)
{
  guint total = run->plan->total;

  for (guint done = 0; done < run->plan->sources->len;) {
    Job *job = g_async_queue_timeout_pop (run->finished, PROGRESS_INTERVAL);

    if (job != NULL) {
      done++;
      if (job->trouble != NULL)
        g_cancellable_cancel (run->cancellable);
      if (job->error != NULL)
        total -= run->plan->quotas[job->source] - acu_unfinished_set_count (run->set, job->source);
    }
    if (progress != NULL)
      progress ((guint)g_atomic_int_get (&run->pictures), total, data);
  }
}

static void
fill_report (Run *run, Job **jobs, AcuSynthReport *report)
{
  report->pictures = (guint)run->pictures;
  report->found = run->plan->sources->len;
  for (guint i = 0; i < run->plan->sources->len; i++) {
    if (jobs[i]->error != NULL &&
        !g_error_matches (jobs[i]->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      g_ptr_array_add (report->failures, g_strdup (jobs[i]->error->message));
    report->sources += acu_unfinished_set_count (run->set, i) > 0;
    report->held_out += acu_set_plan_is_held_out (run->plan, i);
  }
}

/* Nothing is written where no picture came of it, so that the folder may be named once more. */
static gboolean
write_labels (Run *run, GError **error)
{
  g_autofree char *path = acu_set_folder_path (run->options, "labels.csv");
  g_autoptr (GString) rows = g_string_new (NULL);

  if (run->pictures == 0)
    return TRUE;
  acu_label_rows_append_header (rows);
  for (guint i = 0; i < run->plan->sources->len; i++) {
    const GString *part = acu_unfinished_set_get_rows (run->set, i);

    g_string_append_len (rows, part->str, (gssize)part->len);
  }
  /* On the disk before labels.csv.part is removed. */
  return g_file_set_contents_full (path, rows->str, (gssize)rows->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0666, error);
}

static gboolean
write_sheet (Run *run, GError **error)
{
  g_autofree char *path = acu_set_folder_path (run->options, "contact-sheet.png");
  g_autoptr (AcuImage) photo = NULL, source = NULL, sheet = NULL;
  const char *relative;
  guint first = 0;

  while (acu_unfinished_set_count (run->set, first) == 0)
    first++;
  relative = get_source (run, first);
  photo = load_photo (run, relative, error);
  source = photo != NULL ? reduce_photo (run, photo, relative, error) : NULL;
  sheet = source != NULL ? acu_contact_sheet_new (source, SHEET_CELL, run->options->seed,
                                                  run->cancellable, error)
                         : NULL;
  return sheet != NULL && acu_picture_write_png (sheet, path, error);
}

static void
cancel_cb (GCancellable *cancellable, gpointer inner)
{
  g_cancellable_cancel (inner);
}

/* What ended the run early, or nothing having come of it. */
static gboolean
check_outcome (Run *run, Job **jobs, GError **error)
{
  guint n_sources = run->plan->sources->len;

  for (guint i = 0; i < n_sources; i++) {
    if (jobs[i]->trouble != NULL) {
      g_propagate_error (error, g_steal_pointer (&jobs[i]->trouble));
      return FALSE;
    }
  }
  if (g_cancellable_set_error_if_cancelled (run->cancellable, error))
    return FALSE;
  if (run->pictures == 0) {
    g_set_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_SOURCE,
                 ngettext ("%s: its %u picture cannot be used",
                           "%s: none of its %u pictures can be used", n_sources),
                 run->options->from, n_sources);
    return FALSE;
  }
  return TRUE;
}

/* Makes what is not finished of the pictures, and then the rest of the set. */
static gboolean
make_set (Run *run,
          guint threads,
          AcuSynthProgressFunc progress,
          gpointer user_data,
          AcuSynthReport *report,
          GError **error)
{
  guint n_sources = run->plan->sources->len;
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify)free_job);
  /* Of its own: they have the priority of the thread that this runs on, from which GLib could not
   * raise them to that of the shared ones. */
  GThreadPool *pool = g_thread_pool_new (work_cb, run, (int)threads, TRUE, NULL);
  Job **finished;

  for (guint i = 0; i < n_sources; i++) {
    Job *job = g_new0 (Job, 1);

    run->pictures += (gint)acu_unfinished_set_count (run->set, i);
    job->source = i;
    g_ptr_array_add (jobs, job);
  }
  report->resumed = (guint)run->pictures;
  if (progress != NULL)
    progress (report->resumed, run->plan->total, user_data);
  finished = (Job **)jobs->pdata;
  for (guint i = 0; i < n_sources; i++)
    g_thread_pool_push (pool, finished[i], NULL);
  collect (run, progress, user_data);
  g_thread_pool_free (pool, FALSE, TRUE);

  fill_report (run, finished, report);
  if (run->pictures == 0)
    acu_unfinished_set_end (run->set);
  if (!write_labels (run, error) || !check_outcome (run, finished, error) ||
      (!run->options->no_sheet && !write_sheet (run, error)))
    return FALSE;
  acu_unfinished_set_end (run->set);
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
  g_autoptr (AcuSetPlan) plan = NULL;
  g_autoptr (AcuUnfinishedSet) set = NULL;
  g_autoptr (GAsyncQueue) finished = NULL;
  /* Cancelled by the caller's, and by the first picture that cannot be written. */
  g_autoptr (GCancellable) inner = g_cancellable_new ();
  g_auto (AcuSynthReport) unwanted = {0};
  gulong handler = 0;
  gboolean done;
  Run run;

  g_return_val_if_fail (options->from != NULL && options->out != NULL, FALSE);
  g_return_val_if_fail (options->held_out <= 45, FALSE);
  g_return_val_if_fail (options->collage <= 0 || options->view_side > 0, FALSE);

  report = report != NULL ? report : &unwanted;
  *report = (AcuSynthReport){.failures = g_ptr_array_new_with_free_func (g_free)};
  plan = acu_set_plan_new (options, error);
  if (plan == NULL)
    return FALSE;
  decoder = acu_decoder_new (&decoder_options, error);
  if (decoder == NULL || !acu_set_folder_make (options, error))
    return FALSE;
  set = acu_unfinished_set_open (options, plan, error);
  if (set == NULL)
    return FALSE;
  finished = g_async_queue_new ();
  run = (Run){options, plan, decoder, set, inner, finished, 0};
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cancel_cb), inner, NULL);
  done = make_set (&run, threads, progress, user_data, report, error);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, handler);
  return done;
}
