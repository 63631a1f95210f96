#include "app/imaging/load.h"

#include "app/imaging/colour.h"
#include "app/imaging/container.h"
#include "app/imaging/error.h"
#include "app/imaging/exif.h"
#include "app/imaging/jpeg.h"
#include "app/imaging/magic.h"
#include "app/imaging/orient.h"
#include "app/imaging/pixbuf.h"
#include "app/imaging/raw.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* No photo is larger, and the whole file is read into memory. */
#define MAX_FILE_BYTES (G_GINT64_CONSTANT (1) << 30)

/* Reads what the container says; for PNG and WebP also whether the file is whole. */
static gboolean
read_container (const guint8 *data,
                gsize size,
                const AcuMagic *magic,
                const AcuLoadOptions *options,
                AcuContainer *container,
                GError **error)
{
  if (g_str_equal (magic->format, "PNG"))
    return acu_container_read_png (data, size, options->max_pixels, container, error);
  if (g_str_equal (magic->format, "WebP"))
    return acu_container_read_webp (data, size, options->max_pixels, container, error);
  return TRUE;
}

static AcuImage *
decode (const guint8 *data,
        gsize size,
        const AcuMagic *magic,
        const AcuLoadOptions *options,
        int *orientation,
        GBytes **profile,
        GError **error)
{
  AcuContainer container = {0};
  AcuImage *image;

  if (magic != NULL && g_str_equal (magic->format, "JPEG"))
    return acu_jpeg_decode (data, size, options, orientation, profile, error);
  if (magic != NULL && magic->mime_type == NULL)
    return acu_raw_decode (data, size, options, orientation, profile, error);

  if (magic != NULL && !read_container (data, size, magic, options, &container, error))
    return NULL;
  image = acu_pixbuf_decode (data, size, magic, options, orientation, profile, error);
  if (image == NULL)
    return NULL;
  if (*orientation == 0)
    *orientation =
        container.exif != NULL ? acu_exif_get_orientation (container.exif, container.exif_size) : 1;
  if (*profile == NULL && container.profile != NULL)
    *profile = g_bytes_new (container.profile, container.profile_size);
  return image;
}

AcuImage *
acu_image_load_bytes (const guint8 *data, gsize size, const AcuLoadOptions *options, GError **error)
{
  AcuLoadOptions settled = *options;
  g_autoptr (AcuImage) stored = NULL;
  g_autoptr (GBytes) profile = NULL;
  AcuImage *image;
  int orientation = 1;

  if (settled.max_pixels == 0)
    settled.max_pixels = ACU_LOAD_DEFAULT_MAX_PIXELS;
  if (size == 0) {
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT,
                         _ ("the file is empty"));
    return NULL;
  }
  stored = decode (data, size, acu_magic_recognise (data, size), &settled, &orientation, &profile,
                   error);
  if (stored == NULL)
    return NULL;
  if (profile != NULL && !settled.no_icc)
    acu_image_convert_to_srgb (stored, g_bytes_get_data (profile, NULL),
                               g_bytes_get_size (profile));
  image = acu_image_orient (stored, orientation, settled.shared, error);
  /* TIFF's loader does the mirroring itself and asks for a turn that completes it. */
  if (image != NULL && g_str_equal (image->format, "TIFF"))
    image->orientation = acu_exif_get_orientation (data, size);
  return image;
}

AcuImage *
acu_image_load_fd (int fd, const AcuLoadOptions *options, GError **error)
{
  g_autofree guint8 *data = NULL;
  struct stat info;
  gsize at = 0;

  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode)) {
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FILE,
                         _ ("not a regular file"));
    return NULL;
  }
  if (info.st_size > MAX_FILE_BYTES) {
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_SIZE,
                         _ ("the file is larger than 1 GiB"));
    return NULL;
  }
  data = g_try_malloc ((gsize)info.st_size + 1);
  if (data == NULL) {
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_MEMORY,
                         _ ("not enough memory to read the file"));
    return NULL;
  }
  while (at < (gsize)info.st_size) {
    ssize_t n = pread (fd, data + at, (gsize)info.st_size - at, (off_t)at);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FILE, _ ("cannot be read: %s"),
                   g_strerror (errno));
      return NULL;
    }
    if (n == 0)
      break;
    at += (gsize)n;
  }
  return acu_image_load_bytes (data, at, options, error);
}
