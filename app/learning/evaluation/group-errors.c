#include "app/learning/evaluation/group-errors.h"

#include "app/text/number-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Of a dataset's own groups and of folders, so many pictures each at the least, on average. */
#define MIN_PICTURES 2

#define N_FIFTHS 5

#define OTHERS   N_ ("others")
#define MIXTURES N_ ("mixtures")

/* What is divided. */
typedef struct {
  const AcuDataset *dataset;
  const guint32 *samples; /* (n) */
  const double *targets;  /* (n) */
  gsize n;
} Pictures;

static const AcuSample *
get_sample (const Pictures *pictures, gsize i)
{
  return acu_dataset_get_sample (pictures->dataset, pictures->samples[i]);
}

/* Each names the group of every picture, or is NULL where one has none.
 * (transfer full) (element-type utf8) */

static GPtrArray *
names_new (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

static GPtrArray *
name_by_fault (const Pictures *pictures, gboolean with_level)
{
  g_autoptr (GPtrArray) names = names_new ();

  for (gsize i = 0; i < pictures->n; i++) {
    const AcuSample *sample = get_sample (pictures, i);
    const char *kind = sample->kind;

    if (!kind)
      return NULL;
    if (strchr (kind, '+'))
      kind = MIXTURES;
    g_ptr_array_add (names, with_level && sample->level > 0
                                ? g_strdup_printf ("%s · %.0f", kind, sample->level)
                                : g_strdup (kind));
  }
  return g_steal_pointer (&names);
}

static GPtrArray *
name_by_group (const Pictures *pictures)
{
  g_autoptr (GPtrArray) names = names_new ();

  for (gsize i = 0; i < pictures->n; i++) {
    const char *group = get_sample (pictures, i)->group;

    if (!group)
      return NULL;
    g_ptr_array_add (names, g_strdup (group));
  }
  return g_steal_pointer (&names);
}

/* How much of @path, in whole folders, @other begins with as well. */
static gsize
common_length (const char *path, const char *other, gsize length)
{
  gsize common = 0;

  for (gsize i = 0; i < length && path[i] == other[i]; i++)
    if (path[i] == '/')
      common = i + 1;
  return common;
}

static GPtrArray *
name_by_folder (const Pictures *pictures)
{
  g_autoptr (GPtrArray) names = names_new ();
  const char *first = pictures->n > 0 ? get_sample (pictures, 0)->path : "";
  gsize common = strlen (first);

  for (gsize i = 0; i < pictures->n; i++)
    common = common_length (first, get_sample (pictures, i)->path, common);
  for (gsize i = 0; i < pictures->n; i++) {
    g_autofree char *folder = g_path_get_dirname (get_sample (pictures, i)->path);

    /* Some may lie in the folder that all have in common. */
    g_ptr_array_add (names, strlen (folder) > common ? g_strdup (folder + common)
                                                     : g_path_get_basename (folder));
  }
  return g_steal_pointer (&names);
}

static int
compare_doubles_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  double left = *(const double *)a, right = *(const double *)b;

  return left < right ? -1 : left > right;
}

/* (transfer full) */
static char *
name_range (double low, double high)
{
  g_autofree char *from = acu_number_format_digits (low, 3);
  g_autofree char *to = acu_number_format_digits (high, 3);

  return low < high ? g_strconcat (from, " – ", to, NULL) : g_steal_pointer (&from);
}

/* Fifths; equal scores stay together, so that there may be fewer, and of fewer than five pictures
 * some are empty. */
static GPtrArray *
name_by_quality (const Pictures *pictures)
{
  gsize n = pictures->n;
  g_autofree double *sorted = NULL;
  GPtrArray *names;

  if (n < 2 * MIN_PICTURES)
    return NULL;
  sorted = g_memdup2 (pictures->targets, n * sizeof *sorted);
  names = names_new ();
  g_qsort_with_data (sorted, (int)n, sizeof *sorted, compare_doubles_cb, NULL);
  for (gsize i = 0; i < n; i++) {
    double low = sorted[0], high = sorted[n - 1];

    for (gsize fifth = 1; fifth < N_FIFTHS; fifth++) {
      gsize end = fifth * n / N_FIFTHS;
      double bound;

      if (end == 0)
        continue;
      bound = sorted[end - 1];
      if (pictures->targets[i] <= bound) {
        high = bound;
        break;
      }
      while (end < n && sorted[end] <= bound)
        end++;
      low = sorted[MIN (end, n - 1)];
    }
    g_ptr_array_add (names, name_range (low, high));
  }
  return names;
}

/* Choosing. */

typedef struct {
  guint n;
  double target; /* of the first picture */
  double before; /* sums of squares */
  double after;
} Sum;

/* How many pictures have each name; keys are those of @names. */
static GHashTable *
count (GPtrArray *names)
{
  GHashTable *counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < names->len; i++) {
    char *name = g_ptr_array_index (names, i);
    guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, name));

    g_hash_table_insert (counts, name, GUINT_TO_POINTER (n + 1));
  }
  return counts;
}

