#include "compute/cpu/cpu-program.h"

#include <glib/gi18n.h>
#include <omp.h>

#include "compute/cpu/cpu-buffer.h"
#include "compute/cpu/cpu-chain.h"
#include "compute/cpu/cpu-drops.h"
#include "compute/cpu/cpu-kernels.h"

/* Bytes of result that a lone step makes before it takes up other rows. */
#define CHUNK_SIZE ((gsize)128 << 10)

/* A multiple of the height of every kernel's tiles. */
#define ROW_MULTIPLE 24

#define LINE_FLOATS (ACU_CPU_ALIGNMENT / sizeof (float))

typedef struct {
  AcuProgram parent;
  const AcuCpuKernels *kernels;
  GArray *steps;       /* AcuCpuStep */
  GArray *phase_ends;  /* guint: for each phase, the number of steps up to its end */
  GArray *drops;       /* AcuValue: see acu_cpu_drops_find() */
  GHashTable *keeps;   /* of the drop paths among these (AcuValue): guint8 for each sample */
  AcuBuffer *prepared; /* inputs of the steps that come next, rearranged for their kernels */
  AcuBuffer *scratch;  /* one part a thread */
  gsize scratch_size;  /* of a part, bytes */
  int n_threads;
} AcuCpuProgram;

static gsize
round_up (gsize count, gsize multiple)
{
  return (count + multiple - 1) / multiple * multiple;
}

static gpointer
get_memory (AcuBuffer *buffer)
{
  return ((AcuCpuBuffer *)buffer)->data;
}

static AcuCpuTensor
get_tensor (const AcuCpuProgram *program, AcuValue value)
{
  const AcuOperand *operand;

  if (value == ACU_NO_VALUE)
    return (AcuCpuTensor){.data = NULL};
  operand = &program->parent.operands[value];
  return (AcuCpuTensor){.data = (guint8 *)get_memory (operand->buffer) + operand->offset,
                        .shape = acu_graph_get_shape (program->parent.graph, value)};
}

static const AcuCpuMethod *
get_method (const AcuCpuProgram *program, AcuValue value)
{
  return acu_cpu_kernels_get_method (program->kernels,
                                     acu_graph_get_node (program->parent.graph, value));
}

/* The second result of @value, if it has one. */
static AcuCpuTensor
get_byproduct (const AcuCpuProgram *program, AcuValue value)
{
  const AcuGraph *graph = program->parent.graph;

  if (value + 1 == acu_graph_get_n_nodes (graph) ||
      acu_graph_get_node (graph, value + 1)->op != ACU_OP_BYPRODUCT)
    return (AcuCpuTensor){.data = NULL};
  return get_tensor (program, value + 1);
}

/* Has @step leave out the samples that @drop drops. */
static void
leave_out (const AcuCpuProgram *program, AcuCpuStep *step, AcuValue drop)
{
  if (drop == ACU_NO_VALUE)
    return;
  step->n_samples = acu_graph_get_shape (program->parent.graph, drop).dims[0];
  step->keeps = g_hash_table_lookup (program->keeps, GUINT_TO_POINTER (drop));
  if (step->keeps == NULL) {
    guint8 *keeps = g_new0 (guint8, step->n_samples);

    g_hash_table_insert (program->keeps, GUINT_TO_POINTER (drop), keeps);
    step->keeps = keeps;
  }
}

static AcuCpuStep
step_new (const AcuCpuProgram *program, AcuValue value)
{
  const AcuGraph *graph = program->parent.graph;
  const AcuNode *node = acu_graph_get_node (graph, value);
  const AcuCpuMethod *method = get_method (program, value);
  AcuCpuStep step = {.kernel = method->kernel,
                     .attributes = node->attributes,
                     .output = get_tensor (program, value),
                     .byproduct = get_byproduct (program, value),
                     .n_items = acu_shape_rows (node->shape),
                     .mixes_samples = method->mixes_samples};

  for (guint i = 0; i < node->n_inputs; i++)
    step.inputs[i] = get_tensor (program, node->inputs[i]);
  if (method->configure != NULL)
    method->configure (&step);
  if (step.grain == 0) {
    gsize row_size = acu_shape_columns (node->shape) * sizeof (float);

    step.grain = round_up (MAX (CHUNK_SIZE / row_size, 1), ROW_MULTIPLE);
  }
  leave_out (program, &step,
             method == &program->kernels->row_product
                 ? acu_cpu_drops_find_summed (graph, program->drops, node)
                 : g_array_index (program->drops, AcuValue, value));
  return step;
}

