/* What the stores share about rows of photos.  Private to this folder. */
#pragma once

#include "app/catalog/database.h"
#include "app/catalog/photo-store.h"

G_BEGIN_DECLS

/* What a search looks in: case folded and composed.  (transfer full) */
char *acu_photo_name_fold (const char *display_name);

/* Enters @facts of @photo, unless it has another version by now. */
gboolean acu_photo_write_facts (
    AcuDatabase *writer, gint64 photo, guint version, const AcuPhotoFacts *facts, GError **error);

/* Marks @photo as vanished and frees its partner. */
gboolean acu_photo_hide (AcuDatabase *writer, gint64 photo, GError **error);

/* Gives the row of @photo another place, which is free; it has no partner there. */
gboolean acu_photo_place (
    AcuDatabase *writer, gint64 photo, gint64 folder, const char *name, int hidden, GError **error);

/* Takes the row of a photo that is gone from its place, the @name of which is another's from now
 * on.  It has none until its content turns up. */
gboolean
acu_photo_park (AcuDatabase *writer, gint64 photo, gint64 folder, const char *name, GError **error);

G_END_DECLS
