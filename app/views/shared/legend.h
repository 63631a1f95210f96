/* What the colours over the photo mean: the quality map's, or the saliency map's. */
#pragma once

#include "app/views/shared/score-band.h"

G_BEGIN_DECLS

#define ACU_TYPE_LEGEND (acu_legend_get_type ())
G_DECLARE_FINAL_TYPE (AcuLegend, acu_legend, ACU, LEGEND, GtkWidget)

GtkWidget *acu_legend_new (void);

void acu_legend_set_scale (AcuLegend *legend, AcuScoreScale scale);

/* Whether the colours are the saliency map's: what lowers the score and what raises it. */
void acu_legend_set_saliency (AcuLegend *legend, gboolean saliency);

G_END_DECLS
