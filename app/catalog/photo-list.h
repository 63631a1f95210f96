/* The photos of a query as a GListModel of AcuPhoto.
 *
 * Only the ids of a query are held; rows are read on another thread when an item is first asked
 * for, together with its neighbours, and items outside the cache are let go.  The object of a photo
 * stays the same as long as anybody holds it, and a new result tells only what differs from the old
 * one, so a selection outlives both.  For the main context in which it was made. */
#pragma once

#include "app/catalog/photo-result.h"
#include "app/catalog/photo.h"

G_BEGIN_DECLS

#define ACU_TYPE_PHOTO_LIST (acu_photo_list_get_type ())
G_DECLARE_FINAL_TYPE (AcuPhotoList, acu_photo_list, ACU, PHOTO_LIST, GObject)

/* An empty list; takes a reference to @catalog. (transfer full) */
AcuPhotoList *acu_photo_list_new (AcuCatalog *catalog);

AcuCatalog *acu_photo_list_get_catalog (AcuPhotoList *list);

/* Before items go or come, while they are still as they were, the signal
 *   void (*changing) (AcuPhotoList *list, guint removed, guint added, gpointer user_data)
 * is emitted.  Views that would rather be without the list during a large change leave it then: by
 * the time of `items-changed` they could no longer, as what they know of it is wrong. */

/* Asks for another query, which is copied.  The items change when the result is there: then the
 * signal void (*updated) (AcuPhotoList *list, gpointer user_data) is emitted, also where nothing
 * changed.  A query that fails keeps the items and emits void (*failed) (AcuPhotoList *list, const
 * GError *error, gpointer user_data) Whatever the catalog changes afterwards is followed by itself.
 */
void acu_photo_list_set_query (AcuPhotoList *list, const AcuPhotoQuery *query);
const AcuPhotoQuery *acu_photo_list_get_query (AcuPhotoList *list);

/* Runs the query again, as after a change of the catalog. */
void acu_photo_list_refresh (AcuPhotoList *list);

/* While held, changes do not make the query run again: culling by stars must not make photos
 * jump away under the hand.  Rows are still updated.  Counted; the last release refreshes. */
void acu_photo_list_hold (AcuPhotoList *list);
void acu_photo_list_release (AcuPhotoList *list);

/* Whether a result is being waited for. */
gboolean acu_photo_list_is_pending (AcuPhotoList *list);

/* The last result, with histogram and counts; NULL before the first. */
const AcuPhotoResult *acu_photo_list_get_result (AcuPhotoList *list);

/* The id at @position; 0 beyond the end. */
gint64 acu_photo_list_get_id (AcuPhotoList *list, guint position);

/* Where @photo is in the list; G_MAXUINT where it is not. */
guint acu_photo_list_find (AcuPhotoList *list, gint64 photo);

G_END_DECLS
