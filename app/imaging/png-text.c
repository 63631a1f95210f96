#include "app/imaging/png-text.h"

#include <string.h>

static guint32
read_length (const guint8 *b)
{
  return (guint32)b[0] << 24 | (guint32)b[1] << 16 | (guint32)b[2] << 8 | (guint32)b[3];
}

char *
acu_png_text_find (const guint8 *data, gsize size, const char *key)
{
  static const guint8 signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  gsize key_size = strlen (key) + 1;
  gsize at = sizeof signature;

  if (size < at || memcmp (data, signature, at) != 0)
    return NULL;
  /* A chunk is its length, its type, its data and a check sum. */
  while (size - at >= 12) {
    gsize length = read_length (data + at);
    const guint8 *type = data + at + 4;
    const guint8 *text = data + at + 8;

    if (length > size - at - 12)
      return NULL;
    if (memcmp (type, "tEXt", 4) == 0 && length >= key_size && memcmp (text, key, key_size) == 0) {
      g_autofree char *value = g_strndup ((const char *)text + key_size, length - key_size);

      return g_utf8_make_valid (value, -1);
    }
    at += length + 12;
  }
  return NULL;
}
