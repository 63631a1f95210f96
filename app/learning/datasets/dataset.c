#include "app/learning/datasets/dataset.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct _AcuDataset {
  char *name;
  double score_min;
  double score_max;
  char **fault_names;
  char **other_columns;
  gsize n_faults;
  GArray *samples; /* of AcuSample; their strings live in the chunk */
  GStringChunk *strings;
  GPtrArray *fault_rows; /* of float[n_faults] */
  GPtrArray *missing;
};

gboolean
acu_split_from_name (const char *name, AcuSplit *split)
{
  static const struct {
    const char *name;
    AcuSplit split;
  } names[] = {
      {"", ACU_SPLIT_NONE},     {"train", ACU_SPLIT_TRAIN},  {"training", ACU_SPLIT_TRAIN},
      {"val", ACU_SPLIT_VAL},   {"valid", ACU_SPLIT_VAL},    {"validation", ACU_SPLIT_VAL},
      {"test", ACU_SPLIT_TEST}, {"testing", ACU_SPLIT_TEST},
  };

  g_return_val_if_fail (name != NULL && split != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_ascii_strcasecmp (name, names[i].name) == 0) {
      *split = names[i].split;
      return TRUE;
    }
  }
  return FALSE;
}

const char *
acu_split_name (AcuSplit split)
{
  static const char *const names[] = {[ACU_SPLIT_NONE] = "",
                                      [ACU_SPLIT_TRAIN] = "train",
                                      [ACU_SPLIT_VAL] = "val",
                                      [ACU_SPLIT_TEST] = "test"};

  g_return_val_if_fail ((guint)split < G_N_ELEMENTS (names), NULL);

  return names[split];
}

AcuDataset *
acu_dataset_new (const char *name, double score_min, double score_max)
{
  AcuDataset *dataset;

  g_return_val_if_fail (name != NULL, NULL);

  dataset = g_new0 (AcuDataset, 1);
  dataset->name = g_strdup (name);
  dataset->score_min = score_min;
  dataset->score_max = score_max;
  dataset->fault_names = g_new0 (char *, 1);
  dataset->other_columns = g_new0 (char *, 1);
  dataset->samples = g_array_new (FALSE, FALSE, sizeof (AcuSample));
  dataset->strings = g_string_chunk_new (4096);
  dataset->fault_rows = g_ptr_array_new_with_free_func (g_free);
  dataset->missing = g_ptr_array_new_with_free_func (g_free);
  return dataset;
}

void
acu_dataset_free (AcuDataset *dataset)
{
  if (dataset == NULL)
    return;
  g_free (dataset->name);
  g_strfreev (dataset->fault_names);
  g_strfreev (dataset->other_columns);
  g_array_unref (dataset->samples);
  g_string_chunk_free (dataset->strings);
  g_ptr_array_unref (dataset->fault_rows);
  g_ptr_array_unref (dataset->missing);
  g_free (dataset);
}

void
acu_dataset_set_fault_names (AcuDataset *dataset, const char *const *names)
{
  g_return_if_fail (dataset != NULL && names != NULL);
  g_return_if_fail (dataset->samples->len == 0);

  g_strfreev (dataset->fault_names);
  dataset->fault_names = g_strdupv ((char **)names);
  dataset->n_faults = g_strv_length (dataset->fault_names);
}

void
acu_dataset_set_other_columns (AcuDataset *dataset, const char *const *names)
{
  g_return_if_fail (dataset != NULL && names != NULL);

  g_strfreev (dataset->other_columns);
  dataset->other_columns = g_strdupv ((char **)names);
}

void
acu_dataset_add (AcuDataset *dataset, const AcuSample *sample)
{
  AcuSample copy;

  g_return_if_fail (dataset != NULL && sample != NULL);
  g_return_if_fail (sample->path != NULL && g_path_is_absolute (sample->path));
  g_return_if_fail (isfinite (sample->mos));

  copy = *sample;
  copy.path = g_string_chunk_insert (dataset->strings, sample->path);
  if (sample->group != NULL)
    copy.group = g_string_chunk_insert_const (dataset->strings, sample->group);
  if (sample->map != NULL)
    copy.map = g_string_chunk_insert (dataset->strings, sample->map);
  if (sample->kind != NULL)
    copy.kind = g_string_chunk_insert_const (dataset->strings, sample->kind);
  if (sample->faults != NULL && dataset->n_faults > 0) {
    float *row = g_memdup2 (sample->faults, dataset->n_faults * sizeof (float));

    g_ptr_array_add (dataset->fault_rows, row);
    copy.faults = row;
  } else {
    copy.faults = NULL;
  }
  g_array_append_val (dataset->samples, copy);
}

void
acu_dataset_add_missing (AcuDataset *dataset, const char *path)
{
  g_return_if_fail (dataset != NULL && path != NULL);

  g_ptr_array_add (dataset->missing, g_strdup (path));
}

const char *
acu_dataset_get_name (const AcuDataset *dataset)
{
  g_return_val_if_fail (dataset != NULL, NULL);

  return dataset->name;
}

