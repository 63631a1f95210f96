/* What runs are called. */
#pragma once

#include "app/learning/service/training-service.h"
#include "app/learning/training/run-template.h"

G_BEGIN_DECLS

/* "Lisbon, quick", "Lisbon, quick 2"…: from what the data are called, by mode or by @recipe (of
 * AcuRunTemplate), a name that neither a run of @records (nullable) nor one of @models has.
 * (element-type utf8) @models (transfer full) */
char *acu_run_name_propose (
    const char *title, AcuRunMode mode, guint recipe, GPtrArray *records, GPtrArray *models);

/* Why no run can be called @name, or NULL: no model could, a run of @records (nullable) that has
 * not come to its end is, whose folder may be in the way, or one whose model is to be kept under
 * that name, or one of @models is. (element-type utf8) @models (transfer full) (nullable) */
char *acu_run_name_find_trouble (const char *name, GPtrArray *records, GPtrArray *models);

G_END_DECLS
