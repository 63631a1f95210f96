#include "app/imaging/orient.h"

#include <string.h>

/* Where the walk over the stored pixels starts, and how far apart neighbours of a result row and of
 * a result column lie in them. */
typedef struct {
  gssize start;
  gssize step_x;
  gssize step_y;
} Walk;

static Walk
get_walk (int orientation, gssize width, gssize height)
{
  gssize last_x = (width - 1) * 3;
  gssize last_y = (height - 1) * width * 3;
  gssize right = 3;
  gssize down = width * 3;

  switch (orientation) {
  case 2: /* mirrored left to right */
    return (Walk){last_x, -right, down};
  case 3: /* upside down */
    return (Walk){last_x + last_y, -right, -down};
  case 4: /* mirrored top to bottom */
    return (Walk){last_y, right, -down};
  case 5: /* mirrored along the main diagonal */
    return (Walk){0, down, right};
  case 6: /* to be turned clockwise */
    return (Walk){last_y, -down, right};
  case 7: /* mirrored along the other diagonal */
    return (Walk){last_x + last_y, -down, -right};
  case 8: /* to be turned anticlockwise */
    return (Walk){last_x, down, -right};
  default:
    return (Walk){0, right, down};
  }
}

/* Side of the squares that are copied one after another: turning by whole rows would touch a new
 * cache line, and a new page, for every pixel. */
#define TILE 64

static void
copy_tile (guint8 *to, gsize to_stride, const guint8 *from, const Walk *walk, int columns, int rows)
{
  for (int y = 0; y < rows; y++) {
    const guint8 *in = from + y * walk->step_y;
    guint8 *out = to + (gsize)y * to_stride;

    for (int x = 0; x < columns; x++) {
      memcpy (out, in, 3);
      in += walk->step_x;
      out += 3;
    }
  }
}

AcuImage *
acu_image_orient (AcuImage *image, int orientation, gboolean shared, GError **error)
{
  gboolean swapped = orientation >= 5;
  int width = swapped ? image->height : image->width;
  int height = swapped ? image->width : image->height;
  g_autoptr (AcuImage) result = NULL;
  Walk walk;

  if (orientation < 2 || orientation > 8)
    return acu_image_ref (image);

  result =
      shared ? acu_image_new_shared (width, height, error) : acu_image_new (width, height, error);
  if (result == NULL)
    return NULL;

  walk = get_walk (orientation, image->width, image->height);
  for (int y = 0; y < height; y += TILE)
    for (int x = 0; x < width; x += TILE)
      copy_tile (result->pixels + ((gsize)y * width + x) * 3, (gsize)width * 3,
                 image->pixels + walk.start + y * walk.step_y + x * walk.step_x, &walk,
                 MIN (TILE, width - x), MIN (TILE, height - y));

  result->format = image->format;
  result->original_width = image->original_width;
  result->original_height = image->original_height;
  result->orientation = orientation;
  result->icc_converted = image->icc_converted;
  result->warnings = g_strdup (image->warnings);
  return g_steal_pointer (&result);
}
