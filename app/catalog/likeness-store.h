/* What photos look like, and what else culling asks of each. */
#pragma once

#include "app/catalog/photo-store.h"

G_BEGIN_DECLS

/* Bytes of a likeness; what they mean is told by app/culling/likeness.h. */
#define ACU_LIKENESS_SIZE 64

/* One photo as culling sees it. */
typedef struct {
  gint64 photo;
  gint64 taken;  /* seconds on the camera's clock; G_MININT64 unknown */
  gint64 camera; /* 0 unknown */
  double score;  /* by the scorer asked for; NAN without one */
  int stars;
  AcuFlag flag;
  gboolean has_likeness;
  guint8 likeness[ACU_LIKENESS_SIZE];
} AcuCullPhoto;

/* The photos among @photos that can be shown, in their order. (transfer full) (element-type
 * AcuCullPhoto) */
GArray *acu_likeness_store_load (AcuCatalog *catalog,
                                 const gint64 *photos,
                                 gsize n,
                                 gint64 scorer,
                                 GCancellable *cancellable,
                                 GError **error);

/* A photo whose likeness is to be worked out. */
typedef struct {
  gint64 photo;
  guint version;
  char *path;
} AcuUnlikened;

void acu_unlikened_free (AcuUnlikened *unlikened);

/* Which of @photos have none yet, though their content is known and can be decoded as far as is
 * known. (transfer full) (element-type AcuUnlikened) */
GPtrArray *acu_likeness_store_list_missing (
    AcuCatalog *catalog, const gint64 *photos, gsize n, GCancellable *cancellable, GError **error);

/* A likeness to be kept. */
typedef struct {
  gint64 photo;
  guint version;          /* of the content that it was made of */
  const guint8 *likeness; /* NULL: the picture cannot be shown */
} AcuLikenessResult;

/* Keeps @n likenesses in one transaction.  Those whose photo has another version by now, or is
 * gone, are left out. */
gboolean acu_likeness_store_put (AcuCatalog *catalog,
                                 const AcuLikenessResult *results,
                                 gsize n,
                                 GError **error);

G_END_DECLS