static int
compare_counts_cb (gconstpointer a, gconstpointer b, gpointer counts)
{
  guint one = GPOINTER_TO_UINT (g_hash_table_lookup (counts, a));
  guint other = GPOINTER_TO_UINT (g_hash_table_lookup (counts, b));

  return one != other ? (one > other ? -1 : 1) : strcmp (a, b);
}

/* Renames what is rarest until there are few enough names. */
static void
gather_rare (GPtrArray *names)
{
  g_autoptr (GHashTable) counts = count (names);
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GList) keys = NULL;

  if (g_hash_table_size (counts) <= ACU_MAX_GROUP_ERRORS)
    return;
  keys = g_list_sort_with_data (g_hash_table_get_keys (counts), compare_counts_cb, counts);
  for (GList *key = keys; g_hash_table_size (kept) + 1 < ACU_MAX_GROUP_ERRORS; key = key->next)
    g_hash_table_add (kept, g_strdup (key->data));
  for (guint i = 0; i < names->len; i++) {
    char **name = (char **)&g_ptr_array_index (names, i);

    if (g_hash_table_contains (kept, *name))
      continue;
    g_free (*name);
    *name = g_strdup (OTHERS);
  }
}

static gboolean
is_readable (GPtrArray *names, guint min_pictures)
{
  g_autoptr (GHashTable) counts = names ? count (names) : NULL;
  guint n = counts ? g_hash_table_size (counts) : 0;

  return n >= 2 && n <= ACU_MAX_GROUP_ERRORS && names->len >= n * min_pictures;
}

static GPtrArray *
choose (const Pictures *pictures, AcuGrouping *grouping)
{
  for (*grouping = ACU_GROUPING_FAULT_LEVEL; *grouping <= ACU_GROUPING_QUALITY; (*grouping)++) {
    g_autoptr (GPtrArray) names = NULL;
    guint min_pictures = 1;

    switch (*grouping) {
    case ACU_GROUPING_FAULT_LEVEL:
      names = name_by_fault (pictures, TRUE);
      break;
    case ACU_GROUPING_FAULT:
      names = name_by_fault (pictures, FALSE);
      if (names)
        gather_rare (names);
      break;
    case ACU_GROUPING_GROUP:
      names = name_by_group (pictures);
      min_pictures = MIN_PICTURES;
      break;
    case ACU_GROUPING_FOLDER:
      names = name_by_folder (pictures);
      min_pictures = MIN_PICTURES;
      break;
    default:
      names = name_by_quality (pictures);
      min_pictures = MIN_PICTURES;
      break;
    }
    if (is_readable (names, min_pictures))
      return g_steal_pointer (&names);
  }
  *grouping = ACU_GROUPING_NONE;
  return NULL;
}

/* Errors. */

static void
group_clear (gpointer data)
{
  g_free (((AcuGroupError *)data)->name);
}

static int
compare_errors_cb (gconstpointer a, gconstpointer b)
{
  const AcuGroupError *one = a, *other = b;

  if (one->after != other->after)
    return one->after > other->after ? -1 : 1;
  return strcmp (one->name, other->name);
}

static int
compare_targets_cb (gconstpointer a, gconstpointer b, gpointer data)
{
  const Sum *one = g_hash_table_lookup (data, ((const AcuGroupError *)a)->name);
  const Sum *other = g_hash_table_lookup (data, ((const AcuGroupError *)b)->name);

  return one->target < other->target ? -1 : one->target > other->target;
}

GArray *
acu_group_errors_new (const AcuDataset *dataset,
                      const guint32 *samples,
                      gsize n,
                      const double *targets,
                      const double *before,
                      const double *after,
                      AcuGrouping *grouping)
{
  const Pictures pictures = {.dataset = dataset, .samples = samples, .targets = targets, .n = n};
  g_autoptr (GPtrArray) names = choose (&pictures, grouping);
  g_autoptr (GHashTable) sums = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (AcuGroupError));
  GHashTableIter iter;
  gpointer key, value;

  g_array_set_clear_func (groups, group_clear);
  for (guint i = 0; names && i < names->len; i++) {
    char *name = g_ptr_array_index (names, i);
    Sum *sum = g_hash_table_lookup (sums, name);

    if (!sum) {
      sum = g_new0 (Sum, 1);
      sum->target = targets[i];
      g_hash_table_insert (sums, name, sum);
    }
    sum->n++;
    sum->after += pow (after[i] - targets[i], 2);
    if (before)
      sum->before += pow (before[i] - targets[i], 2);
  }
  g_hash_table_iter_init (&iter, sums);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const Sum *sum = value;
    AcuGroupError group = {g_strdup (key), sum->n, before ? sqrt (sum->before / sum->n) : NAN,
                           sqrt (sum->after / sum->n)};

    g_array_append_val (groups, group);
  }
  if (*grouping == ACU_GROUPING_QUALITY)
    g_array_sort_with_data (groups, compare_targets_cb, sums);
  else
    g_array_sort (groups, compare_errors_cb);
  return groups;
}
