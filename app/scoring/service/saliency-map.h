/* What in a whole photo lowers and what raises its score, gathered from its patches. */
#pragma once

#include "app/imaging/patch-plan.h"

G_BEGIN_DECLS

typedef struct _AcuSaliencyMap AcuSaliencyMap;

/* The map's longer side at most, in cells. */
#define ACU_SALIENCY_MAP_SIDE 768

/* The parts of a photo that words tell apart, along each side. */
#define ACU_SALIENCY_PARTS 3

/* An empty map for a picture of @width x @height pixels, from which patches of @side pixels are
 * cut. (transfer full) */
AcuSaliencyMap *acu_saliency_map_new (int width, int height, guint side);
void acu_saliency_map_free (AcuSaliencyMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuSaliencyMap, acu_saliency_map_free)

/* Adds what acu_saliency_contributions() says of the patch at @place, F32 (S,S). */
void acu_saliency_map_add (AcuSaliencyMap *map, AcuPatch place, const float *contributions);

/* The size in cells, each a square of as many pixels as it takes. */
int acu_saliency_map_get_width (const AcuSaliencyMap *map);
int acu_saliency_map_get_height (const AcuSaliencyMap *map);

/* Writes the cells, F32 (H,W): means over the patches that cover them, smoothed over a small part
 * of a large map, as parts of the strength that all but a fiftieth stay below, within -1 and 1; 0
 * where no patch was added yet. */
void acu_saliency_map_get_cells (const AcuSaliencyMap *map, float *cells);

/* Writes which share of all that lowers the score lies in each part, (row,column); they sum to 1,
 * or are 0 where nothing does. */
void acu_saliency_map_get_shares (const AcuSaliencyMap *map,
                                  double shares[ACU_SALIENCY_PARTS * ACU_SALIENCY_PARTS]);

G_END_DECLS
