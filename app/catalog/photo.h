/* One photo of a list, as an object that widgets bind to. */
#pragma once

#include "app/catalog/photo-store.h"

G_BEGIN_DECLS

#define ACU_TYPE_PHOTO (acu_photo_get_type ())
G_DECLARE_FINAL_TYPE (AcuPhoto, acu_photo, ACU, PHOTO, GObject)

/* Properties, all read-only and notified when they change:
 *   loaded (gboolean)  whether the row has arrived; until then the others have their defaults
 *   path, display-name, error (strings)
 *   stars (int), flag (int), colour (int)
 *   has-score (gboolean), score (double, NAN without one) */
gint64 acu_photo_get_id (AcuPhoto *photo);
gboolean acu_photo_is_loaded (AcuPhoto *photo);

/* The row, or NULL while it has not arrived; valid until the main loop runs again. */
const AcuPhotoRow *acu_photo_get_row (AcuPhoto *photo);

/* The display name, "" while it is not loaded. */
const char *acu_photo_get_display_name (AcuPhoto *photo);
const char *acu_photo_get_path (AcuPhoto *photo);

/* A photo without a row; an AcuPhotoList makes these. (transfer full) */
AcuPhoto *acu_photo_new (gint64 id);

/* Gives the photo its row, which is taken, and notifies what differs. */
void acu_photo_take_row (AcuPhoto *photo, AcuPhotoRow *row);

G_END_DECLS
