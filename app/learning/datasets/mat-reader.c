#include "app/learning/datasets/mat-reader.h"

#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/label-file.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#define FILE_LIMIT     ((gsize)64 << 20)
#define UNPACKED_LIMIT ((gsize)64 << 20)
#define ELEMENT_LIMIT  G_GUINT64_CONSTANT (1000000)
#define STRING_LIMIT   4096
#define NESTING_LIMIT  4
#define HEADER_SIZE    128

/* Types of data elements. */
enum {
  MI_INT8 = 1,
  MI_UINT8 = 2,
  MI_INT16 = 3,
  MI_UINT16 = 4,
  MI_INT32 = 5,
  MI_UINT32 = 6,
  MI_SINGLE = 7,
  MI_DOUBLE = 9,
  MI_INT64 = 12,
  MI_UINT64 = 13,
  MI_MATRIX = 14,
  MI_COMPRESSED = 15,
  MI_UTF8 = 16,
  MI_UTF16 = 17,
};

/* Classes of arrays. */
enum {
  MX_CELL = 1,
  MX_CHAR = 4,
  MX_DOUBLE = 6,
  MX_UINT64 = 15,
};

#define FLAG_COMPLEX 0x0800

/* What is left to read of some bytes, all in one byte order. */
typedef struct {
  const guint8 *at;
  gsize left;
  gboolean swapped;
} Cursor;

typedef struct {
  guint32 type;
  Cursor data;
} Element;

/* An array up to its values. */
typedef struct {
  guint32 class;
  gboolean complex;
  gsize n;
  gsize rows; /* the first dimension */
  Cursor name;
  Cursor contents; /* the elements behind the name */
} Matrix;

static guint32
get_u32 (const guint8 *bytes, gboolean swapped)
{
  guint32 value;

  memcpy (&value, bytes, sizeof (value));
  return swapped ? GUINT32_SWAP_LE_BE (value) : value;
}

/* Reads the next data element.  FALSE at the end, and where the bytes do not hold what the tag
 * announces. */
static gboolean
next_element (Cursor *cursor, Element *element)
{
  guint32 first, size;
  gsize header = 8;
  gsize padded;

  if (cursor->left < 8)
    return FALSE;
  first = get_u32 (cursor->at, cursor->swapped);
  if (first >> 16 != 0) {
    /* A small element keeps its size beside its type and its data in the tag. */
    element->type = first & 0xffff;
    size = first >> 16;
    header = 4;
    if (size > 4)
      return FALSE;
    padded = 4;
  } else {
    element->type = first;
    size = get_u32 (cursor->at + 4, cursor->swapped);
    if (size > cursor->left - header)
      return FALSE;
    padded = element->type == MI_COMPRESSED ? size : ((gsize)size + 7) / 8 * 8;
    padded = MIN (padded, cursor->left - header);
  }
  element->data = (Cursor){.at = cursor->at + header, .left = size, .swapped = cursor->swapped};
  cursor->at += header + padded;
  cursor->left -= header + padded;
  return TRUE;
}

static gsize
size_of_type (guint32 type)
{
  switch (type) {
  case MI_INT8:
  case MI_UINT8:
  case MI_UTF8:
    return 1;
  case MI_INT16:
  case MI_UINT16:
  case MI_UTF16:
    return 2;
  case MI_INT32:
  case MI_UINT32:
  case MI_SINGLE:
    return 4;
  case MI_DOUBLE:
  case MI_INT64:
  case MI_UINT64:
    return 8;
  default:
    return 0;
  }
}

/* Reads the flags, dimensions and name with which every array begins. */
static gboolean
open_matrix (Cursor cursor, Matrix *matrix)
{
  Element flags, dimensions, name;
  guint64 n = 1;
  guint32 word;

  if (!next_element (&cursor, &flags) || flags.type != MI_UINT32 || flags.data.left < 4 ||
      !next_element (&cursor, &dimensions) || dimensions.type != MI_INT32 ||
      dimensions.data.left < 8 || !next_element (&cursor, &name) || name.type != MI_INT8)
    return FALSE;
  word = get_u32 (flags.data.at, cursor.swapped);
  matrix->class = word & 0xff;
  matrix->complex = (word & FLAG_COMPLEX) != 0;
  matrix->rows = get_u32 (dimensions.data.at, cursor.swapped);
  for (gsize i = 0; i + 4 <= dimensions.data.left && n <= ELEMENT_LIMIT; i += 4)
    n *= get_u32 (dimensions.data.at + i, cursor.swapped);
  matrix->n = (gsize)MIN (n, ELEMENT_LIMIT + 1);
  matrix->name = name.data;
  matrix->contents = cursor;
  return TRUE;
}

