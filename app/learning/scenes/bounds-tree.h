/* A tree of boxes over many small objects, so that a ray meets only the few it may hit. */
#pragma once

#include "app/learning/scenes/vector.h"

#include <glib.h>

typedef struct {
  AcuVec3 origin, direction;
} AcuRay;

typedef struct {
  AcuVec3 low, high;
} AcuBounds;

typedef struct AcuBoundsTree AcuBoundsTree;

/* Tells whether @ray meets object @item nearer than *@reach; if so, shortens *@reach to it. */
typedef gboolean (*AcuBoundsTreeHitFunc) (gconstpointer world,
                                          guint item,
                                          const AcuRay *ray,
                                          float *reach);

/* Builds a tree over @count boxes by halving at the median of the longest axis. */
AcuBoundsTree *acu_bounds_tree_new (const AcuBounds *bounds, guint count);
void acu_bounds_tree_free (AcuBoundsTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuBoundsTree, acu_bounds_tree_free)

/* Finds the nearest object along @ray, nearer than *@reach.
 *
 * Returns its index, with *@reach set to its distance, or -1 where there is none. */
gint acu_bounds_tree_hit (const AcuBoundsTree *tree,
                          const AcuRay *ray,
                          float *reach,
                          AcuBoundsTreeHitFunc hit,
                          gconstpointer world);

/* Tells whether @ray meets the box at all; if so, it is inside from *@near, which is negative where
 * it starts inside, to *@far, and enters through a face across the axis *@face (0..2). */
gboolean
acu_bounds_hit (const AcuBounds *bounds, const AcuRay *ray, float *near, float *far, guint *face);
