/* Vectors of floats as wide as the instruction set that this file is compiled for.
 *
 * Written with the vector extensions of GCC and Clang, so that one source serves AVX-512, AVX2 and
 * whatever another processor has. */
#pragma once

#include <glib.h>
#include <string.h>

#ifdef __AVX__
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
#define ACU_LANES 16
#elif defined(__AVX2__)
#define ACU_LANES 8
#else
#define ACU_LANES 4
#endif

#define ACU_INLINE static inline __attribute__ ((always_inline, unused))

typedef float AcuVector __attribute__ ((vector_size (ACU_LANES * 4), may_alias));
typedef gint32 AcuIntVector __attribute__ ((vector_size (ACU_LANES * 4), may_alias));
typedef guint32 AcuBitVector __attribute__ ((vector_size (ACU_LANES * 4), may_alias));
typedef float AcuUnalignedVector
    __attribute__ ((vector_size (ACU_LANES * 4), aligned (4), may_alias));

/* Half as many lanes, of doubles. */
typedef double AcuDoubleVector __attribute__ ((vector_size (ACU_LANES * 4)));

/* The number of every lane. */
#if ACU_LANES == 16
#define ACU_LANE_NUMBERS ((AcuIntVector){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
#elif ACU_LANES == 8
#define ACU_LANE_NUMBERS ((AcuIntVector){0, 1, 2, 3, 4, 5, 6, 7})
#else
#define ACU_LANE_NUMBERS ((AcuIntVector){0, 1, 2, 3})
#endif

ACU_INLINE AcuVector
acu_vector_load (const float *source)
{
  return *(const AcuUnalignedVector *)source;
}

/* ACU_LANES / 2 floats. */
ACU_INLINE AcuDoubleVector
acu_vector_load_doubles (const float *source)
{
  typedef float Half __attribute__ ((vector_size (ACU_LANES * 2), aligned (4), may_alias));

  return __builtin_convertvector(*(const Half *)source, AcuDoubleVector);
}

ACU_INLINE void
acu_vector_store (float *target, AcuVector x)
{
  *(AcuUnalignedVector *)target = x;
}

/* How many of the @left floats at the end of a loop over vectors are in this one. */
ACU_INLINE gsize
acu_vector_part (gsize left)
{
  return left < ACU_LANES ? left : ACU_LANES;
}

/* The first @part <= ACU_LANES floats, and zeros. */
ACU_INLINE AcuVector
acu_vector_load_part (const float *source, gsize part)
{
  AcuVector x = {0};

  if (part == ACU_LANES)
    return acu_vector_load (source);
#if defined(__AVX512F__)
  x = (AcuVector)_mm512_maskz_loadu_ps ((__mmask16)((1u << part) - 1), source);
#else
  memcpy (&x, source, part * sizeof (float));
#endif
  return x;
}

/* The first @part <= ACU_LANES lanes of @x, and zeros. */
ACU_INLINE AcuVector
acu_vector_keep_part (AcuVector x, gsize part)
{
  return (AcuVector)((AcuIntVector)x & (ACU_LANE_NUMBERS < (gint32)part));
}

ACU_INLINE void
acu_vector_store_part (float *target, AcuVector x, gsize part)
{
  if (part == ACU_LANES) {
    acu_vector_store (target, x);
    return;
  }
#if defined(__AVX512F__)
  _mm512_mask_storeu_ps (target, (__mmask16)((1u << part) - 1), (__m512)x);
#else
  memcpy (target, &x, part * sizeof (float));
#endif
}

/* Subtracting zero leaves every float as it is, negative zero included; adding would not. */
ACU_INLINE AcuVector
acu_vector_fill (float x)
{
  return x - (AcuVector){0};
}

/* @yes where @condition is all ones, @no where it is zero. */
ACU_INLINE AcuVector
acu_vector_select (AcuIntVector condition, AcuVector yes, AcuVector no)
{
  return (AcuVector)(((AcuIntVector)yes & condition) | ((AcuIntVector)no & ~condition));
}

/* The larger, lane by lane; @b where either is not a number. */
ACU_INLINE AcuVector
acu_vector_max (AcuVector a, AcuVector b)
{
#if defined(__AVX512F__)
  return (AcuVector)_mm512_max_ps ((__m512)a, (__m512)b);
#elif defined(__AVX2__)
  return (AcuVector)_mm256_max_ps ((__m256)a, (__m256)b);
#else
  return acu_vector_select (a > b, a, b);
#endif
}

/* The smaller, lane by lane; @b where either is not a number. */
ACU_INLINE AcuVector
acu_vector_min (AcuVector a, AcuVector b)
{
#if defined(__AVX512F__)
  return (AcuVector)_mm512_min_ps ((__m512)a, (__m512)b);
#elif defined(__AVX2__)
  return (AcuVector)_mm256_min_ps ((__m256)a, (__m256)b);
#else
  return acu_vector_select (a < b, a, b);
#endif
}

