/* Two models over the photos that the library shows: their scores against each other, how well they
 * agree, and the photos on which they differ most. */
#pragma once

#include "app/views/models/model-list.h"

G_BEGIN_DECLS

#define ACU_TYPE_FOLDER_COMPARISON (acu_folder_comparison_get_type ())
G_DECLARE_FINAL_TYPE (AcuFolderComparison, acu_folder_comparison, ACU, FOLDER_COMPARISON, GtkWidget)

/* Offers the models of @models.  Actions: "comparison.compare", "comparison.cancel". */
GtkWidget *acu_folder_comparison_new (AcuLibrary *library, AcuModelList *models);

G_END_DECLS
