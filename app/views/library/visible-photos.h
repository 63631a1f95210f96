/* Tells the scoring service which photos are on the screen. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

/* From now on the photos in @grid that are seen are scored first; asked for at most a few times a
 * second, while it is scrolled and when its photos change.  Lives as long as @grid. */
void acu_visible_photos_watch (GtkWidget *grid, AcuLibrary *library);

G_END_DECLS
