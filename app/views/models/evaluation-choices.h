/* Which models are evaluated on which datasets. */
#pragma once

#include "app/views/models/model-list.h"

G_BEGIN_DECLS

#define ACU_TYPE_EVALUATION_CHOICES (acu_evaluation_choices_get_type ())
G_DECLARE_FINAL_TYPE (
    AcuEvaluationChoices, acu_evaluation_choices, ACU, EVALUATION_CHOICES, AdwPreferencesGroup)

/* Offers the models of @models, the label sets and synthetic sets of @library, and files and
 * folders that a person names.
 *
 * Action: "evaluation.add" with the prefix of a SPEC, which asks for a file or folder. */
GtkWidget *acu_evaluation_choices_new (AcuLibrary *library, AcuModelList *models);

/* The names of the models that are chosen. (transfer full) */
GStrv acu_evaluation_choices_dup_models (AcuEvaluationChoices *choices);

/* The datasets that are chosen, and one that is typed only, no two with one title.
 * (transfer full) (element-type AcuDatasetChoice) */
GPtrArray *acu_evaluation_choices_dup_datasets (AcuEvaluationChoices *choices);

G_END_DECLS
