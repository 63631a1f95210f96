#include "app/learning/scenes/bounds-tree.h"

#include <string.h>

#define LEAF_ITEMS 3

typedef struct {
  AcuBounds bounds;
  guint first; /* leaf: first index into items; branch: the left child, the right one follows */
  guint count; /* 0 in a branch */
} Node;

struct AcuBoundsTree {
  Node *nodes;
  guint n_nodes;
  guint *items;
};

static float
component (AcuVec3 v, guint axis)
{
  return axis == 0 ? v.x : axis == 1 ? v.y : v.z;
}

static void
grow (AcuBounds *bounds, const AcuBounds *other)
{
  bounds->low =
      acu_vec3 (acu_min (bounds->low.x, other->low.x), acu_min (bounds->low.y, other->low.y),
                acu_min (bounds->low.z, other->low.z));
  bounds->high =
      acu_vec3 (acu_max (bounds->high.x, other->high.x), acu_max (bounds->high.y, other->high.y),
                acu_max (bounds->high.z, other->high.z));
}

typedef struct {
  const AcuBounds *bounds;
  guint axis;
} SortKey;

static int
compare_centres_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const SortKey *key = data;
  guint first = *(const guint *)a, second = *(const guint *)b;
  float left = component (key->bounds[first].low, key->axis) +
               component (key->bounds[first].high, key->axis);
  float right = component (key->bounds[second].low, key->axis) +
                component (key->bounds[second].high, key->axis);

  if (left != right)
    return left < right ? -1 : 1;
  return first < second ? -1 : first > second;
}

static void
build (AcuBoundsTree *tree, const AcuBounds *bounds, guint node, guint first, guint count)
{
  AcuBounds all = bounds[tree->items[first]];
  AcuVec3 size;
  SortKey key = {bounds, 0};
  guint left;

  for (guint i = 1; i < count; i++)
    grow (&all, &bounds[tree->items[first + i]]);
  tree->nodes[node].bounds = all;
  if (count <= LEAF_ITEMS) {
    tree->nodes[node].first = first;
    tree->nodes[node].count = count;
    return;
  }

  size = acu_vec3_sub (all.high, all.low);
  key.axis = size.x >= size.y && size.x >= size.z ? 0 : size.y >= size.z ? 1 : 2;
  g_qsort_with_data (tree->items + first, (gint)count, sizeof (guint), compare_centres_cb, &key);
  left = tree->n_nodes;
  tree->n_nodes += 2;
  tree->nodes[node].first = left;
  tree->nodes[node].count = 0;
  build (tree, bounds, left, first, count / 2);
  build (tree, bounds, left + 1, first + count / 2, count - count / 2);
}

AcuBoundsTree *
acu_bounds_tree_new (const AcuBounds *bounds, guint count)
{
  AcuBoundsTree *tree;

  g_return_val_if_fail (count > 0, NULL);

  tree = g_new0 (AcuBoundsTree, 1);
  tree->nodes = g_new0 (Node, 2 * count);
  tree->items = g_new (guint, count);
  for (guint i = 0; i < count; i++)
    tree->items[i] = i;
  tree->n_nodes = 1;
  build (tree, bounds, 0, 0, count);
  return tree;
}

void
acu_bounds_tree_free (AcuBoundsTree *tree)
{
  if (tree == NULL)
    return;
  g_free (tree->nodes);
  g_free (tree->items);
  g_free (tree);
}

/* Slab test: returns the entry distance, or INFINITY where the ray misses the box in 0..@reach. */
static inline float
entry_distance (const AcuBounds *bounds, AcuVec3 origin, AcuVec3 inverse, float reach)
{
  float x0 = (bounds->low.x - origin.x) * inverse.x, x1 = (bounds->high.x - origin.x) * inverse.x;
  float y0 = (bounds->low.y - origin.y) * inverse.y, y1 = (bounds->high.y - origin.y) * inverse.y;
  float z0 = (bounds->low.z - origin.z) * inverse.z, z1 = (bounds->high.z - origin.z) * inverse.z;
  float near =
      acu_max (acu_max (acu_min (x0, x1), acu_min (y0, y1)), acu_max (acu_min (z0, z1), 0));
  float far =
      acu_min (acu_min (acu_max (x0, x1), acu_max (y0, y1)), acu_min (acu_max (z0, z1), reach));

  return near <= far ? near : INFINITY;
}

/* A node that the ray enters at the distance @entry. */
typedef struct {
  const Node *node;
  float entry;
} Visit;

/* Puts off the node with that index, if the ray meets it within @reach. */
static inline void
push (const AcuBoundsTree *tree,
      guint index,
      AcuVec3 origin,
      AcuVec3 inverse,
      float reach,
      Visit *stack,
      guint *depth)
{
  const Node *node = &tree->nodes[index];
  float entry = entry_distance (&node->bounds, origin, inverse, reach);

  if (entry < INFINITY)
    stack[(*depth)++] = (Visit){node, entry};
}

gint
acu_bounds_tree_hit (const AcuBoundsTree *tree,
                     const AcuRay *ray,
                     float *reach,
                     AcuBoundsTreeHitFunc hit,
                     gconstpointer world)
{
  AcuVec3 inverse = acu_vec3 (1 / ray->direction.x, 1 / ray->direction.y, 1 / ray->direction.z);
  Visit stack[64];
  guint depth = 0;
  gint nearest = -1;

  push (tree, 0, ray->origin, inverse, *reach, stack, &depth);
  while (depth > 0) {
    const Visit *visit = &stack[--depth];
    const Node *node = visit->node;

    if (!(visit->entry <= *reach)) /* something nearer was met since */
      continue;
    if (node->count == 0) {
      guint before = depth;

      push (tree, node->first, ray->origin, inverse, *reach, stack, &depth);
      push (tree, node->first + 1, ray->origin, inverse, *reach, stack, &depth);
      /* The nearer child is looked at first: its hit often rules the other one out. */
      if (depth == before + 2 && stack[before].entry <= stack[before + 1].entry) {
        Visit left = stack[before];

        stack[before] = stack[before + 1];
        stack[before + 1] = left;
      }
      continue;
    }
    for (guint i = 0; i < node->count; i++) {
      guint item = tree->items[node->first + i];

      if (hit (world, item, ray, reach))
        nearest = (gint)item;
    }
  }
  return nearest;
}

gboolean
acu_bounds_hit (const AcuBounds *bounds, const AcuRay *ray, float *near, float *far, guint *face)
{
  *near = -INFINITY;
  *far = INFINITY;
  for (guint axis = 0; axis < 3; axis++) {
    float inverse = 1 / component (ray->direction, axis);
    float a = (component (bounds->low, axis) - component (ray->origin, axis)) * inverse;
    float b = (component (bounds->high, axis) - component (ray->origin, axis)) * inverse;
    float enter = acu_min (a, b), leave = acu_max (a, b);

    if (enter > *near) {
      *near = enter;
      *face = axis;
    }
    *far = acu_min (*far, leave);
  }
  return *near <= *far && *far > 0;
}
