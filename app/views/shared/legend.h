/* What the colours of the quality map mean. */
#pragma once

#include "app/views/shared/score-band.h"

G_BEGIN_DECLS

#define ACU_TYPE_LEGEND (acu_legend_get_type ())
G_DECLARE_FINAL_TYPE (AcuLegend, acu_legend, ACU, LEGEND, GtkWidget)

GtkWidget *acu_legend_new (void);

void acu_legend_set_scale (AcuLegend *legend, AcuScoreScale scale);

G_END_DECLS
