/* Stars, pick or reject, and colour labels. */
#pragma once

#include "app/catalog/photo-store.h"
#include "app/catalog/undo-journal.h"

G_BEGIN_DECLS

typedef enum {
  ACU_RATING_STARS = 1 << 0,
  ACU_RATING_FLAG = 1 << 1,
  ACU_RATING_COLOUR = 1 << 2,
  ACU_RATING_IF_OPEN = 1 << 3, /* nothing, where the photo has a flag or stars by now */
} AcuRatingFields;

/* What becomes of one photo: only the `fields` named are set. */
typedef struct {
  gint64 photo;
  AcuRatingFields fields;
  int stars;
  AcuFlag flag;
  AcuColour colour;
} AcuRatingChange;

/* Makes @n changes, all or none, on the disk when it returns.  They become one step of @group
 * (NULL: nothing to undo, as for imports).  Fails with ACU_CATALOG_ERROR_MISSING where a photo does
 * not exist and _ARGUMENT where a value is out of range. */
gboolean acu_rating_store_apply (AcuCatalog *catalog,
                                 const AcuRatingChange *changes,
                                 gsize n,
                                 AcuUndoGroup *group,
                                 GError **error);

/* The same on the catalog's thread.  The changes are copied.  @title: what the undo button will
 * say. */
void acu_rating_store_apply_async (AcuCatalog *catalog,
                                   const AcuRatingChange *changes,
                                   gsize n,
                                   const char *title,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean acu_rating_store_apply_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error);

G_END_DECLS
