#include "compute/weights/torch-zip.h"

#include <string.h>

#include "compute/weights/architecture.h"
#include "compute/weights/torch-state.h"
#include "compute/weights/zip-archive.h"
#include "tests/headless/checkpoint-writer.h"
#include "tests/headless/test-support.h"

static const float values[] = {0, 1, 2, 3, 4, 5};

static AcuTestTensor
matrix (void)
{
  return acu_test_tensor ("layer.weight", 2, (gint64[]){2, 3}, values);
}

static AcuTensorSet *
read_tensors (const AcuTestTensor *tensors, gsize n, const char *wrapper, GError **error)
{
  g_autoptr (GByteArray) pickle = acu_test_pickle (tensors, n, wrapper);
  g_autoptr (GBytes) zip = acu_test_torch_zip (pickle, tensors, n);

  return acu_torch_zip_read (zip, error);
}

static void
test_plain (void)
{
  AcuTestTensor tensors[] = {matrix (), acu_test_tensor ("layer.bias", 1, (gint64[]){3}, values),
                             acu_test_tensor ("scalar", 0, NULL, values + 5)};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTensorSet) set = read_tensors (tensors, 3, NULL, &error);
  const AcuTensorView *view;
  float read[6];

  g_assert_no_error (error);
  g_assert_cmpuint (acu_tensor_set_get_length (set), ==, 3);
  view = acu_tensor_set_lookup (set, "layer.weight");
  g_assert_nonnull (view);
  g_assert_cmpuint (view->rank, ==, 2);
  g_assert_cmpuint (view->dims[0], ==, 2);
  g_assert_cmpuint (view->dims[1], ==, 3);
  acu_tensor_view_read_all (view, read);
  g_assert_cmpmem (read, sizeof read, values, sizeof values);
  acu_tensor_view_read_all (acu_tensor_set_lookup (set, "scalar"), read);
  g_assert_cmpfloat (read[0], ==, 5);
}

static void
test_wrapped (gconstpointer data)
{
  const char *wrapper = data;
  AcuTestTensor tensor = matrix ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTensorSet) set = read_tensors (&tensor, 1, wrapper, &error);

  g_assert_no_error (error);
  g_assert_nonnull (acu_tensor_set_lookup (set, "layer.weight"));
  g_assert_cmpstr (acu_tensor_set_get_metadata (set, ACU_TORCH_UNWRAPPED), ==, wrapper);
  g_assert_cmpstr (acu_tensor_set_get_metadata (set, ACU_TORCH_SKIPPED), ==,
                   "epoch, best, optimizer");
}

/* Trainers keep a tensor, as the best accuracy is one, beside the state dict. */
static void
test_tensor_beside (void)
{
  AcuTestTensor tensors[] = {matrix (), acu_test_tensor ("best_acc1", 0, NULL, values + 3)};
  g_autoptr (GByteArray) pickle = g_byte_array_new ();
  g_autoptr (GBytes) zip = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTensorSet) set = NULL;

  acu_pickle_put (pickle, "\x80\x02}(");
  acu_pickle_put_text (pickle, "epoch");
  acu_pickle_put_int (pickle, 90);
  acu_pickle_put_text (pickle, "state_dict");
  acu_pickle_put_state (pickle, tensors, 1);
  acu_pickle_put_text (pickle, "best_acc1");
  acu_pickle_put_tensor (pickle, &tensors[1]);
  acu_pickle_put (pickle, "u.");
  zip = acu_test_torch_zip (pickle, tensors, G_N_ELEMENTS (tensors));
  set = acu_torch_zip_read (zip, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (acu_tensor_set_get_length (set), ==, 1);
  g_assert_nonnull (acu_tensor_set_lookup (set, "layer.weight"));
  g_assert_cmpstr (acu_tensor_set_get_metadata (set, ACU_TORCH_UNWRAPPED), ==, "state_dict");
  g_assert_cmpstr (acu_tensor_set_get_metadata (set, ACU_TORCH_SKIPPED), ==, "epoch, best_acc1");
}

