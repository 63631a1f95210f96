/* acutance: the application. */
#include "app/text/language.h"
#include "app/views/application.h"
#include "compute/device.h"

/* How long the program outlives its windows at most, seconds: what is under way on a device ends
 * with its next step. */
#define LAST_STEP 10.0

int
main (int argc, char **argv)
{
  acu_language_begin ();
  g_set_application_name ("Acutance");

  AcuApplication *application = acu_application_new ();
  int status = g_application_run (G_APPLICATION (application), argc, argv);

  g_object_unref (application);
  acu_device_wait_closed (LAST_STEP);
  return status;
}
