/* The photos of the catalog that a table of ratings speaks of. */
#pragma once

#include "app/catalog/catalog.h"

G_BEGIN_DECLS

typedef struct _AcuPhotoFinder AcuPhotoFinder;

/* @folder: what relative paths are relative to. */
AcuPhotoFinder *acu_photo_finder_new (AcuCatalog *catalog, const char *folder);
void acu_photo_finder_free (AcuPhotoFinder *finder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPhotoFinder, acu_photo_finder_free)

/* The photo that a table calls @text: the one whose file has the @content ("SIZE-HASH", nullable)
 * that acu_label_export_long() writes, at that path before any other; else the one at that path;
 * else the only one with that file name.  *@differs (nullable) tells whether the catalog's content
 * of these is known to be another one.  0, with @error unset, where there is none.  What was found
 * once is remembered. */
gint64 acu_photo_finder_find (AcuPhotoFinder *finder,
                              const char *text,
                              const char *content,
                              gboolean *differs,
                              GError **error);

G_END_DECLS
