#include "app/imaging/pixbuf.h"

#include "app/imaging/container.h"
#include "app/imaging/error.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n.h>

/* Bytes given to the loader at a time: a refused header stops the rest from being parsed. */
#define RUN_BYTES (64 * 1024)

typedef struct {
  const AcuLoadOptions *options;
  const AcuMagic *magic; /* or NULL */
  const guint8 *data;    /* the file */
  gsize size;
  GError *refusal; /* why the declared size was refused */
  int top, bottom; /* the rows that have been reported as decoded are between these */
} Judge;

static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer data)
{
  Judge *judge = data;

  if (judge->refusal != NULL)
    return;
  if (acu_container_check_size ((guint64)MAX (width, 0), (guint64)MAX (height, 0),
                                judge->options->max_pixels, &judge->refusal) &&
      (judge->magic == NULL ||
       acu_container_check_room (judge->data, judge->size, judge->magic->format, (guint64)width,
                                 (guint64)height, &judge->refusal)))
    return;
  /* The one way to stop a loader from within: there is no memory to take for no pixels. */
  gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static void
area_updated_cb (GdkPixbufLoader *loader, int x, int y, int width, int height, gpointer data)
{
  Judge *judge = data;

  judge->top = MIN (judge->top, y);
  judge->bottom = MAX (judge->bottom, y + height);
}

/* How many rows the loader says that it has decoded, from the top down or, as most BMP files have
 * them, from the bottom up. */
static int
count_rows (const Judge *judge)
{
  return MAX (judge->bottom - judge->top, 0);
}

/* Whether the loader says that it stopped short of the last row, which it need not think an error.
 * Loaders that report nothing are believed, but for those of BMP and PNM, which report every row; a
 * GIF's frame may be smaller than its screen. */
static gboolean
lacks_rows (const Judge *judge, GdkPixbuf *pixbuf, const char *format)
{
  int rows = count_rows (judge);

  if (rows == 0)
    return g_str_equal (format, "BMP") || g_str_equal (format, "PNM");
  return rows < gdk_pixbuf_get_height (pixbuf) && !g_str_equal (format, "GIF");
}

static gboolean
feed (GdkPixbufLoader *loader, const guint8 *data, gsize size, const Judge *judge, GError **error)
{
  for (gsize at = 0; at < size && judge->refusal == NULL; at += RUN_BYTES)
    if (!gdk_pixbuf_loader_write (loader, data + at, MIN (RUN_BYTES, size - at), error))
      return FALSE;
  return TRUE;
}

/* The library's sentences differ by loader and some name no format; its codes tell the kinds. */
static void
set_loader_error (GError **error, const GError *cause, const char *format)
{
  int code = ACU_IMAGING_ERROR_DATA;
  g_autofree char *reason = cause != NULL ? g_strstrip (g_strdup (cause->message)) : NULL;

  if (g_error_matches (cause, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY))
    code = ACU_IMAGING_ERROR_MEMORY;
  g_set_error (error, ACU_IMAGING_ERROR, code, _ ("damaged %s: %s"), format,
               reason != NULL && reason[0] != '\0' ? reason : _ ("the loader gives no reason"));
}

static AcuImage *
copy_pixels (GdkPixbuf *pixbuf, const AcuLoadOptions *options, GError **error)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  int channels = gdk_pixbuf_get_n_channels (pixbuf);
  gsize in_stride = (gsize)gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *in = gdk_pixbuf_read_pixels (pixbuf);
  AcuImage *image = options->shared ? acu_image_new_shared (width, height, error)
                                    : acu_image_new (width, height, error);

  if (image == NULL)
    return NULL;
  for (int y = 0; y < height; y++) {
    const guint8 *from = in + (gsize)y * in_stride;
    guint8 *to = image->pixels + (gsize)y * (gsize)width * 3;

    for (int x = 0; x < width; x++, from += channels, to += 3)
      memcpy (to, from, 3);
  }
  return image;
}

static void
read_notes (GdkPixbuf *pixbuf, int *orientation, GBytes **profile)
{
  const char *turned = gdk_pixbuf_get_option (pixbuf, "orientation");
  const char *encoded = gdk_pixbuf_get_option (pixbuf, "icc-profile");

  *orientation = turned != NULL ? (int)g_ascii_strtoll (turned, NULL, 10) : 0;
  if (encoded != NULL) {
    gsize size;
    guchar *decoded = g_base64_decode (encoded, &size);

    *profile = g_bytes_new_take (decoded, size);
  }
}

/* What the loader has found its data to be: "ICO"; NULL if no loader knows it, and where it begins
 * as one of a kind that is recognised by more than that. */
static const char *
get_format (GdkPixbufLoader *loader)
{
  GdkPixbufFormat *format = gdk_pixbuf_loader_get_format (loader);
  g_autofree char *name = format != NULL ? gdk_pixbuf_format_get_name (format) : NULL;
  g_autofree char *upper = NULL;

  if (name == NULL || acu_magic_has_format (name))
    return NULL;
  upper = g_ascii_strup (name, -1);
  return g_intern_string (upper);
}

AcuImage *
acu_pixbuf_decode (const guint8 *data,
                   gsize size,
                   const AcuMagic *magic,
                   const AcuLoadOptions *options,
                   int *orientation,
                   GBytes **profile,
                   GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GdkPixbufLoader) loader = NULL;
  Judge judge = {.options = options, .magic = magic, .data = data, .size = size, .top = G_MAXINT};
  const char *format;
  GdkPixbuf *pixbuf;
  AcuImage *image;
  gboolean fed;

  *profile = NULL;
  *orientation = 0;
  loader = magic != NULL ? gdk_pixbuf_loader_new_with_mime_type (magic->mime_type, &cause)
                         : gdk_pixbuf_loader_new ();
  if (loader == NULL) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT,
                 _ ("%s pictures cannot be read: no gdk-pixbuf loader for them is installed"),
                 magic->format);
    return NULL;
  }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &judge);
  g_signal_connect (loader, "area-updated", G_CALLBACK (area_updated_cb), &judge);
  fed = feed (loader, data, size, &judge, &cause);
  /* Closing is required in any case; the first failure is the one to tell. */
  fed = gdk_pixbuf_loader_close (loader, fed ? &cause : NULL) && fed;
  if (judge.refusal != NULL) {
    g_propagate_error (error, judge.refusal);
    return NULL;
  }
  format = magic != NULL ? magic->format : get_format (loader);
  if (format == NULL) {
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT,
                         _ ("not a picture of a kind that can be read"));
    return NULL;
  }
  pixbuf = fed ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  if (pixbuf == NULL) {
    set_loader_error (error, cause, format);
    return NULL;
  }
  if (lacks_rows (&judge, pixbuf, format)) {
    g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_TRUNCATED,
                 _ ("the file is truncated: the %s data ends at row %d of %d"), format,
                 count_rows (&judge), gdk_pixbuf_get_height (pixbuf));
    return NULL;
  }
  read_notes (pixbuf, orientation, profile);
  image = copy_pixels (pixbuf, options, error);
  if (image != NULL)
    image->format = format;
  else
    g_clear_pointer (profile, g_bytes_unref);
  return image;
}
