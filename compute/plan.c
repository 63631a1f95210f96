#include "compute/plan.h"

#include <glib/gi18n.h>

/* The stretch of the program over which a value's memory must not be touched. */
typedef struct {
  AcuValue value;
  guint first;
  guint last;
  gsize size; /* rounded up to the alignment */
} Lifetime;

typedef struct {
  const Lifetime *lifetime;
  gsize offset;
} Resident;

static gsize
round_up (gsize size, gsize alignment)
{
  return (size + alignment - 1) / alignment * alignment;
}

static gsize
node_size (const AcuNode *node)
{
  return acu_shape_count (node->shape) * acu_dtype_size (node->dtype);
}

static int
compare_size (gconstpointer a, gconstpointer b)
{
  const Lifetime *x = a, *y = b;

  if (x->size != y->size)
    return x->size > y->size ? -1 : 1;
  return x->value < y->value ? -1 : x->value > y->value;
}

static int
compare_offset (gconstpointer a, gconstpointer b)
{
  const Resident *x = a, *y = b;

  return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* One entry for each value that owns arena memory, largest first. */
static GArray *
collect_lifetimes (const AcuGraph *graph, gsize alignment)
{
  guint n_nodes = acu_graph_get_n_nodes (graph);
  g_autofree guint *last = g_new (guint, n_nodes);
  GArray *lifetimes = g_array_new (FALSE, FALSE, sizeof (Lifetime));

  for (AcuValue value = 0; value < n_nodes; value++) {
    const AcuNode *node = acu_graph_get_node (graph, value);

    last[value] = value;
    for (guint i = 0; i < node->n_inputs; i++)
      if (node->inputs[i] != ACU_NO_VALUE)
        last[acu_graph_get_root (graph, node->inputs[i])] = value;
  }
  for (AcuValue value = 0; value < n_nodes; value++)
    if (acu_graph_get_node (graph, value)->is_output)
      last[acu_graph_get_root (graph, value)] = n_nodes;
  for (AcuValue value = 0; value < n_nodes; value++) {
    const AcuNode *node = acu_graph_get_node (graph, value);
    Lifetime lifetime = {.value = value, .first = value, .size = node_size (node)};

    if (node->op == ACU_OP_PARAMETER || acu_graph_get_root (graph, value) != value)
      continue;
    if (node->op == ACU_OP_INPUT)
      lifetime.first = 0;
    if (node->op == ACU_OP_BYPRODUCT)
      lifetime.first = node->inputs[0];
    lifetime.last = last[value];
    lifetime.size = round_up (lifetime.size, alignment);
    g_array_append_val (lifetimes, lifetime);
  }
  g_array_sort (lifetimes, compare_size);
  return lifetimes;
}

/* The lowest offset at which @lifetime fits between the residents of a block that live at the same
 * time. */
static gsize
find_gap (GArray *residents, const Lifetime *lifetime)
{
  gsize offset = 0;

  for (guint i = 0; i < residents->len; i++) {
    const Resident *resident = &g_array_index (residents, Resident, i);

    if (resident->lifetime->last < lifetime->first || lifetime->last < resident->lifetime->first)
      continue;
    if (offset + lifetime->size <= resident->offset)
      break;
    offset = MAX (offset, resident->offset + resident->lifetime->size);
  }
  return offset;
}

static void
place (AcuPlan *plan, GPtrArray *blocks, const Lifetime *lifetime, gsize max_block)
{
  Resident resident = {.lifetime = lifetime};
  guint block;

  for (block = 0; block < blocks->len; block++) {
    resident.offset = find_gap (g_ptr_array_index (blocks, block), lifetime);
    if (resident.offset + lifetime->size <= max_block)
      break;
  }
  if (block == blocks->len) {
    g_ptr_array_add (blocks, g_array_new (FALSE, FALSE, sizeof (Resident)));
    resident.offset = 0;
    plan->block_sizes = g_renew (gsize, plan->block_sizes, blocks->len);
    plan->block_sizes[block] = 0;
  }
  g_array_append_val (g_ptr_array_index (blocks, block), resident);
  g_array_sort (g_ptr_array_index (blocks, block), compare_offset);
  plan->block_sizes[block] = MAX (plan->block_sizes[block], resident.offset + lifetime->size);
  plan->placements[lifetime->value].block = block;
  plan->placements[lifetime->value].offset = resident.offset;
}

static gboolean
check_operand (const AcuNode *node, const AcuDeviceInfo *limits, GError **error)
{
  gsize size = node_size (node);

  if (size <= MIN (limits->max_operand, limits->max_buffer))
    return TRUE;
  g_set_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_OUT_OF_MEMORY,
               _ ("a tensor of %zu MiB is larger than %s can address "
                  "(%zu MiB)"),
               size >> 20, limits->name, MIN (limits->max_operand, limits->max_buffer) >> 20);
  return FALSE;
}

AcuPlan *
acu_plan_new (const AcuGraph *graph, const AcuDeviceInfo *limits, GError **error)
{
  g_autoptr (AcuPlan) plan = g_new0 (AcuPlan, 1);
  g_autoptr (GArray) lifetimes = collect_lifetimes (graph, limits->alignment);
  g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  guint n_nodes = acu_graph_get_n_nodes (graph);

  plan->placements = g_new0 (AcuPlacement, n_nodes);
  for (guint i = 0; i < lifetimes->len; i++)
    place (plan, blocks, &g_array_index (lifetimes, Lifetime, i), limits->max_buffer);
  plan->n_blocks = blocks->len;
  for (guint i = 0; i < plan->n_blocks; i++)
    plan->arena_size += plan->block_sizes[i];

  for (AcuValue value = 0; value < n_nodes; value++) {
    const AcuNode *node = acu_graph_get_node (graph, value);
    AcuValue root = acu_graph_get_root (graph, value);

    if (!check_operand (node, limits, error))
      return NULL;
    if (acu_graph_get_node (graph, root)->op == ACU_OP_PARAMETER)
      plan->placements[value].block = ACU_NO_BLOCK;
    else if (root != value)
      plan->placements[value] = plan->placements[root];
    plan->placements[value].size = node_size (node);
    if (node->op == ACU_OP_PARAMETER)
      plan->parameter_size += round_up (node_size (node), limits->alignment);
  }
  return g_steal_pointer (&plan);
}

void
acu_plan_free (AcuPlan *plan)
{
  if (plan == NULL)
    return;
  g_free (plan->block_sizes);
  g_free (plan->placements);
  g_free (plan);
}
