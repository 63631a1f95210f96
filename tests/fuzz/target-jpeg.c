/* JPEG files, as a camera's are read: by their own marker, at full size and reduced. */
#include "app/imaging/load.h"
#include "tests/fuzz/fuzz-input.h"

#include <string.h>

/* Enough for every path, little enough for many files a second. */
#define MAX_PIXELS (1 << 18)

static void
load (const guint8 *data, gsize size, int min_side)
{
  AcuLoadOptions options = {.max_pixels = MAX_PIXELS, .min_side = min_side};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuImage) image = NULL;
  g_autofree guint8 *file = g_malloc (size + 3);

  /* Whatever else the bytes say, they are tried as a JPEG. */
  memcpy (file, "\xff\xd8\xff", 3);
  if (size > 3)
    memcpy (file + 3, data + 3, size - 3);
  image = acu_image_load_bytes (file, MAX (size, 3), &options, &error);
  acu_fuzz_check_outcome (image != NULL, error);
  if (image != NULL)
    g_assert_cmpuint ((guint64)image->width * (guint64)image->height, <=, MAX_PIXELS);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  load (data, size, 0);
  load (data, size, 8);
  return 0;
}
