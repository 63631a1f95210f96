#include "compute/weights/architecture.h"

#include <math.h>
#include <string.h>

#include "tests/headless/golden-keys.h"
#include "tests/headless/test-support.h"

static AcuArchitecture *
preset (const char *name, AcuFusion fusion)
{
  g_autoptr (GError) error = NULL;
  AcuArchitecture *architecture = acu_architecture_new_preset (name, fusion, &error);

  g_assert_no_error (error);
  return architecture;
}

/* The numbers of parameters that upstream states for its networks. */
static void
test_counts (void)
{
  static const struct {
    const char *preset;
    AcuFusion fusion;
    double millions;
  } expected[] = {
      {"tiny", ACU_FUSION_SCALE, 29.52},
      {"small", ACU_FUSION_SCALE, 50.84},
      {"base", ACU_FUSION_SCALE, 89.11},
      {"resnet50", ACU_FUSION_SINGLE, 27.38},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autoptr (AcuArchitecture) architecture = preset (expected[i].preset, expected[i].fusion);
    double count = (double)acu_architecture_count_parameters (architecture) / 1e6;

    g_assert_cmpfloat_with_epsilon (count, expected[i].millions, 0.005);
  }
}

static gboolean
is_kept (const AcuGoldenKey *key)
{
  return !g_str_has_suffix (key->name, "relative_position_index") &&
         !g_str_has_suffix (key->name, "attn_mask") &&
         !g_str_has_suffix (key->name, "num_batches_tracked");
}

/* Names, shapes and order are those of upstream's state dicts. */
static void
check_names (const char *file, const char *name, AcuFusion fusion)
{
  g_autoptr (AcuArchitecture) architecture = preset (name, fusion);
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (architecture);
  g_autoptr (GPtrArray) keys = acu_golden_keys (file);
  guint n = 0;

  for (guint i = 0; i < keys->len; i++) {
    const AcuGoldenKey *key = g_ptr_array_index (keys, i);
    const AcuParameter *parameter;

    if (!is_kept (key))
      continue;
    g_assert_cmpuint (n, <, parameters->len);
    parameter = g_ptr_array_index (parameters, n++);
    g_assert_cmpstr (parameter->name, ==, key->name);
    g_assert_cmpuint (parameter->rank, ==, key->rank);
    g_assert_cmpmem (parameter->dims, parameter->rank * sizeof (guint64), key->dims,
                     key->rank * sizeof (gint64));
  }
  g_assert_cmpuint (n, ==, parameters->len);
}

static void
test_names (void)
{
  check_names ("smart-tiny-scale", "tiny", ACU_FUSION_SCALE);
  check_names ("smart-small-scale", "small", ACU_FUSION_SCALE);
  check_names ("smart-base-scale", "base", ACU_FUSION_SCALE);
  check_names ("smart-base-channel", "base", ACU_FUSION_CHANNEL);
  check_names ("hyperiqa-resnet50", "resnet50", ACU_FUSION_SINGLE);
}

static const AcuParameter *
find (GPtrArray *parameters, const char *name)
{
  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);

    if (g_str_equal (parameter->name, name))
      return parameter;
  }
  return NULL;
}

/* What each fusion hands to the hypernetwork, and which weights it has. */
static void
test_fusions (void)
{
  static const struct {
    AcuFusion fusion;
    guint channels;
    const char *own;
  } expected[] = {
      {ACU_FUSION_CHANNEL, 1440, "multiscale_attention.fc.2.weight"},
      {ACU_FUSION_SCALE, 1440, "multiscale_attention.attention_net.3.bias"},
      {ACU_FUSION_CONCAT, 1440, NULL},
      {ACU_FUSION_SINGLE, 768, NULL},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autoptr (AcuArchitecture) tiny = preset ("tiny", expected[i].fusion);
    g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (tiny);
    const AcuParameter *reduction = find (parameters, "conv1.0.weight");
    guint n_fusion = 0;

    for (guint k = 0; k < parameters->len; k++)
      n_fusion += ((AcuParameter *)g_ptr_array_index (parameters, k))->group == ACU_GROUP_FUSION;
    g_assert_nonnull (reduction);
    g_assert_cmpuint (reduction->dims[1], ==, expected[i].channels);
    g_assert_cmpuint (acu_architecture_fused_channels (tiny), ==, expected[i].channels);
    g_assert_cmpuint (n_fusion, ==, expected[i].own != NULL ? 4 : 0);
    if (expected[i].own != NULL)
      g_assert_nonnull (find (parameters, expected[i].own));
  }
}

