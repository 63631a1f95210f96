/* What there is to filter by in a folder, a tree or a collection: the cameras, and the days, of its
 * photos. */
#pragma once

#include "app/catalog/photo-query.h"

G_BEGIN_DECLS

/* A camera that took photos. */
typedef struct {
  gint64 id;
  char *name;
  guint n_photos;
} AcuCamera;

void acu_camera_free (AcuCamera *camera);

/* Cameras of the photos in the scope of @query, whatever else it asks for, by name.
 * (transfer full) (element-type AcuCamera) */
GPtrArray *acu_scope_list_cameras (AcuCatalog *catalog,
                                   const AcuPhotoQuery *query,
                                   GCancellable *cancellable,
                                   GError **error);

/* Tells when the first and the last photo in that scope were taken, as a query has it: seconds.
 * Where there is no photo neither is touched. */
gboolean acu_scope_find_times (AcuCatalog *catalog,
                               const AcuPhotoQuery *query,
                               gint64 *first,
                               gint64 *last,
                               GCancellable *cancellable,
                               GError **error);

/* The statements that walk over photos, for tests that look at their plans. */
const char *const *acu_scope_get_statements (gsize *n);

G_END_DECLS
