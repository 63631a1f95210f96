#include "app/labeling/label-dataset.h"

#include "app/labeling/error.h"
#include "app/labeling/label-export.h"
#include "app/learning/datasets/dataset-spec.h"

#include <glib/gi18n.h>
#include <string.h>

#define PREFIX "labels:"

const char *
acu_label_dataset_get_set (const char *spec)
{
  return g_str_has_prefix (spec, PREFIX) ? spec + strlen (PREFIX) : NULL;
}

static AcuLabelResult *
compute (const char *set, GError **error)
{
  g_autofree char *path = acu_catalog_get_default_path ();
  g_autoptr (AcuCatalog) catalog = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET,
                 _ ("there is no label set “%s”: there is no catalog yet at %s"), set, path);
    return NULL;
  }
  catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, error);
  return catalog != NULL ? acu_label_result_compute (catalog, set, NULL, error) : NULL;
}

gboolean
acu_label_dataset_save (const char *set, const char *path, GError **error)
{
  g_autoptr (AcuLabelResult) result = compute (set, error);
  g_autoptr (GString) csv = NULL;

  if (result == NULL)
    return FALSE;
  csv = acu_label_export_mos (result);
  return g_file_set_contents_full (path, csv->str, (gssize)csv->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0644, error);
}

AcuDataset *
acu_label_dataset_new (const AcuLabelResult *result, GError **error)
{
  const AcuLabelSet *set = result->table->set;
  g_autoptr (AcuDataset) dataset = acu_dataset_new (set->name, set->score_min, set->score_max);
  g_autoptr (GPtrArray) means = acu_label_result_list_photos (result);

  for (guint i = 0; i < means->len; i++) {
    const AcuPhotoScore *photo = g_ptr_array_index (means, i);
    const AcuSample sample = {
        .path = photo->stimulus->path, .mos = photo->score.score, .group = photo->stimulus->group};

    if (g_file_test (sample.path, G_FILE_TEST_IS_REGULAR))
      acu_dataset_add (dataset, &sample);
    else
      acu_dataset_add_missing (dataset, sample.path);
  }
  if (acu_dataset_get_length (dataset) > 0)
    return g_steal_pointer (&dataset);
  g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
               _ ("none of the photos of the label set “%s” is where it was"), set->name);
  return NULL;
}

AcuDataset *
acu_label_dataset_open (const char *spec, GError **error)
{
  const char *set = acu_label_dataset_get_set (spec);
  g_autoptr (AcuLabelResult) result = NULL;

  if (set == NULL)
    return acu_dataset_open (spec, error);
  result = compute (set, error);
  return result != NULL ? acu_label_dataset_new (result, error) : NULL;
}
