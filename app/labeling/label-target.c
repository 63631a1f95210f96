#include "app/labeling/label-target.h"

#include "app/labeling/error.h"
#include "app/labeling/label-identity.h"

#include <glib/gi18n.h>
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
               _ ("the method is acr, continuous, pairwise or patch, not “%s”"), shown);
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

/* @known, which is there already, must be of the kind that the file is. */
static gboolean
take_known (AcuLabelSet *set,
            const AcuLabelSet *known,
            const AcuLabelRows *rows,
            const char *method,
            GError **error)
{
  if (method != NULL && known->method != set->method) {
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET,
                 _ ("the label set “%s” is of the method %s, and the file's ratings are %s; choose "
                    "another set"),
                 known->name, acu_label_method_to_string (known->method), method);
    return FALSE;
  }
  if (rows->score_min < rows->score_max &&
      (rows->score_min != known->score_min || rows->score_max != known->score_max)) {
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET,
                 _ ("the label set “%s” has a scale from %g to %g, and the file's ratings have one "
                    "from %g to %g; choose another set"),
                 known->name, known->score_min, known->score_max, rows->score_min, rows->score_max);
    return FALSE;
  }
  set->id = known->id;
  memcpy (set->uid, known->uid, ACU_UID_SIZE);
  g_free (set->name);
  set->name = g_strdup (known->name);
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

static const AcuLabelSet *
find_uid (const GPtrArray *sets, const AcuLabelRows *rows)
{
  for (guint i = 0; rows->has_set_uid && i < sets->len; i++) {
    const AcuLabelSet *known = g_ptr_array_index (sets, i);

    if (memcmp (known->uid, rows->set_uid, ACU_UID_SIZE) == 0)
      return known;
  }
  return NULL;
}

static const AcuLabelSet *
find_name (const GPtrArray *sets, const char *name)
{
  for (guint i = 0; i < sets->len; i++) {
    const AcuLabelSet *known = g_ptr_array_index (sets, i);

    if (g_str_equal (known->name, name))
      return known;
  }
  return NULL;
}

static gboolean
is_of_set (const AcuLabelRows *rows, const AcuLabelSet *set)
{
  if (rows->has_set_uid)
    return memcmp (rows->set_uid, set->uid, ACU_UID_SIZE) == 0;
  /* Another program's table is of whichever set it is put into. */
  return rows->set == NULL || g_str_equal (rows->set, set->name);
}

/* Whether @set has one of the ratings. */
static gboolean
has_rating (
    AcuCatalog *catalog, const AcuLabelRows *rows, gint64 set, gboolean *has, GError **error)
{
  g_autoptr (GError) failure = NULL;

  *has = FALSE;
  for (guint i = 0; i < rows->rows->len && !*has && failure == NULL; i++) {
    const AcuLabelRow *row = g_ptr_array_index (rows->rows, i);

    *has = row->has_uid && acu_label_store_find_uid (catalog, row->uid, &failure) == set;
  }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* @name, or, where a set is called so, the first of "NAME 2", "NAME 3", … that is free.
 * (transfer full) */
static char *
dup_free_name (const GPtrArray *sets, const char *name)
{
  char *found = g_strdup (name);

  for (guint n = 2; find_name (sets, found) != NULL; n++) {
    g_free (found);
    found = g_strdup_printf ("%s %u", name, n);
  }
  return found;
}

/* The set that the file says it is of, where it is there. */
static const AcuLabelSet *
find_own (const GPtrArray *sets, const AcuLabelRows *rows)
{
  if (rows->has_set_uid)
    return find_uid (sets, rows);
  return rows->set != NULL ? find_name (sets, rows->set) : NULL;
}

gboolean
acu_label_target_choose (AcuCatalog *catalog,
                         const AcuLabelRows *rows,
                         const AcuLabelImportOptions *options,
                         AcuLabelSet *set,
                         gboolean *is_other,
                         GError **error)
{
  const char *method = options->method != NULL ? options->method : rows->method;
  const char *name = options->set != NULL ? options->set : rows->set;
  g_autoptr (GPtrArray) sets = acu_label_store_list_sets (catalog, error);
  const AcuLabelSet *same, *known;
  gboolean has = FALSE;

  *is_other = FALSE;
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
  same = find_uid (sets, rows);
  known = options->set == NULL && same != NULL ? same : find_name (sets, set->name);
  if (known != NULL && !is_of_set (rows, known)) {
    if (!has_rating (catalog, rows, known->id, &has, error))
      return FALSE;
    *is_other = !has;
  }
  if (*is_other && options->other == ACU_OTHER_SET_APART) {
    char *free_name = dup_free_name (sets, rows->set != NULL ? rows->set : set->name);

    *is_other = FALSE;
    known = find_own (sets, rows);
    g_free (set->name);
    set->name = free_name;
  }
  if (known == NULL) {
    /* A copy beside the set itself is a set of its own. */
    if (rows->has_set_uid && same == NULL)
      memcpy (set->uid, rows->set_uid, ACU_UID_SIZE);
    else
      acu_uid_make (set->uid);
    return TRUE;
  }
  return take_known (set, known, rows, method, error);
}

static const char *
find_fault (const AcuLabelSet *set, const AcuLabelRow *row)
{
  gboolean is_pair = set->method == ACU_METHOD_PAIRWISE;

  if (is_pair != (row->other != NULL))
    return is_pair ? _ ("a comparison needs a second image in the column other")
                   : _ ("a rating of one image has a second one");
  if (is_pair && !isnan (row->score) && row->score != 0.0 && row->score != 0.5 && row->score != 1.0)
    return _ ("the score of a comparison is 1, 0 or 0.5");
  /* What a rater practises on may be whole photos. */
  if (set->method == ACU_METHOD_PATCH && row->side == 0 && row->role != ACU_ROLE_TRAINING)
    return _ ("a rating of a patch needs y, x and side");
  if (!is_pair && (row->score < set->score_min || row->score > set->score_max))
    return _ ("the score is beyond the scale");
  if (acu_label_method_is_graded (set->method, set->score_min, set->score_max) &&
      !isnan (row->score) && row->score != floor (row->score))
    return _ ("a grade is a whole number");
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
      acu_label_rows_complain (rows, row->line, _ ("%s: %g (%g to %g)"), fault, row->score,
                               set->score_min, set->score_max);
    g_ptr_array_remove_index (rows->rows, i);
  }
}
