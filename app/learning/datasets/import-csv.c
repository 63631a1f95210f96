#include "app/learning/datasets/csv-reader.h"
#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/importers.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define FAULT_PREFIX "fault:"

/* The columns that are faults, those called “fault:NAME”, and their names in @dataset.  Nothing
 * else is taken for one, whatever it holds: tables carry confidences, shares and deviations of
 * 0..1. */
static GArray *
find_faults (const AcuTable *table, AcuDataset *dataset)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autoptr (GPtrArray) names = g_ptr_array_new (), others = g_ptr_array_new ();

  for (gsize column = 0; column < acu_table_get_n_columns (table); column++) {
    const char *name = acu_table_get_column_name (table, column);

    if (!g_str_has_prefix (name, FAULT_PREFIX)) {
      g_ptr_array_add (others, (gpointer)name);
      continue;
    }
    g_array_append_val (columns, column);
    g_ptr_array_add (names, (gpointer)(name + strlen (FAULT_PREFIX)));
  }
  g_ptr_array_add (names, NULL);
  g_ptr_array_add (others, NULL);
  acu_dataset_set_fault_names (dataset, (const char *const *)names->pdata);
  acu_dataset_set_other_columns (dataset, (const char *const *)others->pdata);
  return columns;
}

static gboolean
read_faults (const AcuTable *table, gsize row, const GArray *columns, float *faults, GError **error)
{
  for (gsize i = 0; i < columns->len; i++) {
    gsize column = g_array_index (columns, gsize, i);
    double value = NAN;

    if (*acu_table_get_text (table, row, column) != '\0') {
      if (!acu_table_get_number (table, row, column, &value, error))
        return FALSE;
      if (value < 0 || value > 1) {
        g_set_error (
            error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
            _ ("%s, line %u: “%s” is %g, but the strength of a fault lies between 0 and 1"),
            acu_table_get_path (table), acu_table_get_line (table, row),
            acu_table_get_column_name (table, column), value);
        return FALSE;
      }
    }
    faults[i] = (float)value;
  }
  return TRUE;
}

/* The largest of the numbers between the plus signs of @text; 0 where there is none. */
static double
read_level (const AcuTable *table, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "+", 0);
  double most = 0.0, value;

  for (guint i = 0; parts[i] != NULL; i++)
    if (acu_table_parse_number (table, parts[i], &value))
      most = fmax (most, value);
  return most;
}

/* The text of a column that a table may lack; NULL where it is empty. */
static const char *
get_optional (const AcuTable *table, gsize row, int column)
{
  const char *text = column >= 0 ? acu_table_get_text (table, row, (gsize)column) : "";

  return *text != '\0' ? text : NULL;
}

static gboolean
read_split (const AcuTable *table, gsize row, int column, AcuSplit *split, GError **error)
{
  const char *text;

  *split = ACU_SPLIT_NONE;
  if (column < 0)
    return TRUE;
  text = acu_table_get_text (table, row, (gsize)column);
  if (acu_split_from_name (text, split))
    return TRUE;
  g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
               _ ("%s, line %u: the split is train, val, test or empty, not “%.40s”"),
               acu_table_get_path (table), acu_table_get_line (table, row), text);
  return FALSE;
}

/* The end of the scale that @column says, which must be the same in every row. */
static gboolean
read_end (const AcuTable *table, int column, double *end, GError **error)
{
  for (gsize row = 0; row < acu_table_get_n_rows (table); row++) {
    double value;

    if (!acu_table_get_number (table, row, (gsize)column, &value, error))
      return FALSE;
    if (row == 0 || value == *end) {
      *end = value;
      continue;
    }
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s, line %u: the scale ends at %g here and at %g before"),
                 acu_table_get_path (table), acu_table_get_line (table, row), value, *end);
    return FALSE;
  }
  return TRUE;
}

/* The scale that the table says, else the one that its scores look like. */
static gboolean
read_scale (const AcuTable *table, AcuDataset *dataset, GError **error)
{
  int low_column = acu_table_find_column (table, "score_min");
  int high_column = acu_table_find_column (table, "score_max");
  double low = 0.0, high = 0.0;

  if (low_column < 0 || high_column < 0 || acu_table_get_n_rows (table) == 0) {
    acu_dataset_guess_score_range (dataset);
    return TRUE;
  }
  if (!read_end (table, low_column, &low, error) || !read_end (table, high_column, &high, error))
    return FALSE;
  if (low < high) {
    acu_dataset_set_score_range (dataset, low, high);
    return TRUE;
  }
  g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
               _ ("%s: score_min is %g, which is not below score_max, %g"),
               acu_table_get_path (table), low, high);
  return FALSE;
}

/* A table of one's own:
 * path,mos[,split][,group][,fault,level][,map][,score_min,score_max][,fault:NAME…]. Paths are
 * absolute or relative to the file; the scale is guessed from the scores where the table does not
 * say it; `fault` and `level` say what was done to the picture and how much of it, with + between
 * several; `map` is the path of a picture of what each pixel takes from the score, or empty;
 * `fault:NAME` says how much of that fault a picture has, 0..1 or empty where nobody knows; other
 * columns are passed over. */
AcuDataset *
acu_import_csv (const char *file, GError **error)
{
  g_autoptr (AcuTable) table = acu_csv_read (file, error);
  g_autoptr (AcuDataset) dataset = NULL;
  g_autoptr (GArray) fault_columns = NULL;
  g_autofree float *faults = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  gsize path_column, score_column;
  int split_column, group_column, map_column, kind_column, level_column;

  if (table == NULL || !acu_table_require_column (table, "path", &path_column, error) ||
      !acu_table_require_column (table, "mos", &score_column, error))
    return NULL;
  split_column = acu_table_find_column (table, "split");
  group_column = acu_table_find_column (table, "group");
  map_column = acu_table_find_column (table, "map");
  kind_column = acu_table_find_column (table, "fault");
  level_column = acu_table_find_column (table, "level");
  folder = g_path_get_dirname (file);
  name = g_path_get_basename (file);
  dataset = acu_dataset_new (name, 0, 100);
  fault_columns = find_faults (table, dataset);
  faults = g_new (float, fault_columns->len + 1);

  for (gsize row = 0; row < acu_table_get_n_rows (table); row++) {
    const char *text = acu_table_get_text (table, row, path_column);
    g_autofree char *path = g_canonicalize_filename (text, folder);
    const char *map_text = get_optional (table, row, map_column);
    const char *level_text = get_optional (table, row, level_column);
    g_autofree char *map = map_text != NULL ? g_canonicalize_filename (map_text, folder) : NULL;
    AcuSample sample = {.path = path,
                        .map = map,
                        .faults = faults,
                        .group = get_optional (table, row, group_column),
                        .kind = get_optional (table, row, kind_column),
                        .level = level_text != NULL ? read_level (table, level_text) : 0.0};

    if (*text == '\0') {
      g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                   _ ("%s, line %u: the path is empty"), file, acu_table_get_line (table, row));
      return NULL;
    }
    if (!acu_table_get_number (table, row, score_column, &sample.mos, error) ||
        !read_split (table, row, split_column, &sample.split, error) ||
        !read_faults (table, row, fault_columns, faults, error))
      return NULL;
    if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
      acu_dataset_add (dataset, &sample);
    else
      acu_dataset_add_missing (dataset, path);
  }
  if (!read_scale (table, dataset, error))
    return NULL;
  return acu_import_finish (g_steal_pointer (&dataset), file, error);
}
