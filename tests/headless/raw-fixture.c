#include "raw-fixture.h"

#include <string.h>

enum { BYTE = 1, ASCII = 2, SHORT = 3, LONG = 4, SRATIONAL = 10 };

/* A directory being written, and what does not fit in its entries. */
typedef struct {
  GByteArray *entries;
  GByteArray *extra;
  guint n;
  guint32 extra_at; /* where `extra` will be in the file */
} Directory;

static void
put16 (GByteArray *out, guint value)
{
  const guint8 bytes[2] = {(guint8)value, (guint8)(value >> 8)};

  g_byte_array_append (out, bytes, 2);
}

static void
put32 (GByteArray *out, guint32 value)
{
  put16 (out, value & 0xffff);
  put16 (out, value >> 16);
}

/* An entry of @count values of @type in @data, which is in the file's byte order. */
static void
add_data (Directory *dir, guint tag, guint type, guint32 count, const void *data, gsize size)
{
  guint8 inside[4] = {0};

  put16 (dir->entries, tag);
  put16 (dir->entries, type);
  put32 (dir->entries, count);
  if (size <= 4) {
    memcpy (inside, data, size);
    g_byte_array_append (dir->entries, inside, 4);
  } else {
    put32 (dir->entries, dir->extra_at + dir->extra->len);
    g_byte_array_append (dir->extra, data, (guint)size);
    if (size % 2 != 0)
      g_byte_array_append (dir->extra, inside, 1);
  }
  dir->n++;
}

static void
add_number (Directory *dir, guint tag, guint type, guint32 value)
{
  const guint8 bytes[4] = {(guint8)value, (guint8)(value >> 8), (guint8)(value >> 16),
                           (guint8)(value >> 24)};

  add_data (dir, tag, type, 1, bytes, type == SHORT ? 2 : 4);
}

static void
add_text (Directory *dir, guint tag, const char *text)
{
  add_data (dir, tag, ASCII, (guint32)strlen (text) + 1, text, strlen (text) + 1);
}

static void
directory_init (Directory *dir, guint32 at, guint n)
{
  *dir = (Directory){.entries = g_byte_array_new (),
                     .extra = g_byte_array_new (),
                     .extra_at = at + 2 + n * 12 + 4};
}

/* Appends the directory, which must have the @n entries that were planned for. */
static void
directory_end (Directory *dir, guint n, GByteArray *out)
{
  g_assert_cmpuint (dir->n, ==, n);
  put16 (out, n);
  g_byte_array_append (out, dir->entries->data, dir->entries->len);
  put32 (out, 0);
  g_byte_array_append (out, dir->extra->data, dir->extra->len);
  g_byte_array_unref (dir->entries);
  g_byte_array_unref (dir->extra);
}

/* The raw picture's directory, whose samples follow it. */
static void
append_raw (GByteArray *out, const AcuRawRecipe *recipe)
{
  static const guint8 pattern[4] = {0, 1, 1, 2}; /* RGGB */
  static const guint8 repeat[4] = {2, 0, 2, 0};
  const guint n = 12;
  gsize samples = (gsize)recipe->width * (gsize)recipe->height;
  Directory dir;

  directory_init (&dir, out->len, n);
  add_number (&dir, 0x00fe, LONG, 0);
  add_number (&dir, 0x0100, LONG, (guint32)recipe->width);
  add_number (&dir, 0x0101, LONG, (guint32)recipe->height);
  add_number (&dir, 0x0102, SHORT, 16);
  add_number (&dir, 0x0103, SHORT, 1);
  add_number (&dir, 0x0106, SHORT, 32803);
  add_number (&dir, 0x0111, LONG, dir.extra_at);
  add_number (&dir, 0x0115, SHORT, 1);
  add_number (&dir, 0x0116, LONG, (guint32)recipe->height);
  add_number (&dir, 0x0117, LONG, (guint32)samples * 2);
  add_data (&dir, 0x828d, SHORT, 2, repeat, 4);
  add_data (&dir, 0x828e, BYTE, 4, pattern, 4);
  directory_end (&dir, n, out);
  for (gsize i = 0; i < samples; i++)
    put16 (out, 30000);
}

GBytes *
acu_fixture_make_dng (const AcuRawRecipe *recipe)
{
  static const guint8 header[8] = {'I', 'I', 42, 0, 8, 0, 0, 0};
  static const guint8 version[4] = {1, 4, 0, 0};
  static const gint32 matrix[18] = {1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1};
  const guint n = recipe->preview != NULL ? 17 : 8;
  gsize preview_size = recipe->preview != NULL ? g_bytes_get_size (recipe->preview) : 0;
  GByteArray *out = g_byte_array_new ();
  guint32 preview_at, raw_at;
  Directory dir;

  g_byte_array_append (out, header, sizeof header);
  directory_init (&dir, out->len, n);
  /* Everything that lies outside the entries has a known size. */
  preview_at = dir.extra_at + 10 + 12 + 22 + sizeof matrix;
  raw_at = preview_at + (guint32)(preview_size + preview_size % 2);
  add_number (&dir, 0x00fe, LONG, 1);
  if (recipe->preview != NULL) {
    add_number (&dir, 0x0100, LONG, (guint32)recipe->preview_width);
    add_number (&dir, 0x0101, LONG, (guint32)recipe->preview_height);
    add_number (&dir, 0x0102, SHORT, 8);
    add_number (&dir, 0x0103, SHORT, 7);
    add_number (&dir, 0x0106, SHORT, 6);
  }
  add_text (&dir, 0x010f, "Acutance");
  add_text (&dir, 0x0110, "Raw fixture");
  if (recipe->preview != NULL) {
    add_number (&dir, 0x0111, LONG, preview_at);
    add_number (&dir, 0x0115, SHORT, 3);
    add_number (&dir, 0x0116, LONG, (guint32)recipe->preview_height);
    add_number (&dir, 0x0117, LONG, (guint32)preview_size);
  }
  add_number (&dir, 0x0112, SHORT, (guint32)recipe->orientation);
  add_number (&dir, 0x014a, LONG, raw_at);
  add_data (&dir, 0xc612, BYTE, 4, version, 4);
  add_text (&dir, 0xc614, "Acutance Raw fixture");
  add_data (&dir, 0xc621, SRATIONAL, 9, matrix, sizeof matrix);
  while (dir.extra->len < preview_at - dir.extra_at)
    g_byte_array_append (dir.extra, (const guint8 *)"", 1);
  g_assert_cmpuint (dir.extra->len, ==, preview_at - dir.extra_at);
  directory_end (&dir, n, out);
  if (recipe->preview != NULL)
    g_byte_array_append (out, g_bytes_get_data (recipe->preview, NULL), (guint)preview_size);
  if (preview_size % 2 != 0)
    g_byte_array_append (out, (const guint8 *)"", 1);
  append_raw (out, recipe);
  return g_byte_array_free_to_bytes (out);
}
