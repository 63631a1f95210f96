/* What a run will take on its device, measured and told in a row. */
#pragma once

#include "app/learning/training/run-settings.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct _AcuEstimateRow AcuEstimateRow;

/* Tells it in @row, beside which @spinner turns while it is measured; both must outlive it. */
AcuEstimateRow *acu_estimate_row_new (AdwActionRow *row, GtkSpinner *spinner);
void acu_estimate_row_free (AcuEstimateRow *row);

/* Begins to measure; what was being measured is forgotten. */
void acu_estimate_row_measure (AcuEstimateRow *row, const AcuRunSettings *settings);

/* Measures no more, and does not say that it does. */
void acu_estimate_row_forget (AcuEstimateRow *row);

/* Says that there is nothing to be measured yet. */
void acu_estimate_row_wait (AcuEstimateRow *row);

G_END_DECLS
