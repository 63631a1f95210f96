#include "compute/plan.h"

#include "compute/random.h"
#include "tests/headless/test-support.h"

static const AcuDeviceInfo roomy = {.name = (char *)"test",
                                    .alignment = 64,
                                    .max_operand = G_MAXSIZE / 2,
                                    .max_buffer = G_MAXSIZE / 2};

/* A chain of @n additions needs two places, however long it is. */
static void
test_chain (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuGraph) graph = acu_graph_new (ACU_DTYPE_F32);
  AcuValue x = acu_graph_input (graph, "x", ACU_DTYPE_F32, ACU_SHAPE (1000));
  g_autoptr (AcuPlan) plan = NULL;

  for (guint i = 0; i < 20; i++)
    x = acu_graph_activation (graph, x, ACU_ACTIVATION_RELU);
  acu_graph_set_output (graph, x, "y");
  plan = acu_plan_new (graph, &roomy, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (plan->arena_size, ==, 2 * 4032);
}

static gboolean
overlap (const AcuPlacement *a, const AcuPlacement *b)
{
  return a->block == b->block && a->offset < b->offset + b->size && b->offset < a->offset + a->size;
}

/* Simulates a random program: when a node runs, everything that a later node still reads, and
 * everything it reads itself, must be left alone by its result. */
static void
check_plan (const AcuGraph *graph, const AcuPlan *plan)
{
  guint n_nodes = acu_graph_get_n_nodes (graph);
  g_autofree guint *last = g_new0 (guint, n_nodes);

  for (AcuValue value = 0; value < n_nodes; value++) {
    const AcuNode *node = acu_graph_get_node (graph, value);

    for (guint i = 0; i < node->n_inputs; i++)
      if (node->inputs[i] != ACU_NO_VALUE)
        last[acu_graph_get_root (graph, node->inputs[i])] = value;
  }
  for (AcuValue value = 0; value < n_nodes; value++)
    if (acu_graph_get_node (graph, value)->is_output)
      last[acu_graph_get_root (graph, value)] = n_nodes;
  for (AcuValue value = 0; value < n_nodes; value++) {
    const AcuNode *node = acu_graph_get_node (graph, value);

    g_assert_cmpuint (plan->placements[value].offset % 64, ==, 0);
    if (node->op == ACU_OP_RESHAPE || node->op == ACU_OP_INPUT)
      continue;
    for (AcuValue other = 0; other < n_nodes; other++) {
      const AcuNode *holder = acu_graph_get_node (graph, other);
      gboolean is_made = other < value || holder->op == ACU_OP_INPUT;

      if (other != value && is_made && holder->op != ACU_OP_RESHAPE && last[other] >= value)
        g_assert_false (overlap (&plan->placements[value], &plan->placements[other]));
    }
  }
}

static void
test_random_graphs (void)
{
  AcuRandom random = acu_random_new (11, 0);
  AcuDeviceInfo tight = roomy;

  tight.max_buffer = 6000;
  for (guint round = 0; round < 200; round++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuGraph) graph = acu_graph_new (ACU_DTYPE_F32);
    g_autoptr (AcuPlan) plan = NULL;
    gsize lengths[3] = {100, 333, 1200};
    GArray *values[3];

    for (guint i = 0; i < 3; i++) {
      g_autofree char *name = g_strdup_printf ("x%u", i);
      AcuValue x = acu_graph_input (graph, name, ACU_DTYPE_F32, ACU_SHAPE (lengths[i]));

      values[i] = g_array_new (FALSE, FALSE, sizeof (AcuValue));
      g_array_append_val (values[i], x);
    }
    for (guint i = 0; i < 60; i++) {
      GArray *pool = values[acu_random_below (&random, 3)];
      AcuValue a = g_array_index (pool, AcuValue, acu_random_below (&random, pool->len));
      AcuValue b = g_array_index (pool, AcuValue, acu_random_below (&random, pool->len));
      AcuValue sum =
          acu_random_below (&random, 4) == 0
              ? acu_graph_reshape (graph, a,
                                   ACU_SHAPE (1, acu_shape_count (acu_graph_get_shape (graph, a))))
              : acu_graph_add (graph, a, b);

      g_array_append_val (pool, sum);
      if (acu_random_below (&random, 10) == 0 && acu_graph_get_node (graph, sum)->name == NULL) {
        g_autofree char *name = g_strdup_printf ("y%u", i);

        acu_graph_set_output (graph, sum, name);
      }
    }
    plan = acu_plan_new (graph, round % 2 == 0 ? &roomy : &tight, &error);
    g_assert_no_error (error);
    check_plan (graph, plan);
    for (guint i = 0; round % 2 == 1 && i < plan->n_blocks; i++)
      g_assert_cmpuint (plan->block_sizes[i], <=, tight.max_buffer);
    for (guint i = 0; i < 3; i++)
      g_array_unref (values[i]);
  }
}

static void
test_too_large (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuGraph) graph = acu_graph_new (ACU_DTYPE_F32);
  AcuDeviceInfo small = roomy;

  small.max_operand = 4096;
  acu_graph_input (graph, "x", ACU_DTYPE_F32, ACU_SHAPE (1025));
  g_assert_null (acu_plan_new (graph, &small, &error));
  g_assert_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_OUT_OF_MEMORY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/chain", test_chain);
  g_test_add_func ("/plan/random-graphs", test_random_graphs);
  g_test_add_func ("/plan/too-large", test_too_large);
  return g_test_run ();
}
