/* Which photos are of the same thing: as far as that was said, else as far as it can be told. */
#pragma once

#include "app/catalog/photo-store.h"

G_BEGIN_DECLS

/* Photos of one folder and camera that follow each other by no more than this are one burst. */
#define ACU_BURST_SECONDS 3

/* Numbers the groups of @rows (AcuPhotoRow): files of the same name but for its ending, and bursts.
 * A group's number is the place of its first member in the order of folder, time and name, so that
 * numbers do not depend on the order of @rows.  @groups: (n). */
void acu_photo_group_find (const GPtrArray *rows, guint *groups);

/* Likewise the groups of photos of a label set.  Those that a list or a table has put into a group
 * (acu_label_store_add_group()) are in that and in no other.  The others are of one group where
 * they have the same name but for its ending; where the catalog knows that they look alike
 * (app/culling/photo-groups.h); and, where it does not know what one of them looks like, where they
 * follow each other in a burst.  @groups: (n).
 *
 * Returns each photo's group's name, the same on every run: as it was said, else the path, without
 * its ending, of its first member.  NULL on failure. (transfer full) (element-type utf8) */
GPtrArray *acu_photo_group_find_in_set (
    AcuCatalog *catalog, gint64 set, const GPtrArray *rows, guint *groups, GError **error);

G_END_DECLS
