/* Spreadsheets, archive and all. */
#include "app/learning/datasets/xlsx-reader.h"
#include "tests/fuzz/fuzz-input.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const columns[] = {"Image name", "MOS", NULL};
  g_autoptr (GError) error = NULL;
  AcuTable *table = acu_xlsx_read (acu_fuzz_input_path (data, size), NULL, columns, &error);

  acu_fuzz_check_table (table, error);
  return 0;
}
