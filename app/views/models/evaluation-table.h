/* Models on datasets, each on each: how well they agree with people, in one table. */
#pragma once

#include "app/views/models/model-list.h"

G_BEGIN_DECLS

#define ACU_TYPE_EVALUATION_TABLE (acu_evaluation_table_get_type ())
G_DECLARE_FINAL_TYPE (AcuEvaluationTable, acu_evaluation_table, ACU, EVALUATION_TABLE, GtkWidget)

/* Offers the models of @models, and the label sets and synthetic sets of @library, besides files
 * and folders that a person names.  What is worked out already stays when the rest is cancelled.
 *
 * Actions: "evaluation.run", "evaluation.cancel"; "evaluation.copy", the table to the clipboard as
 * CSV; "evaluation.export" with "csv" or "json", which asks where to, and "evaluation.export-file"
 * with the path, whose ending says which. */
GtkWidget *acu_evaluation_table_new (AcuLibrary *library, AcuModelList *models);

G_END_DECLS
