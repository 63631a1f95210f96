/* Throws damaged checkpoints at the readers: files of every format, changed at random from a fixed
 * seed, must each be read or refused with a message, never anything else.  Run it under the address
 * sanitizer; `ACU_FUZZ_ROUNDS` multiplies the number of files for a longer search, `ACU_FUZZ_SEED`
 * chooses another. */
#include <stdlib.h>
#include <string.h>

#include "compute/random.h"
#include "compute/weights/checkpoint.h"
#include "tests/headless/checkpoint-writer.h"
#include "tests/headless/test-support.h"

/* No case goes on for longer, however slow the machine. */
#define MAX_SECONDS 12

static const float values[64];

static guint64
setting (const char *name, guint64 otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : otherwise;
}

/* Numbers at which arithmetic goes wrong. */
static guint64
odd_number (AcuRandom *random)
{
  static const guint64 numbers[] = {0,
                                    1,
                                    0x7F,
                                    0x80,
                                    0xFF,
                                    0x7FFF,
                                    0xFFFF,
                                    G_MAXINT32,
                                    (guint64)G_MAXINT32 + 1,
                                    G_MAXUINT32,
                                    (guint64)1 << 32,
                                    (guint64)1 << 62,
                                    G_MAXINT64,
                                    (guint64)1 << 63,
                                    G_MAXUINT64 - 7,
                                    G_MAXUINT64};

  return numbers[acu_random_below (random, G_N_ELEMENTS (numbers))];
}

/* Changes @bytes in one place, in one of the ways in which files are wrong. */
static void
mutate (GByteArray *bytes, AcuRandom *random)
{
  guint place = acu_random_below (random, bytes->len);
  guint wanted = 1 + acu_random_below (random, 32);
  guint length = MIN (wanted, bytes->len - place);
  guint width = 1u << acu_random_below (random, 4);

  switch (acu_random_below (random, 8)) {
  case 0:
  case 1:
    bytes->data[place] ^= (guint8)(1u << acu_random_below (random, 8));
    break;
  case 2:
    bytes->data[place] = (guint8)acu_random_below (random, 256);
    break;
  case 3: {
    guint64 number = odd_number (random);

    for (guint i = 0; i < MIN (width, bytes->len - place); i++)
      bytes->data[place + i] = (guint8)(number >> (8 * i));
    break;
  }
  case 4:
    g_byte_array_remove_range (bytes, place, length);
    break;
  case 5: {
    /* Repeats a piece at the end of itself, moving the rest. */
    g_autofree guint8 *tail = g_memdup2 (bytes->data + place, bytes->len - place);
    guint tail_length = bytes->len - place;

    g_byte_array_set_size (bytes, place + length);
    g_byte_array_append (bytes, tail, tail_length);
    break;
  }
  case 6: {
    /* Copies a piece over another. */
    guint from = acu_random_below (random, bytes->len);

    memmove (bytes->data + place, bytes->data + from, MIN (length, bytes->len - from));
    break;
  }
  default:
    if (acu_random_below (random, 8) == 0)
      g_byte_array_set_size (bytes, place);
    break;
  }
}

/* A changed copy of @whole that is never empty. (transfer full) */
static GByteArray *
mutated_copy (GBytes *whole, AcuRandom *random)
{
  GByteArray *bytes = g_byte_array_new ();
  guint n = 1 + acu_random_below (random, 4);
  gsize size;
  const guint8 *data = g_bytes_get_data (whole, &size);

  g_byte_array_append (bytes, data, (guint)size);
  for (guint i = 0; i < n && bytes->len > 0; i++)
    mutate (bytes, random);
  return bytes;
}

/* Every element of what was read can be read. */
static void
touch (const AcuTensorSet *set)
{
  for (guint i = 0; i < acu_tensor_set_get_length (set); i++) {
    const AcuTensorView *view = acu_tensor_set_get (set, i);
    gsize count = (gsize)acu_tensor_view_count (view);
    g_autofree float *floats = g_new (float, count + 1);

    acu_tensor_view_read_all (view, floats);
  }
}

typedef enum {
  CORPUS_SAFETENSORS,
  CORPUS_ZIP,
  CORPUS_ZIP_PICKLE, /* damage before packing, so that checksums are right */
  CORPUS_LEGACY,
} Corpus;

static const AcuTestTensor *
small_tensors (gsize *n)
{
  static AcuTestTensor tensors[3];

  tensors[0] = acu_test_tensor ("swin.lda1_fc.weight", 2, (gint64[]){4, 6}, values);
  tensors[1] = acu_test_tensor ("swin.lda1_fc.bias", 1, (gint64[]){4}, values);
  tensors[2] = tensors[0];
  tensors[2].name = "transposed";
  tensors[2].data = NULL;
  memcpy (tensors[2].dims, (gint64[]){6, 4}, 2 * sizeof (gint64));
  memcpy (tensors[2].strides, (gint64[]){1, 6}, 2 * sizeof (gint64));
  *n = G_N_ELEMENTS (tensors);
  return tensors;
}

static GBytes *
seed_file (Corpus corpus)
{
  static const char header[] =
      "{\"__metadata__\":{\"acutance.format\":\"1\"},"
      "\"swin.a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
      "\"swin.b\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[24,32]}}";
  gsize n;
  const AcuTestTensor *tensors = small_tensors (&n);
  g_autoptr (GByteArray) pickle = acu_test_pickle (tensors, n, "model");

  switch (corpus) {
  case CORPUS_SAFETENSORS:
    return acu_test_safetensors (header, values, 32);
  case CORPUS_ZIP:
    return acu_test_torch_zip (pickle, tensors, n);
  case CORPUS_ZIP_PICKLE:
    return g_byte_array_free_to_bytes (g_steal_pointer (&pickle));
  case CORPUS_LEGACY:
    return acu_test_torch_legacy (pickle, tensors, n);
  }
  g_assert_not_reached ();
}

