#include "app/labeling/label-target.h"

#include "app/labeling/error.h"

#include <math.h>
#include <string.h>

static const char *const method_names[] = {"acr", "continuous", "pairwise", "patch"};

static gboolean
parse_method (const char *text, AcuLabelMethod *method, GError **error)
{
  g_autofree char *shown = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (method_names); i++)
    if (g_ascii_strcasecmp (text, method_names[i]) == 0) {
      *method = (AcuLabelMethod)i;
      return TRUE;
    }
  shown = g_utf8_make_valid (text, (gssize)MIN (strlen (text), 40));
  g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_FORMAT,
               "the method is acr, continuous, pairwise or patch, not “%s”", shown);
  return FALSE;
}

/* From the scores alone: pairs have two images, grades are whole numbers of 1..5. */
static AcuLabelMethod
guess_method (const GPtrArray *rows)
{
  gboolean graded = TRUE;

  for (guint i = 0; i < rows->len; i++) {
    const AcuLabelRow *row = g_ptr_array_index (rows, i);

    if (row->other != NULL)
      return ACU_METHOD_PAIRWISE;
    if (row->side > 0)
      return ACU_METHOD_PATCH;
    graded &= isnan (row->score) ||
              (row->score >= 1.0 && row->score <= 5.0 && row->score == floor (row->score));
  }
  return graded ? ACU_METHOD_ACR : ACU_METHOD_CONTINUOUS;
}

static void
set_scale (AcuLabelSet *set, double score_min, double score_max)
{
  set->score_min = score_min;
  set->score_max = score_max;
}

/* A set of the name that @set has, which is there already, must be of the kind that the file is. */
static gboolean
take_known (AcuLabelSet *set,
            const AcuLabelSet *known,
            const AcuLabelRows *rows,
            const char *method,
            GError **error)
{
  if (method != NULL && known->method != set->method) {
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET,
                 "the label set “%s” is of the method %s, and the file's ratings are %s; choose "
                 "another set",
                 known->name, acu_label_method_to_string (known->method), method);
    return FALSE;
  }
  if (rows->score_min < rows->score_max &&
      (rows->score_min != known->score_min || rows->score_max != known->score_max)) {
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET,
                 "the label set “%s” has a scale from %g to %g, and the file's ratings have one "
                 "from %g to %g; choose another set",
                 known->name, known->score_min, known->score_max, rows->score_min, rows->score_max);
    return FALSE;
  }
  set->id = known->id;
  set->method = known->method;
  set_scale (set, known->score_min, known->score_max);
  g_free (set->note);
  set->note = g_strdup (known->note);
  return TRUE;
}

/* The file's own name. (transfer full) */
static char *
name_by_file (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  char *shown = g_filename_display_name (base);
  char *dot = strrchr (shown, '.');

  if (dot != NULL && dot != shown)
    *dot = '\0';
  return shown;
}

gboolean
acu_label_target_choose (AcuCatalog *catalog,
                         const AcuLabelRows *rows,
                         const AcuLabelImportOptions *options,
                         AcuLabelSet *set,
                         GError **error)
{
  const char *method = options->method != NULL ? options->method : rows->method;
  const char *name = options->set != NULL ? options->set : rows->set;
  g_autoptr (GPtrArray) sets = acu_label_store_list_sets (catalog, error);

  if (sets == NULL)
    return FALSE;
  set->name = name != NULL ? g_strdup (name) : name_by_file (rows->path);
  set->note = g_strdup (rows->instructions);
  set->method = guess_method (rows->rows);
  if (method != NULL && !parse_method (method, &set->method, error))
    return FALSE;
  if (rows->score_min < rows->score_max)
    set_scale (set, rows->score_min, rows->score_max);
  else if (set->method == ACU_METHOD_ACR)
    set_scale (set, 1.0, 5.0);
  else
    set_scale (set, 0.0, set->method == ACU_METHOD_PAIRWISE ? 1.0 : 100.0);
  for (guint i = 0; i < sets->len; i++) {
    const AcuLabelSet *known = g_ptr_array_index (sets, i);

    if (g_str_equal (known->name, set->name))
      return take_known (set, known, rows, method, error);
  }
  return TRUE;
}

static const char *
find_fault (const AcuLabelSet *set, const AcuLabelRow *row)
{
  gboolean is_pair = set->method == ACU_METHOD_PAIRWISE;

  if (is_pair != (row->other != NULL))
    return is_pair ? "a comparison needs a second image in the column other"
                   : "a rating of one image has a second one";
  if (is_pair && !isnan (row->score) && row->score != 0.0 && row->score != 0.5 && row->score != 1.0)
    return "the score of a comparison is 1, 0 or 0.5";
  /* What a rater practises on may be whole photos. */
  if (set->method == ACU_METHOD_PATCH && row->side == 0 && row->role != ACU_ROLE_TRAINING)
    return "a rating of a patch needs y, x and side";
  if (!is_pair && (row->score < set->score_min || row->score > set->score_max))
    return "the score is beyond the scale";
  if (acu_label_method_is_graded (set->method, set->score_min, set->score_max) &&
      !isnan (row->score) && row->score != floor (row->score))
    return "a grade is a whole number";
  return NULL;
}

void
acu_label_target_check (const AcuLabelSet *set, AcuLabelRows *rows)
{
  for (guint i = 0; i < rows->rows->len;) {
    const AcuLabelRow *row = g_ptr_array_index (rows->rows, i);
    const char *fault = find_fault (set, row);

    if (fault == NULL) {
      i++;
      continue;
    }
    if (isnan (row->score))
      acu_label_rows_complain (rows, row->line, "%s", fault);
    else
      acu_label_rows_complain (rows, row->line, "%s: %g (%g to %g)", fault, row->score,
                               set->score_min, set->score_max);
    g_ptr_array_remove_index (rows->rows, i);
  }
}
