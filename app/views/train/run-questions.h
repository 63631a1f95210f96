/* What is asked before a run loses something. */
#pragma once

#include "app/learning/service/training-service.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Asks over @parent what is to become of the run of @record, which is under way, and has @service
 * do it: train on, keep the best epoch, go on later, discard. */
void
acu_run_question_stop (GtkWindow *parent, AcuTrainingService *service, const AcuRunRecord *record);

/* Asks whether the result of the run @id is to be discarded. */
void acu_run_question_discard (GtkWindow *parent, AcuTrainingService *service, const char *id);

/* Asks whether the run @id is to be forgotten. */
void acu_run_question_remove (GtkWindow *parent, AcuTrainingService *service, const char *id);

G_END_DECLS
