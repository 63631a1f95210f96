#include "app/imaging/load.h"

#include "app/imaging/colour.h"
#include "app/imaging/container.h"
#include "app/imaging/error.h"
#include "app/imaging/exif.h"
#include "app/imaging/jpeg.h"
#include "app/imaging/orient.h"
#include "app/imaging/pixbuf.h"
#include "app/imaging/raw.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* No photo is larger, and the whole file is read into memory. */
#define MAX_FILE_BYTES (G_GINT64_CONSTANT (1) << 30)

/* What a file's first bytes show it to be.  Its name is not asked: it is often wrong. */
typedef struct {
  const char *format;
  const char *mime_type;
  guint offset;
  const char *magic;
  guint length;
} Magic;

static const Magic raw_magic = {"RAW", NULL, 0, "", 0};

static const Magic magics[] = {
    {"JPEG", "image/jpeg", 0, "\xff\xd8\xff", 3},
    {"PNG", "image/png", 0, "\x89PNG\r\n\x1a\n", 8},
    {"WebP", "image/webp", 8, "WEBP", 4},
    {"TIFF", "image/tiff", 0, "II*\0", 4},
    {"TIFF", "image/tiff", 0, "MM\0*", 4},
    {"GIF", "image/gif", 0, "GIF8", 4},
    {"BMP", "image/bmp", 0, "BM", 2},
    {"AVIF", "image/avif", 4, "ftypavif", 8},
    {"HEIF", "image/heif", 4, "ftyphei", 7},
    {"HEIF", "image/heif", 4, "ftypmif1", 8},
    {"JPEG XL", "image/jxl", 0, "\0\0\0\x0cJXL \r\n\x87\n", 12},
    {"JPEG XL", "image/jxl", 0, "\xff\x0a", 2},
    {"JPEG 2000", "image/jp2", 0, "\0\0\0\x0cjP  \r\n\x87\n", 12},
    {"PNM", "image/x-portable-bitmap", 0, "P1", 2},
    {"PNM", "image/x-portable-graymap", 0, "P2", 2},
    {"PNM", "image/x-portable-pixmap", 0, "P3", 2},
    {"PNM", "image/x-portable-bitmap", 0, "P4", 2},
    {"PNM", "image/x-portable-graymap", 0, "P5", 2},
    {"PNM", "image/x-portable-pixmap", 0, "P6", 2},
};

static const Magic *
recognise (const guint8 *data, gsize size)
{
  if (acu_raw_recognise (data, size))
    return &raw_magic;
  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++) {
    const Magic *magic = &magics[i];

    if (size >= magic->offset + magic->length &&
        memcmp (data + magic->offset, magic->magic, magic->length) == 0)
      return magic;
  }
  return NULL;
}

/* Reads what the container says; for PNG and WebP also whether the file is whole. */
static gboolean
read_container (const guint8 *data,
                gsize size,
                const Magic *magic,
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
        const Magic *magic,
        const AcuLoadOptions *options,
        int *orientation,
        GBytes **profile,
        GError **error)
{
  AcuContainer container = {0};
  AcuImage *image;

  if (g_str_equal (magic->format, "JPEG"))
    return acu_jpeg_decode (data, size, options, orientation, profile, error);
  if (magic == &raw_magic)
    return acu_raw_decode (data, size, options, orientation, profile, error);

  if (!read_container (data, size, magic, options, &container, error))
    return NULL;
  image = acu_pixbuf_decode (data, size, magic->mime_type, magic->format, options, orientation,
                             profile, error);
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
  const Magic *magic;
  int orientation = 1;

  if (settled.max_pixels == 0)
    settled.max_pixels = ACU_LOAD_DEFAULT_MAX_PIXELS;
  if (size == 0) {
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT, "the file is empty");
    return NULL;
  }
  magic = recognise (data, size);
  if (magic == NULL) {
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT,
                         "not a picture of a kind that can be read");
    return NULL;
  }

  stored = decode (data, size, magic, &settled, &orientation, &profile, error);
  if (stored == NULL)
    return NULL;
  if (profile != NULL && !settled.no_icc)
    acu_image_convert_to_srgb (stored, g_bytes_get_data (profile, NULL),
                               g_bytes_get_size (profile));
  image = acu_image_orient (stored, orientation, settled.shared, error);
  /* TIFF's loader does the mirroring itself and asks for a turn that completes it. */
  if (image != NULL && g_str_equal (magic->format, "TIFF"))
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
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FILE, "not a regular file");
    return NULL;
  }
  if (info.st_size > MAX_FILE_BYTES) {
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_SIZE,
                         "the file is larger than 1 GiB");
    return NULL;
  }
  data = g_try_malloc ((gsize)info.st_size + 1);
  if (data == NULL) {
    g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_MEMORY,
                         "not enough memory to read the file");
    return NULL;
  }
  while (at < (gsize)info.st_size) {
    ssize_t n = pread (fd, data + at, (gsize)info.st_size - at, (off_t)at);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FILE, "cannot be read: %s",
                   g_strerror (errno));
      return NULL;
    }
    if (n == 0)
      break;
    at += (gsize)n;
  }
  return acu_image_load_bytes (data, at, options, error);
}
