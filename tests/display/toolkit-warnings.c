#include "tests/display/toolkit-warnings.h"

#include <string.h>

gboolean
acu_test_is_of_toolkit (const char *text)
{
  return strstr (text, "Trying to measure GtkLabel") != NULL ||
         strstr (text, "Broken accounting of active state") != NULL;
}

static GLogWriterOutput
write_others (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  g_autofree char *text = g_log_writer_format_fields (level, fields, n_fields, FALSE);

  if (acu_test_is_of_toolkit (text))
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

void
acu_test_hush_toolkit (void)
{
  g_log_set_writer_func (write_others, NULL, NULL);
}
