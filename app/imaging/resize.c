#include "app/imaging/resize.h"

#include "app/imaging/error.h"

#include <math.h>
#include <string.h>

/* Fixed-point weights: 8 bits of sample and 2 of headroom leave 22 for the weight. */
#define PRECISION_BITS (32 - 8 - 2)
#define HALF           (1 << (PRECISION_BITS - 1))

/* Rows that the first pass treats together, one vector lane each. */
#define LANES 32

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

/* Resamples up to LANES rows of @in_width pixels horizontally.  The rows are first turned so that
 * the same sample of every row lies side by side: the sum over taps then runs over whole vectors,
 * which samples interleaved by three would not allow. */
static inline __attribute__ ((always_inline)) void
resize_rows_body (const guint8 *in,
                  int in_width,
                  guint8 *out,
                  int out_width,
                  int rows,
                  const Kernel *kernel,
                  guint8 *turned)
{
  gsize in_stride = (gsize)in_width * 3;
  gsize out_stride = (gsize)out_width * 3;

  for (int r = 0; r < rows; r++)
    for (gsize s = 0; s < in_stride; s++)
      turned[s * LANES + r] = in[r * in_stride + s];

  for (int i = 0; i < out_width; i++) {
    const int *weights = kernel->weights + (gsize)i * kernel->taps;
    const guint8 *samples = turned + (gsize)kernel->firsts[i] * 3 * LANES;
    int count = kernel->counts[i];

    for (int channel = 0; channel < 3; channel++) {
      int sums[LANES];

      for (int r = 0; r < LANES; r++)
        sums[r] = HALF;
      for (int t = 0; t < count; t++) {
        const guint8 *column = samples + ((gsize)t * 3 + channel) * LANES;
        int weight = weights[t];

        for (int r = 0; r < LANES; r++)
          sums[r] += column[r] * weight;
      }
      for (int r = 0; r < rows; r++)
        out[r * out_stride + (gsize)i * 3 + channel] = round_and_clip (sums[r]);
    }
  }
}

/* Resamples one output row vertically from the rows of @stride samples in @in. */
static inline __attribute__ ((always_inline)) void
resize_column_body (
    const guint8 *in, gsize stride, guint8 *out, const int *weights, int count, int *sums)
{
  for (gsize s = 0; s < stride; s++)
    sums[s] = HALF;
  for (int t = 0; t < count; t++) {
    const guint8 *row = in + t * stride;
    int weight = weights[t];

    for (gsize s = 0; s < stride; s++)
      sums[s] += row[s] * weight;
  }
  for (gsize s = 0; s < stride; s++)
    out[s] = round_and_clip (sums[s]);
}

typedef void (*ResizeRows) (const guint8 *, int, guint8 *, int, int, const Kernel *, guint8 *);
typedef void (*ResizeColumn) (const guint8 *, gsize, guint8 *, const int *, int, int *);

static void
resize_rows_plain (const guint8 *in,
                   int in_width,
                   guint8 *out,
                   int out_width,
                   int rows,
                   const Kernel *kernel,
                   guint8 *turned)
{
  resize_rows_body (in, in_width, out, out_width, rows, kernel, turned);
}

static void
resize_column_plain (
    const guint8 *in, gsize stride, guint8 *out, const int *weights, int count, int *sums)
{
  resize_column_body (in, stride, out, weights, count, sums);
}

#if defined(__x86_64__)
/* The same integer arithmetic with 32-bit vector multiplication, which x86-64 alone lacks. */
__attribute__ ((target ("avx2"))) static void
resize_rows_avx2 (const guint8 *in,
                  int in_width,
                  guint8 *out,
                  int out_width,
                  int rows,
                  const Kernel *kernel,
                  guint8 *turned)
{
  resize_rows_body (in, in_width, out, out_width, rows, kernel, turned);
}

__attribute__ ((target ("avx2"))) static void
resize_column_avx2 (
    const guint8 *in, gsize stride, guint8 *out, const int *weights, int count, int *sums)
{
  resize_column_body (in, stride, out, weights, count, sums);
}
#endif

static void
choose (ResizeRows *rows, ResizeColumn *column)
{
  *rows = resize_rows_plain;
  *column = resize_column_plain;
#if defined(__x86_64__)
  if (__builtin_cpu_supports ("avx2")) {
    *rows = resize_rows_avx2;
    *column = resize_column_avx2;
  }
#endif
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

static AcuImage *
resize_width (AcuImage *image, int width, GError **error)
{
  g_auto (Kernel) kernel = {NULL};
  g_autoptr (AcuImage) result = acu_image_new (width, image->height, error);
  g_autofree guint8 *turned = NULL;
  ResizeRows resize_rows;
  ResizeColumn resize_column;

  if (result == NULL)
    return NULL;
  turned = g_try_malloc0_n ((gsize)image->width * 3, LANES);
  if (turned == NULL || !kernel_init (&kernel, image->width, width)) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_MEMORY,
                 "not enough memory to resize %d to %d pixels", image->width, width);
    return NULL;
  }
  choose (&resize_rows, &resize_column);
  for (int y = 0; y < image->height; y += LANES)
    resize_rows (image->pixels + (gsize)y * image->width * 3, image->width,
                 result->pixels + (gsize)y * width * 3, width, MIN (LANES, image->height - y),
                 &kernel, turned);
  return g_steal_pointer (&result);
}

static AcuImage *
resize_height (AcuImage *image, int height, GError **error)
{
  g_auto (Kernel) kernel = {NULL};
  g_autoptr (AcuImage) result = acu_image_new (image->width, height, error);
  gsize stride = (gsize)image->width * 3;
  g_autofree int *sums = NULL;
  ResizeRows resize_rows;
  ResizeColumn resize_column;

  if (result == NULL)
    return NULL;
  sums = g_try_new (int, stride);
  if (sums == NULL || !kernel_init (&kernel, image->height, height)) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_MEMORY,
                 "not enough memory to resize %d to %d pixels", image->height, height);
    return NULL;
  }
  choose (&resize_rows, &resize_column);
  for (int y = 0; y < height; y++)
    resize_column (image->pixels + kernel.firsts[y] * stride, stride, result->pixels + y * stride,
                   kernel.weights + (gsize)y * kernel.taps, kernel.counts[y], sums);
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
