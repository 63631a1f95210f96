#include "compute/nn/network.h"

#include "compute/plan.h"
#include "tests/headless/test-support.h"

static const AcuFusion fusions[] = {ACU_FUSION_CHANNEL, ACU_FUSION_SCALE, ACU_FUSION_CONCAT,
                                    ACU_FUSION_SINGLE};

/* The parameter's shape in the graph must be that of the list, convolutions flattened. */
static void
check_parameter (const AcuGraph *graph, const AcuParameter *parameter)
{
  AcuValue value = acu_graph_find (graph, parameter->name);
  const AcuNode *node;

  g_assert_cmpuint (value, !=, ACU_NO_VALUE);
  node = acu_graph_get_node (graph, value);
  g_assert_cmpint (node->op, ==, ACU_OP_PARAMETER);
  g_assert_cmpuint (acu_shape_count (node->shape), ==, acu_parameter_count (parameter));
  g_assert_cmpuint (node->shape.dims[0], ==, parameter->dims[0]);
  if (parameter->rank == 4)
    g_assert_cmpuint (node->attributes.parameter.kernel_height, ==, parameter->dims[2]);
}

static void
check_network (const char *preset, AcuFusion fusion, const AcuNetworkOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuArchitecture) architecture = acu_architecture_new_preset (preset, fusion, &error);
  g_autoptr (AcuNetwork) network = NULL;
  g_autoptr (GPtrArray) parameters = NULL;
  guint n_parameters = 0;

  g_assert_no_error (error);
  acu_architecture_set_faults (architecture, (const char *const[]){"blur", "noise", NULL});
  network = acu_network_new (architecture, options);
  parameters = acu_architecture_list_parameters (architecture);
  for (guint i = 0; i < parameters->len; i++)
    check_parameter (network->graph, g_ptr_array_index (parameters, i));
  for (AcuValue value = 0; value < acu_graph_get_n_nodes (network->graph); value++)
    n_parameters += acu_graph_get_node (network->graph, value)->op == ACU_OP_PARAMETER;
  g_assert_cmpuint (n_parameters, ==, parameters->len);

  g_assert_true (acu_shape_equal (acu_graph_get_shape (network->graph, network->scores),
                                  ACU_SHAPE (options->batch, 1)));
  g_assert_true (acu_shape_equal (acu_graph_get_shape (network->graph, network->faults),
                                  ACU_SHAPE (options->batch, 2)));
  for (guint stage = 0; stage < ACU_STAGES; stage++) {
    gsize side = architecture->input_size / (4u << stage);

    g_assert_true (
        acu_shape_equal (acu_graph_get_shape (network->graph, network->stages[stage]),
                         ACU_SHAPE (options->batch, side, side,
                                    acu_architecture_stage_channels (architecture, stage))));
  }
}

static void
test_every_network (void)
{
  const char *const *presets = acu_architecture_preset_names ();

  for (guint i = 0; presets[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (fusions); j++) {
      gboolean is_scale = fusions[j] == ACU_FUSION_SCALE;

      check_network (presets[i], fusions[j], &(AcuNetworkOptions){.batch = 3});
      check_network (presets[i], fusions[j],
                     &(AcuNetworkOptions){.batch = 1, .storage = ACU_DTYPE_F16, .trace = is_scale});
    }
}

/* Training draws random numbers; scoring must not ask for any. */
static void
test_random_state (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuArchitecture) architecture =
      acu_architecture_new_preset ("nano", ACU_FUSION_SCALE, &error);
  AcuNetworkOptions options = {
      .batch = 2, .dropout = 0.4f, .drop_path = 0.2f, .fusion_dropout = 0.5f};
  g_autoptr (AcuNetwork) scoring = acu_network_new (architecture, &options);
  g_autoptr (AcuNetwork) training = NULL;
  guint n_dropouts = 0, n_drop_paths = 0;

  g_assert_cmpuint (scoring->random_state, ==, ACU_NO_VALUE);
  options.training = TRUE;
  training = acu_network_new (architecture, &options);
  g_assert_cmpuint (training->random_state, !=, ACU_NO_VALUE);
  for (AcuValue value = 0; value < acu_graph_get_n_nodes (training->graph); value++) {
    const AcuNode *node = acu_graph_get_node (training->graph, value);

    n_dropouts += node->op == ACU_OP_DROPOUT;
    n_drop_paths += node->op == ACU_OP_DROP_PATH;
    if (node->op == ACU_OP_MATMUL)
      g_assert_cmpint (node->attributes.matmul.activation, !=, ACU_ACTIVATION_GELU);
  }
  /* The hypernetwork, three sigmoids, the fusion; two a block, but for the first block's rate 0. */
  g_assert_cmpuint (n_dropouts, ==, 5);
  g_assert_cmpuint (n_drop_paths, ==, 2 * 11);
}

/* Swin-T's published 4.5 GMACs, plus the head's. */
static void
test_flops (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuArchitecture) architecture =
      acu_architecture_new_preset ("tiny", ACU_FUSION_SCALE, &error);
  g_autoptr (AcuNetwork) network = acu_network_new (architecture, &(AcuNetworkOptions){.batch = 1});
  double flops = acu_graph_count_flops (network->graph);

  g_assert_cmpfloat (flops, >, 8.6e9);
  g_assert_cmpfloat (flops, <, 9.4e9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/every-network", test_every_network);
  g_test_add_func ("/network/random-state", test_random_state);
  g_test_add_func ("/network/flops", test_flops);
  return g_test_run ();
}
