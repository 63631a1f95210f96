/* What is told where photos were and are no more. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* That the folder at @path, which was open, is not there. */
void acu_gone_photos_tell_folder (AdwStatusPage *page, const char *path);

/* That the folder is there, and nothing is left in it of @n photos: where a disk is connected,
 * perhaps. */
void acu_gone_photos_tell_number (AdwStatusPage *page, guint n);

G_END_DECLS