static void
test_unknown_wrapper (void)
{
  AcuTestTensor tensor = matrix ();
  g_autoptr (GError) error = NULL;

  g_assert_null (read_tensors (&tensor, 1, "somewhere", &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "somewhere"));
}

/* Two views of one storage: a transposed one, as channels_last makes, and a part. */
static void
test_views (void)
{
  static const float expected[] = {0, 3, 1, 4, 2, 5};
  AcuTestTensor tensors[] = {matrix (), matrix ()};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTensorSet) set = NULL;
  float read[6];

  tensors[0].name = "transposed";
  memcpy (tensors[0].dims, (gint64[]){3, 2}, 2 * sizeof (gint64));
  memcpy (tensors[0].strides, (gint64[]){1, 3}, 2 * sizeof (gint64));
  tensors[1].name = "part";
  tensors[1].data = NULL;
  tensors[1].offset = 4;
  tensors[1].rank = 1;
  tensors[1].dims[0] = 2;
  tensors[1].strides[0] = 1;
  set = read_tensors (tensors, 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (acu_tensor_set_get (set, 0)->contiguous);
  acu_tensor_view_read_all (acu_tensor_set_get (set, 0), read);
  g_assert_cmpmem (read, sizeof read, expected, sizeof expected);
  acu_tensor_view_read_all (acu_tensor_set_get (set, 1), read);
  g_assert_cmpfloat (read[0], ==, 4);
  g_assert_cmpfloat (read[1], ==, 5);
}

static void
check_refused (const AcuTestTensor *tensor, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_tensors (tensor, 1, NULL, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, says));
}

/* Every way in which shape, strides, offset and storage can disagree. */
static void
test_lies (void)
{
  AcuTestTensor tensor;

#define LIE(change, says)                                                                          \
  tensor = matrix ();                                                                              \
  change;                                                                                          \
  check_refused (&tensor, says)

  LIE (tensor.offset = 1, "beyond its storage");
  LIE (tensor.offset = -1, "shape");
  LIE (tensor.offset = G_MAXINT64, "beyond its storage");
  LIE (tensor.dims[0] = 3, "beyond its storage");
  LIE (tensor.dims[0] = -2, "shape");
  LIE (tensor.dims[0] = (gint64)1 << 62, "beyond its storage");
  LIE (tensor.strides[0] = 4, "beyond its storage");
  LIE (tensor.strides[0] = -3, "shape");
  LIE (tensor.strides[0] = G_MAXINT64, "beyond its storage");
  LIE (tensor.count = 7, "bytes instead of");
  LIE (tensor.count = 5, "bytes instead of");
  LIE (tensor.count = (guint64)1 << 61, "larger than any file");
  LIE (tensor.count = G_MAXUINT64, "not a storage");
  LIE (tensor.data = NULL, "missing");
  LIE (tensor.name = "", "no proper name");
  LIE (tensor.name = "bell\a", "no proper name");
  LIE (tensor.key = "", "not a storage");
#undef LIE
}

/* A million elements out of six, as expand() makes, would be a bomb. */
static void
test_expanded (void)
{
  AcuTestTensor tensor = matrix ();
  g_autoptr (GError) error = NULL;

  tensor.dims[0] = 1000000;
  tensor.strides[0] = 0;
  g_assert_null (read_tensors (&tensor, 1, NULL, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "contiguous()"));
}

