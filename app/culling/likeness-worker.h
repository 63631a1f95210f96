/* Works out, in the background, what photos look like, and keeps it in the catalog. */
#pragma once

#include "app/catalog/catalog.h"
#include "app/imaging/decoder.h"

G_BEGIN_DECLS

/* Who waits for it. */
typedef enum {
  ACU_LIKENESS_HURRIED,   /* a person: as fast as it goes */
  ACU_LIKENESS_LEISURELY, /* nobody: one photo at a time, at a low priority; what the thumbnail
                           * cache has not is not left there */
} AcuLikenessPace;

/* Called in the caller's main context as photos are done, of those that had no likeness. */
typedef void (*AcuLikenessProgress) (guint n_done, guint n_total, gpointer user_data);

/* Works through the photos among @photos (copied) that lack a likeness, on threads of its own, from
 * their thumbnails.  What is done when it is cancelled is kept; what cannot be decoded is noted and
 * not tried again.  @decoder may be NULL: then only the likenesses there are count. */
void acu_likeness_worker_run_async (AcuCatalog *catalog,
                                    AcuDecoder *decoder,
                                    const gint64 *photos,
                                    gsize n,
                                    AcuLikenessPace pace,
                                    AcuLikenessProgress progress,
                                    gpointer progress_data,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean acu_likeness_worker_run_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error);

G_END_DECLS
