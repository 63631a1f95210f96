/* Lists of scores in JSON. */
#include "app/learning/datasets/json-reader.h"
#include "tests/fuzz/fuzz-input.h"

const char *__lsan_default_suppressions (void);

/* JSON-GLib forgets the first of two values in a row, which is an error to it and to us.  Nothing
 * of it can be named, since it is built without frame pointers: whatever GLib allocates. */
const char *
__lsan_default_suppressions (void)
{
  return "leak:libglib-2.0\n";
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  AcuTable *table = acu_json_scores_read (acu_fuzz_input_path (data, size), &error);

  acu_fuzz_check_table (table, error);
  return 0;
}
