/* MATLAB files. */
#include "app/learning/datasets/mat-reader.h"
#include "tests/fuzz/fuzz-input.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *path = acu_fuzz_input_path (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) text_error = NULL;
  gsize n = 0;
  g_autofree double *numbers = acu_mat_read_numbers (path, "scores", &n, &error);
  g_auto (GStrv) strings = NULL;

  acu_fuzz_check_outcome (numbers != NULL, error);
  strings = acu_mat_read_strings (path, "names", &n, &text_error);
  acu_fuzz_check_outcome (strings != NULL, text_error);
  if (strings != NULL)
    g_assert_cmpuint (g_strv_length (strings), ==, n);
  acu_mat_has (path, "scores");
  return 0;
}
