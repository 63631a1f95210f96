/* What executes one operation on the processor's cores.
 *
 * A program is a list of steps.  A step's kernel works on any range of the step's items (rows,
 * windows, outputs), each item's result being independent of the others and of how the range was
 * cut, so that results do not depend on the number of threads. */
#pragma once

#include "compute/graph.h"

G_BEGIN_DECLS

typedef struct {
  gpointer data; /* NULL where an input is absent */
  AcuShape shape;
} AcuCpuTensor;

typedef struct _AcuCpuStep AcuCpuStep;

/* Works on the items @first..@last-1 of @step, at most step->grain of them.  @scratch holds
 * step->scratch_size bytes, aligned to 64, for this call alone. */
typedef void (*AcuCpuKernel) (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch);

struct _AcuCpuStep {
  AcuCpuKernel kernel;
  AcuOpAttributes attributes;
  AcuCpuTensor inputs[ACU_MAX_INPUTS];
  AcuCpuTensor output;
  AcuCpuTensor byproduct; /* of the node behind, if that is one */
  float *prepared;        /* what kernels of the operation leave to each other, or NULL */
  gsize n_items;
  gsize grain;   /* items that one thread takes at a time */
  gsize n_parts; /* that a long sum is cut into, see kernels/parts.h */
  gsize scratch_size;
  gpointer data; /* a chain's links */
  const guint8
      *keeps;      /* whether each sample is computed at all (see cpu-drops.h); NULL: they are */
  gsize n_samples; /* where some are not */
  gboolean mixes_samples;
};

/* Runs the kernel of @step.  Where samples are left out, rows of theirs that it would have made are
 * zero. */
void acu_cpu_step_run (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch);

/* How an operation is executed: by one kernel, or by up to three, each beginning when the last has
 * ended. */
typedef struct {
  AcuCpuKernel kernel;

  /* Sets n_items, grain and scratch_size from the shapes, where an item is not simply a row of the
   * result or scratch memory is needed.  A grain left at 0 is chosen by the program. */
  void (*configure) (AcuCpuStep *step);

  /* A kernel that runs before over all of some inputs.  The number of floats that it and the others
   * leave in step->prepared, and its number of items. */
  AcuCpuKernel prepare;
  gsize (*count_prepared) (const AcuCpuStep *step, gsize *n_items);

  /* A kernel that runs after, and its number of items. */
  AcuCpuKernel finish;
  gsize (*count_finished) (const AcuCpuStep *step);

  /* A bit for every input of which an item of the result needs only the row of its own number. */
  guint row_inputs;

  /* Whether items are something else than rows of the result, so that it is never chained. */
  gboolean is_alone;

  /* Whether items are no samples' own, so that the kernel itself leaves samples out. */
  gboolean mixes_samples;
} AcuCpuMethod;

/* All operations, compiled for one instruction set. */
typedef struct {
  const char *name; /* "avx512", … */
  AcuCpuMethod methods[ACU_N_OPS];
  AcuCpuMethod
      row_product; /* of matrix products that sum over rows: with a transposed left factor */
} AcuCpuKernels;

/* Those for the best instruction set that this processor has. */
const AcuCpuKernels *acu_cpu_kernels_get (void);

/* How @node is executed; without a kernel if it cannot be. */
const AcuCpuMethod *acu_cpu_kernels_get_method (const AcuCpuKernels *kernels, const AcuNode *node);

G_END_DECLS
