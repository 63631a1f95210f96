#include "tests/headless/checkpoint-writer.h"

#include <string.h>

#include "compute/weights/zip-archive.h"

AcuTestTensor
acu_test_tensor (const char *name, guint rank, const gint64 *dims, const float *values)
{
  AcuTestTensor tensor = {
      .name = name, .storage_class = "FloatStorage", .key = name, .rank = rank, .data = values};
  gint64 count = 1;

  for (guint axis = rank; axis-- > 0;) {
    tensor.dims[axis] = dims[axis];
    tensor.strides[axis] = count;
    count *= dims[axis];
  }
  tensor.count = (guint64)count;
  tensor.size = (gsize)count * sizeof (float);
  return tensor;
}

void
acu_test_put_uint (GByteArray *bytes, guint64 value, guint width)
{
  for (guint i = 0; i < width; i++) {
    guint8 byte = (guint8)(value >> (8 * i));

    g_byte_array_append (bytes, &byte, 1);
  }
}

static void
put_string (GByteArray *bytes, const char *text)
{
  g_byte_array_append (bytes, (const guint8 *)text, (guint)strlen (text));
}

void
acu_pickle_put (GByteArray *pickle, const char *opcodes)
{
  put_string (pickle, opcodes);
}

void
acu_pickle_put_text (GByteArray *pickle, const char *text)
{
  put_string (pickle, "X");
  acu_test_put_uint (pickle, strlen (text), 4);
  put_string (pickle, text);
}

void
acu_pickle_put_int (GByteArray *pickle, gint64 value)
{
  if (value >= G_MININT32 && value <= G_MAXINT32) {
    put_string (pickle, "J");
    acu_test_put_uint (pickle, (guint64)value, 4);
  } else {
    put_string (pickle, "\x8a\x08");
    acu_test_put_uint (pickle, (guint64)value, 8);
  }
}

void
acu_pickle_put_global (GByteArray *pickle, const char *module, const char *name)
{
  g_autofree char *line = g_strdup_printf ("c%s\n%s\n", module, name);

  put_string (pickle, line);
}

static void
put_ints (GByteArray *pickle, const gint64 *values, guint n)
{
  put_string (pickle, "(");
  for (guint i = 0; i < n; i++)
    acu_pickle_put_int (pickle, values[i]);
  put_string (pickle, "t");
}

void
acu_pickle_put_tensor (GByteArray *pickle, const AcuTestTensor *tensor)
{
  acu_pickle_put_global (pickle, "torch._utils", "_rebuild_tensor_v2");
  put_string (pickle, "((");
  acu_pickle_put_text (pickle, "storage");
  acu_pickle_put_global (pickle, "torch", tensor->storage_class);
  acu_pickle_put_text (pickle, tensor->key);
  acu_pickle_put_text (pickle, "cpu");
  acu_pickle_put_int (pickle, (gint64)tensor->count);
  put_string (pickle, "tQ");
  acu_pickle_put_int (pickle, tensor->offset);
  put_ints (pickle, tensor->dims, tensor->rank);
  put_ints (pickle, tensor->strides, tensor->rank);
  put_string (pickle, "\x89");
  acu_pickle_put_global (pickle, "collections", "OrderedDict");
  put_string (pickle, ")RtR");
}

void
acu_pickle_put_state (GByteArray *pickle, const AcuTestTensor *tensors, gsize n)
{
  acu_pickle_put_global (pickle, "collections", "OrderedDict");
  put_string (pickle, ")R(");
  for (gsize i = 0; i < n; i++) {
    acu_pickle_put_text (pickle, tensors[i].name);
    acu_pickle_put_tensor (pickle, &tensors[i]);
  }
  put_string (pickle, "u}");
  acu_pickle_put_text (pickle, "_metadata");
  acu_pickle_put_global (pickle, "collections", "OrderedDict");
  put_string (pickle, ")Rsb");
}