/* One storage may not be described in two ways, nor one name given twice. */
static void
test_contradictions (void)
{
  AcuTestTensor tensors[] = {matrix (), matrix ()};
  g_autoptr (GError) error = NULL;

  g_assert_null (read_tensors (tensors, 2, NULL, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED);
  g_clear_error (&error);

  tensors[1].name = "other";
  tensors[1].data = NULL;
  tensors[1].storage_class = "IntStorage";
  g_assert_null (read_tensors (tensors, 2, NULL, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "two ways"));
}

static void
test_code (void)
{
  g_autoptr (GByteArray) pickle = g_byte_array_new ();
  g_autoptr (GBytes) zip = NULL;
  g_autoptr (GError) error = NULL;

  acu_pickle_put (pickle, "\x80\x02}");
  acu_pickle_put_text (pickle, "state_dict");
  acu_pickle_put_global (pickle, "posix", "system");
  acu_pickle_put_text (pickle, "touch /tmp/owned");
  acu_pickle_put (pickle, "\x85Rs.");
  zip = acu_test_torch_zip (pickle, NULL, 0);
  g_assert_null (acu_torch_zip_read (zip, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSAFE);
  g_assert_nonnull (strstr (error->message, "posix.system"));
}

static void
test_roots (void)
{
  static const char *const roots[] = {"N.", "].", "}.", "K\x01.", "X\x01\x00\x00\x00x."};
  static const gsize lengths[] = {2, 2, 2, 3, 7};

  for (gsize i = 0; i < G_N_ELEMENTS (roots); i++) {
    g_autoptr (GByteArray) pickle = g_byte_array_new ();
    g_autoptr (GBytes) zip = NULL;
    g_autoptr (GError) error = NULL;

    g_byte_array_append (pickle, (const guint8 *)roots[i], (guint)lengths[i]);
    zip = acu_test_torch_zip (pickle, NULL, 0);
    g_assert_null (acu_torch_zip_read (zip, &error));
    g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED);
  }
}

static GBytes *
small_zip (void)
{
  AcuTestTensor tensors[] = {matrix (), acu_test_tensor ("layer.bias", 1, (gint64[]){3}, values)};
  g_autoptr (GByteArray) pickle = acu_test_pickle (tensors, 2, "model");

  return acu_test_torch_zip (pickle, tensors, 2);
}

static void
test_truncation (void)
{
  g_autoptr (GBytes) whole = small_zip ();

  for (gsize size = 0; size < g_bytes_get_size (whole); size++) {
    g_autoptr (GBytes) part = acu_test_copy (g_bytes_get_data (whole, NULL), size);
    g_autoptr (GError) error = NULL;

    g_assert_null (acu_torch_zip_read (part, &error));
    g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED);
  }
}

/* No flipped bit of pickle or values goes unnoticed; elsewhere it may, if nothing depends on it. */
static void
test_flips (void)
{
  g_autoptr (GBytes) whole = small_zip ();
  gsize size = g_bytes_get_size (whole);
  g_autoptr (AcuTensorSet) expected = acu_torch_zip_read (whole, NULL);
  guint n_read = 0;

  for (gsize i = 0; i < 8 * size; i++) {
    g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (whole, NULL), size);
    g_autoptr (GBytes) flipped = NULL;
    g_autoptr (AcuTensorSet) set = NULL;

    data[i / 8] ^= (guint8)(1u << i % 8);
    flipped = acu_test_copy (data, size);
    set = acu_torch_zip_read (flipped, NULL);
    if (set == NULL)
      continue;
    n_read++;
    for (guint k = 0; k < acu_tensor_set_get_length (expected); k++) {
      const AcuTensorView *before = acu_tensor_set_get (expected, k);
      const AcuTensorView *after = acu_tensor_set_lookup (set, before->name);

      g_assert_nonnull (after);
      g_assert_cmpmem (after->data, (gsize)acu_tensor_view_count (after) * 4, before->data,
                       (gsize)acu_tensor_view_count (before) * 4);
    }
  }
  g_assert_cmpuint (n_read, <, 4 * size);
}

static GBytes *
pack (AcuTestZipKind kind, const char *byte_order)
{
  AcuTestTensor tensor = matrix ();
  g_autoptr (GByteArray) pickle = acu_test_pickle (&tensor, 1, NULL);
  char names[][32] = {"x/data.pkl", "x/data/layer.weight", "x/byteorder"};
  AcuTestZipEntry entries[] = {{names[0], pickle->data, pickle->len},
                               {names[1], values, sizeof values},
                               {names[2], byte_order, strlen (byte_order)}};

  return acu_test_zip (entries, G_N_ELEMENTS (entries), kind);
}

