/* The application: what is there once whatever the number of windows, the command line, and D-Bus
 * activation. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ACU_TYPE_APPLICATION (acu_application_get_type ())
G_DECLARE_FINAL_TYPE (AcuApplication, acu_application, ACU, APPLICATION, AdwApplication)

/* (transfer full) */
AcuApplication *acu_application_new (void);

G_END_DECLS
