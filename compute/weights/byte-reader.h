/* A place in a block of bytes that cannot be left: every read says whether there was enough. */
#pragma once

#include <glib.h>
#include <string.h>

typedef struct {
  const guint8 *next;
  const guint8 *end;
} AcuByteReader;

static inline AcuByteReader
acu_byte_reader_new (const guint8 *data, gsize size)
{
  return (AcuByteReader){data, data + size};
}

static inline gsize
acu_byte_reader_left (const AcuByteReader *reader)
{
  return (gsize)(reader->end - reader->next);
}

/* Steps over @size bytes and lends them; NULL, without moving, where fewer are left. */
static inline const guint8 *
acu_byte_reader_take (AcuByteReader *reader, guint64 size)
{
  const guint8 *taken = reader->next;

  if (size > acu_byte_reader_left (reader))
    return NULL;
  reader->next += size;
  return taken;
}

/* Reads a little-endian unsigned integer of @width bytes, 1 to 8. */
static inline gboolean
acu_byte_reader_uint (AcuByteReader *reader, guint width, guint64 *value)
{
  const guint8 *bytes = acu_byte_reader_take (reader, width);

  if (bytes == NULL)
    return FALSE;
  *value = 0;
  for (guint i = 0; i < width; i++)
    *value |= (guint64)bytes[i] << (8 * i);
  return TRUE;
}
