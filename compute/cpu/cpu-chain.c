#include "compute/cpu/cpu-chain.h"

/* Bytes of a thread's links in passing, and of their results: about half of a core's second-level
 * cache; the other half is for weights. */
#define CHUNK_SIZE ((gsize)384 << 10)

/* Rows of a chunk: a multiple of the height of every kernel's tiles, enough of them to use each
 * tile of a weight many times, few enough to share the rows out evenly. */
#define ROW_MULTIPLE 24
#define MAX_ROWS     192

/* No place: the tensor lies in memory of its own. */
#define IN_MEMORY G_MAXSIZE

typedef struct {
  AcuCpuStep step;
  gsize places[ACU_MAX_INPUTS + 1]; /* bytes into the scratch memory: of inputs, of the result */
} Link;

typedef struct {
  Link *links;
  guint n_links;
  gsize passing_size; /* bytes of scratch memory for what passes between links */
} Chain;

gboolean
acu_cpu_is_computed (const AcuNode *node)
{
  return node->op != ACU_OP_INPUT && node->op != ACU_OP_PARAMETER && node->op != ACU_OP_RESHAPE &&
         node->op != ACU_OP_BYPRODUCT;
}

/* The position of @value among the chain's, or -1. */
static int
find_link (const GArray *values, AcuValue value)
{
  for (guint i = 0; i < values->len; i++)
    if (g_array_index (values, AcuValue, i) == value)
      return (int)i;
  return -1;
}

/* The link whose result input @i of @node is, under whatever shape, or -1. */
static int
find_source (const AcuGraph *graph, const GArray *values, const AcuNode *node, guint i)
{
  if (node->inputs[i] == ACU_NO_VALUE)
    return -1;
  return find_link (values, acu_graph_get_root (graph, node->inputs[i]));
}

/* Whether only links read @value. */
static gboolean
is_passing (const AcuGraph *graph, const GArray *values, AcuValue value)
{
  for (AcuValue other = 0; other < acu_graph_get_n_nodes (graph); other++) {
    const AcuNode *node = acu_graph_get_node (graph, other);

    if (node->is_output && acu_graph_get_root (graph, other) == value)
      return FALSE;
    if (!acu_cpu_is_computed (node) || find_link (values, other) >= 0)
      continue;
    for (guint i = 0; i < node->n_inputs; i++)
      if (node->inputs[i] != ACU_NO_VALUE && acu_graph_get_root (graph, node->inputs[i]) == value)
        return FALSE;
  }
  return TRUE;
}

/* Whether a chunk's results at @output could spoil what another chunk has yet to read at @input.
 * With rows at the same addresses they cannot: a chunk touches no row but its own. */
static gboolean
conflicts (const AcuGraph *graph,
           const AcuOperand *operands,
           AcuValue output,
           AcuValue input,
           gboolean by_row)
{
  const AcuOperand *a = &operands[output], *b = &operands[input];
  gboolean same_rows =
      a->offset == b->offset && acu_shape_columns (acu_graph_get_shape (graph, output)) ==
                                    acu_shape_columns (acu_graph_get_shape (graph, input));

  if (a->buffer != b->buffer || a->offset >= b->offset + b->size ||
      b->offset >= a->offset + a->size)
    return FALSE;
  return !(by_row && same_rows);
}

/* The planner lets a result lie where a value lay that no later node reads.  In a chain earlier
 * nodes still read it, for other rows. */
static gboolean
is_safe (const AcuGraph *graph,
         const AcuCpuKernels *kernels,
         const AcuOperand *operands,
         const GArray *values)
{
  for (guint i = 0; i < values->len; i++) {
    AcuValue output = g_array_index (values, AcuValue, i);

    if (is_passing (graph, values, output))
      continue;
    for (guint j = 0; j < values->len; j++) {
      const AcuNode *node = acu_graph_get_node (graph, g_array_index (values, AcuValue, j));

      for (guint k = 0; k < node->n_inputs; k++)
        if (node->inputs[k] != ACU_NO_VALUE && find_source (graph, values, node, k) < 0 &&
            conflicts (graph, operands, output, node->inputs[k],
                       kernels->methods[node->op].row_inputs >> k & 1))
          return FALSE;
    }
  }
  return TRUE;
}

/* Whether @node reads the chain's results, if any, row by row and as rows of the same length. */
static gboolean
can_follow (const AcuGraph *graph,
            const AcuCpuKernels *kernels,
            const GArray *values,
            const AcuNode *node)
{
  const AcuNode *first = acu_graph_get_node (graph, g_array_index (values, AcuValue, 0));
  gsize rows = acu_shape_rows (first->shape);

  if (node->phase != first->phase || acu_shape_rows (node->shape) != rows ||
      acu_cpu_kernels_get_method (kernels, node)->row_inputs == 0)
    return FALSE;
  for (guint i = 0; i < node->n_inputs; i++) {
    if (find_source (graph, values, node, i) < 0)
      continue;
    if ((kernels->methods[node->op].row_inputs >> i & 1) == 0 ||
        acu_shape_rows (acu_graph_get_shape (graph, node->inputs[i])) != rows)
      return FALSE;
  }
  return TRUE;
}