/* The chains of the graph, lone steps included. (transfer full) (element-type GArray of AcuValue)
 */
static GPtrArray *
find_chains (const AcuCpuProgram *program, GError **error)
{
  const AcuGraph *graph = program->parent.graph;
  g_autoptr (GPtrArray) chains = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  AcuValue value = 0;

  while (value < acu_graph_get_n_nodes (graph)) {
    const AcuNode *node = acu_graph_get_node (graph, value);
    GArray *chain;

    if (node->dtype == ACU_DTYPE_F16 ||
        (acu_cpu_is_computed (node) && get_method (program, value)->kernel == NULL)) {
      g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_UNSUPPORTED,
                   _ ("the CPU cannot execute “%s” in this precision; use fp32"),
                   acu_op_name (node->op));
      return NULL;
    }
    if (!acu_cpu_is_computed (node)) {
      value++;
      continue;
    }
    chain = acu_cpu_chain_find (graph, program->kernels, program->parent.operands, value);
    g_ptr_array_add (chains, chain);
    value = g_array_index (chain, AcuValue, chain->len - 1) + 1;
  }
  return g_steal_pointer (&chains);
}

/* Floats that the steps of @chain need prepared. */
static gsize
count_prepared (const AcuCpuProgram *program, const GArray *chain)
{
  gsize count = 0;

  for (guint i = 0; i < chain->len; i++) {
    AcuValue value = g_array_index (chain, AcuValue, i);
    const AcuCpuMethod *method = get_method (program, value);
    AcuCpuStep step = step_new (program, value);
    gsize n_items;

    if (method->count_prepared != NULL)
      count += round_up (method->count_prepared (&step, &n_items), LINE_FLOATS);
  }
  return count;
}

static void
append_step (AcuCpuProgram *program, AcuCpuStep step)
{
  program->scratch_size = MAX (program->scratch_size, round_up (step.scratch_size, 4096));
  g_array_append_val (program->steps, step);
}

/* Appends the kernel that runs after @step, if there is one. */
static void
append_finish (AcuCpuProgram *program, const AcuCpuMethod *method, AcuCpuStep step)
{
  if (method->finish == NULL)
    return;
  step.kernel = method->finish;
  step.keeps = NULL;
  step.n_items = method->count_finished (&step);
  step.grain = 1;
  append_step (program, step);
}

/* Appends the preparing steps of a chain, then the chain itself, and what comes after it. */
static void
append_chain (AcuCpuProgram *program, const GArray *chain)
{
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (AcuCpuStep));
  float *prepared = get_memory (program->prepared);

  for (guint i = 0; i < chain->len; i++) {
    AcuValue value = g_array_index (chain, AcuValue, i);
    const AcuCpuMethod *method = get_method (program, value);
    AcuCpuStep step = step_new (program, value);

    if (method->count_prepared != NULL) {
      AcuCpuStep preparation = step;

      preparation.kernel = method->prepare;
      preparation.keeps = NULL;
      preparation.grain = 1;
      step.prepared = preparation.prepared = prepared;
      prepared += round_up (method->count_prepared (&step, &preparation.n_items), LINE_FLOATS);
      if (method->prepare != NULL)
        append_step (program, preparation);
    }
    g_array_append_val (links, step);
  }
  if (links->len == 1) {
    AcuValue value = g_array_index (chain, AcuValue, 0);
    AcuCpuStep step = g_array_index (links, AcuCpuStep, 0);

    append_step (program, step);
    append_finish (program, get_method (program, value), step);
  } else {
    append_step (program, acu_cpu_chain_new (program->parent.graph, chain, links));
  }
}

/* Appends all steps, and notes where phases end. */
static void
append_chains (AcuCpuProgram *program, const GPtrArray *chains)
{
  const AcuGraph *graph = program->parent.graph;
  guint next = 0;

  for (guint phase = 0; phase < acu_graph_get_n_phases (graph); phase++) {
    for (; next < chains->len; next++) {
      const GArray *chain = g_ptr_array_index (chains, next);

      if (acu_graph_get_node (graph, g_array_index (chain, AcuValue, 0))->phase != phase)
        break;
      append_chain (program, chain);
    }
    g_array_append_val (program->phase_ends, program->steps->len);
  }
}

