/* One run: how it gets on, its curves, what came of it, how it was set up, and what a person noted.
 */
#pragma once

#include "app/learning/service/training-service.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_RUN_VIEW (acu_run_view_get_type ())
G_DECLARE_FINAL_TYPE (AcuRunView, acu_run_view, ACU, RUN_VIEW, GtkWidget)

/* Shows runs of @service. */
void acu_run_view_attach (AcuRunView *view, AcuTrainingService *service);

/* Shows the run of this record, and goes on showing it while it changes. */
void acu_run_view_show (AcuRunView *view, const char *id);

/* Tells that the page itself offers to go on with the run of this record, so that the view need
 * not; NULL: with none. */
void acu_run_view_set_offered (AcuRunView *view, const char *id);

/* The record that is shown; NULL for none. */
const char *acu_run_view_get_id (AcuRunView *view);

G_END_DECLS
