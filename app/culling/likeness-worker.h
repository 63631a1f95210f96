/* Works out, in the background, what photos look like, and keeps it in the catalog. */
#pragma once

#include "app/catalog/catalog.h"
#include "app/imaging/decoder.h"

G_BEGIN_DECLS

/* Called in the caller's main context as photos are done, of those that had no likeness. */
typedef void (*AcuLikenessProgress) (guint n_done, guint n_total, gpointer user_data);

/* Works through the photos among @photos (copied) that lack a likeness, on threads of its own, from
 * their thumbnails.  What is done when it is cancelled is kept; what cannot be decoded is noted and
 * not tried again.  @decoder may be NULL: then only the likenesses there are count. */
void acu_likeness_worker_run_async (AcuCatalog *catalog,
                                    AcuDecoder *decoder,
                                    const gint64 *photos,
                                    gsize n,
                                    AcuLikenessProgress progress,
                                    gpointer progress_data,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean acu_likeness_worker_run_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error);

G_END_DECLS
