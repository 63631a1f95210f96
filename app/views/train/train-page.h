/* The page Train: the runs there were, the one under way, and the next. */
#pragma once

#include "app/views/shared/library.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ACU_TYPE_TRAIN_PAGE (acu_train_page_get_type ())
G_DECLARE_FINAL_TYPE (AcuTrainPage, acu_train_page, ACU, TRAIN_PAGE, GtkWidget)

/* Works on @library, and adds its actions to @actions.  Signal: "needs-attention" (yes): there is
 * something to be decided. */
void acu_train_page_attach (AcuTrainPage *page, AcuLibrary *library, GActionMap *actions);

/* Suspends what runs; the program stays until that is on the disk.  For a window that closes. */
void acu_train_page_close (AcuTrainPage *page);

G_END_DECLS
