/* The sheet of a spreadsheet, in an archive that is sound. */
#include "app/learning/datasets/xlsx-reader.h"
#include "tests/fuzz/fuzz-input.h"
#include "tests/fuzz/fuzz-workbook.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const columns[] = {"Image name", "MOS", NULL};
  g_autoptr (GBytes) book = acu_fuzz_pack_workbook ("Sheet1", data, size);
  g_autoptr (GError) error = NULL;
  gsize book_size;
  const guint8 *bytes = g_bytes_get_data (book, &book_size);
  AcuTable *table = acu_xlsx_read (acu_fuzz_input_path (bytes, book_size), NULL, columns, &error);

  acu_fuzz_check_table (table, error);
  return 0;
}
