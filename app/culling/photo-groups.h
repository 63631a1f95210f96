/* Photos of the same thing: bursts, and near-duplicates wherever they are. */
#pragma once

#include "app/catalog/likeness-store.h"

G_BEGIN_DECLS

typedef enum {
  ACU_GROUP_BURST,   /* taken within a few seconds of each other */
  ACU_GROUP_SIMILAR, /* the same picture, at other times */
} AcuGroupKind;

/* Seconds between two frames of a burst at most. */
#define ACU_BURST_GAP 4

typedef struct {
  AcuGroupKind kind;
  guint first, n; /* its photos, in AcuPhotoGroups.members */
} AcuPhotoGroup;

typedef struct {
  GArray *photos;  /* AcuCullPhoto, as they were given */
  GArray *groups;  /* AcuPhotoGroup of two photos or more, the earliest first */
  GArray *members; /* guint, indices of photos, group by group; within one by time, then as given */
  gint32 *group;   /* the group of each photo; -1 for none */
} AcuPhotoGroups;

/* Groups @photos (element-type AcuCullPhoto), which it takes a reference to.  Two belong together
 * where they were taken, by one camera as far as is known, within ACU_BURST_GAP seconds and show
 * the same scene, be it in other colours, or where they are near-duplicates, whenever that was; and
 * so does whatever belongs to one of them.  Twenty thousand photos take a fraction of a second,
 * though more where many have nothing in them.  Fails with G_IO_ERROR_CANCELLED alone, soon after
 * that was asked for. (transfer full) */
AcuPhotoGroups *acu_photo_groups_new (GArray *photos, GCancellable *cancellable, GError **error);
void acu_photo_groups_free (AcuPhotoGroups *groups);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPhotoGroups, acu_photo_groups_free)

G_END_DECLS
