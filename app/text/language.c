#include "app/text/language.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

#define DOMAIN "acutance"

/* The folder of translations of the build tree that the program runs from; NULL where it is
 * installed. */
static char *
find_in_build_tree (void)
{
  g_autofree char *running = g_file_read_link ("/proc/self/exe", NULL);

  if (running == NULL)
    return NULL;
  for (g_autofree char *folder = g_path_get_dirname (running); strlen (folder) > 1;) {
    g_autofree char *mark = g_build_filename (folder, "meson-private", NULL);
    char *parent;

    if (g_file_test (mark, G_FILE_TEST_IS_DIR))
      return g_build_filename (folder, "po", NULL);
    parent = g_path_get_dirname (folder);
    g_free (folder);
    folder = parent;
  }
  return NULL;
}

void
acu_language_begin (void)
{
  g_autofree char *built = find_in_build_tree ();

  setlocale (LC_ALL, "");
  bindtextdomain (DOMAIN, built != NULL ? built : ACU_LOCALE_FOLDER);
  bind_textdomain_codeset (DOMAIN, "UTF-8");
  textdomain (DOMAIN);
}
