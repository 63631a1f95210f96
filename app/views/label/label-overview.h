/* The label sets with their sessions: where labelling begins, goes on, and is looked at. */
#pragma once

#include "app/views/label/label-summary.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ACU_TYPE_LABEL_OVERVIEW (acu_label_overview_get_type ())
G_DECLARE_FINAL_TYPE (AcuLabelOverview, acu_label_overview, ACU, LABEL_OVERVIEW, GtkWidget)

GtkWidget *acu_label_overview_new (void);

/* Shows @summary, which is only looked at. */
void acu_label_overview_set_summary (AcuLabelOverview *overview, const AcuLabelSummary *summary);

/* Has keys go to what most likely comes next. */
void acu_label_overview_focus (AcuLabelOverview *overview);

G_END_DECLS
