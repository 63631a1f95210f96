/* One line of the list beside the culled photos: everything that has one fate, or one group. */
#pragma once

#include "app/views/cull/cull-session.h"

G_BEGIN_DECLS

typedef enum {
  ACU_CULL_PICKED,
  ACU_CULL_REJECTED,
  ACU_CULL_LEFT,
  ACU_CULL_GROUP,
} AcuCullKind;

#define ACU_TYPE_CULL_ENTRY (acu_cull_entry_get_type ())
G_DECLARE_FINAL_TYPE (AcuCullEntry, acu_cull_entry, ACU, CULL_ENTRY, GObject)

/* @group is the number of a group of @session, which is not held; of no meaning for other kinds. */
AcuCullEntry *acu_cull_entry_new (AcuCullSession *session, AcuCullKind kind, guint group);

AcuCullKind acu_cull_entry_get_kind (AcuCullEntry *entry);

/* The photos of the entry as things are now. (transfer full) (element-type gint64) */
GArray *acu_cull_entry_list_photos (AcuCullEntry *entry);

/* What stays the same while groups come and go: the kind, or the group's first photo. */
gint64 acu_cull_entry_get_key (AcuCullEntry *entry);

/* Has it be the group of that number from now on, or says by "changed" that what it tells may be
 * something else now. */
void acu_cull_entry_renew (AcuCullEntry *entry, guint group);

/* The photo that stands for the entry; 0 for none. */
gint64 acu_cull_entry_get_face (AcuCullEntry *entry);

/* (transfer full) */
char *acu_cull_entry_get_title (AcuCullEntry *entry);
char *acu_cull_entry_get_subtitle (AcuCullEntry *entry);

G_END_DECLS