ACU_INLINE AcuVector
acu_vector_sqrt (AcuVector x)
{
#if defined(__AVX512F__)
  return (AcuVector)_mm512_sqrt_ps ((__m512)x);
#elif defined(__AVX2__)
  return (AcuVector)_mm256_sqrt_ps ((__m256)x);
#else
  for (gsize lane = 0; lane < ACU_LANES; lane++)
    x[lane] = __builtin_sqrtf (x[lane]);
  return x;
#endif
}

ACU_INLINE AcuVector
acu_vector_absolute (AcuVector x)
{
  return (AcuVector)((AcuIntVector)x & 0x7FFFFFFF);
}

/* The lane @distance further on, around the end. */
ACU_INLINE AcuVector
acu_vector_rotate (AcuVector x, guint32 distance)
{
  AcuBitVector lanes = ((AcuBitVector)ACU_LANE_NUMBERS + distance) % ACU_LANES;

  return __builtin_shuffle (x, lanes);
}

/* The sum of all lanes, in every lane. */
ACU_INLINE AcuVector
acu_vector_sum_lanes (AcuVector x)
{
#pragma GCC unroll 4
  for (guint32 distance = ACU_LANES / 2; distance > 0; distance /= 2)
    x += acu_vector_rotate (x, distance);
  return x;
}

ACU_INLINE float
acu_vector_sum (AcuVector x)
{
  return acu_vector_sum_lanes (x)[0];
}

/* The largest lane, in every lane. */
ACU_INLINE AcuVector
acu_vector_max_lanes (AcuVector x)
{
#pragma GCC unroll 4
  for (guint32 distance = ACU_LANES / 2; distance > 0; distance /= 2)
    x = acu_vector_max (x, acu_vector_rotate (x, distance));
  return x;
}

/* 2^x within 1e-7 relative, for -126 <= x <= 127; values outside are clamped there,
 * and what is not a number stays so.
 *
 * x is split into its nearest integer, which becomes the exponent, and a rest within 1/2, for
 * which a polynomial of degree six was fitted to 2^x with the least maximum relative error. */
ACU_INLINE AcuVector
acu_vector_exp2 (AcuVector x)
{
  const float to_integer = 0x1.8p23f; /* adding it leaves no bits for a fraction */
  AcuVector rounded, rest, y;

  x = acu_vector_min (acu_vector_fill (127.0f), acu_vector_max (acu_vector_fill (-126.0f), x));
  rounded = x + to_integer;
  rest = x - (rounded - to_integer);
  y = acu_vector_fill (0.000153533736f);
  y = y * rest + 0.00133988797f;
  y = y * rest + 0.00961843692f;
  y = y * rest + 0.0555033237f;
  y = y * rest + 0.240226477f;
  y = y * rest + 0.693147182f;
  y = y * rest + 1.0f;
  /* The low bits of the rounded sum are the integer itself. */
  return (AcuVector)((AcuBitVector)y + ((AcuBitVector)rounded << 23));
}

ACU_INLINE AcuVector
acu_vector_exp (AcuVector x)
{
  return acu_vector_exp2 (x * 1.44269504f);
}

ACU_INLINE AcuVector
acu_vector_sigmoid (AcuVector x)
{
  return 1.0f / (1.0f + acu_vector_exp (-x));
}

/* erfc (t / sqrt 2) for t >= 0, to within 1e-7 once multiplied by t / 2.
 *
 * The logarithm of erfc is a smooth curve: erfc (t / sqrt 2) = 2^(t r (t)).  The coefficients of r
 * were fitted over 0..6.5 with the least maximum of the error that they cause in t / 2 erfc; the
 * highest is negative, so that the result goes on falling beyond. */
ACU_INLINE AcuVector
acu_vector_erfc_scaled (AcuVector t)
{
  AcuVector r = acu_vector_fill (-3.84312898e-07f);

  r = r * t + 6.50660922e-06f;
  r = r * t - 9.86679515e-06f;
  r = r * t - 0.000621544546f;
  r = r * t + 0.0077907634f;
  r = r * t - 0.0530824289f;
  r = r * t - 0.458978415f;
  r = r * t - 1.15113795f;
  return acu_vector_exp2 (r * t);
}

/* x (1 + erf (x / sqrt 2)) / 2 = max (x, 0) - |x| erfc (|x| / sqrt 2) / 2. */
ACU_INLINE AcuVector
acu_vector_gelu (AcuVector x)
{
  AcuVector t = acu_vector_min (acu_vector_fill (16.0f), acu_vector_absolute (x));

  return acu_vector_max ((AcuVector){0}, x) - 0.5f * t * acu_vector_erfc_scaled (t);
}

/* The derivative of the former: Phi (x) + x phi (x), the normal distribution and its density. */
ACU_INLINE AcuVector
acu_vector_gelu_gradient (AcuVector x)
{
  AcuVector t = acu_vector_min (acu_vector_fill (16.0f), acu_vector_absolute (x));
  AcuVector tail = 0.5f * acu_vector_erfc_scaled (t);
  AcuVector density = 0.398942280f * acu_vector_exp2 (-0.721347520f * t * t);

  return acu_vector_select (x < 0.0f, tail, 1.0f - tail) + x * density;
}
