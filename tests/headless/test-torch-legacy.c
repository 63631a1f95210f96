#include "compute/weights/torch-legacy.h"

#include <string.h>

#include "compute/weights/architecture.h"
#include "tests/headless/checkpoint-writer.h"
#include "tests/headless/test-support.h"

static const float values[] = {0, 1, 2, 3, 4, 5};

static GBytes *
small_file (void)
{
  AcuTestTensor tensors[] = {acu_test_tensor ("a.weight", 2, (gint64[]){2, 3}, values),
                             acu_test_tensor ("a.bias", 1, (gint64[]){2}, values + 2)};
  g_autoptr (GByteArray) pickle = acu_test_pickle (tensors, 2, NULL);

  return acu_test_torch_legacy (pickle, tensors, 2);
}

static void
test_plain (void)
{
  g_autoptr (GBytes) file = small_file ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTensorSet) set = acu_torch_legacy_read (file, &error);
  float read[6];

  g_assert_no_error (error);
  g_assert_cmpuint (acu_tensor_set_get_length (set), ==, 2);
  acu_tensor_view_read_all (acu_tensor_set_lookup (set, "a.weight"), read);
  g_assert_cmpmem (read, sizeof read, values, sizeof values);
  acu_tensor_view_read_all (acu_tensor_set_lookup (set, "a.bias"), read);
  g_assert_cmpfloat (read[1], ==, 3);
}

/* Storages beside the state dict's, of an optimizer, are stepped over. */
static void
test_skipped_storages (void)
{
  AcuTestTensor moment = acu_test_tensor ("moment", 1, (gint64[]){4}, values);
  AcuTestTensor weight = acu_test_tensor ("weight", 1, (gint64[]){6}, values);
  AcuTestTensor both[] = {moment, weight};
  g_autoptr (GByteArray) pickle = g_byte_array_new ();
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTensorSet) set = NULL;
  float read[6];

  acu_pickle_put (pickle, "\x80\x02}(");
  acu_pickle_put_text (pickle, "optimizer");
  acu_pickle_put_state (pickle, &moment, 1);
  acu_pickle_put_text (pickle, "state_dict");
  acu_pickle_put_state (pickle, &weight, 1);
  acu_pickle_put (pickle, "u.");
  file = acu_test_torch_legacy (pickle, both, 2);
  set = acu_torch_legacy_read (file, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (acu_tensor_set_get_length (set), ==, 1);
  acu_tensor_view_read_all (acu_tensor_set_lookup (set, "weight"), read);
  g_assert_cmpmem (read, sizeof read, values, sizeof values);
}

static void
test_truncation (void)
{
  g_autoptr (GBytes) whole = small_file ();

  for (gsize size = 0; size < g_bytes_get_size (whole); size++) {
    g_autoptr (GBytes) part = acu_test_copy (g_bytes_get_data (whole, NULL), size);
    g_autoptr (GError) error = NULL;

    g_assert_null (acu_torch_legacy_read (part, &error));
    g_assert_error (error, ACU_WEIGHTS_ERROR, ACU_WEIGHTS_ERROR_DAMAGED);
  }
}

/* A flipped bit is refused, or changes names and values, but never reaches outside the file. */
static void
test_flips (void)
{
  g_autoptr (GBytes) whole = small_file ();
  gsize size = g_bytes_get_size (whole);

  for (gsize i = 0; i < 8 * size; i++) {
    g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (whole, NULL), size);
    g_autoptr (GBytes) flipped = NULL;
    g_autoptr (AcuTensorSet) set = NULL;
    g_autoptr (GError) error = NULL;

    data[i / 8] ^= (guint8)(1u << i % 8);
    flipped = acu_test_copy (data, size);
    set = acu_torch_legacy_read (flipped, &error);
    g_assert_true ((set == NULL) == (error != NULL));
    for (guint k = 0; set != NULL && k < acu_tensor_set_get_length (set); k++) {
      const AcuTensorView *view = acu_tensor_set_get (set, k);
      float read[6];

      g_assert_cmpuint (acu_tensor_view_count (view), <=, G_N_ELEMENTS (read));
      acu_tensor_view_read_all (view, read);
    }
  }
}

