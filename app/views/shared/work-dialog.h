/* How far long work has got, in a window with a button that stops it, which comes where it takes
 * longer than a moment and goes when it ends. */
#pragma once

#include "app/views/shared/work.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows @work, which has just begun, over the window of @widget until it ends.  Neither is kept
 * from being used meanwhile, nor is @widget kept alive. */
void acu_work_dialog_watch (AcuWork *work, GtkWidget *widget);

G_END_DECLS
