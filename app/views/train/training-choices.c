#include "app/views/train/training-choices.h"

#include "app/scoring/model-provenance.h"
#include "app/scoring/model-store.h"
#include "app/text/number-text.h"
#include "app/views/models/dataset-choices.h"
#include "app/views/models/model-words.h"
#include "app/views/shared/choice-row.h"
#include "compute/device.h"

#include <glib/gi18n.h>

static void
choice_free (gpointer data)
{
  AcuTrainingChoice *choice = data;

  g_free (choice->title);
  g_free (choice->detail);
  g_free (choice->value);
  g_free (choice->preset);
  g_free (choice);
}

void
acu_training_choices_free (AcuTrainingChoices *choices)
{
  if (choices == NULL)
    return;
  g_ptr_array_unref (choices->bases);
  g_ptr_array_unref (choices->data);
  g_ptr_array_unref (choices->devices);
  g_ptr_array_unref (choices->models);
  g_free (choices->left_out);
  g_free (choices);
}

/* Takes @detail. */
static void
add (GPtrArray *list, const char *title, char *detail, const char *value, const char *preset)
{
  AcuTrainingChoice *choice = g_new0 (AcuTrainingChoice, 1);

  choice->title = g_strdup (title);
  choice->detail = detail;
  choice->value = g_strdup (value);
  choice->preset = g_strdup (preset);
  g_ptr_array_add (list, choice);
}

static char *
describe_model (const AcuModelFile *file)
{
  const AcuArchitecture *architecture = file->architecture;
  g_autofree char *network = g_str_equal (architecture->preset, "resnet50")
                                 ? g_strdup ("ResNet-50")
                                 : g_strdup_printf (_ ("Swin %s, %s"), architecture->preset,
                                                    acu_fusion_get_words (architecture->fusion));

  g_autofree char *provenance = acu_provenance_describe (file);
  g_autofree char *low = acu_number_format_digits ((double)architecture->score_min, 4);
  g_autofree char *high = acu_number_format_digits ((double)architecture->score_max, 4);

  if (file->backbone_only)
    return g_strdup_printf (_ ("A backbone without a head: %s"), network);
  if (provenance == NULL)
    return g_strdup_printf (_ ("%s, scores %s to %s"), network, low, high);
  return g_strdup_printf ("%s · %s", network, provenance);
}

static void
find_bases (GPtrArray *bases, GPtrArray *models)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (GPtrArray) entries = acu_model_store_list (store);

  for (guint i = 0; i < entries->len; i++) {
    const AcuModelEntry *entry = g_ptr_array_index (entries, i);

    g_ptr_array_add (models, g_strdup (entry->name));
    if (entry->file != NULL)
      add (bases, entry->name, describe_model (entry->file), entry->name,
           entry->file->architecture->preset);
  }
  add (bases, _ ("From nothing: nano"),
       g_strdup (_ ("Random weights: needs thousands of scored pictures")), "preset:nano", "nano");
}

static gboolean
find_data (AcuCatalog *catalog,
           const char *const *named,
           AcuTrainingChoices *choices,
           GError **error)
{
  g_autoptr (GPtrArray) found =
      acu_dataset_choices_find (catalog, named, &choices->left_out, error);

  if (found == NULL)
    return FALSE;
  for (guint i = 0; i < found->len; i++) {
    const AcuDatasetChoice *choice = g_ptr_array_index (found, i);

    add (choices->data, choice->title, g_strdup (choice->detail), choice->spec, NULL);
  }
  return TRUE;
}

static void
find_devices (GPtrArray *found)
{
  g_autoptr (GPtrArray) devices = acu_device_list ();

  add (found, _ ("The fastest"), NULL, "auto", NULL);
  for (guint i = 0; i < devices->len; i++) {
    const AcuDeviceInfo *info = g_ptr_array_index (devices, i);
    g_autofree char *value = g_str_equal (info->backend, "cpu")
                                 ? g_strdup ("cpu")
                                 : g_strconcat ("vulkan:", info->name, NULL);

    add (found, info->name, NULL, value, NULL);
  }
}

static gpointer
find (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (AcuTrainingChoices) choices = g_new0 (AcuTrainingChoices, 1);

  choices->bases = g_ptr_array_new_with_free_func (choice_free);
  choices->data = g_ptr_array_new_with_free_func (choice_free);
  choices->devices = g_ptr_array_new_with_free_func (choice_free);
  choices->models = g_ptr_array_new_with_free_func (g_free);
  if (!find_data (catalog, data, choices, error))
    return NULL;
  find_bases (choices->bases, choices->models);
  find_devices (choices->devices);
  return g_steal_pointer (&choices);
}

void
acu_training_choices_find_async (AcuCatalog *catalog,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  acu_catalog_run_async (catalog, ACU_CATALOG_READS, find, acu_dataset_choices_dup_named (),
                         (GDestroyNotify)g_strfreev, (GDestroyNotify)acu_training_choices_free,
                         cancellable, callback, user_data);
}

AcuTrainingChoices *
acu_training_choices_find_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error)
{
  return acu_catalog_run_finish (catalog, result, error);
}

gboolean
acu_training_choices_offer (AdwComboRow *row,
                            GPtrArray *choices,
                            const char *value,
                            const char *last)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();
  guint chosen = choices->len;

  for (guint i = 0; i < choices->len; i++) {
    const AcuTrainingChoice *choice = g_ptr_array_index (choices, i);

    g_ptr_array_add (titles, choice->title);
    if (g_strcmp0 (choice->value, value) == 0)
      chosen = i;
  }
  if (last != NULL)
    g_ptr_array_add (titles, (gpointer)last);
  acu_choice_row_offer_array (row, titles, chosen < choices->len ? chosen : 0);
  return chosen < choices->len;
}

const AcuTrainingChoice *
acu_training_choices_get_chosen (AdwComboRow *row, GPtrArray *choices)
{
  guint selected = adw_combo_row_get_selected (row);

  return choices != NULL && selected < choices->len ? g_ptr_array_index (choices, selected) : NULL;
}