static void
check_refused (GBytes *file, int code, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (acu_torch_legacy_read (file, &error));
  g_assert_error (error, ACU_WEIGHTS_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, says));
}

/* Counts before the elements that are not those of the pickle. */
static void
test_lies (void)
{
  static const guint64 counts[] = {0, 5, 7, G_MAXINT64, G_MAXUINT64};
  AcuTestTensor tensor = acu_test_tensor ("a", 1, (gint64[]){6}, values);

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++) {
    g_autoptr (GByteArray) pickle = acu_test_pickle (&tensor, 1, NULL);
    AcuTestTensor written = tensor;
    g_autoptr (GBytes) file = NULL;

    written.count = counts[i];
    file = acu_test_torch_legacy (pickle, &written, 1);
    check_refused (file, ACU_WEIGHTS_ERROR_DAMAGED, "not as long");
  }
}

/* Lists of storages that name one twice, one that is not there, or leave one out. */
static void
test_storage_lists (void)
{
  AcuTestTensor tensor = acu_test_tensor ("a", 1, (gint64[]){6}, values);
  AcuTestTensor twice[] = {tensor, tensor};
  AcuTestTensor other = acu_test_tensor ("other", 1, (gint64[]){6}, values);
  g_autoptr (GByteArray) pickle = acu_test_pickle (&tensor, 1, NULL);
  g_autoptr (GBytes) repeated = acu_test_torch_legacy (pickle, twice, 2);
  g_autoptr (GBytes) unknown = acu_test_torch_legacy (pickle, &other, 1);
  g_autoptr (GBytes) none = acu_test_torch_legacy (pickle, NULL, 0);

  check_refused (repeated, ACU_WEIGHTS_ERROR_DAMAGED, "twice");
  check_refused (unknown, ACU_WEIGHTS_ERROR_DAMAGED, "no tensor has");
  check_refused (none, ACU_WEIGHTS_ERROR_DAMAGED, "missing");
}

static void
test_preambles (void)
{
  static const char other_magic[] = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x18.";
  static const char short_magic[] = "\x80\x02\x8a\x09\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50.";
  static const char plain_dict[] = "\x80\x02}.";
  static const char protocol[] =
      "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xea\x03.";
  static const char big_endian[] =
      "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03."
      "\x80\x02}X\x0d\x00\x00\x00little_endian\x89s.";
  static const char code[] = "cos\nsystem\n(X\x02\x00\x00\x00idtR.";
  static const struct {
    const char *bytes;
    gsize length;
    int code;
    const char *says;
  } cases[] = {
      {other_magic, sizeof other_magic - 1, ACU_WEIGHTS_ERROR_UNSUPPORTED, "not one that"},
      {short_magic, sizeof short_magic - 1, ACU_WEIGHTS_ERROR_UNSUPPORTED, "not one that"},
      {plain_dict, sizeof plain_dict - 1, ACU_WEIGHTS_ERROR_UNSUPPORTED, "not one that"},
      {protocol, sizeof protocol - 1, ACU_WEIGHTS_ERROR_DAMAGED, "protocol"},
      {big_endian, sizeof big_endian - 1, ACU_WEIGHTS_ERROR_UNSUPPORTED, "big-endian"},
      {code, sizeof code - 1, ACU_WEIGHTS_ERROR_UNSAFE, "os.system"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) file = acu_test_copy (cases[i].bytes, cases[i].length);

    check_refused (file, cases[i].code, cases[i].says);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/torch-legacy/plain", test_plain);
  g_test_add_func ("/torch-legacy/skipped-storages", test_skipped_storages);
  g_test_add_func ("/torch-legacy/truncation", test_truncation);
  g_test_add_func ("/torch-legacy/flips", test_flips);
  g_test_add_func ("/torch-legacy/lies", test_lies);
  g_test_add_func ("/torch-legacy/storage-lists", test_storage_lists);
  g_test_add_func ("/torch-legacy/preambles", test_preambles);
  return g_test_run ();
}