static void
test_faults (void)
{
  static const char *const names[] = {"blur", "noise", "exposure", NULL};
  g_autoptr (AcuArchitecture) plain = preset ("nano", ACU_FUSION_CHANNEL);
  g_autoptr (AcuArchitecture) named = acu_architecture_copy (plain);
  g_autoptr (GPtrArray) parameters = NULL;
  const AcuParameter *weight;

  acu_architecture_set_faults (named, names);
  parameters = acu_architecture_list_parameters (named);
  weight = find (parameters, "fault_head.weight");
  g_assert_nonnull (weight);
  g_assert_cmpuint (weight->dims[0], ==, 3);
  g_assert_cmpuint (weight->dims[1], ==, ACU_TARGET_INPUT);
  g_assert_cmpuint (acu_architecture_count_parameters (named), ==,
                    acu_architecture_count_parameters (plain) + 3 * (ACU_TARGET_INPUT + 1));
  g_assert_false (acu_architecture_same_network (plain, named));
  acu_architecture_set_faults (named, NULL);
  g_assert_true (acu_architecture_same_network (plain, named));
}

/* Upstream's optimizer groups: everything under `swin.` or `res.` against the rest. */
static void
test_groups (void)
{
  for (const char *const *name = acu_architecture_preset_names (); *name != NULL; name++) {
    g_autoptr (AcuArchitecture) architecture = preset (*name, ACU_FUSION_SCALE);
    g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (architecture);

    for (guint i = 0; i < parameters->len; i++) {
      const AcuParameter *parameter = g_ptr_array_index (parameters, i);
      gboolean inside =
          g_str_has_prefix (parameter->name, "swin.") || g_str_has_prefix (parameter->name, "res.");

      g_assert_cmpint (parameter->group == ACU_GROUP_BACKBONE || parameter->group == ACU_GROUP_LDA,
                       ==, inside);
      g_assert_cmpint (parameter->kind == ACU_PARAMETER_BUFFER, ==,
                       strstr (parameter->name, ".running_") != NULL);
    }
  }
}

static void
test_presets (void)
{
  for (const char *const *name = acu_architecture_preset_names (); *name != NULL; name++) {
    g_autoptr (AcuArchitecture) architecture = preset (*name, ACU_FUSION_CHANNEL);
    g_autoptr (GError) error = NULL;

    g_assert_true (acu_architecture_validate (architecture, &error));
    g_assert_no_error (error);
    acu_architecture_name_preset (architecture);
    g_assert_cmpstr (architecture->preset, ==, *name);
    architecture->depths[2]++;
    acu_architecture_name_preset (architecture);
    g_assert_cmpstr (architecture->preset, ==, "custom");
  }
}

static void
test_unknown (void)
{
  g_autoptr (GError) error = NULL;
  AcuFusion fusion;

  g_assert_null (acu_architecture_new_preset ("huge", ACU_FUSION_CHANNEL, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNKNOWN);
  g_assert_nonnull (strstr (error->message, "large-384"));
  g_clear_error (&error);

  g_assert_false (acu_fusion_from_string ("sum", &fusion, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNKNOWN);
  g_assert_true (acu_fusion_from_string ("single", &fusion, NULL));
  g_assert_cmpint (fusion, ==, ACU_FUSION_SINGLE);
}

#define CHECK_INVALID(assignment)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (AcuArchitecture) changed = preset ("tiny", ACU_FUSION_CHANNEL);                     \
    g_autoptr (GError) failure = NULL;                                                             \
    changed->assignment;                                                                           \
    g_assert_false (acu_architecture_validate (changed, &failure));                                \
    g_assert_error (failure, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH);                       \
  }                                                                                                \
  G_STMT_END

static void
test_validation (void)
{
  CHECK_INVALID (input_size = 0);
  CHECK_INVALID (input_size = 225);
  CHECK_INVALID (input_size = 256); /* 7 does not divide 64 */
  CHECK_INVALID (embed_dim = 0);
  CHECK_INVALID (embed_dim = 1u << 30);
  CHECK_INVALID (window = 0);
  CHECK_INVALID (depths[3] = 0);
  CHECK_INVALID (depths[0] = 1000);
  CHECK_INVALID (heads[1] = 0);
  CHECK_INVALID (heads[1] = 7);
  CHECK_INVALID (std[2] = 0);
  CHECK_INVALID (mean[0] = NAN);
  CHECK_INVALID (score_max = changed->score_min);
  CHECK_INVALID (score_max = INFINITY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/architecture/parameter-counts", test_counts);
  g_test_add_func ("/architecture/upstream-names", test_names);
  g_test_add_func ("/architecture/fusions", test_fusions);
  g_test_add_func ("/architecture/faults", test_faults);
  g_test_add_func ("/architecture/groups", test_groups);
  g_test_add_func ("/architecture/presets", test_presets);
  g_test_add_func ("/architecture/unknown-names", test_unknown);
  g_test_add_func ("/architecture/validation", test_validation);
  return g_test_run ();
}
