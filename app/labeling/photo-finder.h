/* The photos of the catalog that a table of ratings speaks of. */
#pragma once

#include "app/catalog/catalog.h"

G_BEGIN_DECLS

typedef struct _AcuPhotoFinder AcuPhotoFinder;

/* @folder: what relative paths are relative to. */
AcuPhotoFinder *acu_photo_finder_new (AcuCatalog *catalog, const char *folder);
void acu_photo_finder_free (AcuPhotoFinder *finder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPhotoFinder, acu_photo_finder_free)

/* There is a photo of that name, and it is another picture. */
#define ACU_PHOTO_DIFFERS (-1)

/* The photo that a table calls @text: the one whose file has the @content ("SIZE-HASH", nullable)
 * that acu_label_export_long() writes, at that path before any other; else the one at that path;
 * else the only one with that file name.  The catalog's content of these must not be another one:
 * where it is, ACU_PHOTO_DIFFERS is returned.  0, with @error unset, where there is none.  What was
 * found once is remembered. */
gint64 acu_photo_finder_find (AcuPhotoFinder *finder,
                              const char *text,
                              const char *content,
                              GError **error);

G_END_DECLS
