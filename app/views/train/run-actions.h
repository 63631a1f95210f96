/* What a person does with runs: pause and stop the one under way; keep, use, discard or remove any
 * other, and save its log. */
#pragma once

#include "app/learning/service/training-service.h"
#include "app/views/shared/library.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _AcuRunActions AcuRunActions;

/* Adds the actions to @actions: pause-training, stop-training, and of a run's id keep-best-run,
 * keep-run, use-run, discard-run, remove-run and save-run-log.  Questions are asked over the window
 * of @page, which outlives what is returned; @library tells what came of it. (transfer full) */
AcuRunActions *acu_run_actions_new (GtkWidget *page,
                                    AcuLibrary *library,
                                    AcuTrainingService *service,
                                    GActionMap *actions);
void acu_run_actions_free (AcuRunActions *actions);

/* Puts the result of the run @id among the user's models, and has it score if @use. */
void acu_run_actions_keep (AcuRunActions *actions, const char *id, gboolean use);

G_END_DECLS
