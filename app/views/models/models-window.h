/* The window of models: those there are, two of them compared over the open folder, and all of them
 * on datasets. */
#pragma once

#include "app/views/shared/library.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ACU_TYPE_MODELS_WINDOW (acu_models_window_get_type ())
G_DECLARE_FINAL_TYPE (AcuModelsWindow, acu_models_window, ACU, MODELS_WINDOW, AdwWindow)

GtkWidget *acu_models_window_new (AcuLibrary *library);

/* Unfolds the card of the model @name and has it in view. */
void acu_models_window_show_card (AcuModelsWindow *window, const char *name);

G_END_DECLS
