/* acutance: the application. */
#include "app/views/application.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, ACU_LOCALE_FOLDER);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Acutance");

  g_autoptr (AcuApplication) application = acu_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
