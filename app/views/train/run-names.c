#include "app/views/train/run-names.h"

#include "app/scoring/model-store.h"
#include "app/views/train/run-fields.h"

#include <glib/gi18n.h>

static gboolean
is_taken (const char *name, GPtrArray *records, GPtrArray *models)
{
  for (guint i = 0; records != NULL && i < records->len; i++)
    if (g_str_equal (((const AcuRunRecord *)g_ptr_array_index (records, i))->name, name))
      return TRUE;
  return g_ptr_array_find_with_equal_func (models, name, g_str_equal, NULL);
}

char *
acu_run_name_propose (
    const char *title, AcuRunMode mode, guint recipe, GPtrArray *records, GPtrArray *models)
{
  g_autofree char *subject = g_strdelimit (g_strdup (title), "/:", ' ');
  g_autofree char *stem = NULL;
  char *name;

  stem = g_strdup_printf (
      "%s, %s", *subject != '\0' && *subject != '.' ? subject : _ ("Run"),
      recipe == ACU_TEMPLATE_PAPER || recipe >= ACU_N_TEMPLATES
          ? (mode == ACU_RUN_QUICK ? C_ ("training", "quick") : C_ ("training", "full"))
          : acu_run_template_get_title ((AcuRunTemplate)recipe));
  name = g_strdup (stem);
  for (guint i = 2; is_taken (name, records, models); i++) {
    g_free (name);
    name = g_strdup_printf ("%s %u", stem, i);
  }
  return name;
}

static gboolean
is_unfinished (const char *name, GPtrArray *records)
{
  for (guint i = 0; records != NULL && i < records->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (records, i);

    if ((record->state == ACU_RECORD_INTERRUPTED || record->state == ACU_RECORD_FAILED) &&
        g_str_equal (record->name, name))
      return TRUE;
  }
  return FALSE;
}

char *
acu_run_name_find_trouble (const char *name, GPtrArray *records, GPtrArray *models)
{
  g_autoptr (GError) error = NULL;

  if (!acu_model_name_check (name, &error))
    return g_strdup (error->message);
  if (is_unfinished (name, records))
    return g_strdup (_ ("There is an unfinished run of this name."));
  if (g_ptr_array_find_with_equal_func (models, name, g_str_equal, NULL))
    return g_strdup (_ ("There is a model of this name already."));
  return NULL;
}
