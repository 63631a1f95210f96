/* What the stores share about rows of photos.  Private to this folder. */
#pragma once

#include "app/catalog/catalog-private.h"
#include "app/catalog/photo-store.h"

G_BEGIN_DECLS

/* What a search looks in: case folded and composed.  (transfer full) */
char *acu_photo_name_fold (const char *display_name);

/* Enters @facts of @photo, unless it has another version by now. */
gboolean acu_photo_write_facts (
    AcuDatabase *writer, gint64 photo, guint version, const AcuPhotoFacts *facts, GError **error);

/* Finds the photo that shows the file of @photo: its JPEG where it is a RAW file beside one, else
 * itself; *@shown is 0 where there is no such photo. */
gboolean acu_photo_find_shown (AcuDatabase *database, gint64 photo, gint64 *shown, GError **error);

/* Lets @shown, which may stand for others already, stand for the RAW file @raw.  What was said of
 * @raw is said of @shown from now on, whose own word counts where it is the later one.  As with
 * acu_photo_part(), that is no step to undo. */
gboolean
acu_photo_pair (AcuCatalog *catalog, AcuDatabase *writer, gint64 raw, gint64 shown, GError **error);

/* Takes @photo out of its pair, if it is in one: the RAW files are shown by themselves, and what
 * was said of the two is said of each. */
gboolean acu_photo_part (AcuCatalog *catalog, AcuDatabase *writer, gint64 photo, GError **error);

/* Marks @photo as vanished, out of its pair. */
gboolean acu_photo_hide (AcuCatalog *catalog, AcuDatabase *writer, gint64 photo, GError **error);

/* Gives the row of @photo another place, which is free; it is in no pair there. */
gboolean acu_photo_place (AcuCatalog *catalog,
                          AcuDatabase *writer,
                          gint64 photo,
                          gint64 folder,
                          const char *name,
                          int hidden,
                          GError **error);

/* Takes the row of a photo that is gone from its place, the @name of which is another's from now
 * on.  It has none until its content turns up. */
gboolean acu_photo_park (AcuCatalog *catalog,
                         AcuDatabase *writer,
                         gint64 photo,
                         gint64 folder,
                         const char *name,
                         GError **error);

G_END_DECLS
