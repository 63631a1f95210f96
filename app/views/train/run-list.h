/* The runs there were, the newest first. */
#pragma once

#include "app/learning/service/training-service.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_RUN_LIST (acu_run_list_get_type ())
G_DECLARE_FINAL_TYPE (AcuRunList, acu_run_list, ACU, RUN_LIST, GtkWidget)

/* Signal: chosen (id): a person wants to see the run. */

void acu_run_list_attach (AcuRunList *list, AcuTrainingService *service);

/* Marks the run of this record; NULL: none. */
void acu_run_list_select (AcuRunList *list, const char *id);

G_END_DECLS