void
acu_dataset_set_name (AcuDataset *dataset, const char *name)
{
  g_return_if_fail (dataset != NULL && name != NULL);

  g_free (dataset->name);
  dataset->name = g_strdup (name);
}

gsize
acu_dataset_get_length (const AcuDataset *dataset)
{
  g_return_val_if_fail (dataset != NULL, 0);

  return dataset->samples->len;
}

const AcuSample *
acu_dataset_get_sample (const AcuDataset *dataset, gsize index)
{
  g_return_val_if_fail (dataset != NULL && index < dataset->samples->len, NULL);

  return &g_array_index (dataset->samples, AcuSample, index);
}

double
acu_dataset_get_score_min (const AcuDataset *dataset)
{
  g_return_val_if_fail (dataset != NULL, NAN);

  return dataset->score_min;
}

double
acu_dataset_get_score_max (const AcuDataset *dataset)
{
  g_return_val_if_fail (dataset != NULL, NAN);

  return dataset->score_max;
}

void
acu_dataset_set_score_range (AcuDataset *dataset, double score_min, double score_max)
{
  g_return_if_fail (dataset != NULL && score_min < score_max);

  dataset->score_min = score_min;
  dataset->score_max = score_max;
}

void
acu_dataset_guess_score_range (AcuDataset *dataset)
{
  static const double scales[][2] = {{0, 1}, {1, 5}, {0, 10}, {0, 100}};
  double low = INFINITY;
  double high = -INFINITY;

  g_return_if_fail (dataset != NULL);

  for (gsize i = 0; i < dataset->samples->len; i++) {
    double mos = g_array_index (dataset->samples, AcuSample, i).mos;

    low = MIN (low, mos);
    high = MAX (high, mos);
  }
  if (low > high)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (scales); i++) {
    if (low >= scales[i][0] && high <= scales[i][1]) {
      low = scales[i][0];
      high = scales[i][1];
      break;
    }
  }
  dataset->score_min = low;
  dataset->score_max = high > low ? high : low + 1;
}

double
acu_dataset_rescale (const AcuDataset *dataset, double mos, double low, double high)
{
  g_return_val_if_fail (dataset != NULL, NAN);

  return low +
         (mos - dataset->score_min) * (high - low) / (dataset->score_max - dataset->score_min);
}

const char *const *
acu_dataset_get_fault_names (const AcuDataset *dataset)
{
  g_return_val_if_fail (dataset != NULL, NULL);

  return (const char *const *)dataset->fault_names;
}

const char *const *
acu_dataset_get_other_columns (const AcuDataset *dataset)
{
  g_return_val_if_fail (dataset != NULL, NULL);

  return (const char *const *)dataset->other_columns;
}

gsize
acu_dataset_get_n_faults (const AcuDataset *dataset)
{
  g_return_val_if_fail (dataset != NULL, 0);

  return dataset->n_faults;
}

gsize
acu_dataset_count (const AcuDataset *dataset, AcuSplit split)
{
  gsize count = 0;

  g_return_val_if_fail (dataset != NULL, 0);

  for (gsize i = 0; i < dataset->samples->len; i++)
    count += g_array_index (dataset->samples, AcuSample, i).split == split;
  return count;
}

guint32 *
acu_dataset_indices (const AcuDataset *dataset, AcuSplit split, gsize *n)
{
  guint32 *indices;

  g_return_val_if_fail (dataset != NULL && n != NULL, NULL);

  *n = 0;
  indices = g_new (guint32, MAX (acu_dataset_count (dataset, split), 1));
  for (guint32 i = 0; i < dataset->samples->len; i++)
    if (g_array_index (dataset->samples, AcuSample, i).split == split)
      indices[(*n)++] = i;
  return indices;
}

void
acu_dataset_set_split (AcuDataset *dataset, gsize index, AcuSplit split)
{
  g_return_if_fail (dataset != NULL && index < dataset->samples->len);

  g_array_index (dataset->samples, AcuSample, index).split = split;
}

const GPtrArray *
acu_dataset_get_missing (const AcuDataset *dataset)
{
  g_return_val_if_fail (dataset != NULL, NULL);

  return dataset->missing;
}

char *
acu_dataset_describe_missing (const AcuDataset *dataset, guint max_names)
{
  GString *text;
  guint named;

  g_return_val_if_fail (dataset != NULL, NULL);

  if (dataset->missing->len == 0)
    return NULL;
  named = MIN (dataset->missing->len, max_names);
  text = g_string_new (NULL);
  g_string_printf (text,
                   ngettext ("%s: %u of %u labelled images is missing",
                             "%s: %u of %u labelled images are missing", dataset->missing->len),
                   dataset->name, dataset->missing->len,
                   dataset->missing->len + dataset->samples->len);
  for (guint i = 0; i < named; i++) {
    g_autofree char *shown = g_filename_display_name (g_ptr_array_index (dataset->missing, i));

    g_string_append_printf (text, "%s%s", i == 0 ? ": " : ", ", shown);
  }
  if (named > 0 && named < dataset->missing->len)
    g_string_append_printf (text, _ (" and %u more"), dataset->missing->len - named);
  return g_string_free (text, FALSE);
}
