#include "compute/weights/safetensors.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "compute/half.h"
#include "compute/weights/architecture.h"
#include "tests/headless/checkpoint-writer.h"
#include "tests/headless/test-support.h"

static AcuTensorSet *
small_set (void)
{
  AcuTensorSet *set = acu_tensor_set_new (NULL);
  float *matrix = g_new (float, 6);
  float *vector = g_new (float, 3);
  float *scalar = g_new (float, 1);

  for (guint i = 0; i < 6; i++)
    matrix[i] = (float)i / 3;
  for (guint i = 0; i < 3; i++)
    vector[i] = -(float)i;
  scalar[0] = 65504;
  g_assert_true (acu_tensor_set_add_floats (set, "b.weight", 2, (guint64[]){2, 3}, matrix));
  g_assert_true (acu_tensor_set_add_floats (set, "a.bias", 1, (guint64[]){3}, vector));
  g_assert_true (acu_tensor_set_add_floats (set, "scalar", 0, NULL, scalar));
  g_assert_true (acu_tensor_set_add_floats (set, "empty", 1, (guint64[]){0}, g_new (float, 1)));
  acu_tensor_set_set_metadata (set, "licence", "CC0-1.0");
  acu_tensor_set_set_metadata (set, "words",
                               "“quoted” \"plain\" \\ back\nline\ttab \xF0\x9F\x93\xB7");
  return set;
}

static GBytes *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *data;
  gsize size;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

static GBytes *
write_small (AcuElementType storage)
{
  g_autoptr (AcuTensorSet) set = small_set ();
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "small.safetensors", NULL);
  g_autoptr (GError) error = NULL;

  acu_safetensors_write (set, storage, path, &error);
  g_assert_no_error (error);
  return load (path);
}

static void
test_round_trip (gconstpointer data)
{
  AcuElementType storage = (AcuElementType)GPOINTER_TO_INT (data);
  g_autoptr (AcuTensorSet) written = small_set ();
  g_autoptr (GBytes) bytes = write_small (storage);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTensorSet) read = acu_safetensors_read (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (acu_tensor_set_get_length (read), ==, 4);
  for (guint i = 0; i < acu_tensor_set_get_length (written); i++) {
    const AcuTensorView *expected = acu_tensor_set_get (written, i);
    const AcuTensorView *found = acu_tensor_set_lookup (read, expected->name);
    float before[6], after[6];

    g_assert_nonnull (found);
    g_assert_cmpint (found->type, ==, storage);
    g_assert_cmpuint (found->rank, ==, expected->rank);
    g_assert_cmpmem (found->dims, found->rank * 8, expected->dims, expected->rank * 8);
    acu_tensor_view_read_all (expected, before);
    acu_tensor_view_read_all (found, after);
    for (guint64 k = 0; k < acu_tensor_view_count (found); k++)
      g_assert_cmpfloat (after[k], ==,
                         storage == ACU_ELEMENT_F16
                             ? acu_half_to_float (acu_half_from_float (before[k]))
                             : before[k]);
  }
  g_assert_cmpstr (acu_tensor_set_get_metadata (read, "words"), ==,
                   acu_tensor_set_get_metadata (written, "words"));
  g_assert_cmpstr (acu_tensor_set_get_metadata (read, "licence"), ==, "CC0-1.0");
  g_assert_null (acu_tensor_set_get_metadata (read, "format"));
}

/* The same set makes the same file, whatever the order of adding. */
static void
test_deterministic (void)
{
  g_autoptr (GBytes) one = write_small (ACU_ELEMENT_F32);
  g_autoptr (GBytes) two = write_small (ACU_ELEMENT_F32);

  g_assert_true (g_bytes_equal (one, two));
}

static AcuTensorSet *
read_header (const char *header, gsize data_size, GError **error)
{
  g_autofree guint8 *data = g_malloc0 (data_size + 1);
  g_autoptr (GBytes) bytes = acu_test_safetensors (header, data, data_size);

  return acu_safetensors_read (bytes, error);
}

