#include "app/learning/synth/recipe.h"

#include "app/learning/synth/annoyance.h"
#include "app/learning/synth/full-reference.h"
#include "app/learning/synth/local-mask.h"

#include <math.h>

#define MIXTURES     8
#define LOCALS       6
#define SINGLES      (ACU_N_DEGRADATIONS * ACU_DEGRADATION_LEVELS)
#define ROUND        (SINGLES + MIXTURES + LOCALS)
#define LEVEL_SPREAD 0.4

guint
acu_recipe_get_round (void)
{
  return ROUND;
}

static double
spread_level (double level, AcuRandom *random)
{
  return level + LEVEL_SPREAD * (2 * acu_random_uniform (random) - 1);
}

/* Two degradations of one kind (two blurs, two exposures) are no mixture. */
static void
draw_mixture (AcuRecipe *recipe, AcuRandom *random)
{
  guint32 order[ACU_N_DEGRADATIONS];
  gboolean used[ACU_N_DEGRADATIONS] = {FALSE}, picked[ACU_N_DEGRADATIONS] = {FALSE};
  guint wanted = 2 + acu_random_below (random, ACU_RECIPE_MAX_STEPS - 1), count = 0;

  for (guint32 i = 0; i < ACU_N_DEGRADATIONS; i++)
    order[i] = i;
  acu_random_shuffle (random, order, ACU_N_DEGRADATIONS);
  for (guint i = 0; i < ACU_N_DEGRADATIONS && count < wanted; i++) {
    AcuDegradation degradation = (AcuDegradation)order[i];
    guint kind = acu_degradation_get_fault (degradation);

    if (degradation == ACU_DEGRADATION_UNDER_EXPOSURE)
      kind = acu_degradation_get_fault (ACU_DEGRADATION_OVER_EXPOSURE);
    if (used[kind])
      continue;
    used[kind] = picked[degradation] = TRUE;
    count++;
  }
  for (guint i = 0; i < ACU_N_DEGRADATIONS; i++) {
    if (!picked[i])
      continue;
    recipe->degradations[recipe->n_steps] = (AcuDegradation)i;
    recipe->levels[recipe->n_steps++] = 0.6 + 3.4 * acu_random_uniform (random);
  }
}

/* Faults that can be in a part of a picture: not those of a whole file. */
static const AcuDegradation local_degradations[] = {
    ACU_DEGRADATION_DEFOCUS,       ACU_DEGRADATION_MOTION,         ACU_DEGRADATION_GAUSSIAN,
    ACU_DEGRADATION_OVER_EXPOSURE, ACU_DEGRADATION_UNDER_EXPOSURE, ACU_DEGRADATION_SENSOR_NOISE,
    ACU_DEGRADATION_LOW_CONTRAST,  ACU_DEGRADATION_HALOS,          ACU_DEGRADATION_JPEG,
};

