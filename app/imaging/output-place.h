/* Places that a person names for what is written: photos themselves never are. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether no picture lies at @path, by its name or, whatever it is called, by its content; else
 * FALSE and G_FILE_ERROR_EXIST, which names it. */
gboolean acu_output_place_check (const char *path, GError **error);

/* The same for what is no picture, and is not to be called as one is either: it would be taken for
 * a photo that is damaged. */
gboolean acu_output_place_check_name (const char *path, GError **error);

G_END_DECLS