static void
test_foreign_headers (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTensorSet) set = read_header (
      " { \"x\\u0041\\ud83d\\udcf7\" :\n{ \"shape\" : [ 1 , 2 ] ,\"data_offsets\":[0,4] , "
      "\"dtype\":\"BF16\"},\"i\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[4,12]},"
      "\"__metadata__\":{}}   ",
      12, &error);

  g_assert_no_error (error);
  g_assert_nonnull (acu_tensor_set_lookup (set, "xA\xF0\x9F\x93\xB7"));
  g_assert_cmpint (acu_tensor_set_lookup (set, "i")->type, ==, ACU_ELEMENT_I64);
}

#define TENSOR(dtype, shape, offsets)                                                              \
  "{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":" offsets "}"

static void
test_hostile_headers (void)
{
  static const struct {
    const char *header;
    gsize data_size;
    int code;
  } cases[] = {
      {"", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      {"[]", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{}x", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{}", 4, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":1}", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":{}}", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":{\"dtype\":\"F32\"}}", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[1]", "[0,4]") "}", 3, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[1]", "[0,4]") "}", 5, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[2]", "[0,4]") "}", 4, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[1]", "[4,0]") "}", 4, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[1]", "[4,8]") "}", 8, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[-1]", "[0,4]") "}", 4, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[1.0]", "[0,4]") "}", 4, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[1e0]", "[0,4]") "}", 4, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[01]", "[0,4]") "}", 4, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[1]", "[0,4,8]") "}", 4, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[1]", "[0]") "}", 4, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]") "}", 4, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[[[[[[[[", "[0,4]") "}", 4, ACU_WEIGHTS_ERROR_DAMAGED},
      /* 2^62 floats are 2^64 bytes, which is 0 to careless arithmetic */
      {"{\"a\":" TENSOR ("F32", "[4611686018427387904]", "[0,0]") "}", 0,
       ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[4294967296,4294967296]", "[0,0]") "}", 0,
       ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[99999999999999999999]", "[0,4]") "}", 4,
       ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[1]", "[18446744073709551612,18446744073709551616]") "}", 4,
       ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F8_E4M3", "[4]", "[0,4]") "}", 4, ACU_WEIGHTS_ERROR_UNSUPPORTED},
      /* overlap, gap, repetition */
      {"{\"a\":" TENSOR ("F32", "[1]", "[0,4]") ",\"b\":" TENSOR ("F32", "[1]", "[0,4]") "}", 4,
       ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[2]", "[0,8]") ",\"b\":" TENSOR ("F32", "[2]", "[4,12]") "}", 12,
       ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[1]", "[0,4]") ",\"b\":" TENSOR ("F32", "[1]", "[8,12]") "}", 12,
       ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":" TENSOR ("F32", "[1]", "[0,4]") ",\"a\":" TENSOR ("F32", "[1]", "[4,8]") "}", 8,
       ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4,
       ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"more\":1}}", 4,
       ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"__metadata__\":{},\"__metadata__\":{}}", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"__metadata__\":{\"a\":1}}", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"__metadata__\":{\"a\":\"\xFF\"}}", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"__metadata__\":{\"a\":\"\\u0000\"}}", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"__metadata__\":{\"a\":\"\\ud800\"}}", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"__metadata__\":{\"a\":\"\\udc00\\ud800\"}}", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"__metadata__\":{\"a\":\"\\x\"}}", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"__metadata__\":{\"a\":\"\n\"}}", 0, ACU_WEIGHTS_ERROR_DAMAGED},
      /* a name that would move a terminal's cursor */
      {"{\"\\u001b[2J\":" TENSOR ("F32", "[1]", "[0,4]") "}", 4, ACU_WEIGHTS_ERROR_DAMAGED},
      {"{\"\":" TENSOR ("F32", "[1]", "[0,4]") "}", 4, ACU_WEIGHTS_ERROR_DAMAGED},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuTensorSet) set = read_header (cases[i].header, cases[i].data_size, &error);

    if (set != NULL || !g_error_matches (error, ACU_WEIGHTS_ERROR, cases[i].code))
      g_test_message ("%s: %s", cases[i].header, error != NULL ? error->message : "was read");
    g_assert_null (set);
    g_assert_error (error, ACU_WEIGHTS_ERROR, cases[i].code);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  }
}

/* The header's length is a claim like any other. */
static void
test_header_length (void)
{
  static const guint64 lengths[] = {3, 1u << 20, G_MAXUINT32, G_MAXINT64, G_MAXUINT64};

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autoptr (GByteArray) file = g_byte_array_new ();
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;

    acu_test_put_uint (file, lengths[i], 8);
    g_byte_array_append (file, (const guint8 *)"{}", 2);
    bytes = acu_test_copy (file->data, file->len);
    g_assert_null (acu_safetensors_read (bytes, &error));
    g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED);
  }
}

