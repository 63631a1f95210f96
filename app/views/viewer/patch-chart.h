/* How a photo's patches score: a small histogram in the colours of the bands, and
 * how those of its folder do: an outline over it, in the same parts of the scale. */
#pragma once

#include "app/catalog/patch-histogram.h"
#include "app/views/shared/patch-map.h"

G_BEGIN_DECLS

#define ACU_TYPE_PATCH_CHART (acu_patch_chart_get_type ())
G_DECLARE_FINAL_TYPE (AcuPatchChart, acu_patch_chart, ACU, PATCH_CHART, GtkWidget)

GtkWidget *acu_patch_chart_new (void);

/* Shows @map; NULL for none. */
void acu_patch_chart_set_map (AcuPatchChart *chart, AcuPatchMap *map);

/* Compares it with @folder, which is copied; NULL for none.  Whether there is enough to compare
 * with, and the outline is drawn. */
gboolean acu_patch_chart_set_folder (AcuPatchChart *chart, const AcuPatchHistogram *folder);

G_END_DECLS
