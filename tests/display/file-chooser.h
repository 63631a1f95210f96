/* The toolkit's own file chooser, which there is where no portal shows another, as a person who
 * chooses a file. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whether it can be gone through here: GTK 4.18's fails on its way out.  Of all that the chooser
 * leaks, GTK 4.8's is what chooser-leaks.c keeps from the address sanitizer. */
gboolean acu_test_has_chooser (void);

/* Waits for the one that was asked for and has it answer with @path; which name it proposed for a
 * file that is to be written, else NULL. (transfer full) (nullable) */
char *acu_test_choose_file (const char *path);

G_END_DECLS
