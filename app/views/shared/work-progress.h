/* How far long work has got, as a bar. */
#pragma once

#include "app/views/shared/work.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Has @bar show how much of @work is done; as long as nobody knows how much there is, it moves with
 * every call. */
void acu_work_progress_show (GtkProgressBar *bar, AcuWork *work);

G_END_DECLS
