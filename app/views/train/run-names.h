/* What runs are called. */
#pragma once

#include "app/learning/service/training-service.h"
#include "app/learning/training/run-template.h"

G_BEGIN_DECLS

/* "Lisbon, quick", "Lisbon, quick 2"…: from what the data are called, by mode or by @recipe (of
 * AcuRunTemplate), a name that neither a run of @records (nullable) nor a model of @bases
 * (AcuTrainingChoice) has. (transfer full) */
char *acu_run_name_propose (
    const char *title, AcuRunMode mode, guint recipe, GPtrArray *records, GPtrArray *bases);

/* Whether a run of @records (nullable) that has not come to its end is called @name: its folder may
 * be in the way. */
gboolean acu_run_name_is_unfinished (const char *name, GPtrArray *records);

G_END_DECLS