AcuRecipe
acu_recipe_draw (guint64 seed, guint64 source, guint index)
{
  AcuRecipe recipe = {.seed = seed};
  guint64 round = index / ROUND;
  AcuRandom shuffle = acu_random_new (seed, source + 2 * round), random;
  guint32 order[ROUND], kind;

  for (guint32 i = 0; i < ROUND; i++)
    order[i] = i;
  acu_random_shuffle (&shuffle, order, ROUND);
  kind = order[index % ROUND];

  /* One stream for drawing the recipe; the next ones are for carrying it out. */
  recipe.stream = source ^ ((guint64)(index + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
  random = acu_random_new (seed, recipe.stream++);
  if (kind < SINGLES) {
    recipe.n_steps = 1;
    recipe.degradations[0] = (AcuDegradation)(kind / ACU_DEGRADATION_LEVELS);
    recipe.levels[0] = spread_level (kind % ACU_DEGRADATION_LEVELS + 1, &random);
  } else if (kind < SINGLES + MIXTURES) {
    draw_mixture (&recipe, &random);
  } else {
    guint32 which = acu_random_below (&random, G_N_ELEMENTS (local_degradations));

    recipe.n_steps = 1;
    recipe.local = TRUE;
    recipe.degradations[0] = local_degradations[which];
    recipe.levels[0] = 2 + 3 * acu_random_uniform (&random);
  }
  return recipe;
}

char *
acu_recipe_dup_name (const AcuRecipe *recipe)
{
  GString *name = g_string_new (recipe->local ? "local " : "");

  for (guint i = 0; i < recipe->n_steps; i++)
    g_string_append_printf (name, "%s%s", i > 0 ? "+" : "",
                            acu_degradation_get_name (recipe->degradations[i]));
  if (recipe->n_steps == 0)
    g_string_append (name, "none");
  return g_string_free (name, FALSE);
}

void
acu_recipe_result_clear (AcuRecipeResult *result)
{
  g_clear_pointer (&result->image, acu_image_unref);
  g_clear_pointer (&result->severity, acu_plane_free);
}

/* One step, with the same chance whether it is measured alone or is part of a mixture. */
static gboolean
run_step (const AcuRecipe *recipe, guint step, AcuFloatPicture *picture, GError **error)
{
  AcuRandom random = acu_random_new (recipe->seed, recipe->stream + step);

  return acu_degradation_apply (recipe->degradations[step], recipe->levels[step], &random, picture,
                                error);
}

/* Degrades a copy of @source by one step alone and scores it. */
static AcuImage *
run_alone (const AcuRecipe *recipe, guint step, AcuImage *source, double *score, GError **error)
{
  g_autoptr (AcuFloatPicture) picture = acu_float_picture_new_from_image (source);
  g_autoptr (AcuImage) image = NULL;
  AcuFullReference measures;

  if (!run_step (recipe, step, picture, error))
    return NULL;
  image = acu_float_picture_to_image (picture, error);
  if (image == NULL)
    return NULL;
  measures = acu_full_reference_measure (source, image);
  *score =
      acu_annoyance_score (recipe->degradations[step], acu_full_reference_distance (&measures));
  return g_steal_pointer (&image);
}

/* Keeps the degraded pixels where the mask is 1 and the source's where it is 0. */
static AcuImage *
blend (const AcuImage *source, const AcuImage *degraded, const AcuPlane *mask, GError **error)
{
  AcuImage *image = acu_image_new (source->width, source->height, error);
  gsize count = (gsize)source->width * (gsize)source->height;

  if (image == NULL)
    return NULL;
  for (gsize i = 0; i < count; i++) {
    for (gsize k = 3 * i; k < 3 * i + 3; k++) {
      float from = source->pixels[k], to = degraded->pixels[k];
      image->pixels[k] = (guint8)(from + mask->values[i] * (to - from) + 0.5f);
    }
  }
  return image;
}

static gboolean
make_local (const AcuRecipe *recipe, AcuImage *source, AcuRecipeResult *result, GError **error)
{
  AcuRandom random = acu_random_new (recipe->seed, recipe->stream + ACU_RECIPE_MAX_STEPS);
  g_autoptr (AcuPlane) mask = acu_local_mask_new (source->width, source->height, &random);
  AcuImage *blended = blend (source, result->image, mask, error);
  double share = acu_local_mask_get_share (mask), taken = (100 - result->score) / 100;
  gsize count = (gsize)source->width * (gsize)source->height;

  if (blended == NULL)
    return FALSE;
  acu_image_unref (result->image);
  result->image = blended;
  result->score = acu_annoyance_of_part (result->score, share);
  result->strengths[0] = (100 - result->score) / 100;
  for (gsize i = 0; i < count; i++)
    mask->values[i] *= (float)taken;
  result->severity = g_steal_pointer (&mask);
  return TRUE;
}

static gboolean
make_mixture (const AcuRecipe *recipe, AcuImage *source, AcuRecipeResult *result, GError **error)
{
  g_autoptr (AcuFloatPicture) picture = acu_float_picture_new_from_image (source);

  for (guint step = 0; step < recipe->n_steps; step++)
    if (!run_step (recipe, step, picture, error))
      return FALSE;
  acu_image_unref (result->image);
  result->image = acu_float_picture_to_image (picture, error);
  return result->image != NULL;
}

gboolean
acu_recipe_run (const AcuRecipe *recipe, AcuImage *source, AcuRecipeResult *result, GError **error)
{
  g_auto (AcuRecipeResult) made = {.score = 100};
  double scores[ACU_RECIPE_MAX_STEPS];

  if (recipe->n_steps == 0)
    made.image = acu_image_ref (source);
  for (guint step = 0; step < recipe->n_steps; step++) {
    g_clear_pointer (&made.image, acu_image_unref);
    made.image = run_alone (recipe, step, source, &scores[step], error);
    if (made.image == NULL)
      return FALSE;
    made.strengths[step] = (100 - scores[step]) / 100;
  }
  made.score = acu_annoyance_combine (scores, recipe->n_steps);
  if (recipe->n_steps > 1 && !make_mixture (recipe, source, &made, error))
    return FALSE;
  if (recipe->local && !make_local (recipe, source, &made, error))
    return FALSE;
  *result = made;
  made = (AcuRecipeResult){NULL};
  return TRUE;
}