/* Unpacks a compressed element.  NULL where it is damaged or becomes too large. */
static GByteArray *
unpack (Cursor packed)
{
  g_autoptr (GConverter) converter =
      G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (result != G_CONVERTER_FINISHED) {
    guint8 buffer[16384];
    gsize got_in = 0;
    gsize got_out = 0;

    result = g_converter_convert (converter, packed.at, packed.left, buffer, sizeof (buffer),
                                  G_CONVERTER_INPUT_AT_END, &got_in, &got_out, NULL);
    if (result == G_CONVERTER_ERROR || got_out > UNPACKED_LIMIT - bytes->len)
      return NULL;
    g_byte_array_append (bytes, buffer, (guint)got_out);
    packed.at += got_in;
    packed.left -= got_in;
  }
  return g_steal_pointer (&bytes);
}

/* Checks the header and makes a cursor of what follows it. */
static gboolean
open_file (const char *path, const char *data, gsize length, Cursor *cursor, GError **error)
{
  const guint8 *bytes = (const guint8 *)data;
  g_autofree char *problem = NULL;

  if (length < HEADER_SIZE)
    problem = g_strdup_printf (_ ("%s is no MATLAB file"), path);
  else if (memcmp (data, "MATLAB 7.3", 10) == 0 || memcmp (data, "\211HDF", 4) == 0)
    problem =
        g_strdup_printf (_ ("%s is a MATLAB file of version 7.3; save it again with -v7"), path);
  else if (memcmp (bytes + 124, "\0\1IM", 4) != 0 && memcmp (bytes + 124, "\1\0MI", 4) != 0)
    problem =
        g_strdup_printf (_ ("%s is no MATLAB file of version 5; save it again with -v7"), path);
  if (problem != NULL) {
    g_set_error_literal (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT, problem);
    return FALSE;
  }
  cursor->at = bytes + HEADER_SIZE;
  cursor->left = length - HEADER_SIZE;
  cursor->swapped = (bytes[126] == 'I') != (G_BYTE_ORDER == G_LITTLE_ENDIAN);
  return TRUE;
}

static gboolean
is_called (const Matrix *matrix, const char *name)
{
  return matrix->name.left == strlen (name) &&
         memcmp (matrix->name.at, name, matrix->name.left) == 0;
}

/* Finds the variable @name.  Its bytes belong to @data or @unpacked, which the caller frees. */
static gboolean
find_variable (const char *path,
               const char *name,
               char **data,
               GByteArray **unpacked,
               Matrix *matrix,
               GError **error)
{
  gsize length;
  Cursor cursor;
  Element element;

  if (!acu_label_file_read (path, FILE_LIMIT, data, &length, error) ||
      !open_file (path, *data, length, &cursor, error))
    return FALSE;
  while (next_element (&cursor, &element)) {
    if (element.type == MI_COMPRESSED) {
      Cursor inside;

      g_clear_pointer (unpacked, g_byte_array_unref);
      *unpacked = unpack (element.data);
      if (*unpacked == NULL)
        break;
      inside =
          (Cursor){.at = (*unpacked)->data, .left = (*unpacked)->len, .swapped = cursor.swapped};
      if (!next_element (&inside, &element))
        break;
    }
    if (element.type != MI_MATRIX || !open_matrix (element.data, matrix) ||
        !is_called (matrix, name))
      continue;
    if (matrix->n <= ELEMENT_LIMIT)
      return TRUE;
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s: “%s” is larger than a table of scores can be"), path, name);
    return FALSE;
  }
  g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
               cursor.left == 0 ? _ ("%s has no variable “%s”")
                                : _ ("%s is damaged; no variable “%s” could be read"),
               path, name);
  return FALSE;
}

static double
get_number (const guint8 *bytes, guint32 type, gboolean swapped)
{
  guint64 word = 0;
  gsize size = size_of_type (type);
  union {
    guint32 bits;
    float value;
  } single;
  union {
    guint64 bits;
    double value;
  } wide;

  for (gsize i = 0; i < size; i++) {
    gboolean from_end = (G_BYTE_ORDER == G_LITTLE_ENDIAN) != swapped;

    word = word << 8 | bytes[from_end ? size - 1 - i : i];
  }
  switch (type) {
  case MI_INT8:
    return (gint8)word;
  case MI_INT16:
    return (gint16)word;
  case MI_INT32:
    return (gint32)word;
  case MI_INT64:
    return (double)(gint64)word;
  case MI_SINGLE:
    single.bits = (guint32)word;
    return single.value;
  case MI_DOUBLE:
    wide.bits = word;
    return wide.value;
  default:
    return (double)word;
  }
}

