/* One model in the list of them: what is known of it, its card, and what can be done to it. */
#pragma once

#include "app/scoring/model-store.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Whether it can be read and has a head. */
gboolean acu_model_entry_can_score (const AcuModelEntry *entry);

/* A row that unfolds.  Its buttons have the actions of AcuModelList; what scores now, @is_active,
 * cannot be chosen or deleted. */
GtkWidget *acu_model_row_new (const AcuModelEntry *entry, gboolean is_active);

/* The model's card in @row, or @row where it has none. */
GtkWidget *acu_model_row_get_card (GtkWidget *row);

G_END_DECLS
