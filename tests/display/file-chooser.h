/* The toolkit's own file chooser, which there is where no portal shows another, as a person who
 * chooses a file. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whether it can be gone through here: GTK 4.18's fails on its way out, and what each asks the
 * desktop's cloud storage is never answered and kept, which the address sanitizer takes for a leak.
 */
gboolean acu_test_has_chooser (void);

/* Waits for the one that was asked for and has it answer with @path; which name it proposed for a
 * file that is to be written, else NULL. (transfer full) (nullable) */
char *acu_test_choose_file (const char *path);

G_END_DECLS