GArray *
acu_cpu_chain_find (const AcuGraph *graph,
                    const AcuCpuKernels *kernels,
                    const AcuOperand *operands,
                    AcuValue first)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (AcuValue));
  const AcuNode *node = acu_graph_get_node (graph, first);
  guint n_safe = 1;

  g_array_append_val (values, first);
  /* Only kernels whose items are rows of the result can begin a chain. */
  if (acu_cpu_kernels_get_method (kernels, node)->is_alone)
    return values;
  for (AcuValue value = first + 1; value < acu_graph_get_n_nodes (graph); value++) {
    node = acu_graph_get_node (graph, value);
    if (!acu_cpu_is_computed (node))
      continue;
    if (!can_follow (graph, kernels, values, node))
      break;
    g_array_append_val (values, value);
    /* A chain that is not safe may become so when the reader of its last result joins it. */
    if (is_safe (graph, kernels, operands, values))
      n_safe = values->len;
  }
  g_array_set_size (values, n_safe);
  return values;
}

/* Lets @tensor begin so that its row @first is at @place of the scratch memory.  Rows before it do
 * not exist, which makes this a number rather than a pointer that C would allow. */
static void
bind (AcuCpuTensor *tensor, guint8 *scratch, gsize place, gsize first)
{
  if (place != IN_MEMORY)
    tensor->data = (gpointer)((guintptr)(scratch + place) -
                              first * acu_shape_columns (tensor->shape) * sizeof (float));
}

static void
run_chain (const AcuCpuStep *step, gsize first, gsize last, gpointer scratch)
{
  const Chain *chain = step->data;

  for (guint i = 0; i < chain->n_links; i++) {
    const Link *link = &chain->links[i];
    AcuCpuStep bound = link->step;

    for (guint k = 0; k < ACU_MAX_INPUTS; k++)
      bind (&bound.inputs[k], scratch, link->places[k], first);
    bind (&bound.output, scratch, link->places[ACU_MAX_INPUTS], first);
    acu_cpu_step_run (&bound, first, last, (guint8 *)scratch + chain->passing_size);
  }
}

static gsize
get_row_size (const AcuCpuStep *step)
{
  return acu_shape_columns (step->output.shape) * sizeof (float);
}

static gsize
choose_grain (gsize rows, gsize row_size)
{
  gsize grain = CHUNK_SIZE / row_size / ROW_MULTIPLE * ROW_MULTIPLE;

  return CLAMP (grain, ROW_MULTIPLE, MAX_ROWS);
}

AcuCpuStep
acu_cpu_chain_new (const AcuGraph *graph, const GArray *values, const GArray *steps)
{
  Chain *chain = g_new0 (Chain, 1);
  AcuCpuStep result = {.kernel = run_chain, .data = chain};
  gsize row_size = 0;

  chain->n_links = steps->len;
  chain->links = g_new0 (Link, steps->len);
  for (guint i = 0; i < steps->len; i++)
    row_size += get_row_size (&g_array_index (steps, AcuCpuStep, i));
  result.n_items = g_array_index (steps, AcuCpuStep, 0).n_items;
  result.grain = choose_grain (result.n_items, row_size);
  for (guint i = 0; i < steps->len; i++) {
    AcuValue value = g_array_index (values, AcuValue, i);
    const AcuNode *node = acu_graph_get_node (graph, value);
    Link *link = &chain->links[i];

    link->step = g_array_index (steps, AcuCpuStep, i);
    result.scratch_size = MAX (result.scratch_size, link->step.scratch_size);
    for (guint k = 0; k < ACU_MAX_INPUTS; k++) {
      int source = k < node->n_inputs ? find_source (graph, values, node, k) : -1;

      link->places[k] = source >= 0 ? chain->links[source].places[ACU_MAX_INPUTS] : IN_MEMORY;
    }
    link->places[ACU_MAX_INPUTS] = IN_MEMORY;
    if (is_passing (graph, values, value)) {
      link->places[ACU_MAX_INPUTS] = chain->passing_size;
      chain->passing_size += (result.grain * get_row_size (&link->step) + 63) / 64 * 64;
    }
  }
  result.scratch_size += chain->passing_size;
  return result;
}

void
acu_cpu_chain_clear (AcuCpuStep *step)
{
  Chain *chain = step->data;

  if (step->kernel != run_chain)
    return;
  g_free (chain->links);
  g_free (chain);
}
