#include "app/imaging/resize.h"

#include "app/imaging/error.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* Fixed-point weights: 8 bits of sample and 2 of headroom leave 22 for the weight. */
#define PRECISION_BITS (32 - 8 - 2)
#define HALF           (1 << (PRECISION_BITS - 1))

/* Taps of a row that are multiplied together; with their three channels they fill whole vectors. */
#define GROUP 8
#define LANES (GROUP * 3)

/* Samples of a row that are summed before the next ones, so that their sums stay in the cache. */
#define RUN 1024

/* The weights of one axis: output i is the sum over t < counts[i] of
 * weights[i * taps + t] * input[firsts[i] + t]. */
typedef struct {
  int *firsts;
  int *counts;
  int *weights;
  gsize taps;
} Kernel;

static void
kernel_clear (Kernel *kernel)
{
  g_free (kernel->firsts);
  g_free (kernel->counts);
  g_free (kernel->weights);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Kernel, kernel_clear)

/* Computes the triangle filter's weights.  The order of the floating-point operations is Pillow's,
 * since its roundings decide the last bit of a weight. */
static gboolean
kernel_init (Kernel *kernel, int in_size, int out_size)
{
  double scale = (double)in_size / out_size;
  double filter_scale = MAX (scale, 1.0);
  double support = 1.0 * filter_scale;
  double inverse = 1.0 / filter_scale;
  gsize taps = (gsize)ceil (support) * 2 + 1;
  g_autofree double *row = g_new (double, taps);

  kernel->taps = taps;
  kernel->firsts = g_try_new (int, out_size);
  kernel->counts = g_try_new (int, out_size);
  kernel->weights = g_try_malloc0_n ((gsize)out_size * taps, sizeof (int));
  if (kernel->firsts == NULL || kernel->counts == NULL || kernel->weights == NULL)
    return FALSE;

  for (int i = 0; i < out_size; i++) {
    double center = 0.0 + (i + 0.5) * scale;
    double sum = 0.0;
    int first = MAX ((int)(center - support + 0.5), 0);
    int count = MIN ((int)(center + support + 0.5), in_size) - first;

    for (int t = 0; t < count; t++) {
      double distance = fabs ((t + first - center + 0.5) * inverse);

      row[t] = distance < 1.0 ? 1.0 - distance : 0.0;
      sum += row[t];
    }
    for (int t = 0; t < count; t++) {
      double weight = sum != 0.0 ? row[t] / sum : row[t];

      kernel->weights[(gsize)i * taps + t] = (int)(0.5 + weight * (1 << PRECISION_BITS));
    }
    kernel->firsts[i] = first;
    kernel->counts[i] = count;
  }
  return TRUE;
}

static inline guint8
round_and_clip (int sum)
{
  return (guint8)CLAMP (sum >> PRECISION_BITS, 0, 255);
}

/* The weights of one output in a table of tripled ones: whole groups. */
static inline gsize
get_tripled_stride (const Kernel *kernel)
{
  return (kernel->taps + GROUP - 1) / GROUP * LANES;
}

/* Adds up what lanes have summed, lane l of channel l % 3. */
static inline __attribute__ ((always_inline)) void
finish_pixel (const int sums[LANES], guint8 *out)
{
  for (int channel = 0; channel < 3; channel++) {
    int sum = HALF;

    for (int t = 0; t < GROUP; t++)
      sum += sums[t * 3 + channel];
    out[channel] = round_and_clip (sum);
  }
}

/* Resamples one row horizontally.  @weights holds every weight three times, once a channel, and
 * zeros up to a whole group: samples and weights then lie side by side.
 * @in can be read one group past its end. */
static void
resize_row_plain (
    const guint8 *in, guint8 *out, int out_width, const Kernel *kernel, const int *weights)
{
  gsize stride = get_tripled_stride (kernel);

  for (int i = 0; i < out_width; i++, weights += stride, out += 3) {
    const guint8 *samples = in + (gsize)kernel->firsts[i] * 3;
    int n = kernel->counts[i] * 3;
    int sums[LANES] = {0};

    for (int s = 0; s < n; s += LANES)
      for (int l = 0; l < LANES; l++)
        sums[l] += samples[s + l] * weights[s + l];
    finish_pixel (sums, out);
  }
}

/* Resamples one output row vertically from the rows of @stride samples in @in. */
static inline __attribute__ ((always_inline)) void
resize_column_body (const guint8 *in, gsize stride, guint8 *out, const int *weights, int count)
{
  int sums[RUN];

  for (gsize start = 0; start < stride; start += RUN) {
    int n = (int)MIN (RUN, stride - start);

    for (int s = 0; s < n; s++)
      sums[s] = HALF;
    for (int t = 0; t < count; t++) {
      const guint8 *row = in + t * stride + start;
      int weight = weights[t];

      for (int s = 0; s < n; s++)
        sums[s] += row[s] * weight;
    }
    for (int s = 0; s < n; s++)
      out[start + s] = round_and_clip (sums[s]);
  }
}

typedef void (*ResizeRow) (const guint8 *, guint8 *, int, const Kernel *, const int *);
typedef void (*ResizeColumn) (const guint8 *, gsize, guint8 *, const int *, int);

static void
resize_column_plain (const guint8 *in, gsize stride, guint8 *out, const int *weights, int count)
{
  resize_column_body (in, stride, out, weights, count);
}

