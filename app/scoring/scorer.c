#include "app/scoring/scorer.h"

#include <math.h>
#include <string.h>

/* A picture on its way through. */
typedef struct {
  gpointer item;
  AcuImage *image; /* until the last of its patches is cut */
  AcuScore *score; /* NULL for an item that was skipped */
  gsize n_cut;
  gsize n_scored;
} Picture;

struct _AcuScorer {
  AcuPredictor *predictor;
  AcuScorerFunc func;
  gpointer user_data;
  GDestroyNotify item_free;

  GQueue pictures; /* Picture, in the order of delivery */
  GList *uncut;    /* the first of them that has patches to cut; NULL if none has */

  guint batch;
  gsize side;     /* of a patch, pixels */
  guint n_faults; /* K */
  guint n_staged;
  guint8 *staging; /* (batch,S,S,3): patches in the order of the pictures */
  AcuPrediction prediction;
};

static void
score_free (AcuScore *score)
{
  if (score == NULL)
    return;
  g_free (score->faults);
  g_free (score->patches);
  g_free (score->patch_scores);
  g_free (score->patch_faults);
  g_free (score);
}

static void
picture_free (AcuScorer *scorer, Picture *picture)
{
  if (scorer->item_free != NULL)
    scorer->item_free (picture->item);
  g_clear_pointer (&picture->image, acu_image_unref);
  score_free (picture->score);
  g_free (picture);
}

AcuScorer *
acu_scorer_new (AcuPredictor *predictor,
                AcuScorerFunc func,
                gpointer user_data,
                GDestroyNotify item_free)
{
  const AcuArchitecture *architecture =
      acu_model_get_architecture (acu_predictor_get_model (predictor));
  AcuScorer *scorer = g_new0 (AcuScorer, 1);

  scorer->predictor = predictor;
  scorer->func = func;
  scorer->user_data = user_data;
  scorer->item_free = item_free;
  g_queue_init (&scorer->pictures);
  scorer->batch = acu_predictor_get_batch (predictor);
  scorer->side = architecture->input_size;
  scorer->n_faults = acu_architecture_count_faults (architecture);
  scorer->staging = g_malloc (scorer->batch * scorer->side * scorer->side * 3);
  scorer->prediction.scores = g_new (float, scorer->batch);
  if (scorer->n_faults > 0)
    scorer->prediction.faults = g_new (float, (gsize)scorer->batch * scorer->n_faults);
  if (acu_predictor_has_fusion_weights (predictor))
    scorer->prediction.fusion_weights = g_new (float, (gsize)scorer->batch *ACU_STAGES);
  return scorer;
}

void
acu_scorer_free (AcuScorer *scorer)
{
  Picture *picture;

  if (scorer == NULL)
    return;
  while ((picture = g_queue_pop_head (&scorer->pictures)) != NULL)
    picture_free (scorer, picture);
  g_free (scorer->staging);
  g_free (scorer->prediction.scores);
  g_free (scorer->prediction.faults);
  g_free (scorer->prediction.fusion_weights);
  acu_predictor_free (scorer->predictor);
  g_free (scorer);
}

AcuPredictor *
acu_scorer_get_predictor (AcuScorer *scorer)
{
  return scorer->predictor;
}

/* Two passes: patches of one picture often differ by less than their mean's rounding. */
static void
summarize (AcuScore *score)
{
  double n = (double)score->n_patches;
  double squares = 0;

  for (gsize i = 0; i < score->n_patches; i++)
    score->score += (double)score->patch_scores[i] / n;
  for (gsize i = 0; i < score->n_patches; i++) {
    double difference = (double)score->patch_scores[i] - score->score;

    squares += difference * difference;
  }
  score->std = sqrt (squares / n);
  for (guint k = 0; k < score->n_faults; k++)
    for (gsize i = 0; i < score->n_patches; i++)
      score->faults[k] += (double)score->patch_faults[i * score->n_faults + k] / n;
}

/* Hands over every picture that is complete and has none incomplete before it. */
static void
deliver (AcuScorer *scorer)
{
  for (;;) {
    Picture *picture = g_queue_peek_head (&scorer->pictures);

    if (picture == NULL ||
        (picture->score != NULL && picture->n_scored < picture->score->n_patches))
      return;
    g_queue_pop_head (&scorer->pictures);
    if (picture->score != NULL)
      summarize (picture->score);
    scorer->func (picture->item, picture->score, scorer->user_data);
    picture_free (scorer, picture);
  }
}

