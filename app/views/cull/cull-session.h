/* The culling of the photos that are shown: their groups, which become better as more of them have
 * been looked at, and what is proposed. */
#pragma once

#include "app/culling/cull-plan.h"
#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_CULL_SESSION (acu_cull_session_get_type ())
G_DECLARE_FINAL_TYPE (AcuCullSession, acu_cull_session, ACU, CULL_SESSION, GObject)

/* Signals:
 *   groups-changed ()     the groups and the plan are others
 *   plan-changed ()       the plan alone
 *   progress-changed ()   of looking at photos
 * (transfer full) */
AcuCullSession *acu_cull_session_new (AcuLibrary *library);

/* Takes the photos that the library shows now, and begins to look at them. */
void acu_cull_session_begin (AcuCullSession *session);

/* Stops whatever runs; the groups are forgotten. */
void acu_cull_session_end (AcuCullSession *session);

/* NULL until they are there. (transfer none) */
const AcuPhotoGroups *acu_cull_session_get_groups (AcuCullSession *session);
const AcuCullPlan *acu_cull_session_get_plan (AcuCullSession *session);

/* Where @photo is in the groups' photos; -1 where it is not. */
int acu_cull_session_find (AcuCullSession *session, gint64 photo);

/* How strict proposals are, 0..1. */
void acu_cull_session_set_strictness (AcuCullSession *session, double strictness);

/* Whether photos are being looked at, how many were, and of how many. */
gboolean acu_cull_session_is_busy (AcuCullSession *session, guint *n_done, guint *n_total);

/* Marks what is proposed, in one step that can be undone. */
void acu_cull_session_apply (AcuCullSession *session);

G_END_DECLS