#if defined(__x86_64__)
/* Eight of the products of a group. */
__attribute__ ((target ("avx2"))) static inline __m256i
multiply_eight (const guint8 *samples, const int *weights)
{
  return _mm256_mullo_epi32 (_mm256_cvtepu8_epi32 (_mm_loadl_epi64 ((const __m128i *)samples)),
                             _mm256_loadu_si256 ((const __m256i *)weights));
}

/* The same integer arithmetic with 32-bit vector multiplication, which x86-64 alone lacks. */
__attribute__ ((target ("avx2"))) static void
resize_row_avx2 (
    const guint8 *in, guint8 *out, int out_width, const Kernel *kernel, const int *weights)
{
  gsize stride = get_tripled_stride (kernel);

  for (int i = 0; i < out_width; i++, weights += stride, out += 3) {
    const guint8 *samples = in + (gsize)kernel->firsts[i] * 3;
    int n = kernel->counts[i] * 3;
    __m256i low = _mm256_setzero_si256 (), middle = low, high = low;
    int sums[LANES];

    for (int s = 0; s < n; s += LANES) {
      low = _mm256_add_epi32 (low, multiply_eight (samples + s, weights + s));
      middle = _mm256_add_epi32 (middle, multiply_eight (samples + s + 8, weights + s + 8));
      high = _mm256_add_epi32 (high, multiply_eight (samples + s + 16, weights + s + 16));
    }
    _mm256_storeu_si256 ((__m256i *)sums, low);
    _mm256_storeu_si256 ((__m256i *)(sums + 8), middle);
    _mm256_storeu_si256 ((__m256i *)(sums + 16), high);
    finish_pixel (sums, out);
  }
}

__attribute__ ((target ("avx2"))) static void
resize_column_avx2 (const guint8 *in, gsize stride, guint8 *out, const int *weights, int count)
{
  resize_column_body (in, stride, out, weights, count);
}
#endif

static void
choose (ResizeRow *row, ResizeColumn *column)
{
  *row = resize_row_plain;
  *column = resize_column_plain;
#if defined(__x86_64__)
  if (__builtin_cpu_supports ("avx2")) {
    *row = resize_row_avx2;
    *column = resize_column_avx2;
  }
#endif
}

static void
set_memory_error (GError **error, int from, int to)
{
  g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_MEMORY,
               _ ("not enough memory to resize %d to %d pixels"), from, to);
}

static void
copy_facts (AcuImage *to, const AcuImage *from)
{
  to->format = from->format;
  to->original_width = from->original_width;
  to->original_height = from->original_height;
  to->orientation = from->orientation;
  to->icc_converted = from->icc_converted;
  to->warnings = g_strdup (from->warnings);
}

/* The kernel's weights as resize_row_plain() wants them, or NULL where memory is short. */
static int *
triple_weights (const Kernel *kernel, int out_size)
{
  gsize stride = get_tripled_stride (kernel);
  int *tripled = g_try_malloc0_n ((gsize)out_size * stride, sizeof (int));

  if (tripled == NULL)
    return NULL;
  for (int i = 0; i < out_size; i++)
    for (gsize s = 0; s < kernel->taps * 3; s++)
      tripled[i * stride + s] = kernel->weights[i * kernel->taps + s / 3];
  return tripled;
}

static AcuImage *
resize_width (AcuImage *image, int width, GError **error)
{
  g_auto (Kernel) kernel = {NULL};
  g_autoptr (AcuImage) result = acu_image_new (width, image->height, error);
  gsize in_stride = (gsize)image->width * 3;
  g_autofree guint8 *row = NULL;
  g_autofree int *weights = NULL;
  ResizeRow resize_row;
  ResizeColumn resize_column;

  if (result == NULL)
    return NULL;
  row = g_try_malloc0 (in_stride + LANES);
  if (row != NULL && kernel_init (&kernel, image->width, width))
    weights = triple_weights (&kernel, width);
  if (weights == NULL) {
    set_memory_error (error, image->width, width);
    return NULL;
  }
  choose (&resize_row, &resize_column);
  for (int y = 0; y < image->height; y++) {
    memcpy (row, image->pixels + y * in_stride, in_stride);
    resize_row (row, result->pixels + (gsize)y * width * 3, width, &kernel, weights);
  }
  return g_steal_pointer (&result);
}

static AcuImage *
resize_height (AcuImage *image, int height, GError **error)
{
  g_auto (Kernel) kernel = {NULL};
  g_autoptr (AcuImage) result = acu_image_new (image->width, height, error);
  gsize stride = (gsize)image->width * 3;
  ResizeRow resize_row;
  ResizeColumn resize_column;

  if (result == NULL)
    return NULL;
  if (!kernel_init (&kernel, image->height, height)) {
    set_memory_error (error, image->height, height);
    return NULL;
  }
  choose (&resize_row, &resize_column);
  for (int y = 0; y < height; y++)
    resize_column (image->pixels + kernel.firsts[y] * stride, stride, result->pixels + y * stride,
                   kernel.weights + (gsize)y * kernel.taps, kernel.counts[y]);
  return g_steal_pointer (&result);
}

AcuImage *
acu_image_resize (AcuImage *image, int width, int height, GError **error)
{
  g_autoptr (AcuImage) wide = NULL;
  g_autoptr (AcuImage) result = NULL;

  if (width == image->width && height == image->height)
    return acu_image_ref (image);

  wide = width == image->width ? acu_image_ref (image) : resize_width (image, width, error);
  if (wide == NULL)
    return NULL;
  result = height == wide->height ? acu_image_ref (wide) : resize_height (wide, height, error);
  if (result != NULL)
    copy_facts (result, image);
  return g_steal_pointer (&result);
}