static void
test_kinds (void)
{
  g_autoptr (GBytes) wide = pack (ACU_TEST_ZIP_64, "little");
  g_autoptr (GBytes) compressed = pack (ACU_TEST_ZIP_COMPRESSED, "little");
  g_autoptr (GBytes) big_endian = pack (ACU_TEST_ZIP_PLAIN, "big");
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTensorSet) set = acu_torch_zip_read (wide, &error);

  g_assert_no_error (error);
  g_assert_nonnull (acu_tensor_set_lookup (set, "layer.weight"));

  g_assert_null (acu_torch_zip_read (compressed, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "compressed"));
  g_clear_error (&error);

  g_assert_null (acu_torch_zip_read (big_endian, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "big-endian"));
}

/* The truncations and flips of an archive with 64-bit fields. */
static void
test_wide_damage (void)
{
  g_autoptr (GBytes) whole = pack (ACU_TEST_ZIP_64, "little");
  gsize size = g_bytes_get_size (whole);

  for (gsize i = 0; i < size; i++) {
    static const guint8 patterns[] = {0x01, 0x80, 0xFF};

    for (gsize k = 0; k < G_N_ELEMENTS (patterns); k++) {
      g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (whole, NULL), size);
      g_autoptr (GBytes) damaged = NULL;
      g_autoptr (AcuTensorSet) set = NULL;
      g_autoptr (GError) error = NULL;

      data[i] ^= patterns[k];
      damaged = acu_test_copy (data, size);
      set = acu_torch_zip_read (damaged, &error);
      g_assert_true ((set == NULL) == (error != NULL));
    }
  }
}

static void
test_other_archives (void)
{
  char name[] = "readme.txt";
  AcuTestZipEntry entries[] = {{name, "hello", 5}, {name, "again", 5}};
  g_autoptr (GBytes) other = acu_test_zip (entries, 1, ACU_TEST_ZIP_PLAIN);
  g_autoptr (GBytes) twice = acu_test_zip (entries, 2, ACU_TEST_ZIP_PLAIN);
  g_autoptr (GError) error = NULL;

  g_assert_null (acu_torch_zip_read (other, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "data.pkl"));
  g_clear_error (&error);
  g_assert_null (acu_torch_zip_read (twice, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED);
}

/* The check value of CRC-32, and every length around the step of eight. */
static void
test_crc (void)
{
  static const char digits[] = "123456789";
  guint8 bytes[40];

  g_assert_cmphex (acu_crc32 ((const guint8 *)digits, 9), ==, 0xCBF43926);
  g_assert_cmphex (acu_crc32 ((const guint8 *)digits, 0), ==, 0);
  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8)(i * 37 + 11);
  for (guint length = 0; length <= sizeof bytes; length++) {
    guint32 crc = 0xFFFFFFFFu;

    for (guint i = 0; i < 8 * length; i++) {
      crc ^= bytes[i / 8] >> i % 8 & 1;
      crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    g_assert_cmphex (acu_crc32 (bytes, length), ==, ~crc);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/torch-zip/plain", test_plain);
  g_test_add_data_func ("/torch-zip/wrapped/state_dict", "state_dict", test_wrapped);
  g_test_add_data_func ("/torch-zip/wrapped/model", "model", test_wrapped);
  g_test_add_data_func ("/torch-zip/wrapped/params", "params", test_wrapped);
  g_test_add_func ("/torch-zip/tensor-beside", test_tensor_beside);
  g_test_add_func ("/torch-zip/unknown-wrapper", test_unknown_wrapper);
  g_test_add_func ("/torch-zip/views", test_views);
  g_test_add_func ("/torch-zip/lies", test_lies);
  g_test_add_func ("/torch-zip/expanded", test_expanded);
  g_test_add_func ("/torch-zip/contradictions", test_contradictions);
  g_test_add_func ("/torch-zip/code-is-refused", test_code);
  g_test_add_func ("/torch-zip/roots", test_roots);
  g_test_add_func ("/torch-zip/truncation", test_truncation);
  g_test_add_func ("/torch-zip/flips", test_flips);
  g_test_add_func ("/torch-zip/kinds", test_kinds);
  g_test_add_func ("/torch-zip/wide-damage", test_wide_damage);
  g_test_add_func ("/torch-zip/other-archives", test_other_archives);
  g_test_add_func ("/torch-zip/crc", test_crc);
  return g_test_run ();
}
