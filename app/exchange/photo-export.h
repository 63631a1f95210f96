/* Scores and ratings of the catalog's photos as tables and objects that other programs read. */
#pragma once

#include "app/catalog/photo-store.h"

G_BEGIN_DECLS

typedef enum {
  ACU_EXPORT_CSV,  /* RFC 4180, a header and one row a photo */
  ACU_EXPORT_JSON, /* one array, one object a photo */
} AcuExportFormat;

/* Called after every few photos, from the thread that exports. */
typedef void (*AcuExportProgress) (gsize n_done, gpointer user_data);

/* Writes @n photos with the scores that @scorer gave them (0: none) to @path, as a whole or not at
 * all.  The fields are those of `acutance-cli score`, so that scripts read either; behind them come
 *
 *   rating  stars, 0..5
 *   flag    "pick", "reject" or "none"
 *   label   the colour's name as xmp:Label has it, "Red"; empty, and null in JSON, for none
 *
 * A photo without a score has its reason in the field `error`, or, where nobody tried yet, neither.
 * Photos that are no longer in the catalog are left out.  Errors: G_FILE_ERROR_EXIST where @path is
 * the name of a picture, or a picture lies there, which is never overwritten; those of the catalog
 * and of AcuWholeFile; G_IO_ERROR_CANCELLED. */
gboolean acu_photo_export_write (AcuCatalog *catalog,
                                 const gint64 *photos,
                                 gsize n,
                                 gint64 scorer,
                                 AcuExportFormat format,
                                 const char *path,
                                 AcuExportProgress progress,
                                 gpointer user_data,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
