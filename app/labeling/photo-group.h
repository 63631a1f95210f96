/* Which photos are of the same thing, as far as that can be told without looking at them. */
#pragma once

#include "app/catalog/photo-store.h"

G_BEGIN_DECLS

/* Photos of one folder and camera that follow each other by no more than this are one burst. */
#define ACU_BURST_SECONDS 3

/* Numbers the groups of @rows (AcuPhotoRow): files of the same name but for its ending, and bursts.
 * A group's number is the place of its first member in the order of folder, time and name, so that
 * numbers do not depend on the order of @rows.  @groups: (n). */
void acu_photo_group_find (const GPtrArray *rows, guint *groups);

/* The path, without its ending, of each group's first member: a name that is the same on every run.
 * @groups: of acu_photo_group_find().  (transfer full) (element-type utf8) */
GPtrArray *acu_photo_group_name (const GPtrArray *rows, const guint *groups);

G_END_DECLS
