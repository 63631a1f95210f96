/* The settings of the application (data/io.github.acutance.Acutance.gschema.xml). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define ACU_APPLICATION_ID "io.github.acutance.Acutance"
#define ACU_RESOURCE_PATH  "/io/github/acutance/Acutance"

/* The settings; one object for the whole process.  The schema is looked for where the system keeps
 * schemas, then in the build tree of the running program; without it the program ends, saying so.
 * (transfer none) */
GSettings *acu_settings_get (void);

G_END_DECLS
