#include "compute/cpu/cpu-drops.h"

#include <math.h>

#include "compute/random.h"

/* Not known yet: nobody reads it. */
#define UNREAD (ACU_NO_VALUE - 1)

typedef struct {
  const AcuGraph *graph;
  AcuValue *zero;   /* where rows are zero anyway */
  AcuValue *unread; /* where nobody needs them, as far as readers were looked at */
} Search;

/* Kernels that make rows of a sample of that sample's rows alone, and can leave samples out. */
static gboolean
is_by_sample (const AcuNode *node)
{
  switch (node->op) {
  case ACU_OP_MATMUL:
    return !node->attributes.matmul.transpose_a;
  case ACU_OP_LAYER_NORM:
  case ACU_OP_ACTIVATION:
  case ACU_OP_ACTIVATION_GRADIENT:
  case ACU_OP_WINDOW_ATTENTION:
  case ACU_OP_WINDOW_ATTENTION_GRADIENT:
    return TRUE;
  default:
    return FALSE;
  }
}

/* Whether the rows of input @i are a sample's, and not weights. */
static gboolean
is_of_samples (const AcuNode *node, guint i)
{
  switch (node->op) {
  case ACU_OP_MATMUL:
    return i == 0 || i == 3;
  case ACU_OP_ACTIVATION_GRADIENT:
    return i < 2;
  case ACU_OP_WINDOW_ATTENTION_GRADIENT:
    return i == 0 || i == 2;
  default:
    return i == 0;
  }
}

/* The input from which a row of zeros makes a row of zeros, or -1. */
static int
get_linear_input (const AcuNode *node)
{
  switch (node->op) {
  case ACU_OP_MATMUL:
    return node->attributes.matmul.transpose_a || node->inputs[2] != ACU_NO_VALUE ||
                   node->inputs[3] != ACU_NO_VALUE ||
                   node->attributes.matmul.activation != ACU_ACTIVATION_NONE
               ? -1
               : 0;
  case ACU_OP_ACTIVATION_GRADIENT:
    return 1;
  case ACU_OP_WINDOW_ATTENTION_GRADIENT:
    return 2;
  default:
    return -1;
  }
}

/* The first node that draws as @value does. */
static AcuValue
find_first (const AcuGraph *graph, AcuValue value)
{
  const AcuNode *node = acu_graph_get_node (graph, value);

  for (AcuValue other = 0; other < value; other++) {
    const AcuNode *candidate = acu_graph_get_node (graph, other);

    if (candidate->op == ACU_OP_DROP_PATH && candidate->inputs[1] == node->inputs[1] &&
        candidate->attributes.dropout.stream == node->attributes.dropout.stream &&
        candidate->attributes.dropout.rate == node->attributes.dropout.rate &&
        candidate->shape.dims[0] == node->shape.dims[0] &&
        acu_shape_rows (candidate->shape) == acu_shape_rows (node->shape))
      return other;
  }
  return value;
}

static gboolean
has_rows_of (const AcuGraph *graph, const AcuNode *node, AcuValue drop)
{
  return acu_shape_rows (node->shape) == acu_shape_rows (acu_graph_get_shape (graph, drop));
}

/* In the order of execution: zeros are handed on. */
static void
find_zeros (Search *search)
{
  for (AcuValue value = 0; value < acu_graph_get_n_nodes (search->graph); value++) {
    const AcuNode *node = acu_graph_get_node (search->graph, value);
    int input = get_linear_input (node);

    search->zero[value] = ACU_NO_VALUE;
    if (node->op == ACU_OP_DROP_PATH)
      search->zero[value] = find_first (search->graph, value);
    else if (input >= 0) {
      AcuValue drop = search->zero[acu_graph_get_root (search->graph, node->inputs[input])];

      if (drop != ACU_NO_VALUE && has_rows_of (search->graph, node, drop))
        search->zero[value] = drop;
    }
  }
}

