/* The files of photos, for a drag or the clipboard: their paths are read from the catalog when
 * somebody takes them, so that it may be a hundred thousand of which most were never shown. */
#pragma once

#include "app/catalog/catalog.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_PHOTO_CONTENT (acu_photo_content_get_type ())
G_DECLARE_FINAL_TYPE (AcuPhotoContent, acu_photo_content, ACU, PHOTO_CONTENT, GdkContentProvider)

/* Offers @photos as text/uri-list, as text with a path a line, and to this program as what it is: a
 * value of its own type.  (transfer full) */
GdkContentProvider *acu_photo_content_new (AcuCatalog *catalog, const gint64 *photos, gsize n);

/* (element-type gint64) (transfer none) */
const GArray *acu_photo_content_get_photos (AcuPhotoContent *content);

G_END_DECLS
