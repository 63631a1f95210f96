#include "app/learning/training/fault-columns.h"

#include "app/scoring/fault-words.h"

#include <glib/gi18n.h>

char *
acu_fault_columns_describe (const AcuDataset *dataset)
{
  const char *const *names = acu_dataset_get_other_columns (dataset);
  g_autoptr (GString) list = g_string_new (NULL);
  guint n = 0;

  if (acu_dataset_get_n_faults (dataset) > 0)
    return NULL;
  for (guint i = 0; names[i] != NULL; i++)
    if (acu_fault_is_known (names[i]))
      g_string_append_printf (list, "%s%s", n++ > 0 ? ", " : "", names[i]);
  if (n == 0)
    return NULL;
  return g_strdup_printf (
      ngettext ("%s: the column %s is called like a fault, but passed over: to count it must be "
                "called “fault:NAME”",
                "%s: the columns %s are called like faults, but passed over: to count they must "
                "be called “fault:NAME”",
                n),
      acu_dataset_get_name (dataset), list->str);
}

char *
acu_fault_columns_describe_unknown (const AcuDataset *dataset, char *const *known)
{
  const char *const *names = acu_dataset_get_fault_names (dataset);
  g_autoptr (GString) list = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; names[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *)known, names[i]))
      g_string_append_printf (list, "%s%s", n++ > 0 ? ", " : "", names[i]);
  if (n == 0)
    return NULL;
  return g_strdup_printf (
      ngettext ("%s: the model does not know the fault %s, and learns nothing of it",
                "%s: the model does not know the faults %s, and learns nothing of them", n),
      acu_dataset_get_name (dataset), list->str);
}
