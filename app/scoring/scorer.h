/* Scores pictures: cuts their patches, fills runs with patches of several pictures, and hands back
 * one score a picture, in the order in which they came.  For one thread at a time. */
#pragma once

#include "app/imaging/image.h"
#include "app/imaging/patch-plan.h"
#include "app/scoring/predictor.h"

G_BEGIN_DECLS

/* What a model says of one picture. */
typedef struct {
  double score; /* mean of the patches' scores, on the model's scale; not finite only where the
                 * network itself overflowed */
  double std;   /* population standard deviation of the patches' scores */
  guint n_faults;
  double *faults;                    /* (K): mean over the patches, 0..1; NULL without a head */
  double fusion_weights[ACU_STAGES]; /* mean over the patches; zeros where the fusion has none */
  gboolean has_gates;                /* these are means of the gates of `channel` fusion */

  gsize n_patches;
  AcuPatch *patches;   /* where they were cut */
  float *patch_scores; /* (n) */
  float *patch_faults; /* (n,K), or NULL */
} AcuScore;

/* Called once for every @item: with its score, which the callee may read until it returns, or with
 * NULL for one that was skipped. */
typedef void (*AcuScorerFunc) (gpointer item, const AcuScore *score, gpointer user_data);

typedef struct _AcuScorer AcuScorer;

/* Takes @predictor.  @func is called from acu_scorer_push(), acu_scorer_skip() and
 * acu_scorer_flush(); @item_free, which may be NULL, is for items afterwards and for those that
 * are never delivered. (transfer full) */
AcuScorer *acu_scorer_new (AcuPredictor *predictor,
                           AcuScorerFunc func,
                           gpointer user_data,
                           GDestroyNotify item_free);
void acu_scorer_free (AcuScorer *scorer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuScorer, acu_scorer_free)

AcuPredictor *acu_scorer_get_predictor (AcuScorer *scorer);

/* Takes @item and copies the @n_patches > 0 patches of the model's input size out of @image, which
 * must contain them; runs the network whenever enough have come together.  On failure, errors as
 * those of acu_predictor_run(), the item stays: scoring goes on where it stopped with the next
 * call. */
gboolean acu_scorer_push (AcuScorer *scorer,
                          AcuImage *image,
                          const AcuPatch *patches,
                          gsize n_patches,
                          gpointer item,
                          GCancellable *cancellable,
                          GError **error);

/* Takes @item, which has no patches but keeps its place in the order. */
void acu_scorer_skip (AcuScorer *scorer, gpointer item);

/* Scores what has been pushed and not been scored yet. */
gboolean acu_scorer_flush (AcuScorer *scorer, GCancellable *cancellable, GError **error);

G_END_DECLS
