#include "app/imaging/protocol.h"

#include "app/imaging/error.h"
#include "app/imaging/resize.h"

#include <glib/gi18n.h>

#define KONIQ_WIDTH  384
#define KONIQ_HEIGHT 512

#define MIN_LONG_SIDE 16
#define MAX_LONG_SIDE 65535

/* The most pixels an image is enlarged to so that a patch fits. */
#define MAX_ENLARGED_PIXELS (G_GINT64_CONSTANT (64) << 20)

gboolean
acu_protocol_parse (const char *text, AcuProtocol *protocol, GError **error)
{
  const char *number;
  guint64 side;

  g_return_val_if_fail (text != NULL && protocol != NULL, FALSE);

  if (g_str_equal (text, "native")) {
    *protocol = (AcuProtocol){.kind = ACU_PROTOCOL_NATIVE};
    return TRUE;
  }
  if (g_str_equal (text, "koniq")) {
    *protocol = (AcuProtocol){.kind = ACU_PROTOCOL_KONIQ};
    return TRUE;
  }
  if (!g_str_has_prefix (text, "long-side:")) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_ARGUMENT,
                 _ ("unknown protocol “%s”: use native, koniq or long-side:N"), text);
    return FALSE;
  }
  number = text + strlen ("long-side:");
  if (!g_ascii_string_to_unsigned (number, 10, MIN_LONG_SIDE, MAX_LONG_SIDE, &side, NULL)) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_ARGUMENT,
                 _ ("protocol “%s”: “%s” is not a number of pixels from %d to %d"), text, number,
                 MIN_LONG_SIDE, MAX_LONG_SIDE);
    return FALSE;
  }
  *protocol = (AcuProtocol){.kind = ACU_PROTOCOL_LONG_SIDE, .long_side = (int)side};
  return TRUE;
}

char *
acu_protocol_to_string (const AcuProtocol *protocol)
{
  switch (protocol->kind) {
  case ACU_PROTOCOL_NATIVE:
    return g_strdup ("native");
  case ACU_PROTOCOL_KONIQ:
    return g_strdup ("koniq");
  case ACU_PROTOCOL_LONG_SIDE:
    return g_strdup_printf ("long-side:%d", protocol->long_side);
  }
  g_return_val_if_reached (NULL);
}

/* The length of a side when another of @from pixels becomes @to: to the nearest, at least 1. */
static gint64
scale_side (int side, int from, int to)
{
  return MAX (((gint64)side * to * 2 + from) / ((gint64)from * 2), 1);
}

gboolean
acu_protocol_get_size (const AcuProtocol *protocol,
                       int width,
                       int height,
                       int patch,
                       int *out_width,
                       int *out_height,
                       gboolean *enlarged,
                       GError **error)
{
  gint64 w = width, h = height;

  g_return_val_if_fail (width > 0 && height > 0 && patch > 0, FALSE);

  if (protocol->kind == ACU_PROTOCOL_KONIQ) {
    w = KONIQ_WIDTH;
    h = KONIQ_HEIGHT;
  } else if (protocol->kind == ACU_PROTOCOL_LONG_SIDE) {
    w = width >= height ? protocol->long_side : scale_side (width, height, protocol->long_side);
    h = height >= width ? protocol->long_side : scale_side (height, width, protocol->long_side);
  }

  *enlarged = MIN (w, h) < patch;
  if (*enlarged) {
    int from_width = protocol->kind == ACU_PROTOCOL_KONIQ ? (int)w : width;
    int from_height = protocol->kind == ACU_PROTOCOL_KONIQ ? (int)h : height;

    /* From the stored sides, not the protocol's rounded ones: a sliver keeps its aspect. */
    w = from_width <= from_height ? patch : scale_side (from_width, from_height, patch);
    h = from_height <= from_width ? patch : scale_side (from_height, from_width, patch);
  }
  /* What is stored fits in memory; what it is enlarged to need not. */
  if (w * h > MAX_ENLARGED_PIXELS && w * h > (gint64)width * height) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_SIZE,
                 *enlarged
                     ? _ ("a picture of %d x %d pixels is too narrow to cut %d-pixel patches from")
                     : _ ("a picture of %d x %d pixels is not enlarged as far as that (patches of "
                          "%d pixels)"),
                 width, height, patch);
    return FALSE;
  }
  *out_width = (int)w;
  *out_height = (int)h;
  return TRUE;
}

AcuImage *
acu_protocol_apply (
    const AcuProtocol *protocol, AcuImage *image, int patch, gboolean *enlarged, GError **error)
{
  int width, height;
  gboolean grown;

  if (!acu_protocol_get_size (protocol, image->width, image->height, patch, &width, &height, &grown,
                              error))
    return NULL;
  if (enlarged != NULL)
    *enlarged = grown;
  return acu_image_resize (image, width, height, error);
}
