/* The models there are, with what is known of each, and everything that is done to them: one chosen
 * to score, imported, exported, renamed, removed.
 *
 * Actions, each with the model's name: "models.use", "models.export", "models.rename",
 * "models.delete", which asks; "models.rename-to" with both names; "models.import", which asks for
 * a file, and "models.import-file" with its path. */
#pragma once

#include "app/views/shared/library.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ACU_TYPE_MODEL_LIST (acu_model_list_get_type ())
G_DECLARE_FINAL_TYPE (AcuModelList, acu_model_list, ACU, MODEL_LIST, GtkWidget)

/* Signal:
 *   changed ()   other models than before; also emitted once they are read for the first time */
GtkWidget *acu_model_list_new (AcuLibrary *library);

/* Unfolds the card of the model @name and has it in view, as soon as the models are read. */
void acu_model_list_show_card (AcuModelList *list, const char *name);

/* Names of the models that can score. (transfer full) */
GStrv acu_model_list_dup_names (AcuModelList *list);

G_END_DECLS
