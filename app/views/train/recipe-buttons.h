/* The rows of the paper's ablation table, side by side: one click lays one over the settings. */
#pragma once

#include "app/learning/training/run-template.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _AcuRecipeButtons AcuRecipeButtons;

/* Fills @box, which outlives it, with a button for each recipe; each does the action
 * "recipe.choose" with the recipe's name.  @changed is called whenever another one is chosen. */
AcuRecipeButtons *
acu_recipe_buttons_new (GtkFlowBox *box, void (*changed) (gpointer data), gpointer data);
void acu_recipe_buttons_free (AcuRecipeButtons *buttons);

AcuRunTemplate acu_recipe_buttons_get (const AcuRecipeButtons *buttons);
void acu_recipe_buttons_set (AcuRecipeButtons *buttons, AcuRunTemplate recipe);

G_END_DECLS
