#include "app/learning/scenes/height-field.h"

#include "app/learning/scenes/noise.h"

#define DROP_LIFE   72
#define INERTIA     0.08f
#define CAPACITY    5.0f
#define DEPOSITION  0.25f
#define EROSION     0.28f
#define EVAPORATION 0.015f
#define LEAST_SLOPE 0.012f

/* As far as drops keep from the edges, and as they reach around them, in cells. */
#define MARGIN 2

AcuHeightField *
acu_height_field_new (guint size, float cell, float left, float back)
{
  AcuHeightField *field = g_new0 (AcuHeightField, 1);

  field->size = size;
  field->cell = cell;
  field->left = left;
  field->back = back;
  field->heights = g_new0 (float, (gsize)size *size);
  return field;
}

void
acu_height_field_free (AcuHeightField *field)
{
  if (field == NULL)
    return;
  g_free (field->heights);
  g_free (field);
}

/* Height and slopes inside the cell of (@x, @y), in cells. */
static inline float
bilinear (const AcuHeightField *field, float x, float y, float *slope_x, float *slope_y)
{
  guint column = (guint)x, row = (guint)y;
  float u = x - (float)column, v = y - (float)row;
  const float *h = field->heights + (gsize)row * field->size + column;
  float a = h[0], b = h[1], c = h[field->size], d = h[field->size + 1];

  *slope_x = (1 - v) * (b - a) + v * (d - c);
  *slope_y = (1 - u) * (c - a) + u * (d - b);
  return (1 - v) * ((1 - u) * a + u * b) + v * ((1 - u) * c + u * d);
}

/* A spot of soil: what of it lies where, row by row, and the sum of that. */
typedef struct {
  int reach;
  float weights[(2 * MARGIN + 1) * (2 * MARGIN + 1)];
  float total;
} Spot;

static Spot
make_spot (int reach)
{
  Spot spot = {.reach = reach};
  float *weight = spot.weights;

  for (int j = -reach; j <= reach; j++)
    for (int i = -reach; i <= reach; i++) {
      *weight = acu_max (0.0f, (float)reach + 0.7f - acu_hypot ((float)i, (float)j));
      spot.total += *weight++;
    }
  return spot;
}

/* Adds @amount of soil around (@x, @y), which is MARGIN cells and more from every edge. */
static void
spread (AcuHeightField *field, float x, float y, float amount, const Spot *spot)
{
  int column = (int)(x + 0.5f), row = (int)(y + 0.5f), reach = spot->reach;
  const float *weight = spot->weights;

  for (int j = -reach; j <= reach; j++) {
    float *height = field->heights + (gsize)(row + j) * field->size + (column - reach);

    for (int i = -reach; i <= reach; i++)
      *height++ += amount * *weight++ / spot->total;
  }
}

void
acu_height_field_erode (AcuHeightField *field, guint drops, guint32 seed)
{
  /* What is taken is taken from a wider spot than what is left, or the drops would drill holes. */
  const Spot narrow = make_spot (1), wide = make_spot (MARGIN);
  float limit = (float)field->size - MARGIN - 1;

  g_return_if_fail (field->size > 2 * MARGIN);

  for (guint drop = 0; drop < drops; drop++) {
    float x = MARGIN + (limit - MARGIN) * acu_hash_unit ((gint32)drop, 0, 1, seed);
    float y = MARGIN + (limit - MARGIN) * acu_hash_unit ((gint32)drop, 1, 1, seed);
    float to_x = 0, to_y = 0, speed = 1, water = 1, soil = 0;

    for (guint life = 0; life < DROP_LIFE; life++) {
      float slope_x, slope_y, length, fall, capacity, old_x = x, old_y = y;
      float height = bilinear (field, x, y, &slope_x, &slope_y);

      to_x = INERTIA * to_x - (1 - INERTIA) * slope_x;
      to_y = INERTIA * to_y - (1 - INERTIA) * slope_y;
      length = acu_hypot (to_x, to_y);
      if (length < 1e-6f)
        break;
      x += to_x / length;
      y += to_y / length;
      to_x /= length;
      to_y /= length;
      /* Nor does it go anywhere from a height that is no number. */
      if (!(x >= MARGIN && y >= MARGIN && x <= limit && y <= limit))
        break;

      fall = height - bilinear (field, x, y, &slope_x, &slope_y);
      capacity = acu_max (fall / field->cell, LEAST_SLOPE) * speed * water * CAPACITY;
      if (fall < 0) {
        /* The drop would run uphill: it fills the pit behind it first. */
        float amount = acu_min (soil, -fall);

        spread (field, old_x, old_y, amount, &narrow);
        soil -= amount;
      } else if (soil > capacity) {
        float amount = DEPOSITION * (soil - capacity);

        spread (field, old_x, old_y, amount, &narrow);
        soil -= amount;
      } else {
        float amount = acu_min (EROSION * (capacity - soil), fall);

        spread (field, old_x, old_y, -amount, &wide);
        soil += amount;
      }
      speed = sqrtf (acu_max (0.05f, 0.9f * speed * speed + 0.6f * fall / field->cell));
      water *= 1 - EVAPORATION;
    }
  }
}

static void
spline_weights (float t, float weight[4], float slope[4])
{
  float s = 1 - t;

  weight[0] = s * s * s / 6;
  weight[1] = (3 * t * t * t - 6 * t * t + 4) / 6;
  weight[2] = (3 * s * s * s - 6 * s * s + 4) / 6;
  weight[3] = t * t * t / 6;
  slope[0] = -s * s / 2;
  slope[1] = (3 * t * t - 4 * t) / 2;
  slope[2] = -(3 * s * s - 4 * s) / 2;
  slope[3] = t * t / 2;
}

float
acu_height_field_at (const AcuHeightField *field, float x, float z, float *slope_x, float *slope_z)
{
  float limit = (float)field->size - 3.01f;
  float u = acu_min (acu_max ((x - field->left) / field->cell, 1), limit);
  float v = acu_min (acu_max ((z - field->back) / field->cell, 1), limit);
  guint column = (guint)u, row = (guint)v;
  float wx[4], wz[4], dx[4], dz[4], height = 0, sx = 0, sz = 0;

  spline_weights (u - (float)column, wx, dx);
  spline_weights (v - (float)row, wz, dz);
  for (guint j = 0; j < 4; j++) {
    const float *h = field->heights + (gsize)(row + j - 1) * field->size + column - 1;
    float across = wx[0] * h[0] + wx[1] * h[1] + wx[2] * h[2] + wx[3] * h[3];

    height += wz[j] * across;
    sz += dz[j] * across;
    sx += wz[j] * (dx[0] * h[0] + dx[1] * h[1] + dx[2] * h[2] + dx[3] * h[3]);
  }
  if (slope_x != NULL)
    *slope_x = sx / field->cell;
  if (slope_z != NULL)
    *slope_z = sz / field->cell;
  return height;
}
