/* PyTorch's checkpoints of before version 1.6, as far as the inference of the architecture. */
#include "compute/weights/checkpoint.h"
#include "compute/weights/torch-legacy.h"
#include "tests/fuzz/fuzz-input.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) model_error = NULL;
  g_autoptr (AcuTensorSet) set = acu_torch_legacy_read (bytes, &error);
  g_autoptr (AcuModelFile) model = NULL;

  acu_fuzz_check_tensors (set, error);
  model = acu_checkpoint_open_bytes (bytes, NULL, &model_error);
  acu_fuzz_check_outcome (model != NULL, model_error);
  return 0;
}
