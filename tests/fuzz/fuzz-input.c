#include "tests/fuzz/fuzz-input.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const char *
acu_fuzz_input_path (const guint8 *data, gsize size)
{
  static int file = -1;
  static char path[32];

  if (file < 0) {
    file = memfd_create ("input", MFD_CLOEXEC);
    g_assert_cmpint (file, >=, 0);
    g_snprintf (path, sizeof path, "/proc/self/fd/%d", file);
  }
  g_assert_cmpint (ftruncate (file, 0), ==, 0);
  g_assert_cmpint (pwrite (file, data, size, 0), ==, (gssize)size);
  return path;
}

void
acu_fuzz_check_outcome (gboolean succeeded, const GError *error)
{
  g_assert_true (succeeded == (error == NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

void
acu_fuzz_check_table (AcuTable *table, const GError *error)
{
  acu_fuzz_check_outcome (table != NULL, error);
  for (gsize row = 0; table != NULL && row < acu_table_get_n_rows (table); row++)
    for (gsize column = 0; column < acu_table_get_n_columns (table); column++) {
      g_autoptr (GError) failure = NULL;
      double value;
      gboolean is_number = acu_table_get_number (table, row, column, &value, &failure);

      acu_fuzz_check_outcome (is_number, failure);
    }
  g_clear_pointer (&table, acu_table_free);
}

void
acu_fuzz_check_tensors (const AcuTensorSet *set, const GError *error)
{
  acu_fuzz_check_outcome (set != NULL, error);
  for (guint i = 0; set != NULL && i < acu_tensor_set_get_length (set); i++) {
    const AcuTensorView *view = acu_tensor_set_get (set, i);
    guint64 count = acu_tensor_view_count (view);
    float values[64];

    g_assert_true (acu_tensor_name_is_valid (view->name, strlen (view->name)));
    /* Views with strides of 0 have far more elements than the file has bytes. */
    for (guint64 first = 0; first < MIN (count, 1 << 16); first += G_N_ELEMENTS (values))
      acu_tensor_view_read (view, first, MIN (count - first, G_N_ELEMENTS (values)), values);
    if (count > 0)
      acu_tensor_view_read (view, count - 1, 1, values);
  }
}
