/* Which photos are to be scored next: those that a person is looking at, then those of the folder
 * that is open, then all others.  For one thread. */
#pragma once

#include "app/catalog/score-store.h"

G_BEGIN_DECLS

typedef struct _AcuPhotoQueue AcuPhotoQueue;

AcuPhotoQueue *acu_photo_queue_new (AcuCatalog *catalog, gint64 scorer);
void acu_photo_queue_free (AcuPhotoQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPhotoQueue, acu_photo_queue_free)

/* Reads anew which photos have no score.  @folder: (nullable): the path of the folder whose photos
 * come first. */
gboolean acu_photo_queue_refresh (AcuPhotoQueue *queue, const char *folder, GError **error);

/* Photos that go before all others, in this order; those that have a score already are left out. */
gboolean
acu_photo_queue_set_first (AcuPhotoQueue *queue, const gint64 *photos, gsize n, GError **error);

/* Takes up to @max photos out; an empty array when there are none left.  *@are_first says whether
 * they are of those that go before others: then there are no others among them.  (transfer full)
 * (element-type AcuUnscored) */
GPtrArray *acu_photo_queue_take (AcuPhotoQueue *queue, guint max, gboolean *are_first);

/* Takes back @photos, which were taken with @are_first but not scored.  (transfer full) */
void acu_photo_queue_return (AcuPhotoQueue *queue, GPtrArray *photos, gboolean are_first);

/* Leaves @photo, which could not be read for a reason that may pass, out of the next lists: for a
 * minute, or until its file is another. */
void acu_photo_queue_put_off (AcuPhotoQueue *queue, const AcuUnscored *photo);

guint acu_photo_queue_get_length (const AcuPhotoQueue *queue);

/* Of them, those that go before all others. */
guint acu_photo_queue_get_n_first (const AcuPhotoQueue *queue);

G_END_DECLS
