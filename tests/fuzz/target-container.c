/* What is read of PNG and WebP files before a decoder sees them, and the notes found there. */
#include "app/imaging/container.h"
#include "app/imaging/exif.h"
#include "app/imaging/png-text.h"
#include "app/imaging/raw.h"
#include "tests/fuzz/fuzz-input.h"

typedef gboolean (*ReadFunc) (const guint8 *, gsize, guint64, AcuContainer *, GError **);

static void
walk (ReadFunc read, const guint8 *data, gsize size)
{
  AcuContainer container = {0};
  g_autoptr (GError) error = NULL;
  gboolean succeeded = read (data, size, 1 << 24, &container, &error);

  acu_fuzz_check_outcome (succeeded, error);
  if (!succeeded)
    return;
  if (container.exif != NULL) {
    g_assert_true (container.exif >= data &&
                   container.exif_size <= (gsize)(data + size - container.exif));
    acu_exif_get_orientation (container.exif, container.exif_size);
  }
  if (container.profile != NULL)
    g_assert_true (container.profile >= data &&
                   container.profile_size <= (gsize)(data + size - container.profile));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = acu_png_text_find (data, size, "Thumb::URI");
  int orientation = acu_exif_get_orientation (data, size);

  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
  g_assert_true (orientation >= 1 && orientation <= 8);
  acu_exif_is_preview (data, size);
  acu_raw_recognise (data, size);
  walk (acu_container_read_png, data, size);
  walk (acu_container_read_webp, data, size);
  return 0;
}
