/* What becomes of a label set as a whole: another name, or its end. */
#pragma once

#include "app/views/label/label-summary.h"
#include "app/views/shared/library.h"

G_BEGIN_DECLS

typedef struct _AcuSetActions AcuSetActions;

/* Adds to @actions: label-rename, with a set's name, and label-remove likewise, which ask in a
 * dialog over the window of @widget; label-rename-to, with the old and the new name. (transfer
 * full) */
AcuSetActions *acu_set_actions_new (AcuLibrary *library, GActionMap *actions, GtkWidget *widget);
void acu_set_actions_free (AcuSetActions *self);

/* Which sets there are; @summary, nullable, is looked at until the next one is set. */
void acu_set_actions_set_summary (AcuSetActions *self, const AcuLabelSummary *summary);

G_END_DECLS
