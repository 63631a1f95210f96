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
is_unfinished (const AcuRunRecord *record)
{
  return record->state == ACU_RECORD_INTERRUPTED || record->state == ACU_RECORD_FAILED;
}

/* Its model would be kept under the name of the run. */
static gboolean
is_undecided (const AcuRunRecord *record)
{
  return (record->state == ACU_RECORD_FINISHED || record->state == ACU_RECORD_STOPPED) &&
         record->model == NULL;
}

static gboolean
has_one (GPtrArray *records, const char *name, gboolean (*is_such) (const AcuRunRecord *record))
{
  for (guint i = 0; records != NULL && i < records->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (records, i);

    if (is_such (record) && g_str_equal (record->name, name))
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
  if (has_one (records, name, is_unfinished))
    return g_strdup (_ ("There is an unfinished run of this name."));
  if (has_one (records, name, is_undecided))
    return g_strdup (_ ("The model of a run of this name is neither kept nor discarded yet."));
  if (g_ptr_array_find_with_equal_func (models, name, g_str_equal, NULL))
    return g_strdup (_ ("There is a model of this name already."));
  return NULL;
}
