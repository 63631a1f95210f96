/* Checkpoints as others publish them: known by their names, named where something does not fit. */
#include "compute/weights/checkpoint.h"
#include "compute/weights/deterministic-weights.h"
#include "tests/headless/checkpoint-writer.h"
#include "tests/headless/golden-keys.h"
#include "tests/headless/published-weights.h"
#include "tests/headless/test-support.h"

#include <string.h>

typedef struct {
  const char *file;
  const char *preset;
  AcuFusion fusion;
  gboolean backbone_only;
  const char *says; /* in the report */
} Expected;

static const Expected published_files[] = {
    {"smart-tiny-scale", "tiny", ACU_FUSION_SCALE, FALSE, "SMART-IQA"},
    {"smart-small-scale", "small", ACU_FUSION_SCALE, FALSE, "SMART-IQA"},
    {"smart-base-scale", "base", ACU_FUSION_SCALE, FALSE, "SMART-IQA"},
    {"smart-base-channel", "base", ACU_FUSION_CHANNEL, FALSE, "SMART-IQA"},
    {"hyperiqa-resnet50", "resnet50", ACU_FUSION_SINGLE, FALSE, "HyperIQA network"},
    {"timm09-swin_tiny_patch4_window7_224", "tiny", ACU_FUSION_CHANNEL, TRUE, "timm"},
    {"timm09-swin_base_patch4_window7_224", "base", ACU_FUSION_CHANNEL, TRUE, "timm"},
    {"timm09-swin_large_patch4_window7_224", "large", ACU_FUSION_CHANNEL, TRUE, "timm"},
    {"timm09-swin_large_patch4_window12_384", "large-384", ACU_FUSION_CHANNEL, TRUE, "timm"},
    {"microsoft-swin_tiny_patch4_window7_224", "tiny", ACU_FUSION_CHANNEL, TRUE, "Microsoft"},
    {"microsoft-swin_base_patch4_window7_224", "base", ACU_FUSION_CHANNEL, TRUE, "Microsoft"},
    {"microsoft-swin_large_patch4_window7_224", "large", ACU_FUSION_CHANNEL, TRUE, "Microsoft"},
    {"microsoft-swin_large_patch4_window12_384", "large-384", ACU_FUSION_CHANNEL, TRUE,
     "Microsoft"},
    {"torchvision-swin_t", "tiny", ACU_FUSION_CHANNEL, TRUE, "torchvision"},
    {"torchvision-swin_s", "small", ACU_FUSION_CHANNEL, TRUE, "torchvision"},
    {"torchvision-swin_b", "base", ACU_FUSION_CHANNEL, TRUE, "torchvision"},
    {"torchvision-resnet50", "resnet50", ACU_FUSION_SINGLE, TRUE, "torchvision"},
};

