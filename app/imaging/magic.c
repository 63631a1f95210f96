#include "app/imaging/magic.h"

#include "app/imaging/raw.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const AcuMagic raw_magic = {"RAW", NULL, 0, "", 0};

static const AcuMagic magics[] = {
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

const AcuMagic *
acu_magic_recognise (const guint8 *data, gsize size)
{
  if (acu_raw_recognise (data, size))
    return &raw_magic;
  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++) {
    const AcuMagic *magic = &magics[i];

    if (size >= magic->offset + magic->length &&
        memcmp (data + magic->offset, magic->magic, magic->length) == 0)
      return magic;
  }
  return NULL;
}

gboolean
acu_magic_has_format (const char *format)
{
  for (gsize i = 0; i < G_N_ELEMENTS (magics); i++)
    if (g_ascii_strcasecmp (magics[i].format, format) == 0)
      return TRUE;
  return FALSE;
}

gboolean
acu_magic_is_picture_file (const char *path)
{
  guint8 data[64];
  struct stat info;
  const AcuMagic *magic;
  gssize n;
  int fd;

  /* To open a pipe would be to wait for its other end. */
  if (stat (path, &info) != 0 || !S_ISREG (info.st_mode))
    return FALSE;
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return FALSE;
  n = read (fd, data, sizeof data);
  close (fd);
  magic = n > 0 ? acu_magic_recognise (data, (gsize)n) : NULL;
  if (magic == NULL)
    return FALSE;
  /* A PNM file has white space next, a BMP file zeros in its header's fields. */
  return magic->length != 2 || n < 3 || !g_ascii_isgraph (data[2]) ||
         memchr (data, '\0', (gsize)n) != NULL;
}
