#include "app/views/shared/work-progress.h"

void
acu_work_progress_show (GtkProgressBar *bar, AcuWork *work)
{
  guint n = acu_work_get_n (work);

  if (n > 0)
    gtk_progress_bar_set_fraction (bar, (double)MIN (acu_work_get_n_done (work), n) / n);
  else
    gtk_progress_bar_pulse (bar);
}
