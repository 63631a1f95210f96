/* Models in files of our own, and the weights that need none. */
#include "compute/weights/checkpoint.h"
#include "compute/weights/deterministic-weights.h"
#include "tests/headless/published-weights.h"
#include "tests/headless/test-support.h"

#include <string.h>

static AcuModelFile *
made_model (void)
{
  static const char *const faults[] = {"blur", "noise", NULL};
  g_autoptr (AcuArchitecture) architecture =
      acu_architecture_new_preset ("nano", ACU_FUSION_CHANNEL, NULL);
  g_autoptr (AcuTensorSet) weights = NULL;
  g_autoptr (GError) error = NULL;
  AcuModelFile *file;

  acu_architecture_set_faults (architecture, faults);
  architecture->mean[0] = 0.5f;
  architecture->std[1] = 0.1f;
  g_free (architecture->protocol);
  architecture->protocol = g_strdup ("long-side:1024");
  architecture->score_min = 1;
  architecture->score_max = 5;
  weights = acu_deterministic_weights (architecture, 7);
  file = acu_model_file_new (architecture, weights, &error);
  g_assert_no_error (error);
  file->licence = g_strdup ("CC0-1.0");
  file->provenance = g_strdup ("Made by a test.\nTwo lines.");
  return file;
}

/* A model survives saving and opening, whole in 32 bits and, its weights having four bits, in 16.
 */
