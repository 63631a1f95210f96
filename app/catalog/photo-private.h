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

G_END_DECLS
