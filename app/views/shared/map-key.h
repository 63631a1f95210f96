/* What the colours over a photo mean, and how much of them is seen: the legend, and under it a
 * slider for the opacity of the quality map, which the settings remember. */
#pragma once

#include "app/views/shared/legend.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_MAP_KEY (acu_map_key_get_type ())
G_DECLARE_FINAL_TYPE (AcuMapKey, acu_map_key, ACU, MAP_KEY, GtkWidget)

void acu_map_key_set_scale (AcuMapKey *key, AcuScoreScale scale);

/* Whether the colours are the saliency map's, which has an opacity of its own: what matters more
 * is more opaque. */
void acu_map_key_set_saliency (AcuMapKey *key, gboolean saliency);

/* Adds to @actions: map-opacity (d), by how much more opaque the quality map becomes, -1..1.
 * Enabled while the settings have the map shown. */
void acu_map_key_add_actions (GActionMap *actions);

G_END_DECLS
