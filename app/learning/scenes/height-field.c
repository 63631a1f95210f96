#include "app/learning/scenes/height-field.h"

#include "app/learning/scenes/noise.h"

#define DROP_LIFE   72
#define INERTIA     0.08f
#define CAPACITY    5.0f
#define DEPOSITION  0.25f
#define EROSION     0.28f
#define EVAPORATION 0.015f
#define LEAST_SLOPE 0.012f

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
static float
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

/* Adds @amount of soil around (@x, @y); what is taken is taken from a wider spot than what is left,
 * or the drops would drill holes. */
static void
spread (AcuHeightField *field, float x, float y, float amount, int reach)
{
  int column = (int)(x + 0.5f), row = (int)(y + 0.5f), size = (int)field->size;
  float total = 0;

  for (int j = -reach; j <= reach; j++)
    for (int i = -reach; i <= reach; i++)
      total += acu_max (0.0f, (float)reach + 0.7f - acu_hypot ((float)i, (float)j));
  for (int j = -reach; j <= reach; j++) {
    for (int i = -reach; i <= reach; i++) {
      float weight = acu_max (0.0f, (float)reach + 0.7f - acu_hypot ((float)i, (float)j));
      int at_column = CLAMP (column + i, 0, size - 1), at_row = CLAMP (row + j, 0, size - 1);

      field->heights[(gsize)at_row * size + at_column] += amount * weight / total;
    }
  }
}

void
acu_height_field_erode (AcuHeightField *field, guint drops, guint32 seed)
{
  float limit = (float)field->size - 3;

  for (guint drop = 0; drop < drops; drop++) {
    float x = 2 + (limit - 2) * acu_hash_unit ((gint32)drop, 0, 1, seed);
    float y = 2 + (limit - 2) * acu_hash_unit ((gint32)drop, 1, 1, seed);
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
      if (x < 2 || y < 2 || x > limit || y > limit)
        break;

      fall = height - bilinear (field, x, y, &slope_x, &slope_y);
      capacity = acu_max (fall / field->cell, LEAST_SLOPE) * speed * water * CAPACITY;
      if (fall < 0) {
        /* The drop would run uphill: it fills the pit behind it first. */
        float amount = acu_min (soil, -fall);

        spread (field, old_x, old_y, amount, 1);
        soil -= amount;
      } else if (soil > capacity) {
        float amount = DEPOSITION * (soil - capacity);

        spread (field, old_x, old_y, amount, 1);
        soil -= amount;
      } else {
        float amount = acu_min (EROSION * (capacity - soil), fall);

        spread (field, old_x, old_y, -amount, 2);
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
