/* Comma-separated values, and the plainer files whose columns are parted by blanks. */
#include "app/learning/datasets/csv-reader.h"
#include "app/learning/datasets/words-reader.h"
#include "tests/fuzz/fuzz-input.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const columns[] = {"mos", "image", "group", NULL};
  const char *path = acu_fuzz_input_path (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) words_error = NULL;
  AcuTable *table = acu_csv_read (path, &error);

  acu_fuzz_check_table (table, error);
  table = acu_words_read (path, columns, 1, &words_error);
  acu_fuzz_check_table (table, words_error);
  return 0;
}