GByteArray *
acu_test_pickle (const AcuTestTensor *tensors, gsize n, const char *wrapper)
{
  GByteArray *pickle = g_byte_array_new ();

  put_string (pickle, "\x80\x02");
  if (wrapper == NULL) {
    acu_pickle_put_state (pickle, tensors, n);
  } else {
    put_string (pickle, "}(");
    acu_pickle_put_text (pickle, "epoch");
    acu_pickle_put_int (pickle, 3);
    acu_pickle_put_text (pickle, "best");
    put_string (pickle, "G\x3f\xe8");
    acu_test_put_uint (pickle, 0, 6);
    acu_pickle_put_text (pickle, "optimizer");
    put_string (pickle, "}");
    acu_pickle_put_text (pickle, "groups");
    put_string (pickle, "](}");
    acu_pickle_put_text (pickle, "betas");
    put_string (pickle, "NN\x86ses");
    acu_pickle_put_text (pickle, wrapper);
    acu_pickle_put_state (pickle, tensors, n);
    put_string (pickle, "u");
  }
  put_string (pickle, ".");
  return pickle;
}

static void
put_local_header (GByteArray *zip, const AcuTestZipEntry *entry, guint method, guint32 crc)
{
  acu_test_put_uint (zip, 0x04034B50, 4);
  acu_test_put_uint (zip, 20, 2);
  acu_test_put_uint (zip, 0, 2);
  acu_test_put_uint (zip, method, 2);
  acu_test_put_uint (zip, 0, 4);
  acu_test_put_uint (zip, crc, 4);
  acu_test_put_uint (zip, entry->size, 4);
  acu_test_put_uint (zip, entry->size, 4);
  acu_test_put_uint (zip, strlen (entry->name), 2);
  acu_test_put_uint (zip, 0, 2);
  put_string (zip, entry->name);
}

static void
put_directory_entry (GByteArray *zip,
                     const AcuTestZipEntry *entry,
                     guint method,
                     guint32 crc,
                     guint offset,
                     gboolean wide)
{
  acu_test_put_uint (zip, 0x02014B50, 4);
  acu_test_put_uint (zip, 20, 2);
  acu_test_put_uint (zip, 20, 2);
  acu_test_put_uint (zip, 0, 2);
  acu_test_put_uint (zip, method, 2);
  acu_test_put_uint (zip, 0, 4);
  acu_test_put_uint (zip, crc, 4);
  acu_test_put_uint (zip, wide ? G_MAXUINT32 : entry->size, 4);
  acu_test_put_uint (zip, wide ? G_MAXUINT32 : entry->size, 4);
  acu_test_put_uint (zip, strlen (entry->name), 2);
  acu_test_put_uint (zip, wide ? 28 : 0, 2);
  acu_test_put_uint (zip, 0, 2);
  acu_test_put_uint (zip, 0, 2);
  acu_test_put_uint (zip, 0, 2);
  acu_test_put_uint (zip, 0, 4);
  acu_test_put_uint (zip, wide ? G_MAXUINT32 : offset, 4);
  put_string (zip, entry->name);
  if (wide) {
    acu_test_put_uint (zip, 0x0001, 2);
    acu_test_put_uint (zip, 24, 2);
    acu_test_put_uint (zip, entry->size, 8);
    acu_test_put_uint (zip, entry->size, 8);
    acu_test_put_uint (zip, offset, 8);
  }
}

static void
put_wide_end (GByteArray *zip, gsize n, guint start, guint size)
{
  guint end = zip->len;

  acu_test_put_uint (zip, 0x06064B50, 4);
  acu_test_put_uint (zip, 44, 8);
  acu_test_put_uint (zip, 45, 2);
  acu_test_put_uint (zip, 45, 2);
  acu_test_put_uint (zip, 0, 8);
  acu_test_put_uint (zip, n, 8);
  acu_test_put_uint (zip, n, 8);
  acu_test_put_uint (zip, size, 8);
  acu_test_put_uint (zip, start, 8);
  acu_test_put_uint (zip, 0x07064B50, 4);
  acu_test_put_uint (zip, 0, 4);
  acu_test_put_uint (zip, end, 8);
  acu_test_put_uint (zip, 1, 4);
}

