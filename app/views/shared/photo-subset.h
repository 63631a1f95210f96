/* Some photos of the library's list, in an order of their own. */
#pragma once

#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_PHOTO_SUBSET (acu_photo_subset_get_type ())
G_DECLARE_FINAL_TYPE (AcuPhotoSubset, acu_photo_subset, ACU, PHOTO_SUBSET, GObject)

/* A GListModel of AcuPhoto, empty at first. (transfer full) */
AcuPhotoSubset *acu_photo_subset_new (AcuLibrary *library);

/* Makes it the @n photos @photos, which are copied; nothing is told where they are the same. */
void acu_photo_subset_set (AcuPhotoSubset *subset, const gint64 *photos, gsize n);

/* The photo at @position; 0 beyond the end. */
gint64 acu_photo_subset_get_id (AcuPhotoSubset *subset, guint position);

/* Where @photo is; G_MAXUINT where it is not. */
guint acu_photo_subset_find (AcuPhotoSubset *subset, gint64 photo);

/* The object of the library's list for @photo, or one that knows no more than its id where the list
 * no longer has it. (transfer full) */
AcuPhoto *acu_photo_subset_get_photo (AcuLibrary *library, gint64 photo);

G_END_DECLS
