/* What a run begins with: a base model, and a recipe that may ask for a base of its own. */
#pragma once

#include "app/views/train/recipe-buttons.h"
#include "app/views/train/training-choices.h"

G_BEGIN_DECLS

typedef struct _AcuBaseRows AcuBaseRows;

/* Works with a row and buttons, which outlive it. */
AcuBaseRows *acu_base_rows_new (AdwComboRow *base, AcuRecipeButtons *recipe);
void acu_base_rows_free (AcuBaseRows *rows);

/* Offers @choices and chooses @value, or the first where that is none of them.  Returns whether it
 * is.  (element-type AcuTrainingChoice): they stay until this is called again */
gboolean acu_base_rows_fill (AcuBaseRows *rows, GPtrArray *choices, const char *value);

/* (nullable): until they are found */
const AcuTrainingChoice *acu_base_rows_get_base (AcuBaseRows *rows);
AcuRunTemplate acu_base_rows_get_recipe (AcuBaseRows *rows);

/* After another recipe was chosen: chooses the first ResNet-50 where it wants one, and once it is
 * left what was chosen before.  Returns whether the base is another now. */
gboolean acu_base_rows_follow_recipe (AcuBaseRows *rows);

/* After another base was chosen: a recipe that wants a ResNet-50 is left where that is none. */
void acu_base_rows_follow_base (AcuBaseRows *rows);

/* Whether the recipe wants a ResNet-50, and none is installed. */
gboolean acu_base_rows_lack_resnet (AcuBaseRows *rows);

G_END_DECLS
