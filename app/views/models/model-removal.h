/* The question before a model is deleted, which says what goes with it. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Finds out which runs could not go on without the model @name, on another thread, and then asks
 * over the window of @widget; nothing is asked where @cancellable is cancelled meanwhile.  @removed
 * is called with the name where the answer is yes, as long as there is @widget. */
typedef void (*AcuModelRemovalFunc) (GtkWidget *widget, const char *name);
void acu_model_removal_ask (GtkWidget *widget,
                            const char *name,
                            GCancellable *cancellable,
                            AcuModelRemovalFunc removed);

G_END_DECLS
