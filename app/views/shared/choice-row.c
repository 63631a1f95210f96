#include "app/views/shared/choice-row.h"

void
acu_choice_row_offer (AdwComboRow *row, const char *const *titles, guint chosen)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (titles);

  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  adw_combo_row_set_selected (row, chosen);
}

void
acu_choice_row_offer_array (AdwComboRow *row, GPtrArray *titles, guint chosen)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < titles->len; i++)
    gtk_string_list_append (list, g_ptr_array_index (titles, i));
  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  adw_combo_row_set_selected (row, chosen);
}

gboolean
acu_choice_row_choose (AdwComboRow *row, const char *const *names, const char *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_strcmp0 (names[i], name) == 0) {
      adw_combo_row_set_selected (row, i);
      return TRUE;
    }
  return FALSE;
}
