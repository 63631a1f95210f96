/* Where what is written may be put. */
#include "app/imaging/output-place.h"
#include "tests/headless/test-support.h"

#include <glib/gstdio.h>
#include <string.h>

static const char jpeg[] = "\xff\xd8\xff\xe0";

static void
check_refused (gboolean (*check) (const char *path, GError **error), const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (check (path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  g_assert_nonnull (strstr (error->message, path));
}

/* A photo is one by its name in any case, and by its content under any name. */
static void
test_photos (void)
{
  static const char *const names[] = {"a.JPG", "b.dng", "scan.csv", "log"};
  g_autofree char *folder = acu_test_temporary_folder ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);

    g_assert_true (g_file_set_contents (path, i < 2 ? "anything" : jpeg, -1, NULL));
    check_refused (acu_output_place_check, path);
    check_refused (acu_output_place_check_name, path);
  }
}

/* Where nothing is, or no photo, a name counts alone, and that of a folder does not. */
static void
test_others (void)
{
  static const char *const names[] = {"a.csv", "b.svg", "c"};
  g_autofree char *parent = acu_test_temporary_folder ();
  g_autofree char *folder = g_build_filename (parent, "all.jpg", NULL);
  g_autofree char *picture = g_build_filename (folder, "new.png", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (acu_output_place_check (picture, NULL));
  check_refused (acu_output_place_check_name, picture);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);

    g_assert_true (acu_output_place_check_name (path, NULL));
    g_assert_true (g_file_set_contents (path, "text", -1, NULL));
    g_assert_true (acu_output_place_check (path, NULL));
    g_assert_true (acu_output_place_check_name (path, NULL));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/output-place/photos", test_photos);
  g_test_add_func ("/output-place/others", test_others);
  return g_test_run ();
}