/* The samples that @node does not compute, by the drop path that drops them. */
static AcuValue
get_drop (const Search *search, AcuValue value, const AcuNode *node)
{
  AcuValue unread = search->unread[value];

  if (!is_by_sample (node))
    return ACU_NO_VALUE;
  if (search->zero[value] != ACU_NO_VALUE)
    return search->zero[value];
  if (unread == UNREAD || unread == ACU_NO_VALUE || !has_rows_of (search->graph, node, unread))
    return ACU_NO_VALUE;
  return unread;
}

/* The samples of its input @i that @node, which leaves out those dropped by @drop, has no use for.
 */
static AcuValue
get_ignored (const Search *search, AcuValue value, const AcuNode *node, guint i, AcuValue drop)
{
  if (node->op == ACU_OP_DROP_PATH && i == 0)
    return search->zero[value];
  if (node->op == ACU_OP_MATMUL && node->attributes.matmul.transpose_a && i < 2)
    return search->zero[acu_graph_get_root (search->graph, node->inputs[1 - i])];
  return is_of_samples (node, i) ? drop : ACU_NO_VALUE;
}

GArray *
acu_cpu_drops_find (const AcuGraph *graph)
{
  const guint n = acu_graph_get_n_nodes (graph);
  g_autofree AcuValue *zero = g_new (AcuValue, n), *unread = g_new (AcuValue, n);
  GArray *drops = g_array_sized_new (FALSE, FALSE, sizeof (AcuValue), n);
  Search search = {graph, zero, unread};

  g_array_set_size (drops, n);
  for (guint i = 0; i < n; i++)
    unread[i] = UNREAD;
  find_zeros (&search);
  /* Readers come after what they read. */
  for (guint i = n; i-- > 0;) {
    const AcuNode *node = acu_graph_get_node (graph, (AcuValue)i);
    AcuValue drop;

    if (node->is_output)
      unread[acu_graph_get_root (graph, (AcuValue)i)] = ACU_NO_VALUE;
    drop = get_drop (&search, (AcuValue)i, node);
    g_array_index (drops, AcuValue, i) = drop;
    if (node->op == ACU_OP_RESHAPE)
      continue;
    for (guint k = 0; k < node->n_inputs; k++) {
      AcuValue *read = node->inputs[k] != ACU_NO_VALUE
                           ? &unread[acu_graph_get_root (graph, node->inputs[k])]
                           : NULL;
      AcuValue ignored = get_ignored (&search, (AcuValue)i, node, k, drop);

      if (read != NULL)
        *read = *read == UNREAD || *read == ignored ? ignored : ACU_NO_VALUE;
    }
  }
  return drops;
}

AcuValue
acu_cpu_drops_find_summed (const AcuGraph *graph, const GArray *drops, const AcuNode *node)
{
  AcuValue left = acu_graph_get_root (graph, node->inputs[0]);
  AcuValue right = acu_graph_get_root (graph, node->inputs[1]);

  if (acu_graph_get_node (graph, left)->op == ACU_OP_DROP_PATH)
    return find_first (graph, left);
  if (acu_graph_get_node (graph, right)->op == ACU_OP_DROP_PATH)
    return find_first (graph, right);
  /* Where both leave the same samples out, their products are zero, whichever was zero before. */
  return g_array_index (drops, AcuValue, left) == g_array_index (drops, AcuValue, right)
             ? g_array_index (drops, AcuValue, left)
             : ACU_NO_VALUE;
}

void
acu_cpu_drops_draw (const AcuNode *node, const guint32 *state, gsize n_samples, guint8 *keeps)
{
  const AcuDropoutAttributes *dropout = &node->attributes.dropout;
  const double threshold = ceil ((double)dropout->rate * 0x1p32);
  guint32 words[4];

  for (gsize sample = 0; sample < n_samples; sample++) {
    const guint32 counter[] = {(guint32)(sample / 4), dropout->stream, state[2], state[3]};

    if (sample % 4 == 0)
      acu_philox (counter, state, words);
    keeps[sample] = words[sample % 4] >= threshold;
  }
}
