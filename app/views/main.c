/* acutance: the application. */
#include "app/views/application.h"
#include "app/views/shared/build-tree.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  g_autofree char *data = acu_build_tree_find_data ();
  g_autofree char *translations =
      data ? g_build_filename (data, "..", "po", NULL) : g_strdup (ACU_LOCALE_FOLDER);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, translations);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Acutance");

  g_autoptr (AcuApplication) application = acu_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
