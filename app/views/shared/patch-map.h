/* The scores of one photo's patches, in the picture's own coordinates whatever size it was scored
 * at: what the quality map, the chart of patches and the words about a photo are made from. */
#pragma once

#include "app/catalog/score-store.h"
#include "app/views/shared/score-band.h"

G_BEGIN_DECLS

typedef struct _AcuPatchMap AcuPatchMap;

/* The map of @details, as @scorer gave them; both are copied. (transfer full) */
AcuPatchMap *acu_patch_map_new (const AcuScoreDetails *details, const AcuScorerInfo *scorer);

/* Reference counting, from any thread; a map never changes. */
AcuPatchMap *acu_patch_map_ref (AcuPatchMap *map);
void acu_patch_map_unref (AcuPatchMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPatchMap, acu_patch_map_unref)

AcuScoreScale acu_patch_map_get_scale (const AcuPatchMap *map);
double acu_patch_map_get_score (const AcuPatchMap *map);
double acu_patch_map_get_std (const AcuPatchMap *map);
guint acu_patch_map_get_n (const AcuPatchMap *map);

/* Where patch @index lies, as parts of the picture's width and height, 0..1. */
graphene_rect_t acu_patch_map_get_rect (const AcuPatchMap *map, guint index);
double acu_patch_map_get_patch_score (const AcuPatchMap *map, guint index);

/* The median of the patches' scores. */
double acu_patch_map_get_median (const AcuPatchMap *map);

guint acu_patch_map_get_worst (const AcuPatchMap *map);
guint acu_patch_map_get_best (const AcuPatchMap *map);

/* The patch whose centre is nearest to a point. */
guint acu_patch_map_find (const AcuPatchMap *map, double x, double y);

/* The next patch from @index towards (@dx,@dy), each -1, 0 or 1; @index itself at the border. */
guint acu_patch_map_step (const AcuPatchMap *map, guint index, int dx, int dy);

/* Weights of the four stages; NULL where the model has none.  They sum to 1, or are means of gates,
 * each 0..1. */
const float *acu_patch_map_get_fusion (const AcuPatchMap *map);
gboolean acu_patch_map_has_gates (const AcuPatchMap *map);

guint acu_patch_map_get_n_faults (const AcuPatchMap *map);
const char *acu_patch_map_get_fault_name (const AcuPatchMap *map, guint fault);

/* How strongly the fault is present, 0..1: over the whole photo / in one patch. */
double acu_patch_map_get_fault (const AcuPatchMap *map, guint fault);
double acu_patch_map_get_patch_fault (const AcuPatchMap *map, guint index, guint fault);

/* Fills @values, (@height,@width), with the scores between the patches: their mean, weighted by a
 * Gaussian of the distance to each patch's centre (Nadaraya and Watson's estimate), as wide as
 * patches are apart. */
void acu_patch_map_interpolate (const AcuPatchMap *map, int width, int height, float *values);

G_END_DECLS
