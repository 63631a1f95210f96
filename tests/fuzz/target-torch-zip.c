/* PyTorch's checkpoints in zip archives.  Checksums keep most damage out; what is behind them is
 * met by the targets torch-legacy and pickle. */
#include "compute/weights/checkpoint.h"
#include "compute/weights/torch-zip.h"
#include "tests/fuzz/fuzz-input.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) model_error = NULL;
  g_autoptr (AcuTensorSet) set = acu_torch_zip_read (bytes, &error);
  g_autoptr (AcuModelFile) model = NULL;

  acu_fuzz_check_tensors (set, error);
  model = acu_checkpoint_open_bytes (bytes, NULL, &model_error);
  acu_fuzz_check_outcome (model != NULL, model_error);
  return 0;
}
