/* What is said of a file or folder that is not where it was. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* That what was at @path is not there any more, by its own name, and what to do. (transfer full) */
char *acu_gone_words_tell (const char *path);

/* What that means for the photos of a folder. */
const char *acu_gone_words_get_comfort (void);

G_END_DECLS