/* Gives the numbers of the last run to the pictures whose patches they are. */
static void
distribute (AcuScorer *scorer)
{
  GList *link = scorer->pictures.head;

  for (guint i = 0; i < scorer->n_staged; i++) {
    Picture *picture = link->data;

    while (picture->score == NULL || picture->n_scored == picture->score->n_patches) {
      link = link->next;
      picture = link->data;
    }
    picture->score->patch_scores[picture->n_scored] = scorer->prediction.scores[i];
    if (scorer->n_faults > 0)
      memcpy (picture->score->patch_faults + picture->n_scored * scorer->n_faults,
              scorer->prediction.faults + (gsize)i * scorer->n_faults,
              scorer->n_faults * sizeof (float));
    if (scorer->prediction.fusion_weights != NULL)
      for (guint stage = 0; stage < ACU_STAGES; stage++)
        picture->score->fusion_weights[stage] +=
            (double)scorer->prediction.fusion_weights[i * ACU_STAGES + stage] /
            (double)picture->score->n_patches;
    picture->n_scored++;
  }
  scorer->n_staged = 0;
}

static gboolean
run (AcuScorer *scorer, GCancellable *cancellable, GError **error)
{
  if (scorer->n_staged > 0) {
    if (!acu_predictor_run (scorer->predictor, scorer->staging, scorer->n_staged,
                            &scorer->prediction, cancellable, error))
      return FALSE;
    distribute (scorer);
  }
  deliver (scorer);
  return TRUE;
}

static void
cut_patch (AcuScorer *scorer, const AcuImage *image, AcuPatch patch)
{
  gsize row = scorer->side * 3;
  gsize stride = (gsize)image->width * 3;
  const guint8 *source = image->pixels + (gsize)patch.y * stride + (gsize)patch.x * 3;
  guint8 *target = scorer->staging + scorer->n_staged * scorer->side * row;

  for (gsize y = 0; y < scorer->side; y++)
    memcpy (target + y * row, source + y * stride, row);
  scorer->n_staged++;
}

/* Cuts what is uncut, running whenever the staging area is full.  Only pictures whose patches are
 * all cut can be delivered meanwhile, so `uncut` stays in the queue. */
static gboolean
cut_and_run (AcuScorer *scorer, GCancellable *cancellable, GError **error)
{
  while (scorer->uncut != NULL) {
    Picture *picture = scorer->uncut->data;

    if (picture->image == NULL) {
      scorer->uncut = scorer->uncut->next;
      continue;
    }
    if (scorer->n_staged == scorer->batch && !run (scorer, cancellable, error))
      return FALSE;
    cut_patch (scorer, picture->image, picture->score->patches[picture->n_cut++]);
    if (picture->n_cut == picture->score->n_patches) {
      g_clear_pointer (&picture->image, acu_image_unref);
      scorer->uncut = scorer->uncut->next;
    }
  }
  return scorer->n_staged < scorer->batch || run (scorer, cancellable, error);
}

static gboolean
fits (AcuScorer *scorer, const AcuImage *image, AcuPatch patch)
{
  return patch.y >= 0 && patch.x >= 0 && (gsize)patch.y + scorer->side <= (gsize)image->height &&
         (gsize)patch.x + scorer->side <= (gsize)image->width;
}

gboolean
acu_scorer_push (AcuScorer *scorer,
                 AcuImage *image,
                 const AcuPatch *patches,
                 gsize n_patches,
                 gpointer item,
                 GCancellable *cancellable,
                 GError **error)
{
  Picture *picture;
  AcuScore *score;

  g_return_val_if_fail (n_patches > 0, FALSE);
  for (gsize i = 0; i < n_patches; i++)
    g_return_val_if_fail (fits (scorer, image, patches[i]), FALSE);

  score = g_new0 (AcuScore, 1);
  score->n_patches = n_patches;
  score->patches = g_memdup2 (patches, n_patches * sizeof *patches);
  score->patch_scores = g_new (float, n_patches);
  score->n_faults = scorer->n_faults;
  score->has_gates = acu_predictor_has_fusion_gates (scorer->predictor);
  if (scorer->n_faults > 0) {
    score->faults = g_new0 (double, scorer->n_faults);
    score->patch_faults = g_new (float, n_patches * scorer->n_faults);
  }
  picture = g_new0 (Picture, 1);
  picture->item = item;
  picture->image = acu_image_ref (image);
  picture->score = score;
  g_queue_push_tail (&scorer->pictures, picture);
  if (scorer->uncut == NULL)
    scorer->uncut = scorer->pictures.tail;
  return cut_and_run (scorer, cancellable, error);
}

void
acu_scorer_skip (AcuScorer *scorer, gpointer item)
{
  Picture *picture = g_new0 (Picture, 1);

  picture->item = item;
  g_queue_push_tail (&scorer->pictures, picture);
  deliver (scorer);
}

gboolean
acu_scorer_flush (AcuScorer *scorer, GCancellable *cancellable, GError **error)
{
  return cut_and_run (scorer, cancellable, error) && run (scorer, cancellable, error);
}
