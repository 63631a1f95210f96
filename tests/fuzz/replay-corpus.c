/* Gives a target every file of its corpus, without libFuzzer: replay-NAME FOLDER. */
#include "tests/fuzz/fuzz-input.h"

#include <string.h>

static void
test_corpus (gconstpointer data)
{
  const char *folder = data;
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (entries);
  while ((name = g_dir_read_name (entries)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *contents = NULL;
    g_autofree guint8 *exact = NULL;
    gsize size;

    g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
    /* Without the NUL that GLib adds, so that a sanitizer sees a read behind the end. */
    exact = g_memdup2 (contents, size);
    LLVMFuzzerTestOneInput (exact != NULL ? exact : (const guint8 *)"", size);
    n++;
  }
  g_test_message ("%u files", n);
  g_assert_cmpuint (n, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  g_test_add_data_func ("/fuzz/corpus", argv[1], test_corpus);
  return g_test_run ();
}
