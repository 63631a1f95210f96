#include "app/imaging/exif.h"

#define TAG_SUBFILE_TYPE 0x00fe
#define TAG_ORIENTATION  0x0112

#define TYPE_SHORT 3
#define TYPE_LONG  4

#define ENTRY_SIZE 12

typedef struct {
  const guint8 *bytes;
  gsize size;
  gboolean big_endian;
} Tiff;

/* Offsets come from the file, so the comparison must not be able to wrap. */
static gboolean
has (const Tiff *tiff, gsize offset, gsize length)
{
  return offset <= tiff->size && length <= tiff->size - offset;
}

static guint16
get_short (const Tiff *tiff, gsize offset)
{
  const guint8 *b = tiff->bytes + offset;

  return tiff->big_endian ? (guint16)(b[0] << 8 | b[1]) : (guint16)(b[1] << 8 | b[0]);
}

static guint32
get_long (const Tiff *tiff, gsize offset)
{
  guint32 first = get_short (tiff, offset);
  guint32 second = get_short (tiff, offset + 2);

  return tiff->big_endian ? first << 16 | second : second << 16 | first;
}

static gboolean
open_tiff (Tiff *tiff, const guint8 *bytes, gsize size)
{
  tiff->bytes = bytes;
  tiff->size = size;
  if (size < 8)
    return FALSE;
  if (bytes[0] == 'I' && bytes[1] == 'I')
    tiff->big_endian = FALSE;
  else if (bytes[0] == 'M' && bytes[1] == 'M')
    tiff->big_endian = TRUE;
  else
    return FALSE;
  return get_short (tiff, 2) == 42;
}

/* Finds a single SHORT or LONG in the first directory. */
static gboolean
find_number (const guint8 *bytes, gsize size, guint16 tag, guint32 *number)
{
  Tiff tiff;
  gsize directory;
  guint n_entries;

  if (!open_tiff (&tiff, bytes, size))
    return FALSE;
  directory = get_long (&tiff, 4);
  if (!has (&tiff, directory, 2))
    return FALSE;
  n_entries = get_short (&tiff, directory);
  for (guint i = 0; i < n_entries; i++) {
    gsize entry = directory + 2 + (gsize)i * ENTRY_SIZE;
    guint type;

    if (!has (&tiff, entry, ENTRY_SIZE))
      return FALSE;
    if (get_short (&tiff, entry) != tag)
      continue;
    type = get_short (&tiff, entry + 2);
    if (get_long (&tiff, entry + 4) != 1 || (type != TYPE_SHORT && type != TYPE_LONG))
      return FALSE;
    *number = type == TYPE_SHORT ? get_short (&tiff, entry + 8) : get_long (&tiff, entry + 8);
    return TRUE;
  }
  return FALSE;
}

int
acu_exif_get_orientation (const guint8 *tiff, gsize size)
{
  guint32 value;

  if (!find_number (tiff, size, TAG_ORIENTATION, &value) || value < 1 || value > 8)
    return 1;
  return (int)value;
}

gboolean
acu_exif_is_preview (const guint8 *tiff, gsize size)
{
  guint32 value;

  return find_number (tiff, size, TAG_SUBFILE_TYPE, &value) && (value & 1) != 0;
}
