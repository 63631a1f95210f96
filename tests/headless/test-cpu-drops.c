/* What stochastic depth spares: which values of a residual block need not be computed for samples
 * whose branch is dropped. */
#include "compute/autodiff.h"
#include "compute/cpu/cpu-drops.h"
#include "compute/gradient-ops.h"

#define SAMPLES  6
#define CHANNELS 4
#define HIDDEN   8

typedef struct {
  AcuGraph *graph;
  AcuValue x, norm, hidden, active, branch, drop, result;
  guint n_forward;
  AcuValue gradients[2]; /* of x, and of the first weight */
} Block;

/* A residual block of two layers and its backward pass; @outside: something else reads what its
 * hidden layer makes. */
static void
block_init (Block *block, gboolean outside)
{
  AcuGraph *graph = block->graph = acu_graph_new (ACU_DTYPE_F32);
  AcuValue state = acu_graph_input (graph, "state", ACU_DTYPE_U32, ACU_SHAPE (4));
  AcuValue up = acu_graph_parameter (graph, "up", ACU_SHAPE (HIDDEN, CHANNELS), TRUE);
  AcuValue down = acu_graph_parameter (graph, "down", ACU_SHAPE (CHANNELS, HIDDEN), TRUE);
  AcuValue scale = acu_graph_parameter (graph, "scale", ACU_SHAPE (CHANNELS), TRUE);
  AcuValue shift = acu_graph_parameter (graph, "shift", ACU_SHAPE (CHANNELS), TRUE);
  AcuValue seed, targets[2];

  block->x = acu_graph_input (graph, "x", ACU_DTYPE_F32, ACU_SHAPE (SAMPLES, 2, 3, CHANNELS));
  block->norm = acu_graph_layer_norm (graph, block->x, scale, shift, 1e-5f);
  block->hidden = acu_graph_linear (graph, block->norm, up, ACU_NO_VALUE, ACU_ACTIVATION_NONE);
  block->active = acu_graph_activation (graph, block->hidden, ACU_ACTIVATION_GELU);
  block->branch = acu_graph_linear (graph, block->active, down, ACU_NO_VALUE, ACU_ACTIVATION_NONE);
  block->drop = acu_graph_drop_path (graph, block->branch, state,
                                     (AcuDropoutAttributes){.rate = 0.5f, .stream = 1});
  block->result = acu_graph_add (graph, block->x, block->drop);
  acu_graph_set_output (graph, block->result, "result");
  if (outside)
    acu_graph_set_output (graph, block->hidden, "hidden");
  seed = acu_graph_input (graph, "seed", ACU_DTYPE_F32, acu_graph_get_shape (graph, block->result));
  block->n_forward = acu_graph_get_n_nodes (graph);
  acu_graph_begin_phase (graph);
  targets[0] = block->x;
  targets[1] = up;
  acu_graph_differentiate (graph, &(AcuSeed){block->result, seed}, 1, targets, 2,
                           ACU_RECOMPUTE_NOTHING, block->gradients);
  acu_graph_set_output (graph, block->gradients[0], "gradient");
  acu_graph_set_output (graph, block->gradients[1], "weight-gradient");
}

static AcuValue
get_drop (const GArray *drops, AcuValue value)
{
  return g_array_index (drops, AcuValue, value);
}

/* Forward, all of the branch is left out, and nothing else. */
static void
test_forward (void)
{
  g_autoptr (GArray) drops = NULL;
  Block block;

  block_init (&block, FALSE);
  drops = acu_cpu_drops_find (block.graph);
  g_assert_cmpuint (drops->len, ==, acu_graph_get_n_nodes (block.graph));
  g_assert_cmpuint (get_drop (drops, block.norm), ==, block.drop);
  g_assert_cmpuint (get_drop (drops, block.hidden), ==, block.drop);
  g_assert_cmpuint (get_drop (drops, block.active), ==, block.drop);
  g_assert_cmpuint (get_drop (drops, block.branch), ==, block.drop);
  g_assert_cmpuint (get_drop (drops, block.x), ==, ACU_NO_VALUE);
  g_assert_cmpuint (get_drop (drops, block.result), ==, ACU_NO_VALUE);
  acu_graph_free (block.graph);
}

/* Backward, products and derivatives of what is dropped are; sums over rows leave them out. */
static void
test_backward (void)
{
  g_autoptr (GArray) drops = NULL;
  guint n_products = 0, n_derivatives = 0, n_sums = 0;
  Block block;

  block_init (&block, FALSE);
  drops = acu_cpu_drops_find (block.graph);
  for (AcuValue value = block.n_forward; value < drops->len; value++) {
    const AcuNode *node = acu_graph_get_node (block.graph, value);

    if (node->op == ACU_OP_MATMUL && node->attributes.matmul.transpose_a) {
      g_assert_cmpuint (acu_cpu_drops_find_summed (block.graph, drops, node), ==, block.drop);
      n_sums++;
    } else if (node->op == ACU_OP_MATMUL) {
      g_assert_cmpuint (get_drop (drops, value), ==, block.drop);
      n_products++;
    } else if (node->op == ACU_OP_ACTIVATION_GRADIENT) {
      g_assert_cmpuint (get_drop (drops, value), ==, block.drop);
      n_derivatives++;
    } else {
      g_assert_cmpuint (get_drop (drops, value), ==, ACU_NO_VALUE);
    }
  }
  g_assert_cmpuint (n_products, ==, 2);
  g_assert_cmpuint (n_derivatives, ==, 1);
  g_assert_cmpuint (n_sums, ==, 1);
  acu_graph_free (block.graph);
}

/* What somebody else reads is computed for every sample, and so is what it is made of. */
static void
test_outside (void)
{
  g_autoptr (GArray) drops = NULL;
  Block block;

  block_init (&block, TRUE);
  drops = acu_cpu_drops_find (block.graph);
  g_assert_cmpuint (get_drop (drops, block.norm), ==, ACU_NO_VALUE);
  g_assert_cmpuint (get_drop (drops, block.hidden), ==, ACU_NO_VALUE);
  g_assert_cmpuint (get_drop (drops, block.active), ==, block.drop);
  g_assert_cmpuint (get_drop (drops, block.branch), ==, block.drop);
  acu_graph_free (block.graph);
}

/* The same samples as the operation itself drops. */
static void
test_draw (void)
{
  g_autoptr (GArray) drops = NULL;
  guint8 keeps[SAMPLES], others[SAMPLES];
  guint n_kept = 0;
  Block block;

  block_init (&block, FALSE);
  for (guint32 step = 0; step < 100; step++) {
    acu_cpu_drops_draw (acu_graph_get_node (block.graph, block.drop),
                        (const guint32[]){5, 6, step, 0}, SAMPLES, keeps);
    for (guint i = 0; i < SAMPLES; i++)
      n_kept += keeps[i];
  }
  g_assert_cmpuint (n_kept, >, 250);
  g_assert_cmpuint (n_kept, <, 350);
  acu_cpu_drops_draw (acu_graph_get_node (block.graph, block.drop), (const guint32[]){5, 6, 99, 0},
                      SAMPLES, others);
  g_assert_cmpmem (keeps, SAMPLES, others, SAMPLES);
  acu_graph_free (block.graph);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cpu-drops/forward", test_forward);
  g_test_add_func ("/cpu-drops/backward", test_backward);
  g_test_add_func ("/cpu-drops/outside", test_outside);
  g_test_add_func ("/cpu-drops/draw", test_draw);
  return g_test_run ();
}