GBytes *
acu_test_zip (const AcuTestZipEntry *entries, gsize n, AcuTestZipKind kind)
{
  GByteArray *zip = g_byte_array_new ();
  g_autofree guint *offsets = g_new (guint, n);
  g_autofree guint32 *crcs = g_new (guint32, n);
  gboolean wide = kind == ACU_TEST_ZIP_64;
  guint method = kind == ACU_TEST_ZIP_COMPRESSED ? 8 : 0;
  guint start, size;

  for (gsize i = 0; i < n; i++) {
    offsets[i] = zip->len;
    crcs[i] = acu_crc32 (entries[i].data, entries[i].size);
    put_local_header (zip, &entries[i], method, crcs[i]);
    g_byte_array_append (zip, entries[i].data, (guint)entries[i].size);
  }
  start = zip->len;
  for (gsize i = 0; i < n; i++)
    put_directory_entry (zip, &entries[i], method, crcs[i], offsets[i], wide);
  size = zip->len - start;
  if (wide)
    put_wide_end (zip, n, start, size);
  acu_test_put_uint (zip, 0x06054B50, 4);
  acu_test_put_uint (zip, 0, 4);
  acu_test_put_uint (zip, wide ? G_MAXUINT16 : n, 2);
  acu_test_put_uint (zip, wide ? G_MAXUINT16 : n, 2);
  acu_test_put_uint (zip, wide ? G_MAXUINT32 : size, 4);
  acu_test_put_uint (zip, wide ? G_MAXUINT32 : start, 4);
  acu_test_put_uint (zip, 0, 2);
  return g_byte_array_free_to_bytes (zip);
}

GBytes *
acu_test_torch_zip (GByteArray *pickle, const AcuTestTensor *tensors, gsize n)
{
  g_autofree AcuTestZipEntry *entries = g_new0 (AcuTestZipEntry, n + 2);
  gsize n_entries = 0;
  GBytes *zip;

  entries[n_entries++] =
      (AcuTestZipEntry){g_strdup ("archive/data.pkl"), pickle->data, pickle->len};
  for (gsize i = 0; i < n; i++)
    if (tensors[i].data != NULL)
      entries[n_entries++] = (AcuTestZipEntry){g_strconcat ("archive/data/", tensors[i].key, NULL),
                                               tensors[i].data, tensors[i].size};
  entries[n_entries++] = (AcuTestZipEntry){g_strdup ("archive/version"), "3\n", 2};
  zip = acu_test_zip (entries, n_entries, ACU_TEST_ZIP_PLAIN);
  for (gsize i = 0; i < n_entries; i++)
    g_free (entries[i].name);
  return zip;
}

GBytes *
acu_test_torch_legacy (GByteArray *pickle, const AcuTestTensor *tensors, gsize n)
{
  GByteArray *file = g_byte_array_new ();

  put_string (file, "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.");
  put_string (file, "\x80\x02M\xe9\x03.");
  put_string (file, "\x80\x02}(");
  acu_pickle_put_text (file, "protocol_version");
  acu_pickle_put_int (file, 1001);
  acu_pickle_put_text (file, "little_endian");
  put_string (file, "\x88u.");
  g_byte_array_append (file, pickle->data, pickle->len);
  put_string (file, "\x80\x02](");
  for (gsize i = 0; i < n; i++)
    if (tensors[i].data != NULL)
      acu_pickle_put_text (file, tensors[i].key);
  put_string (file, "e.");
  for (gsize i = 0; i < n; i++) {
    if (tensors[i].data != NULL) {
      acu_test_put_uint (file, tensors[i].count, 8);
      g_byte_array_append (file, tensors[i].data, (guint)tensors[i].size);
    }
  }
  return g_byte_array_free_to_bytes (file);
}

GBytes *
acu_test_safetensors (const char *header, const void *data, gsize size)
{
  GByteArray *file = g_byte_array_new ();

  acu_test_put_uint (file, strlen (header), 8);
  put_string (file, header);
  g_byte_array_append (file, data, (guint)size);
  return g_byte_array_free_to_bytes (file);
}

GBytes *
acu_test_copy (const void *data, gsize size)
{
  return g_bytes_new (data, size);
}
