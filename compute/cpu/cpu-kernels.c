#include "compute/cpu/cpu-kernels.h"

#include <string.h>

extern const AcuCpuKernels acu_cpu_kernels_baseline;

#ifdef ACU_CPU_HAS_X86_VARIANTS
extern const AcuCpuKernels acu_cpu_kernels_avx2;
extern const AcuCpuKernels acu_cpu_kernels_avx512;
#endif

const AcuCpuKernels *
acu_cpu_kernels_get (void)
{
#ifdef ACU_CPU_HAS_X86_VARIANTS
  /* The levels of the x86-64 ABI supplement for which meson.build compiles the kernels. */
  gboolean is_v3 = __builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma") &&
                   __builtin_cpu_supports ("bmi") && __builtin_cpu_supports ("bmi2");
  gboolean is_v4 = is_v3 && __builtin_cpu_supports ("avx512f") &&
                   __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512cd") &&
                   __builtin_cpu_supports ("avx512dq") && __builtin_cpu_supports ("avx512vl");
  const char *limit = g_getenv ("ACUTANCE_CPU_KERNELS");

  /* Tests and doubtful machines can name a lesser set. */
  if (is_v4 && (limit == NULL || g_str_equal (limit, acu_cpu_kernels_avx512.name)))
    return &acu_cpu_kernels_avx512;
  if (is_v3 && (limit == NULL || !g_str_equal (limit, acu_cpu_kernels_baseline.name)))
    return &acu_cpu_kernels_avx2;
#endif
  return &acu_cpu_kernels_baseline;
}

const AcuCpuMethod *
acu_cpu_kernels_get_method (const AcuCpuKernels *kernels, const AcuNode *node)
{
  if (node->op == ACU_OP_MATMUL && node->attributes.matmul.transpose_a)
    return &kernels->row_product;
  return &kernels->methods[node->op];
}

/* The rows of the result that are the part of all rows which these items are of all items. */
static void
clear_rows (const AcuCpuStep *step, gsize first, gsize last)
{
  gsize rows = acu_shape_rows (step->output.shape);
  gsize columns = acu_shape_columns (step->output.shape);
  gsize begin = first * rows / step->n_items, end = last * rows / step->n_items;

  memset ((float *)step->output.data + begin * columns, 0,
          (end - begin) * columns * sizeof (float));
}

void
acu_cpu_step_run (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  gsize n_items; /* of a sample */

  if (step->keeps == NULL || step->mixes_samples) {
    step->kernel (step, first, last, scratch);
    return;
  }
  n_items = step->n_items / step->n_samples;
  while (first < last) {
    gboolean keeps = step->keeps[first / n_items];
    gsize end = (first / n_items + 1) * n_items;

    while (end < last && step->keeps[end / n_items] == keeps)
      end += n_items;
    end = MIN (end, last);
    if (keeps)
      step->kernel (step, first, end, scratch);
    else
      clear_rows (step, first, end);
    first = end;
  }
}
