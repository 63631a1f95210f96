/* Damaged and hostile files through the helper: no crash, no hang, a reason for each refusal. */
#include "app/imaging/decoder.h"
#include "app/imaging/error.h"
#include "compute/random.h"
#include "picture-fixture.h"
#include "test-support.h"

#include <string.h>

/* Loads @path and counts the outcome by its error code; what must never happen fails the test. */
static void
load_and_count (AcuDecoder *decoder, const char *path, int *loaded, int refused[])
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuImage) image = acu_decoder_load (decoder, path, NULL, &error);

  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
  if (image != NULL) {
    g_assert_no_error (error);
    g_assert_cmpint (image->width, >, 0);
    (*loaded)++;
    return;
  }
  g_assert_true (error->domain == ACU_IMAGING_ERROR);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_cmpuint (strlen (error->message), >, strlen (path) + 10);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (error->code == ACU_IMAGING_ERROR_CRASH || error->code == ACU_IMAGING_ERROR_TIMEOUT ||
      error->code == ACU_IMAGING_ERROR_HELPER)
    g_error ("%s", error->message);
  refused[error->code]++;
}

static void
report (int loaded, const int refused[])
{
  g_test_message ("%d decoded; refused: %d of no known format, %d damaged, %d truncated, %d by "
                  "size, %d for lack of memory, %d unreadable",
                  loaded, refused[ACU_IMAGING_ERROR_FORMAT], refused[ACU_IMAGING_ERROR_DATA],
                  refused[ACU_IMAGING_ERROR_TRUNCATED], refused[ACU_IMAGING_ERROR_SIZE],
                  refused[ACU_IMAGING_ERROR_MEMORY], refused[ACU_IMAGING_ERROR_FILE]);
}

static void
test_collection (void)
{
  g_autofree char *folder = acu_test_shared_path ("bad-images");
  g_autoptr (AcuDecoder) decoder = NULL;
  g_autoptr (GDir) listing = NULL;
  int refused[ACU_IMAGING_ERROR_LAST + 1] = {0};
  int loaded = 0;
  const char *name;

  if (folder == NULL)
    return;
  decoder = acu_decoder_new (NULL, NULL);
  g_assert_nonnull (decoder);
  listing = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (listing)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    load_and_count (decoder, path, &loaded, refused);
  }
  report (loaded, refused);
  /* Most of them are damaged, yet the valid oddities among them have to be read. */
  g_assert_cmpint (loaded, >, 150);
  g_assert_cmpint (refused[ACU_IMAGING_ERROR_MEMORY], ==, 0);
}

/* The project's own pictures with a few bytes changed, mostly among the headers. */
static void
test_mutations (void)
{
  static const char *const names[] = {"own-grey-260x300.jpg", "own-mixed-1350x900-progressive.jpg",
                                      "own-leaves-600x450.png"};
  g_autoptr (AcuDecoder) decoder = acu_decoder_new (NULL, NULL);
  g_autofree char *folder = acu_test_temporary_folder ();
  AcuRandom random = acu_random_new (1, 0);
  int refused[ACU_IMAGING_ERROR_LAST + 1] = {0};
  int loaded = 0;

  g_assert_nonnull (decoder);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *relative = g_build_filename ("tests/golden/images", names[i], NULL);
    g_autofree char *path = acu_test_source_path (relative);
    g_autofree char *data = NULL;
    gsize size;

    g_assert_true (g_file_get_contents (path, &data, &size, NULL));
    for (int n = 0; n < 60; n++) {
      g_autofree guint8 *changed = g_memdup2 (data, size);
      guint32 reach = n % 3 == 0 ? (guint32)size : 700;
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *mutant = NULL;

      for (int c = 0; c < 1 + n % 5; c++)
        changed[acu_random_below (&random, reach)] = (guint8)acu_random_below (&random, 256);
      bytes = g_bytes_new (changed, size);
      mutant = acu_fixture_write (folder, "mutant", bytes);
      load_and_count (decoder, mutant, &loaded, refused);
    }
  }
  report (loaded, refused);
  g_assert_cmpint (loaded, >, 0);
  g_assert_cmpint (refused[ACU_IMAGING_ERROR_DATA], >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bad-images/collection", test_collection);
  g_test_add_func ("/bad-images/mutations", test_mutations);
  return g_test_run ();
}