static void
test_published (gconstpointer data)
{
  const Expected *expected = data;
  g_auto (AcuPublished) published = acu_published_make (expected->file);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file =
      acu_published_open (&published, expected->backbone_only ? "model" : NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (file->architecture->preset, ==, expected->preset);
  g_assert_cmpint (file->architecture->fusion, ==, expected->fusion);
  g_assert_cmpint (file->backbone_only, ==, expected->backbone_only);
  g_assert_nonnull (strstr (file->report, expected->says));
  acu_test_check_complete (file);
}

/* Renames every tensor; returning NULL leaves it out. */
typedef char *(*Renaming) (const char *name);

static void
rename_all (AcuPublished *published, Renaming renaming)
{
  for (guint i = 0; i < published->keys->len; i++) {
    AcuGoldenKey *key = g_ptr_array_index (published->keys, i);
    char *name = renaming (key->name);

    g_free (key->name);
    key->name = name;
    g_array_index (published->tensors, AcuTestTensor, i).name = name;
  }
}

static char *
replace_start (const char *name, const char *from, const char *to)
{
  return g_str_has_prefix (name, from) ? g_strconcat (to, name + strlen (from), NULL) : NULL;
}

/* HyperIQA's names as pyiqa's HyperNet has them. */
static char *
as_pyiqa (const char *name)
{
  static const char *const names[][2] = {
      {"res.lda1_pool.0.", "lda_modules.0.0."}, {"res.lda1_fc.", "lda_modules.0.3."},
      {"res.lda2_pool.0.", "lda_modules.1.0."}, {"res.lda2_fc.", "lda_modules.1.3."},
      {"res.lda3_pool.0.", "lda_modules.2.0."}, {"res.lda3_fc.", "lda_modules.2.3."},
      {"res.lda4_fc.", "lda_modules.3.2."},     {"res.", "base_model."},
      {"fc1w_conv.", "fc_w_modules.0."},        {"fc2w_conv.", "fc_w_modules.1."},
      {"fc3w_conv.", "fc_w_modules.2."},        {"fc4w_conv.", "fc_w_modules.3."},
      {"fc5w_fc.", "fc_w_modules.4.2."},        {"fc1b_fc.", "fc_b_modules.0.2."},
      {"fc2b_fc.", "fc_b_modules.1.2."},        {"fc3b_fc.", "fc_b_modules.2.2."},
      {"fc4b_fc.", "fc_b_modules.3.2."},        {"fc5b_fc.", "fc_b_modules.4.2."},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    char *renamed = replace_start (name, names[i][0], names[i][1]);

    if (renamed != NULL)
      return renamed;
  }
  return g_strdup (name);
}

static void
test_pyiqa (void)
{
  g_auto (AcuPublished) published = acu_published_make ("hyperiqa-resnet50");
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file = NULL;

  rename_all (&published, as_pyiqa);
  file = acu_published_open (&published, "params", NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (file->report, "pyiqa"));
  g_assert_cmpfloat (file->architecture->score_max, ==, 1);
  g_assert_cmpstr (file->architecture->protocol, ==, "native");
  acu_test_check_complete (file);
}

static char *
in_parallel (const char *name)
{
  return g_strconcat ("module._orig_mod.", name, NULL);
}

static void
test_prefix (void)
{
  g_auto (AcuPublished) published = acu_published_make ("smart-tiny-scale");
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file = NULL;

  rename_all (&published, in_parallel);
  file = acu_published_open (&published, "state_dict", NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (file->report, "“module._orig_mod.”"));
  g_assert_nonnull (strstr (file->report, "“state_dict”"));
  acu_test_check_complete (file);
}

static char *
as_features_only (const char *name)
{
  char *renamed = replace_start (name, "layers.", "layers_");

  return renamed != NULL ? renamed : g_strdup (name);
}

/* timm's features_only models name stages `layers_N`. */
static void
test_features_only (void)
{
  g_auto (AcuPublished) published = acu_published_make ("timm09-swin_tiny_patch4_window7_224");
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file = NULL;

  rename_all (&published, as_features_only);
  file = acu_published_open (&published, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (file->backbone_only);
  g_assert_cmpstr (file->architecture->preset, ==, "tiny");
  acu_test_check_complete (file);
}

static char *
as_attention (const char *name)
{
  char *renamed = replace_start (name, "multiscale_attention.fc.", "attention.fc.");

  return renamed != NULL ? renamed : g_strdup (name);
}

static void
test_fusion_alias (void)
{
  g_auto (AcuPublished) published = acu_published_make ("smart-base-channel");
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file = NULL;

  rename_all (&published, as_attention);
  file = acu_published_open (&published, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (file->architecture->fusion, ==, ACU_FUSION_CHANNEL);
  acu_test_check_complete (file);
}

/* Insisting on a fusion: `concat` does without weights, `channel` misses its own. */
static void
test_fusion_override (void)
{
  static const AcuFusion concat = ACU_FUSION_CONCAT;
  static const AcuFusion channel = ACU_FUSION_CHANNEL;
  g_auto (AcuPublished) published = acu_published_make ("smart-tiny-scale");
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file = acu_published_open (&published, NULL, &concat, &error);

  g_assert_no_error (error);
  g_assert_cmpint (file->architecture->fusion, ==, ACU_FUSION_CONCAT);
  g_assert_nonnull (strstr (file->report, "left out"));
  acu_test_check_complete (file);

  g_assert_null (acu_published_open (&published, NULL, &channel, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH);
  g_assert_nonnull (strstr (error->message, "missing: multiscale_attention.fc.0.weight (90,1440)"));
}

/* What does not fit is named, tensor by tensor. */
static void
test_misfits (void)
{
  g_auto (AcuPublished) published = acu_published_make ("smart-tiny-scale");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < published.tensors->len; i++) {
    AcuTestTensor *tensor = &g_array_index (published.tensors, AcuTestTensor, i);

    if (g_str_equal (tensor->name, "conv1.2.weight")) {
      tensor->dims[0] = 255;
    } else if (g_str_equal (tensor->name, "fc5b_fc.bias")) {
      tensor->name = "surplus";
    } else if (g_str_equal (tensor->name, "swin.lda1_fc.bias")) {
      tensor->storage_class = "LongStorage";
      tensor->key = "1";
    }
  }
  g_assert_null (acu_published_open (&published, NULL, NULL, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "4 tensors do not fit"));
  g_assert_nonnull (strstr (error->message,
                            "wrong: conv1.2.weight is F32 (255,512,1,1), not float (256,512,1,1)"));
  g_assert_nonnull (strstr (error->message, "missing: fc5b_fc.bias (1)"));
  g_assert_nonnull (strstr (error->message, "not of this network: surplus F32 (1)"));
  g_assert_nonnull (
      strstr (error->message, "wrong: swin.lda1_fc.bias is I64 (16), not float (16)"));
}

/* A tensor that decides the size may be missing or absurd. */
static void
test_undecidable (void)
{
  static const char *const names[] = {
      "swin.backbone.patch_embed.proj.weight",
      "swin.backbone.layers_2.blocks.0.attn.relative_position_bias_table",
  };

  for (gsize k = 0; k < 2 * G_N_ELEMENTS (names); k++) {
    g_auto (AcuPublished) published = acu_published_make ("smart-tiny-scale");
    g_autoptr (GError) error = NULL;

    for (guint i = 0; i < published.tensors->len; i++) {
      AcuTestTensor *tensor = &g_array_index (published.tensors, AcuTestTensor, i);

      if (!g_str_equal (tensor->name, names[k / 2]))
        continue;
      if (k % 2 == 0)
        tensor->name = "swin.other";
      else
        tensor->dims[0] = 7;
    }
    g_assert_null (acu_published_open (&published, NULL, NULL, &error));
    g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH);
    g_test_message ("%s", error->message);
  }
}

static void
test_strangers (void)
{
  static const float value = 1;
  AcuTestTensor tensor = acu_test_tensor ("encoder.weight", 1, (gint64[]){1}, &value);
  g_autoptr (GByteArray) pickle = acu_test_pickle (&tensor, 1, NULL);
  g_autoptr (GBytes) zip = acu_test_torch_zip (pickle, &tensor, 1);
  g_autoptr (GBytes) text = g_bytes_new_static ("once upon a time", 16);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (acu_checkpoint_open_bytes (zip, NULL, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_MISMATCH);
  g_assert_nonnull (strstr (error->message, "encoder.weight"));
  g_clear_error (&error);
  g_assert_null (acu_checkpoint_open_bytes (text, NULL, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (acu_checkpoint_open_bytes (nothing, NULL, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED);
}

/* Files that cannot be opened are named. */
static void
test_paths (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *absent = g_build_filename (folder, "absent.pth", NULL);
  const char *const paths[] = {folder, absent, "/dev/zero"};

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (acu_checkpoint_open (paths[i], NULL, &error));
    g_assert_nonnull (strstr (error->message, paths[i]));
  }
}

/* What tests/golden/torch/make.py wrote with PyTorch itself, in both containers. */
static void
test_torch_made (gconstpointer data)
{
  static const struct {
    const char *name;
    const char *description;
    float values[6]; /* the first ones */
    guint n;
  } expected[] = {
      {"matrix", "F32 (2,3)", {0, 1, 2, 3, 4, 5}, 6},
      {"transposed", "F32 (3,2)", {0, 3, 1, 4, 2, 5}, 6},
      {"channels_last", "F32 (1,2,2,2)", {0, 1, 2, 3, 4, 5}, 6},
      {"part", "F32 (3)", {4, 5, 6}, 3},
      {"half", "F16 (3)", {0.5, -2, 65504}, 3},
      {"bfloat", "BF16 (2)", {1.5, -0.25}, 2},
      {"double", "F64 (1)", {0.125}, 1},
      {"count", "I64 ()", {7}, 1},
      {"parameter", "F32 (2)", {1, 1}, 2},
      {"empty", "F32 (0,3)", {0}, 0},
  };
  g_autofree char *relative = g_strconcat ("tests/golden/torch/", data, NULL);
  g_autofree char *path = acu_test_source_path (relative);
  g_autoptr (GError) error = NULL;
  AcuCheckpointFormat format;
  g_autoptr (AcuTensorSet) set = acu_checkpoint_read_tensors (path, &format, &error);

  g_assert_no_error (error);
  g_assert_cmpint (format, ==,
                   strstr (data, "legacy") != NULL ? ACU_CHECKPOINT_TORCH_LEGACY
                                                   : ACU_CHECKPOINT_TORCH_ZIP);
  g_assert_cmpuint (acu_tensor_set_get_length (set), ==, G_N_ELEMENTS (expected));
  g_assert_cmpstr (acu_tensor_set_get_metadata (set, "torch.skipped"), ==,
                   "epoch, optimizer, arguments");
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    const AcuTensorView *view = acu_tensor_set_get (set, (guint)i);
    g_autofree char *description = acu_tensor_view_describe (view);
    float values[6];

    g_assert_cmpstr (view->name, ==, expected[i].name);
    g_assert_cmpstr (description, ==, expected[i].description);
    acu_tensor_view_read (view, 0, expected[i].n, values);
    g_assert_cmpmem (values, expected[i].n * sizeof *values, expected[i].values,
                     expected[i].n * sizeof *values);
  }
}

/* Unpacks a reference checkpoint; NULL, with the test marked as skipped, where that is not
 * possible. (transfer full) (nullable) */
static char *
unpack (const char *name)
{
  g_autofree char *relative = g_strconcat ("golden/checkpoints/", name, ".xz", NULL);
  g_autofree char *packed = acu_test_shared_path (relative);
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;

  if (packed == NULL)
    return NULL;
  folder = acu_test_temporary_folder ();
  path = g_build_filename (folder, name, NULL);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_subprocess_launcher_set_stdout_file_path (launcher, path);
  process = g_subprocess_launcher_spawn (launcher, &error, "xz", "--decompress", "--stdout", packed,
                                         NULL);
  if (process == NULL) {
    g_test_skip ("xz is not installed, which unpacks the reference checkpoints");
    return NULL;
  }
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&path);
}

typedef struct {
  const char *file;
  const char *preset;
  AcuFusion fusion;
  const char *says;
} Golden;

/* Upstream's own checkpoints hold exactly the weights of the formula, bit for bit. */
static void
test_golden (gconstpointer data)
{
  const Golden *golden = data;
  g_autofree char *path = unpack (golden->file);
  g_autoptr (AcuModelFile) file = NULL;
  g_autoptr (AcuTensorSet) expected = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;
  file = acu_checkpoint_open (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (file->architecture->preset, ==, golden->preset);
  g_assert_cmpint (file->architecture->fusion, ==, golden->fusion);
  g_assert_nonnull (strstr (file->report, golden->says));
  acu_test_check_complete (file);

  expected = acu_deterministic_weights (file->architecture, 0);
  for (guint i = 0; i < acu_tensor_set_get_length (expected); i++) {
    const AcuTensorView *one = acu_tensor_set_get (expected, i);
    const AcuTensorView *two = acu_tensor_set_lookup (file->tensors, one->name);
    gsize count = (gsize)acu_tensor_view_count (one);
    g_autofree float *values = g_new (float, count);

    acu_tensor_view_read_all (two, values);
    g_assert_cmpmem (values, count * sizeof *values, one->data, count * sizeof *values);
  }
}

/* The reference checkpoints cut short or changed at many places. */
static void
test_golden_damage (gconstpointer data)
{
  const Golden *golden = data;
  g_autofree char *path = unpack (golden->file);
  g_autofree char *contents = NULL;
  gsize size;

  if (path == NULL)
    return;
  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  for (guint i = 0; i < 200; i++) {
    /* Half of them in the first 64 KB, where the legacy format has its pickles. */
    gsize cut = i % 2 == 0 ? size / 200 * i : 65536 / 200 * i;
    g_autoptr (GBytes) part = g_bytes_new_static (contents, cut);
    g_autoptr (GError) error = NULL;

    g_assert_null (acu_checkpoint_read_bytes (part, NULL, &error));
    g_assert_nonnull (error);
  }
  for (guint i = 0; i < 60; i += acu_test_is_quick () ? 5 : 1) {
    gsize place = i % 2 == 0 ? 65536 / 60 * i : size - 1 - 65536 / 60 * i;
    g_autoptr (GBytes) changed = g_bytes_new_static (contents, size);
    g_autoptr (AcuTensorSet) set = NULL;
    g_autoptr (GError) error = NULL;

    contents[place] = (char)~contents[place];
    set = acu_checkpoint_read_bytes (changed, NULL, &error);
    g_assert_true ((set == NULL) == (error != NULL));
    contents[place] = (char)~contents[place];
  }
}

static const Golden golden_files[] = {
    {"smart-tiny-upstream.pkl", "tiny", ACU_FUSION_SCALE, "SMART-IQA"},
    {"hyperiqa-resnet50-legacy.pkl", "resnet50", ACU_FUSION_SINGLE, "legacy"},
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (published_files); i++) {
    g_autofree char *name = g_strconcat ("/checkpoint/published/", published_files[i].file, NULL);

    g_test_add_data_func (name, &published_files[i], test_published);
  }
  g_test_add_data_func ("/checkpoint/torch-made/zip", "state.pt", test_torch_made);
  g_test_add_data_func ("/checkpoint/torch-made/zip-protocol-4", "state-protocol-4.pt",
                        test_torch_made);
  g_test_add_data_func ("/checkpoint/torch-made/legacy", "state-legacy.pt", test_torch_made);
  g_test_add_func ("/checkpoint/pyiqa", test_pyiqa);
  g_test_add_func ("/checkpoint/prefix", test_prefix);
  g_test_add_func ("/checkpoint/features-only", test_features_only);
  g_test_add_func ("/checkpoint/fusion-alias", test_fusion_alias);
  g_test_add_func ("/checkpoint/fusion-override", test_fusion_override);
  g_test_add_func ("/checkpoint/misfits", test_misfits);
  g_test_add_func ("/checkpoint/undecidable", test_undecidable);
  g_test_add_func ("/checkpoint/strangers", test_strangers);
  g_test_add_func ("/checkpoint/paths", test_paths);
  for (gsize i = 0; i < G_N_ELEMENTS (golden_files); i++) {
    g_autofree char *whole = g_strconcat ("/checkpoint/golden/", golden_files[i].file, NULL);
    g_autofree char *damaged = g_strconcat ("/checkpoint/damaged/", golden_files[i].file, NULL);

    g_test_add_data_func (whole, &golden_files[i], test_golden);
    g_test_add_data_func (damaged, &golden_files[i], test_golden_damage);
  }
  return g_test_run ();
}
