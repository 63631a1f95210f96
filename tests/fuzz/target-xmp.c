/* XMP packets: read, changed, and read again. */
#include "app/imaging/xmp.h"
#include "tests/fuzz/fuzz-input.h"

static void
change (const char *text, gsize size, const AcuXmp *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) changed = acu_xmp_change (text, size, wanted, &error);
  g_auto (AcuXmp) found = {0};
  gsize changed_size;
  const char *changed_text;

  acu_fuzz_check_outcome (changed != NULL, error);
  if (changed == NULL)
    return;
  changed_text = g_bytes_get_data (changed, &changed_size);
  /* What was changed can be read, and says what it was told to. */
  g_assert_true (acu_xmp_read (changed_text, changed_size, &found, NULL));
  g_assert_true (found.has_rating == wanted->has_rating);
  if (wanted->has_rating)
    g_assert_cmpint (found.rating, ==, wanted->rating);
  g_assert_cmpstr (found.label, ==, wanted->label);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *text = (const char *)data;
  const AcuXmp wanted[] = {{.has_rating = TRUE, .rating = -1, .label = (char *)"A \"<&>' b"},
                           {.has_rating = TRUE, .rating = 4},
                           {.has_rating = FALSE}};
  g_auto (AcuXmp) xmp = {0};
  g_autoptr (GError) error = NULL;
  gboolean succeeded = acu_xmp_read (text, size, &xmp, &error);

  acu_fuzz_check_outcome (succeeded, error);
  if (xmp.label != NULL)
    g_assert_true (g_utf8_validate (xmp.label, -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    change (text, size, &wanted[i]);
  return 0;
}
