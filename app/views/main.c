/* acutance: the application. */
#include "app/text/language.h"
#include "app/views/application.h"

int
main (int argc, char **argv)
{
  acu_language_begin ();
  g_set_application_name ("Acutance");

  g_autoptr (AcuApplication) application = acu_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
