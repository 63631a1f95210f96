/* What reads photos in place of acutance-decoder, and can be held up: a test program by another
 * name. It knows nothing of any photo. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of a photo that is held up, and more than others are to have. */
#define ACU_SLOW_BYTES 4000

/* Has this program read photos from now on: as long as there is a file @held, those that are large
 * wait. */
void acu_slow_reader_install (const char *held);

/* Whether a program of the name @name is to be the reader, and what it does then, for main() to
 * return. */
gboolean acu_slow_reader_is (const char *name);
int acu_slow_reader_run (void);

G_END_DECLS
