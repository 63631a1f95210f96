#include "app/learning/synth/source-collage.h"

#include <math.h>
#include <string.h>

/* Views that the leaves of one collage are cut from. */
#define N_VIEWS     3
#define MIN_LEAVES  3
#define MORE_LEAVES 10
/* Half of a leaf's longer axis, as a share of the side. */
#define MIN_RADIUS  0.06f
#define MAX_RADIUS  0.5f
/* The shorter axis by the longer. */
#define MIN_ASPECT  0.35f

typedef struct {
  gboolean is_round;
  float x, y;         /* the middle, in pixels */
  float cosine, sine; /* of the angle of the first axis */
  float radius[2];    /* half of the axes, in pixels */
} Leaf;

static Leaf
draw_leaf (int side, AcuRandom *random)
{
  Leaf leaf = {.is_round = acu_random_below (random, 2) == 1};
  float angle = (float)G_PI * acu_random_uniform (random);

  leaf.x = (float)side * acu_random_uniform (random);
  leaf.y = (float)side * acu_random_uniform (random);
  leaf.cosine = cosf (angle);
  leaf.sine = sinf (angle);
  leaf.radius[0] =
      (float)side * MIN_RADIUS * powf (MAX_RADIUS / MIN_RADIUS, acu_random_uniform (random));
  leaf.radius[1] = leaf.radius[0] * (MIN_ASPECT + (1 - MIN_ASPECT) * acu_random_uniform (random));
  return leaf;
}

/* How much of the pixel at @x, @y the leaf covers, 0..1: an edge is a pixel wide. */
static float
cover (const Leaf *leaf, int x, int y)
{
  float dx = (float)x - leaf->x, dy = (float)y - leaf->y;
  float u = (dx * leaf->cosine + dy * leaf->sine) / leaf->radius[0];
  float v = (dy * leaf->cosine - dx * leaf->sine) / leaf->radius[1];
  float inside;

  if (leaf->is_round) {
    float length = hypotf (u, v);
    /* By the steepness of `length` here, which makes it a distance in pixels near the edge. */
    float steepness = hypotf (u / leaf->radius[0], v / leaf->radius[1]) / fmaxf (length, 1e-6f);

    inside = (1 - length) / fmaxf (steepness, 1e-6f);
  } else {
    inside = fminf ((1 - fabsf (u)) * leaf->radius[0], (1 - fabsf (v)) * leaf->radius[1]);
  }
  return CLAMP (inside + 0.5f, 0.0f, 1.0f);
}

static void
lay (const Leaf *leaf, const AcuImage *view, AcuImage *collage)
{
  float reach = hypotf (leaf->radius[0], leaf->radius[1]) + 1;
  int left = MAX (0, (int)(leaf->x - reach)),
      right = MIN (collage->width - 1, (int)(leaf->x + reach));
  int top = MAX (0, (int)(leaf->y - reach)),
      bottom = MIN (collage->height - 1, (int)(leaf->y + reach));

  for (int y = top; y <= bottom; y++) {
    for (int x = left; x <= right; x++) {
      gsize at = 3 * ((gsize)y * (gsize)collage->width + (gsize)x);
      float share = cover (leaf, x, y);

      for (gsize k = at; share > 0 && k < at + 3; k++) {
        float from = collage->pixels[k], to = view->pixels[k];
        collage->pixels[k] = (guint8)(from + share * (to - from) + 0.5f);
      }
    }
  }
}

AcuImage *
acu_source_collage_new (AcuImage *const *photos,
                        guint n_photos,
                        const AcuSourceViewSize *size,
                        AcuRandom *random,
                        GError **error)
{
  g_autoptr (AcuImage) collage = NULL;
  g_autoptr (GPtrArray) views = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_image_unref);
  guint n_leaves = MIN_LEAVES + acu_random_below (random, MORE_LEAVES);

  g_return_val_if_fail (n_photos > 0 && size->side > 0, NULL);

  collage = acu_source_view_new (photos[0], size, random, error);
  for (guint i = 0; collage != NULL && i < N_VIEWS; i++) {
    AcuImage *view =
        acu_source_view_new (photos[acu_random_below (random, n_photos)], size, random, error);

    if (view == NULL)
      return NULL;
    g_ptr_array_add (views, view);
  }
  for (guint i = 0; collage != NULL && i < n_leaves; i++) {
    const AcuImage *view = g_ptr_array_index (views, acu_random_below (random, N_VIEWS));
    Leaf leaf = draw_leaf (collage->width, random);

    /* Photos with a side shorter than that of a view have smaller ones. */
    if (view->width == collage->width)
      lay (&leaf, view, collage);
  }
  return g_steal_pointer (&collage);
}
