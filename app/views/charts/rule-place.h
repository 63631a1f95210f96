/* Where the name of a rule is written in a plot's area. */
#pragma once

#include "app/views/charts/plot-painter.h"

G_BEGIN_DECLS

/* Moves @box, which has the size of the name, above or below the rule at @y of the picture, at
 * either end of it, @gap away from the area's: where the fewest lines of @plot are in the way, the
 * right end and above before others. */
void acu_rule_place_find (
    AcuPlot *plot, const AcuPlotLayout *layout, double y, double gap, cairo_rectangle_t *box);

G_END_DECLS
