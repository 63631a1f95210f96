#include "app/views/shared/build-tree.h"

#include <string.h>

char *
acu_build_tree_find_data (void)
{
  g_autofree char *running = g_file_read_link ("/proc/self/exe", NULL);

  if (!running)
    return NULL;

  for (g_autofree char *folder = g_path_get_dirname (running); strlen (folder) > 1;) {
    g_autofree char *candidate = g_build_filename (folder, "data", "gschemas.compiled", NULL);
    if (g_file_test (candidate, G_FILE_TEST_EXISTS))
      return g_path_get_dirname (candidate);

    char *parent = g_path_get_dirname (folder);
    g_free (folder);
    folder = parent;
  }
  return NULL;
}
