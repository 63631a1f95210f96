#include "app/cli/train-epoch.h"

#include "app/cli/command.h"
#include "app/cli/progress.h"

#include <glib/gi18n.h>
#include <math.h>

/* One picture has no rank, nor have equal scores: only the error is known then, and no epoch was
 * chosen. */
static void
append_held_out (GString *line, const AcuRunEpoch *epoch)
{
  const AcuAgreement *agreement = &epoch->validation;

  if (isfinite (agreement->srcc) && isfinite (agreement->plcc) && isfinite (agreement->krcc))
    g_string_append_printf (line, _ (", held-out SRCC %.4f, PLCC %.4f, KRCC %.4f, RMSE %.4g%s"),
                            agreement->srcc, agreement->plcc, agreement->krcc, agreement->rmse,
                            epoch->is_best ? _ (" (best)") : "");
  else
    g_string_append_printf (line, _ (", held-out RMSE %.4g"), agreement->rmse);
}

void
acu_train_show_epoch (const AcuRunEpoch *epoch, gpointer user_data)
{
  g_autofree char *duration = acu_format_duration (epoch->seconds);
  g_autoptr (GString) line = g_string_new (NULL);

  acu_progress_hide ();
  g_string_printf (line, _ ("epoch %u: training SRCC %.4f"), epoch->epoch + 1, epoch->train_srcc);
  if (epoch->validation.count > 0)
    append_held_out (line, epoch);
  g_string_append_printf (line, ", %s\n", duration);
  acu_print (line->str);
}
