#include "app/views/train/run-notice.h"

#include "app/text/number-text.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>

char *
acu_run_notice_tell (const AcuRunRecord *record, gboolean notify)
{
  GApplication *application = g_application_get_default ();
  gboolean failed = record->state == ACU_RECORD_FAILED;
  g_autofree char *before = acu_number_format (record->before.srcc, 3);
  g_autofree char *best = acu_number_format (record->best.srcc, 3);
  char *body;

  if (record->state == ACU_RECORD_RUNNING || record->state == ACU_RECORD_INTERRUPTED ||
      record->state == ACU_RECORD_DISCARDED)
    return NULL;
  if (failed && record->error != NULL)
    body = g_strdup_printf ("%s: %s", record->name, record->error);
  else if (!failed && record->best.count > 0 && record->before.count > 0 &&
           isfinite (record->best.srcc) && isfinite (record->before.srcc))
    body = g_strdup_printf (_ ("%s: validation SRCC %s, before %s"), record->name, best, before);
  else
    body = g_strdup (record->name);
  if (notify && application != NULL) {
    g_autoptr (GNotification) notification =
        g_notification_new (failed ? _ ("Training failed") : _ ("Training is over"));

    g_notification_set_body (notification, body);
    g_notification_set_default_action_and_target (notification, "app.show-run", "s", record->id);
    g_application_send_notification (application, "training", notification);
  }
  return body;
}