static void
clear_step (gpointer data)
{
  acu_cpu_chain_clear (data);
}

AcuProgram *
acu_cpu_program_new (AcuDevice *device,
                     const AcuGraph *graph,
                     const AcuOperand *operands,
                     GError **error)
{
  AcuCpuProgram *program = g_new0 (AcuCpuProgram, 1);
  g_autoptr (GPtrArray) chains = NULL;
  gsize n_prepared = 0;

  program->parent = (AcuProgram){.device = device, .graph = graph, .operands = operands};
  program->kernels = acu_cpu_kernels_get ();
  program->n_threads = omp_get_max_threads ();
  program->steps = g_array_new (FALSE, FALSE, sizeof (AcuCpuStep));
  g_array_set_clear_func (program->steps, clear_step);
  program->drops = acu_cpu_drops_find (graph);
  program->keeps = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  program->phase_ends = g_array_new (FALSE, FALSE, sizeof (guint));
  chains = find_chains (program, error);
  if (chains == NULL)
    goto fail;
  for (guint i = 0; i < chains->len; i++)
    n_prepared = MAX (n_prepared, count_prepared (program, g_ptr_array_index (chains, i)));
  program->prepared = acu_cpu_buffer_new (device, n_prepared * sizeof (float), error);
  if (program->prepared == NULL)
    goto fail;
  append_chains (program, chains);
  program->scratch =
      acu_cpu_buffer_new (device, program->scratch_size * (gsize)program->n_threads, error);
  if (program->scratch == NULL)
    goto fail;
  return &program->parent;

fail:
  acu_cpu_program_free (&program->parent);
  return NULL;
}

void
acu_cpu_program_free (AcuProgram *parent)
{
  AcuCpuProgram *program = (AcuCpuProgram *)parent;

  if (program == NULL)
    return;
  g_array_unref (program->steps);
  g_array_unref (program->phase_ends);
  g_array_unref (program->drops);
  g_hash_table_unref (program->keeps);
  acu_cpu_buffer_free (program->prepared);
  acu_cpu_buffer_free (program->scratch);
  g_free (program);
}

/* One thread's part of a step; all threads come here together.  When cancelled, they still come to
 * the end of every step, but do nothing for it. */
static void
execute (const AcuCpuStep *step, gpointer scratch, GCancellable *cancellable)
{
  gsize n_chunks = (step->n_items + step->grain - 1) / step->grain;

  /* Whichever thread is free takes the next chunk: other programs use the cores as well. */
#pragma omp for schedule(dynamic, 1)
  for (gsize chunk = 0; chunk < n_chunks; chunk++)
    if (!g_cancellable_is_cancelled (cancellable))
      acu_cpu_step_run (step, chunk * step->grain, MIN ((chunk + 1) * step->grain, step->n_items),
                        scratch);
}

/* Draws which samples the drop paths of @phase drop: its own steps and those of later phases leave
 * them out. */
static void
draw (AcuCpuProgram *program, guint phase)
{
  GHashTableIter iter;
  gpointer key, keeps;

  g_hash_table_iter_init (&iter, program->keeps);
  while (g_hash_table_iter_next (&iter, &key, &keeps)) {
    const AcuNode *node = acu_graph_get_node (program->parent.graph, GPOINTER_TO_UINT (key));

    if (node->phase == phase)
      acu_cpu_drops_draw (node, get_tensor (program, node->inputs[1]).data, node->shape.dims[0],
                          keeps);
  }
}

gboolean
acu_cpu_program_run (AcuProgram *parent, guint phase, GCancellable *cancellable, GError **error)
{
  AcuCpuProgram *program = (AcuCpuProgram *)parent;
  guint first = phase > 0 ? g_array_index (program->phase_ends, guint, phase - 1) : 0;
  guint end = g_array_index (program->phase_ends, guint, phase);

  draw (program, phase);
#pragma omp parallel num_threads(program->n_threads)
  {
    guint8 *scratch = (guint8 *)get_memory (program->scratch) +
                      (gsize)omp_get_thread_num () * program->scratch_size;

    for (guint i = first; i < end; i++)
      execute (&g_array_index (program->steps, AcuCpuStep, i), scratch, cancellable);
  }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