double *
acu_mat_read_numbers (const char *path, const char *name, gsize *n, GError **error)
{
  g_autofree char *data = NULL;
  g_autoptr (GByteArray) unpacked = NULL;
  g_autofree double *values = NULL;
  Matrix matrix;
  Element element;
  gsize size;

  g_return_val_if_fail (path != NULL && name != NULL && n != NULL, NULL);

  if (!find_variable (path, name, &data, &unpacked, &matrix, error))
    return NULL;
  if (matrix.class < MX_DOUBLE || matrix.class > MX_UINT64 || matrix.complex) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s: “%s” holds no real numbers"), path, name);
    return NULL;
  }
  /* The values may be stored in a smaller type than the array's class. */
  if (!next_element (&matrix.contents, &element) || (size = size_of_type (element.type)) == 0 ||
      matrix.n == 0 || element.data.left / size < matrix.n) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s: “%s” is empty or damaged"), path, name);
    return NULL;
  }
  values = g_new (double, matrix.n);
  for (gsize i = 0; i < matrix.n; i++)
    values[i] = get_number (element.data.at + i * size, element.type, element.data.swapped);
  *n = matrix.n;
  return g_steal_pointer (&values);
}

/* The text of a cell: of a 1-by-N character array, or of the cell inside it. (transfer full)
 * (nullable) */
static char *
dup_text (Cursor cell)
{
  Matrix matrix;
  Element element;
  gsize size;
  GString *text;

  for (int depth = 0;; depth++) {
    if (depth > NESTING_LIMIT || !open_matrix (cell, &matrix))
      return NULL;
    if (matrix.class == MX_CHAR)
      break;
    if (matrix.class != MX_CELL || matrix.n != 1 || !next_element (&matrix.contents, &element) ||
        element.type != MI_MATRIX)
      return NULL;
    cell = element.data;
  }
  if (matrix.rows > 1 || matrix.n > STRING_LIMIT || !next_element (&matrix.contents, &element))
    return NULL;
  size = size_of_type (element.type);
  if (size == 0 || size > 2 || element.data.left / size < matrix.n)
    return NULL;

  /* Names are ASCII in every dataset there is, whatever the units are. */
  text = g_string_sized_new (matrix.n);
  for (gsize i = 0; i < matrix.n; i++) {
    double unit = get_number (element.data.at + i * size, element.type, element.data.swapped);

    if (element.type == MI_UTF8)
      g_string_append_c (text, (char)(guint8)unit);
    else
      g_string_append_unichar (text, (gunichar)(unit > 0 ? unit : '?'));
  }
  return g_string_free (text, FALSE);
}

char **
acu_mat_read_strings (const char *path, const char *name, gsize *n, GError **error)
{
  g_autofree char *data = NULL;
  g_autoptr (GByteArray) unpacked = NULL;
  g_auto (GStrv) strings = NULL;
  Matrix matrix;

  g_return_val_if_fail (path != NULL && name != NULL && n != NULL, NULL);

  if (!find_variable (path, name, &data, &unpacked, &matrix, error))
    return NULL;
  if (matrix.class != MX_CELL || matrix.n == 0) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s: “%s” is no cell array of strings"), path, name);
    return NULL;
  }
  strings = g_new0 (char *, matrix.n + 1);
  for (gsize i = 0; i < matrix.n; i++) {
    Element element;

    if (next_element (&matrix.contents, &element) && element.type == MI_MATRIX)
      strings[i] = dup_text (element.data);
    if (strings[i] == NULL) {
      g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                   _ ("%s: cell %zu of “%s” is no string"), path, i + 1, name);
      return NULL;
    }
  }
  *n = matrix.n;
  return g_steal_pointer (&strings);
}

gboolean
acu_mat_has (const char *path, const char *name)
{
  g_autofree char *data = NULL;
  g_autoptr (GByteArray) unpacked = NULL;
  Matrix matrix;

  g_return_val_if_fail (path != NULL && name != NULL, FALSE);

  return find_variable (path, name, &data, &unpacked, &matrix, NULL);
}
