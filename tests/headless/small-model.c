#include "tests/headless/small-model.h"

#include "compute/weights/deterministic-weights.h"
#include "compute/weights/model-file.h"

AcuArchitecture *
acu_test_small_architecture (void)
{
  AcuArchitecture *architecture = acu_architecture_new_preset ("nano", ACU_FUSION_CHANNEL, NULL);

  architecture->embed_dim = 16;
  for (guint stage = 0; stage < ACU_STAGES; stage++)
    architecture->depths[stage] = architecture->heads[stage] = 1;
  acu_architecture_name_preset (architecture);
  g_assert_true (acu_architecture_validate (architecture, NULL));
  return architecture;
}

AcuArchitecture *
acu_test_least_architecture (void)
{
  AcuArchitecture *architecture = acu_test_small_architecture ();

  architecture->embed_dim = 8;
  architecture->input_size = ACU_TEST_LEAST_SIDE;
  architecture->window = 1;
  acu_architecture_name_preset (architecture);
  g_assert_true (acu_architecture_validate (architecture, NULL));
  return architecture;
}

char *
acu_test_write_model (const AcuArchitecture *architecture,
                      guint64 seed,
                      const char *folder,
                      const char *name)
{
  g_autoptr (AcuTensorSet) weights = acu_deterministic_weights (architecture, seed);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file = acu_model_file_new (architecture, weights, &error);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_no_error (error);
  acu_model_file_save (file, ACU_ELEMENT_F32, path, &error);
  g_assert_no_error (error);
  return path;
}

char *
acu_test_write_small_model (const char *folder)
{
  g_autoptr (AcuArchitecture) architecture = acu_test_small_architecture ();

  return acu_test_write_model (architecture, 0, folder, "small.safetensors");
}

char *
acu_test_write_least_model (const char *folder)
{
  g_autoptr (AcuArchitecture) architecture = acu_test_least_architecture ();

  return acu_test_write_model (architecture, 0, folder, "least.safetensors");
}
