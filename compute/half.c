#include "compute/half.h"

#include <string.h>

guint16
acu_half_from_float (float value)
{
  guint32 bits;
  guint32 sign, magnitude;

  memcpy (&bits, &value, sizeof bits);
  sign = (bits >> 16) & 0x8000u;
  magnitude = bits & 0x7FFFFFFFu;
  if (magnitude > 0x7F800000u) /* not a number: keep it one */
    return (guint16)(sign | 0x7E00u);
  if (magnitude >= 0x477FF000u) /* from 65520 on, the nearest is infinity */
    return (guint16)(sign | 0x7C00u);
  if (magnitude >= 0x38800000u) { /* normal: 2^-14 and up */
    guint32 rounded = magnitude + 0xFFFu + ((magnitude >> 13) & 1u);

    return (guint16)(sign | ((rounded - 0x38000000u) >> 13));
  }
  if (magnitude >= 0x33000000u) { /* subnormal: a multiple of 2^-24 */
    guint shift = 126 - (magnitude >> 23);
    guint32 mantissa = (magnitude & 0x7FFFFFu) | 0x800000u;
    guint32 half = 1u << (shift - 1);
    guint32 rounded = (mantissa + half - 1u + ((mantissa >> shift) & 1u)) >> shift;

    return (guint16)(sign | rounded);
  }
  return (guint16)sign;
}

/* Without a branch or an address, so that compilers make loops of it vector code. */
static inline float
float_from_half (guint16 half)
{
  union {
    guint32 bits;
    float value;
  } wide, small;
  guint32 magnitude = half & 0x7FFFu;
  guint32 is_small = -(guint32)(magnitude < 0x400u);     /* subnormal */
  guint32 is_special = -(guint32)(magnitude >= 0x7C00u); /* infinite, or not a number */

  wide.bits = (magnitude << 13) + 0x38000000u + (is_special & 0x38000000u);
  small.value = (float)(gint32)magnitude * 0x1p-24f;
  wide.bits = (wide.bits & ~is_small) | (small.bits & is_small) | (guint32)(half & 0x8000u) << 16;
  return wide.value;
}

float
acu_half_to_float (guint16 half)
{
  return float_from_half (half);
}

void
acu_half_from_floats (const float *values, guint16 *halves, gsize count)
{
  for (gsize i = 0; i < count; i++)
    halves[i] = acu_half_from_float (values[i]);
}

void
acu_half_to_floats (const guint16 *halves, float *values, gsize count)
{
  for (gsize i = 0; i < count; i++)
    values[i] = float_from_half (halves[i]);
}
