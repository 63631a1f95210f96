/* A line that says what is proposed for a photo, and why: by its group, its score and its faults.
 */
#pragma once

#include "app/views/cull/cull-session.h"

G_BEGIN_DECLS

#define ACU_TYPE_CULL_REASON (acu_cull_reason_get_type ())
G_DECLARE_FINAL_TYPE (AcuCullReason, acu_cull_reason, ACU, CULL_REASON, GtkWidget)

void acu_cull_reason_attach (AcuCullReason *reason, AcuLibrary *library, AcuCullSession *session);

/* Tells of @photo what the session proposes now; 0 for no photo.  Its faults come with a moment's
 * delay. */
void acu_cull_reason_show (AcuCullReason *reason, gint64 photo);

G_END_DECLS