static void
test_truncation (void)
{
  g_autoptr (GBytes) whole = write_small (ACU_ELEMENT_F32);

  for (gsize size = 0; size < g_bytes_get_size (whole); size++) {
    g_autoptr (GBytes) part = acu_test_copy (g_bytes_get_data (whole, NULL), size);
    g_autoptr (GError) error = NULL;

    g_assert_null (acu_safetensors_read (part, &error));
    g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED);
  }
}

/* 16 bits end at 65504; beyond, saving says so rather than making infinities. */
static void
test_half_overflow (void)
{
  g_autoptr (AcuTensorSet) set = acu_tensor_set_new (NULL);
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "large.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  float *values = g_new (float, 1);

  values[0] = 70000;
  acu_tensor_set_add_floats (set, "large", 1, (guint64[]){1}, values);
  g_assert_false (acu_safetensors_write (set, ACU_ELEMENT_F16, path, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (acu_safetensors_write (set, ACU_ELEMENT_F32, path, NULL));
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* A failed save leaves the old file as it was, and nothing beside it. */
static void
test_failed_write (void)
{
  g_autoptr (AcuTensorSet) good = small_set ();
  g_autoptr (AcuTensorSet) bad = small_set ();
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "model.safetensors", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "absent", "model.safetensors", NULL);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GError) error = NULL;
  float *values = g_new (float, 1);

  g_assert_true (acu_safetensors_write (good, ACU_ELEMENT_F16, path, &error));
  g_assert_no_error (error);
  before = load (path);

  values[0] = 1e9f;
  acu_tensor_set_add_floats (bad, "z-last", 1, (guint64[]){1}, values);
  g_assert_false (acu_safetensors_write (bad, ACU_ELEMENT_F16, path, &error));
  g_clear_error (&error);
  after = load (path);
  g_assert_true (g_bytes_equal (before, after));
  g_assert_cmpuint (count_files (folder), ==, 1);

  g_assert_false (acu_safetensors_write (good, ACU_ELEMENT_F32, nowhere, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, nowhere));
  g_clear_error (&error);

  /* A folder cannot be replaced by a file. */
  g_assert_false (acu_safetensors_write (good, ACU_ELEMENT_F32, folder, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (count_files (folder), ==, 1);
}

/* A disk that fills up in the middle of writing, as a limit on the size of files. */
static void
test_full_disk (void)
{
  g_autoptr (AcuTensorSet) set = acu_tensor_set_new (NULL);
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "model.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  struct rlimit before, limit;
  gboolean written;

  acu_tensor_set_add_floats (set, "x", 1, (guint64[]){100000}, g_new0 (float, 100000));
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  limit = before;
  limit.rlim_cur = 100000;
  setrlimit (RLIMIT_FSIZE, &limit);
  written = acu_safetensors_write (set, ACU_ELEMENT_F32, path, &error);
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_false (written);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_cmpuint (count_files (folder), ==, 0);
}

/* Elements are converted whatever their type and place. */
static void
test_conversion (void)
{
  static const guint8 bytes[] = {
      0x00, 0x3C, 0x00, 0xC0,                         /* F16: 1, -2 */
      0x80, 0x3F, 0x00, 0xC0,                         /* BF16: 1, -2 */
      0,    0,    0,    0,    0,    0,    0xF8, 0x3F, /* F64: 1.5 */
      0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, /* I64: -2 */
      0xFD, 0xFF, 0xFF, 0xFF,                         /* I32: -3 */
      0xFC, 0xFF,                                     /* I16: -4 */
      0xFB, 0xC8, 0x01,                               /* I8: -5, U8: 200, BOOL: 1 */
  };
  static const struct {
    AcuElementType type;
    gsize offset;
    float value;
  } expected[] = {
      {ACU_ELEMENT_F16, 0, 1},   {ACU_ELEMENT_F16, 2, -2},  {ACU_ELEMENT_BF16, 4, 1},
      {ACU_ELEMENT_BF16, 6, -2}, {ACU_ELEMENT_F64, 8, 1.5}, {ACU_ELEMENT_I64, 16, -2},
      {ACU_ELEMENT_I32, 24, -3}, {ACU_ELEMENT_I16, 28, -4}, {ACU_ELEMENT_I8, 30, -5},
      {ACU_ELEMENT_U8, 31, 200}, {ACU_ELEMENT_BOOL, 32, 1},
  };
  float transposed[6];
  float values[] = {0, 1, 2, 3, 4, 5};

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    AcuTensorView view = {.type = expected[i].type, .rank = 0, .contiguous = TRUE};
    float value;

    view.data = bytes + expected[i].offset;
    acu_tensor_view_read_all (&view, &value);
    g_assert_cmpfloat (value, ==, expected[i].value);
  }

  AcuTensorView matrix = {.type = ACU_ELEMENT_F32,
                          .rank = 2,
                          .dims = {3, 2},
                          .strides = {1, 3},
                          .data = (const guint8 *)values};

  acu_tensor_view_read_all (&matrix, transposed);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpfloat (transposed[i], ==, values[i % 2 * 3 + i / 2]);
  acu_tensor_view_read (&matrix, 3, 2, transposed);
  g_assert_cmpfloat (transposed[0], ==, 4);
  g_assert_cmpfloat (transposed[1], ==, 2);
}

/* The last of values is looked at as the others are, however many go before. */
static void
test_finite (void)
{
  static const guint64 counts[] = {3, 5000, 5003};

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++) {
    guint64 last = counts[i] - 1;
    g_autoptr (AcuTensorSet) set = acu_tensor_set_new (NULL);
    float *values = g_new0 (float, counts[i]);

    acu_tensor_set_add_floats (set, "x", 1, &counts[i], values);
    g_assert_true (acu_tensor_view_is_finite (acu_tensor_set_get (set, 0)));
    values[last] = INFINITY;
    g_assert_false (acu_tensor_view_is_finite (acu_tensor_set_get (set, 0)));
    values[last] = NAN;
    g_assert_false (acu_tensor_view_is_finite (acu_tensor_set_get (set, 0)));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/safetensors/round-trip/f32", GINT_TO_POINTER (ACU_ELEMENT_F32),
                        test_round_trip);
  g_test_add_data_func ("/safetensors/round-trip/f16", GINT_TO_POINTER (ACU_ELEMENT_F16),
                        test_round_trip);
  g_test_add_func ("/safetensors/deterministic", test_deterministic);
  g_test_add_func ("/safetensors/foreign-headers", test_foreign_headers);
  g_test_add_func ("/safetensors/hostile-headers", test_hostile_headers);
  g_test_add_func ("/safetensors/header-length", test_header_length);
  g_test_add_func ("/safetensors/truncation", test_truncation);
  g_test_add_func ("/safetensors/half-overflow", test_half_overflow);
  g_test_add_func ("/safetensors/failed-write", test_failed_write);
  g_test_add_func ("/safetensors/full-disk", test_full_disk);
  g_test_add_func ("/safetensors/conversion", test_conversion);
  g_test_add_func ("/safetensors/finite", test_finite);
  return g_test_run ();
}