static void
test_own_format (gconstpointer data)
{
  AcuElementType storage = (AcuElementType)GPOINTER_TO_INT (data);
  g_autoptr (AcuModelFile) made = made_model ();
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "model.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) opened = NULL;

  acu_model_file_save (made, storage, path, &error);
  g_assert_no_error (error);
  opened = acu_checkpoint_open (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (acu_architecture_same_network (made->architecture, opened->architecture));
  g_assert_cmpstr (opened->architecture->preset, ==, "nano");
  g_assert_cmpstrv (opened->architecture->fault_names, made->architecture->fault_names);
  g_assert_cmpmem (opened->architecture->mean, sizeof (float[3]), made->architecture->mean,
                   sizeof (float[3]));
  g_assert_cmpmem (opened->architecture->std, sizeof (float[3]), made->architecture->std,
                   sizeof (float[3]));
  g_assert_cmpstr (opened->architecture->protocol, ==, "long-side:1024");
  g_assert_cmpfloat (opened->architecture->score_min, ==, 1);
  g_assert_cmpfloat (opened->architecture->score_max, ==, 5);
  g_assert_cmpstr (opened->licence, ==, "CC0-1.0");
  g_assert_cmpstr (opened->provenance, ==, made->provenance);
  g_assert_false (opened->backbone_only);
  g_assert_nonnull (strstr (opened->report, "blur, noise"));
  acu_test_check_complete (opened);
  for (guint i = 0; i < acu_tensor_set_get_length (made->tensors); i++) {
    const AcuTensorView *before = acu_tensor_set_get (made->tensors, i);
    const AcuTensorView *after = acu_tensor_set_get (opened->tensors, i);
    gsize count = (gsize)acu_tensor_view_count (before);
    g_autofree float *values = g_new (float, count);

    acu_tensor_view_read_all (after, values);
    g_assert_cmpmem (values, count * sizeof *values, before->data, count * sizeof *values);
  }
}

/* A backbone may be kept as well, with the fusion that it was opened for: what is trained from it
 * has that one, unless another is asked for. */
static void
test_own_backbone (void)
{
  static const AcuFusion scale = ACU_FUSION_SCALE, concat = ACU_FUSION_CONCAT;
  g_auto (AcuPublished) published = acu_published_make ("torchvision-swin_t");
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "backbone.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file = acu_published_open (&published, NULL, &scale, &error);
  g_autoptr (AcuModelFile) opened = NULL, other = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (file->architecture->fusion, ==, ACU_FUSION_SCALE);
  acu_model_file_save (file, ACU_ELEMENT_F16, path, &error);
  g_assert_no_error (error);
  opened = acu_checkpoint_open (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (opened->backbone_only);
  g_assert_cmpint (opened->architecture->fusion, ==, ACU_FUSION_SCALE);
  acu_test_check_complete (opened);
  other = acu_checkpoint_open (path, &concat, &error);
  g_assert_no_error (error);
  g_assert_cmpint (other->architecture->fusion, ==, ACU_FUSION_CONCAT);
}

/* Metadata that contradict the tensors, or come from the future, are refused. */
static void
test_metadata_lies (void)
{
  static const struct {
    const char *key;
    const char *value;
    int code;
  } lies[] = {
      {"fusion", "scale", ACU_WEIGHTS_ERROR_MISMATCH},
      {"preset", "tiny", ACU_WEIGHTS_ERROR_MISMATCH},
      {"architecture", "resnet50", ACU_WEIGHTS_ERROR_MISMATCH},
      {"faults", "blur", ACU_WEIGHTS_ERROR_MISMATCH},
      {"faults", "blur,\x1b[2J", ACU_WEIGHTS_ERROR_MISMATCH},
      {"mean", "0.5,0.5", ACU_WEIGHTS_ERROR_MISMATCH},
      {"mean", "0.5,0.5,nan", ACU_WEIGHTS_ERROR_MISMATCH},
      {"std", "0.2,0.2,x", ACU_WEIGHTS_ERROR_MISMATCH},
      {"std", "0.2,0.2,0", ACU_WEIGHTS_ERROR_MISMATCH},
      {"score_range", "5,1", ACU_WEIGHTS_ERROR_MISMATCH},
      {"input_size", "225", ACU_WEIGHTS_ERROR_MISMATCH},
      {"input_size", "-1", ACU_WEIGHTS_ERROR_MISMATCH},
      {"protocol", "", ACU_WEIGHTS_ERROR_MISMATCH},
      {"acutance.format", "2", ACU_WEIGHTS_ERROR_UNSUPPORTED},
      {"acutance.format", "one", ACU_WEIGHTS_ERROR_MISMATCH},
  };
  g_autoptr (AcuModelFile) made = made_model ();

  for (gsize i = 0; i < G_N_ELEMENTS (lies); i++) {
    g_autoptr (AcuArchitecture) architecture = acu_architecture_copy (made->architecture);
    g_autoptr (AcuTensorSet) set = acu_tensor_set_new (NULL);
    g_autoptr (GError) error = NULL;

    acu_tensor_set_set_metadata (set, "acutance.format", "1");
    g_assert_true (acu_model_metadata_apply (set, architecture, FALSE, &error));
    g_assert_no_error (error);
    acu_tensor_set_set_metadata (set, lies[i].key, lies[i].value);
    g_assert_false (acu_model_metadata_apply (set, architecture, FALSE, &error));
    g_assert_error (error, ACU_WEIGHTS_ERROR, lies[i].code);
  }
}

static void
test_not_finite (void)
{
  g_autoptr (AcuArchitecture) architecture =
      acu_architecture_new_preset ("nano", ACU_FUSION_CONCAT, NULL);
  g_autoptr (AcuTensorSet) weights = acu_deterministic_weights (architecture, 0);
  g_autoptr (GError) error = NULL;
  float infinite = G_MAXFLOAT;

  infinite *= 2;
  memcpy ((guint8 *)acu_tensor_set_lookup (weights, "conv1.0.bias")->data, &infinite,
          sizeof infinite);
  g_assert_null (acu_model_file_new (architecture, weights, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "conv1.0.bias"));
}

/* The formula's first values, worked out apart from it with Python's integers. */
static void
test_deterministic_weights (void)
{
  g_autoptr (AcuArchitecture) architecture =
      acu_architecture_new_preset ("tiny", ACU_FUSION_CHANNEL, NULL);
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (architecture);
  static const struct {
    const char *name;
    guint64 seed;
    float values[3];
  } expected[] = {
      {"swin.backbone.patch_embed.proj.weight",
       G_GUINT64_CONSTANT (0),
       {0.203125, 0.015625, -0.109375}},
      {"swin.backbone.patch_embed.norm.weight",
       G_GUINT64_CONSTANT (0),
       {0.8828125, 0.8984375, 1.1171875}},
      {"swin.backbone.layers_1.blocks.0.attn.relative_position_bias_table",
       G_GUINT64_CONSTANT (3),
       {-0.9375, -0.8125, -0.9375}},
      {"multiscale_attention.fc.0.weight",
       G_GUINT64_CONSTANT (0),
       {0.05078125, 0.01953125, 0.04296875}},
      {"multiscale_attention.fc.2.bias",
       G_GUINT64_CONSTANT (5),
       {-0.1171875, -0.1171875, 0.0078125}},
      {"fc5w_fc.weight",
       G_GUINT64_CONSTANT (9223372036854775809),
       {0.0078125, -0.0234375, 0.0546875}},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    for (guint k = 0; k < parameters->len; k++) {
      const AcuParameter *parameter = g_ptr_array_index (parameters, k);
      g_autofree float *values = NULL;

      if (!g_str_equal (parameter->name, expected[i].name))
        continue;
      values = g_new (float, acu_parameter_count (parameter));
      acu_deterministic_fill (parameter, expected[i].seed, values);
      g_assert_cmpmem (values, sizeof expected[i].values, expected[i].values,
                       sizeof expected[i].values);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/checkpoint/own/f32", GINT_TO_POINTER (ACU_ELEMENT_F32), test_own_format);
  g_test_add_data_func ("/checkpoint/own/f16", GINT_TO_POINTER (ACU_ELEMENT_F16), test_own_format);
  g_test_add_func ("/checkpoint/own/backbone", test_own_backbone);
  g_test_add_func ("/checkpoint/metadata-lies", test_metadata_lies);
  g_test_add_func ("/checkpoint/not-finite", test_not_finite);
  g_test_add_func ("/checkpoint/deterministic-weights", test_deterministic_weights);
  return g_test_run ();
}
