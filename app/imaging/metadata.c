#include "app/imaging/metadata.h"

#include <math.h>

static void
end_text (char *text, gsize size)
{
  const char *end;

  text[size - 1] = '\0';
  if (!g_utf8_validate (text, -1, &end))
    text[end - text] = '\0';
}

/* What no photo can have is unknown. */
static double
check_number (double value, double most)
{
  return isfinite (value) && value > 0 && value <= most ? value : 0;
}

void
acu_metadata_sanitize (AcuMetadata *metadata)
{
  end_text (metadata->format, sizeof metadata->format);
  end_text (metadata->camera, sizeof metadata->camera);
  end_text (metadata->lens, sizeof metadata->lens);
  metadata->exposure = check_number (metadata->exposure, 1e7);
  metadata->aperture = check_number (metadata->aperture, 1e4);
  metadata->focal_length = check_number (metadata->focal_length, 1e6);
  metadata->iso = MAX (metadata->iso, 0);
  if (metadata->rating < -1 || metadata->rating > 5)
    metadata->rating = 0;
  metadata->subsecond = CLAMP (metadata->subsecond, 0, 999);
  metadata->has_location = metadata->has_location != 0;
  metadata->width = MAX (metadata->width, 0);
  metadata->height = MAX (metadata->height, 0);
  if (metadata->orientation < 1 || metadata->orientation > 8)
    metadata->orientation = 0;
}
