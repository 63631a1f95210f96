/* How the patches of a whole folder score: what one photo's patches are compared with. */
#pragma once

#include "app/catalog/score-store.h"

G_BEGIN_DECLS

/* Equal parts of the scale; a multiple of what any chart shows. */
#define ACU_PATCH_BINS 240

typedef struct {
  double min, max; /* the scorer's scale */
  guint n_photos;
  guint64 n_patches;
  guint64 counts[ACU_PATCH_BINS]; /* scores beyond the scale are counted at its ends */
} AcuPatchHistogram;

/* The patches of all photos of @folder, without those of folders in it, that are shown and that
 * @scorer has scored: one walk of the photos' index.  Where nothing is scored it is empty.
 * (transfer full) */
AcuPatchHistogram *acu_patch_histogram_load (
    AcuCatalog *catalog, gint64 scorer, gint64 folder, GCancellable *cancellable, GError **error);
void acu_patch_histogram_free (AcuPatchHistogram *histogram);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPatchHistogram, acu_patch_histogram_free)

/* The median score, to a part of the scale; NAN where the histogram is empty. */
double acu_patch_histogram_get_median (const AcuPatchHistogram *histogram);

G_END_DECLS
