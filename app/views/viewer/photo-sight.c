#include "app/views/viewer/photo-sight.h"

#include <math.h>

/* What is around the window, as a part of it, on each side. */
#define AROUND 0.25

/* From @from to @to, of a photo's @length pixels, where the window has its middle at @middle, a
 * part of them, and room for @room.  The photo does not leave the window. */
static void
find_span (double middle, double room, int length, double around, int *from, int *to)
{
  double half = room / 2;
  double centre = length <= room ? length / 2.0 : CLAMP (middle * length, half, length - half);

  half += around * room;
  *from = (int)MAX (0, floor (centre - half));
  *to = (int)MIN (length, ceil (centre + half));
}

static void
find (const AcuPhotoSight *sight, int width, int height, double around, GdkRectangle *found)
{
  int right, bottom;

  find_span (sight->x, sight->width / sight->zoom, width, around, &found->x, &right);
  find_span (sight->y, sight->height / sight->zoom, height, around, &found->y, &bottom);
  found->width = right - found->x;
  found->height = bottom - found->y;
}

void
acu_photo_sight_find (const AcuPhotoSight *sight, int width, int height, GdkRectangle *seen)
{
  g_return_if_fail (sight && sight->zoom > 0 && width > 0 && height > 0 && seen);

  find (sight, width, height, 0, seen);
}

void
acu_photo_sight_find_around (
    const AcuPhotoSight *sight, int width, int height, gsize max_pixels, GdkRectangle *around)
{
  g_return_if_fail (sight && sight->zoom > 0 && width > 0 && height > 0 && around);

  find (sight, width, height, AROUND, around);
  double excess = (double)around->width * around->height / max_pixels;
  if (excess <= 1)
    return;
  /* What is seen goes before what is around it. */
  find (sight, width, height, 0, around);
  excess = (double)around->width * around->height / max_pixels;
  if (excess <= 1)
    return;
  int smaller_width = MAX (1, (int)(around->width / sqrt (excess)));
  int smaller_height = MAX (1, (int)(around->height / sqrt (excess)));
  around->x += (around->width - smaller_width) / 2;
  around->y += (around->height - smaller_height) / 2;
  around->width = smaller_width;
  around->height = smaller_height;
}