static GBytes *
damage (Corpus corpus, GBytes *whole, AcuRandom *random)
{
  g_autoptr (GByteArray) changed = mutated_copy (whole, random);
  gsize n;
  const AcuTestTensor *tensors = small_tensors (&n);

  if (corpus == CORPUS_ZIP_PICKLE)
    return acu_test_torch_zip (changed, tensors, n);
  return acu_test_copy (changed->data, changed->len);
}

static void
test_readers (gconstpointer data)
{
  Corpus corpus = (Corpus)GPOINTER_TO_INT (data);
  guint64 rounds = 20000 * setting ("ACU_FUZZ_ROUNDS", 1);
  AcuRandom random = acu_random_new (setting ("ACU_FUZZ_SEED", 1), corpus);
  gint64 deadline = g_get_monotonic_time () +
                    MAX_SECONDS * G_USEC_PER_SEC * (gint64)setting ("ACU_FUZZ_ROUNDS", 1);
  g_autoptr (GBytes) whole = seed_file (corpus);
  guint64 n_read = 0, round;

  for (round = 0; round < rounds && g_get_monotonic_time () < deadline; round++) {
    g_autoptr (GBytes) bytes = damage (corpus, whole, &random);
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuTensorSet) set = acu_checkpoint_read_bytes (bytes, NULL, &error);

    g_assert_true ((set == NULL) == (error != NULL));
    if (set != NULL) {
      touch (set);
      n_read++;
    } else {
      g_assert_true (error->domain == ACU_WEIGHTS_ERROR);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  }
  g_test_message ("%" G_GUINT64_FORMAT " files, %" G_GUINT64_FORMAT " of them read", round, n_read);
  /* Were none read, or all, the changes would not be finding their way in. */
  g_assert_cmpuint (n_read, >, 0);
  g_assert_cmpuint (n_read, <, round);
}

/* A whole network whose tensors are all views of one storage, so that names and shapes, once
 * damaged, get as far as the inference of the architecture. */
static void
test_networks (void)
{
  g_autoptr (AcuArchitecture) architecture =
      acu_architecture_new_preset ("nano", ACU_FUSION_SCALE, NULL);
  g_autoptr (GPtrArray) parameters = acu_architecture_list_parameters (architecture);
  g_autoptr (GArray) tensors = g_array_new (FALSE, TRUE, sizeof (AcuTestTensor));
  AcuRandom random = acu_random_new (setting ("ACU_FUZZ_SEED", 1), 100);
  gint64 deadline = g_get_monotonic_time () +
                    MAX_SECONDS * G_USEC_PER_SEC * (gint64)setting ("ACU_FUZZ_ROUNDS", 1);
  guint64 largest = 0;
  g_autofree float *storage = NULL;
  g_autoptr (GByteArray) pickle = NULL;
  g_autoptr (GBytes) whole = NULL;
  guint n_opened = 0, round;

  for (guint i = 0; i < parameters->len; i++)
    largest = MAX (largest, acu_parameter_count (g_ptr_array_index (parameters, i)));
  storage = g_new0 (float, largest);
  for (guint i = 0; i < parameters->len; i++) {
    const AcuParameter *parameter = g_ptr_array_index (parameters, i);
    AcuTestTensor tensor =
        acu_test_tensor (parameter->name, parameter->rank, (const gint64 *)parameter->dims, NULL);

    tensor.key = "0";
    tensor.count = largest;
    tensor.size = largest * sizeof *storage;
    tensor.data = i == 0 ? storage : NULL;
    g_array_append_val (tensors, tensor);
  }
  pickle = acu_test_pickle ((AcuTestTensor *)tensors->data, tensors->len, NULL);
  whole = g_bytes_new_static (pickle->data, pickle->len);

  for (round = 0;
       round < 400 * setting ("ACU_FUZZ_ROUNDS", 1) && g_get_monotonic_time () < deadline;
       round++) {
    g_autoptr (GByteArray) changed = mutated_copy (whole, &random);
    g_autoptr (GBytes) zip = acu_test_torch_zip (changed, (AcuTestTensor *)tensors->data, 1);
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuModelFile) file = acu_checkpoint_open_bytes (zip, NULL, &error);

    g_assert_true ((file == NULL) == (error != NULL));
    if (file != NULL) {
      n_opened++;
      g_assert_true (acu_architecture_validate (file->architecture, NULL));
    } else {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  }
  g_test_message ("%u files, %u of them opened", round, n_opened);
  g_assert_cmpuint (n_opened, <, round);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/fuzz/checkpoint/safetensors", GINT_TO_POINTER (CORPUS_SAFETENSORS),
                        test_readers);
  g_test_add_data_func ("/fuzz/checkpoint/zip", GINT_TO_POINTER (CORPUS_ZIP), test_readers);
  g_test_add_data_func ("/fuzz/checkpoint/zip-pickle", GINT_TO_POINTER (CORPUS_ZIP_PICKLE),
                        test_readers);
  g_test_add_data_func ("/fuzz/checkpoint/legacy", GINT_TO_POINTER (CORPUS_LEGACY), test_readers);
  g_test_add_func ("/fuzz/checkpoint/networks", test_networks);
  return g_test_run ();
}
