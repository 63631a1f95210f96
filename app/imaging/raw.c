#include "app/imaging/raw.h"

#include "app/imaging/container.h"
#include "app/imaging/error.h"
#include "app/imaging/exif.h"
#include "app/imaging/jpeg.h"

#include <glib/gi18n.h>
#include <libraw/libraw.h>
#include <string.h>

gboolean
acu_raw_recognise (const guint8 *data, gsize size)
{
  static const struct {
    guint offset;
    const char *magic;
    guint length;
  } magics[] = {
      {0, "FUJIFILMCCD-RAW", 15}, /* Fujifilm RAF */
      {4, "ftypcrx ", 8},         /* Canon CR3 */
      {6, "HEAPCCDR", 8},         /* Canon CRW */
      {8, "CR\2", 3},             /* Canon CR2 */
      {0, "IIRO", 4},             /* Olympus ORF */
      {0, "IIRS", 4},
      {0, "MMOR", 4},
      {0, "IIU\0", 4}, /* Panasonic RW2 */
      {0, "\0MRM", 4}, /* Minolta MRW */
      {0, "FOVb", 4},  /* Sigma X3F */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
    if (size >= magics[i].offset + magics[i].length &&
        memcmp (data + magics[i].offset, magics[i].magic, magics[i].length) == 0)
      return TRUE;
  return acu_exif_is_preview (data, size);
}

static void
refuse (const char *why, GError **error)
{
  g_set_error (
      error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT,
      _ ("a camera raw file without a preview that can be read (%s); develop it to JPEG or "
         "TIFF first"),
      why);
}

/* How the raw picture has to be turned, as EXIF numbers it.  A preview that stands where the raw
 * picture lies has been turned by the camera. */
static int
get_orientation (const libraw_data_t *raw, const AcuImage *preview)
{
  gboolean raw_stands = raw->sizes.height > raw->sizes.width;
  gboolean preview_stands = preview->height > preview->width;

  switch (raw->sizes.flip) {
  case 3:
    return 3;
  case 5:
    return raw_stands == preview_stands ? 8 : 1;
  case 6:
    return raw_stands == preview_stands ? 6 : 1;
  default:
    return 1;
  }
}

static AcuImage *
copy_bitmap (const libraw_thumbnail_t *thumbnail, const AcuLoadOptions *options, GError **error)
{
  gsize bytes = (gsize)thumbnail->twidth * thumbnail->theight * 3;
  AcuImage *image;

  if (!acu_container_check_size (thumbnail->twidth, thumbnail->theight, options->max_pixels, error))
    return NULL;
  if (thumbnail->tcolors != 3 || thumbnail->tlength < bytes) {
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_DATA,
                         _ ("the embedded preview is damaged"));
    return NULL;
  }
  image = options->shared ? acu_image_new_shared (thumbnail->twidth, thumbnail->theight, error)
                          : acu_image_new (thumbnail->twidth, thumbnail->theight, error);
  if (image != NULL) {
    memcpy (image->pixels, thumbnail->thumb, bytes);
    image->original_width = image->width;
    image->original_height = image->height;
    image->orientation = 1;
  }
  return image;
}

static AcuImage *
decode_preview (const libraw_data_t *raw,
                const AcuLoadOptions *options,
                int *orientation,
                GBytes **profile,
                GError **error)
{
  const libraw_thumbnail_t *thumbnail = &raw->thumbnail;
  AcuImage *image;

  if (thumbnail->tformat == LIBRAW_THUMBNAIL_JPEG)
    image = acu_jpeg_decode ((const guint8 *)thumbnail->thumb, thumbnail->tlength, options,
                             orientation, profile, error);
  else if (thumbnail->tformat == LIBRAW_THUMBNAIL_BITMAP)
    image = copy_bitmap (thumbnail, options, error);
  else {
    refuse (_ ("it is of an unknown kind"), error);
    return NULL;
  }
  if (image == NULL)
    return NULL;
  if (*orientation <= 1)
    *orientation = get_orientation (raw, image);
  image->format = g_intern_static_string ("RAW");
  if (MAX (image->original_width, image->original_height) <
      MAX (raw->sizes.width, raw->sizes.height) * 9 / 10)
    acu_image_warn (
        image, _ ("The camera's preview of %d x %d pixels, of a raw picture of %d x %d."),
        image->original_width, image->original_height, raw->sizes.width, raw->sizes.height);
  return image;
}

AcuImage *
acu_raw_decode (const guint8 *data,
                gsize size,
                const AcuLoadOptions *options,
                int *orientation,
                GBytes **profile,
                GError **error)
{
  libraw_data_t *raw = libraw_init (0);
  AcuImage *image = NULL;
  int status;

  if (raw == NULL) {
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_MEMORY,
                         _ ("not enough memory to read the raw file"));
    return NULL;
  }
  /* Reading does not change the buffer; the interface merely predates const. */
  status = libraw_open_buffer (raw, (void *)data, size);
  if (status == LIBRAW_SUCCESS)
    status = libraw_unpack_thumb (raw);
  if (status == LIBRAW_SUCCESS)
    image = decode_preview (raw, options, orientation, profile, error);
  else
    refuse (libraw_strerror (status), error);
  libraw_close (raw);
  return image;
}
