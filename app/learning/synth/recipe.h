/* What is to be done to one copy of a photo, and doing it. */
#pragma once

#include "app/learning/synth/degradation.h"
#include "app/learning/synth/plane.h"

#define ACU_RECIPE_MAX_STEPS 3

typedef struct {
  guint n_steps;                                     /* 0: the photo as it is */
  AcuDegradation degradations[ACU_RECIPE_MAX_STEPS]; /* in the order of the enumeration */
  double levels[ACU_RECIPE_MAX_STEPS];
  gboolean local;       /* in a part of the picture; only with one step */
  guint64 seed, stream; /* of all chance in carrying it out */
} AcuRecipe;

/* How many different recipes a photo goes through before they start again with other draws: each
 * degradation at each level, mixtures, and local faults. */
guint acu_recipe_get_round (void);

/* Returns recipe @index of the photo whose name has the hash @source: a pure function of the three.
 * Every photo has the recipes of a round in an order of its own. Levels are spread by 0.4 around
 * the whole ones, so that scores fill the scale. */
AcuRecipe acu_recipe_draw (guint64 seed, guint64 source, guint index);

/* Returns e.g. "defocus", "gaussian+jpeg", "local motion" or "none". (transfer full) */
char *acu_recipe_dup_name (const AcuRecipe *recipe);

typedef struct {
  AcuImage *image;
  double score;                           /* 0..100 */
  double strengths[ACU_RECIPE_MAX_STEPS]; /* 0..1, how much each step alone takes from 100 */
  AcuPlane *severity; /* (H,W), 0..1: what is taken at each pixel; NULL: the same everywhere */
} AcuRecipeResult;

void acu_recipe_result_clear (AcuRecipeResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuRecipeResult, acu_recipe_result_clear)

/* Carries @recipe out on @source (both sides at least 11 pixels) and labels what comes of it, as
 * annoyance.h says. Fails with an ACU_SYNTH_ERROR or ACU_IMAGING_ERROR. */
gboolean
acu_recipe_run (const AcuRecipe *recipe, AcuImage *source, AcuRecipeResult *result, GError **error);
