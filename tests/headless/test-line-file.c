/* The file that results are written to. */
#include "app/cli/line-file.h"
#include "tests/headless/test-support.h"

#include <string.h>

static char *
write_file (const char *folder, const char *name, const char *data, gssize size)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, data, size, NULL));
  return path;
}

/* Neither a photo's name nor a photo's content is written over. */
static void
test_pictures (void)
{
  static const struct {
    const char *name;
    const char *data;
    gssize size;
  } files[] = {
      {"IMG.CR2", "anything", 8},
      {"b.dng", "anything", 8},
      {"a.JPG", "anything", 8},
      {"photo.csv", "\xff\xd8\xff\xe0", 4},
      {"scan", "II*\0\x08\0\0\0", 8},
      {"grey.txt", "P5\n2 2\n255\n....", 15},
      {"raw", "FUJIFILMCCD-RAW 0201", 20},
  };
  g_autofree char *folder = acu_test_temporary_folder ();

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = write_file (folder, files[i].name, files[i].data, files[i].size);
    g_autoptr (GError) error = NULL, whole_error = NULL;
    g_autoptr (AcuLineFile) file = acu_line_file_open (path, &error);
    g_autofree char *kept = NULL;
    gsize size;

    g_assert_null (file);
    g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
    g_assert_nonnull (strstr (error->message, path));
    g_assert_false (acu_line_file_write_whole (path, "scores", &whole_error));
    g_assert_error (whole_error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
    g_assert_true (g_file_get_contents (path, &kept, &size, NULL));
    g_assert_cmpmem (kept, size, files[i].data, (gsize)files[i].size);
  }
}

/* Results of before are replaced, those that begin with a rater's initials included. */
static void
test_texts (void)
{
  static const char *const texts[] = {"", "path,score\n", "P1,P2\n3,4\n", "BM,PS\n"};
  g_autofree char *folder = acu_test_temporary_folder ();

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *path = write_file (folder, "scores.csv", texts[i], -1);
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuLineFile) file = acu_line_file_open (path, &error);
    g_autofree char *written = NULL;

    g_assert_no_error (error);
    g_assert_true (acu_line_file_begin (file, "[", "]\n", &error));
    g_assert_true (acu_line_file_write (file, "1\n", &error));
    g_assert_true (acu_line_file_finish (file, &error));
    /* Nothing comes after the end. */
    g_assert_true (acu_line_file_write (file, "2\n", &error));
    acu_line_file_abandon (file, 0);
    g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
    g_assert_cmpstr (written, ==, "[1\n]\n");
  }
}

/* What is given up is ended where it was begun, and else left as it was. */
static void
test_abandoned (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = write_file (folder, "scores.json", "of yesterday", -1);
  g_autoptr (AcuLineFile) early = acu_line_file_open (path, NULL);
  g_autoptr (AcuLineFile) late = acu_line_file_open (path, NULL);
  g_autofree char *kept = NULL, *written = NULL;

  acu_line_file_abandon (early, 0);
  g_assert_true (acu_line_file_begin (early, "[", "]\n", NULL));
  g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, "of yesterday");

  g_assert_true (acu_line_file_begin (late, "[", "]\n", NULL));
  acu_line_file_abandon (late, 0);
  g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
  g_assert_cmpstr (written, ==, "[]\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/line-file/pictures", test_pictures);
  g_test_add_func ("/line-file/texts", test_texts);
  g_test_add_func ("/line-file/abandoned", test_abandoned);
  return g_test_run ();
}
