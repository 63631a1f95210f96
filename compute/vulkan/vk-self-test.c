#include "compute/vulkan/vk-self-test.h"

#include <math.h>

#include "compute/half.h"
#include "compute/session.h"
#include "compute/vulkan/vk-kernels.h"

/* How far two products may be apart, relative to the largest: fp32 sums in another order, rounded
 * to fp16. */
#define TOLERANCE 2e-3f

/* Tiles that are full and tiles that are not, read by eights and one by one, in every layout. */
typedef struct {
  gsize m, n, k;
  gboolean transpose_a, transpose_b;
} Trial;

static const Trial trials[] = {
    {1864, 1872, 520, FALSE, TRUE}, {136, 72, 96, FALSE, TRUE},  {67, 131, 45, FALSE, TRUE},
    {136, 72, 96, FALSE, FALSE},    {72, 136, 544, TRUE, FALSE}, {67, 131, 45, TRUE, TRUE},
};

/* Fills an input with halves that sum to nothing in particular. */
static gboolean
upload (AcuSession *session, const AcuGraph *graph, AcuValue value, GError **error)
{
  const gsize count = acu_shape_count (acu_graph_get_shape (graph, value));
  g_autofree guint16 *halves = g_new (guint16, count);

  for (gsize i = 0; i < count; i++)
    halves[i] = acu_half_from_float ((float)((i * 2654435761u >> 7) % 255) / 127.0f - 1.0f);
  return acu_session_upload (session, value, halves, count * sizeof *halves, error);
}

/* The product of a trial. (transfer full) */
static float *
multiply (AcuVkContext *context, const Trial *trial, gsize *count)
{
  g_autoptr (AcuGraph) graph = acu_graph_new (ACU_DTYPE_F16);
  g_autoptr (AcuParameters) parameters = NULL;
  g_autoptr (AcuSession) session = NULL;
  g_autofree float *result = NULL;
  const AcuMatmulAttributes attributes = {.transpose_a = trial->transpose_a,
                                          .transpose_b = trial->transpose_b};
  AcuValue a = acu_graph_input (graph, "a", ACU_DTYPE_F16,
                                trial->transpose_a ? ACU_SHAPE (trial->k, trial->m)
                                                   : ACU_SHAPE (trial->m, trial->k));
  AcuValue b = acu_graph_input (graph, "b", ACU_DTYPE_F16,
                                trial->transpose_b ? ACU_SHAPE (trial->n, trial->k)
                                                   : ACU_SHAPE (trial->k, trial->n));
  AcuValue y = acu_graph_matmul (graph, a, b, ACU_NO_VALUE, ACU_NO_VALUE, attributes);

  acu_graph_set_output (graph, y, "y");
  *count = acu_shape_count (acu_graph_get_shape (graph, y));
  result = g_new (float, *count);
  parameters = acu_parameters_new (&context->base, graph, NULL);
  if (parameters == NULL)
    return NULL;
  session = acu_session_new (graph, parameters, NULL);
  if (session == NULL || !upload (session, graph, a, NULL) || !upload (session, graph, b, NULL) ||
      !acu_session_run (session, NULL, NULL) ||
      !acu_session_download (session, y, result, *count, NULL))
    return NULL;
  return g_steal_pointer (&result);
}

gboolean
acu_vk_products_agree (const float *expected, const float *result, gsize count)
{
  float largest = 0.0f;

  for (gsize i = 0; i < count; i++)
    largest = MAX (largest, fabsf (expected[i]));
  for (gsize i = 0; i < count; i++)
    if (!(fabsf (result[i] - expected[i]) <= TOLERANCE * largest))
      return FALSE;
  return TRUE;
}

static gboolean
passes (AcuVkContext *context, const Trial *trial)
{
  g_autofree float *expected = NULL, *result = NULL;
  gsize count;

  context->cooperative = ACU_VK_REJECTED;
  expected = multiply (context, trial, &count);
  context->cooperative = ACU_VK_TRUSTED;
  result = multiply (context, trial, &count);
  return expected != NULL && result != NULL && acu_vk_products_agree (expected, result, count);
}

gboolean
acu_vk_cooperative_is_trusted (AcuVkContext *context)
{
  if (context->cooperative == ACU_VK_UNTESTED) {
    gboolean is_right = context->traits.cooperative.m > 0 &&
                        acu_vk_kernel_get (ACU_VK_KERNEL_MATMUL_COOPERATIVE)->name != NULL;

    for (guint i = 0; is_right && i < G_N_ELEMENTS (trials); i++)
      is_right = passes (context, &trials[i]);
    context->cooperative = is_right ? ACU_VK_TRUSTED : ACU_VK_REJECTED;
  }
  return context->cooperative == ACU_VK_TRUSTED;
}
