/* Tables of ratings, long and wide, with names for the rows and without. */
#include "app/labeling/label-rows.h"
#include "tests/fuzz/fuzz-input.h"

static void
read_rows (const char *path, const char *const *images)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuLabelRows) rows = acu_label_rows_read (path, images, &error);

  acu_fuzz_check_outcome (rows != NULL, error);
  for (guint i = 0; rows != NULL && i < rows->bad->len; i++)
    g_assert_true (g_utf8_validate (g_ptr_array_index (rows->bad, i), -1, NULL));
  for (guint i = 0; rows != NULL && i < rows->rows->len; i++) {
    const AcuLabelRow *row = g_ptr_array_index (rows->rows, i);

    g_assert_nonnull (row->image);
    g_assert_nonnull (row->rater);
    g_assert_cmpint (row->side, >=, 0);
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const images[] = {"a.jpg", "b.jpg", "c.jpg", NULL};
  const char *path = acu_fuzz_input_path (data, size);

  read_rows (path, NULL);
  read_rows (path, images);
  return 0;
}
