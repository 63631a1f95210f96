#include "tests/display/tiny-model.h"

#include "compute/weights/deterministic-weights.h"

AcuArchitecture *
acu_test_tiny_architecture (void)
{
  AcuArchitecture *architecture = acu_architecture_new_preset ("nano", ACU_FUSION_CHANNEL, NULL);

  architecture->embed_dim = 8;
  architecture->window = 1;
  architecture->input_size = 32;
  for (guint stage = 0; stage < ACU_STAGES; stage++)
    architecture->depths[stage] = architecture->heads[stage] = 1;
  acu_architecture_name_preset (architecture);
  g_assert_true (acu_architecture_validate (architecture, NULL));
  return architecture;
}

AcuModelFile *
acu_test_make_tiny_model (guint64 seed)
{
  g_autoptr (AcuArchitecture) architecture = acu_test_tiny_architecture ();
  g_autoptr (AcuTensorSet) weights = acu_deterministic_weights (architecture, seed);
  g_autoptr (GError) error = NULL;
  AcuModelFile *file = acu_model_file_new (architecture, weights, &error);

  g_assert_no_error (error);
  return file;
}

char *
acu_test_write_tiny_model (const char *folder)
{
  g_autoptr (AcuModelFile) file = acu_test_make_tiny_model (0);
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, "small.safetensors", NULL);

  acu_model_file_save (file, ACU_ELEMENT_F32, path, &error);
  g_assert_no_error (error);
  return path;
}
