/* The photos that a query asks for.
 *
 * Every condition is one walk of an index that yields a set of photos, sets are bit masks, and the
 * order is one walk of the index that has it: so a query over 100,000 photos takes tens of
 * milliseconds whatever it asks, and no combination of conditions needs an index of its own. */
#pragma once

#include "app/catalog/photo-query.h"

G_BEGIN_DECLS

/* Bins of the score histogram, evenly over the scorer's scale; scores beyond its ends are in the
 * outermost. */
#define ACU_HISTOGRAM_BINS 50

typedef struct {
  GArray *photos;   /* gint64, in order */
  guint n_in_scope; /* without any condition */
  guint n_gone; /* where that is none: how many the folder has had, whose files are there no more */
  guint histogram[ACU_HISTOGRAM_BINS]; /* of what all conditions but the score's leave */
  guint n_unscored;                    /* of the same */
} AcuPhotoResult;

void acu_photo_result_free (AcuPhotoResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPhotoResult, acu_photo_result_free)

/* Which part, 0..1, of the scored photos of the histogram is better than @position, the place of a
 * score on the scorer's scale, 0..1; NAN where no other has a score.  Within a bin photos lie
 * evenly. */
double acu_photo_result_get_share_above (const AcuPhotoResult *result, double position);

/* Runs the query on one state of the catalog.  G_IO_ERROR_CANCELLED between its steps.
 * (transfer full) */
AcuPhotoResult *acu_photo_query_run (AcuCatalog *catalog,
                                     const AcuPhotoQuery *query,
                                     GCancellable *cancellable,
                                     GError **error);
void acu_photo_query_run_async (AcuCatalog *catalog,
                                const AcuPhotoQuery *query,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
AcuPhotoResult *
acu_photo_query_run_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error);

/* The statements that any query may run, for tests that look at their plans. */
const char *const *acu_photo_query_get_statements (gsize *n);

G_END_DECLS
