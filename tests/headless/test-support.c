#include "test-support.h"

#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

static GPtrArray *temporary_folders;

char *
acu_test_source_path (const char *relative)
{
  const char *named = g_getenv ("ACUTANCE_SOURCE_ROOT");

  return g_build_filename (named != NULL ? named : ACU_SOURCE_ROOT, relative, NULL);
}

char *
acu_test_build_path (const char *relative)
{
  return g_build_filename (ACU_BUILD_ROOT, relative, NULL);
}

gboolean
acu_test_is_quick (void)
{
  return g_getenv ("ACUTANCE_TEST_QUICK") != NULL;
}

gboolean
acu_test_is_hurried (void)
{
#ifdef ACU_SANITIZED
  return acu_test_is_quick ();
#else
  return FALSE;
#endif
}

guint
acu_test_next (guint number)
{
  return acu_test_is_quick () ? 2 * number : number + 1;
}

char *
acu_test_shared_path (const char *relative)
{
  const char *named = g_getenv ("ACUTANCE_SHARED");
  g_autofree char *root =
      named != NULL ? g_strdup (named) : g_build_filename (ACU_SOURCE_ROOT, "..", "shared", NULL);
  g_autofree char *path = g_build_filename (root, relative, NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_test_skip ("no reference material: put `shared` beside the checkout or set ACUTANCE_SHARED");
    return NULL;
  }
  return g_steal_pointer (&path);
}

static int
remove_entry_cb (const char *path, const struct stat *info, int kind, struct FTW *place)
{
  return g_remove (path);
}

void
acu_test_remove_folder (const char *path)
{
  nftw (path, remove_entry_cb, 16, FTW_DEPTH | FTW_PHYS);
}

static void
remove_temporary_folders (void)
{
  for (guint i = 0; i < temporary_folders->len; i++)
    acu_test_remove_folder (g_ptr_array_index (temporary_folders, i));
  g_ptr_array_unref (temporary_folders);
}

char *
acu_test_temporary_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("acutance-test-XXXXXX", &error);

  g_assert_no_error (error);
  if (temporary_folders == NULL) {
    temporary_folders = g_ptr_array_new_with_free_func (g_free);
    atexit (remove_temporary_folders);
  }
  g_ptr_array_add (temporary_folders, g_strdup (path));
  return path;
}

void
acu_test_open_terminal (guint16 columns, int *ours, int *theirs)
{
  const struct winsize size = {.ws_row = 24, .ws_col = columns};

  *ours = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (*ours, >=, 0);
  g_assert_cmpint (grantpt (*ours), ==, 0);
  g_assert_cmpint (unlockpt (*ours), ==, 0);
  *theirs = open (ptsname (*ours), O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (*theirs, >=, 0);
  g_assert_cmpint (ioctl (*theirs, TIOCSWINSZ, &size), ==, 0);
}
