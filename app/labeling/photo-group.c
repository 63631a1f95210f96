#include "app/labeling/photo-group.h"

#include "app/catalog/label-store.h"
#include "app/culling/disjoint-sets.h"
#include "app/culling/photo-groups.h"

#include <string.h>

typedef struct {
  const AcuPhotoRow *row;
  guint place; /* in the caller's order */
  char *stem;  /* path without its ending */
} Entry;

static char *
dup_stem (const char *path)
{
  const char *name = strrchr (path, '/');
  const char *dot = strrchr (name != NULL ? name : path, '.');

  return dot != NULL && dot != name + 1 ? g_strndup (path, (gsize)(dot - path)) : g_strdup (path);
}

static void
entry_clear (Entry *entry)
{
  g_free (entry->stem);
}

static gint64
get_time (const AcuPhotoRow *row)
{
  return row->has_facts ? row->facts.taken : G_MININT64;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *first = a, *second = b;
  gint64 first_time = get_time (first->row), second_time = get_time (second->row);

  if (first->row->folder != second->row->folder)
    return first->row->folder < second->row->folder ? -1 : 1;
  if (first_time != second_time)
    return first_time < second_time ? -1 : 1;
  return strcmp (first->row->path, second->row->path);
}

static gboolean
is_same_burst (const AcuPhotoRow *before, const AcuPhotoRow *row)
{
  gint64 before_time = get_time (before), time = get_time (row);

  return before->folder == row->folder && before_time != G_MININT64 && time != G_MININT64 &&
         time - before_time <= ACU_BURST_SECONDS &&
         g_strcmp0 (before->facts.camera, row->facts.camera) == 0;
}

static GArray *
sort_entries (const GPtrArray *rows)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));

  g_array_set_clear_func (entries, (GDestroyNotify)entry_clear);
  for (guint i = 0; i < rows->len; i++) {
    const AcuPhotoRow *row = g_ptr_array_index (rows, i);
    Entry entry = {row, i, dup_stem (row->path)};

    g_array_append_val (entries, entry);
  }
  g_array_sort (entries, compare_entries);
  return entries;
}

/* ---- Sets that grow together ---- */

typedef struct {
  GArray *entries;       /* Entry */
  AcuDisjointSets *sets; /* of places in entries */
} Forest;

static void
forest_init (Forest *forest, const GPtrArray *rows)
{
  forest->entries = sort_entries (rows);
  forest->sets = acu_disjoint_sets_new (rows->len);
}

static void
forest_clear (Forest *forest)
{
  g_clear_pointer (&forest->entries, g_array_unref);
  g_clear_pointer (&forest->sets, acu_disjoint_sets_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Forest, forest_clear)

static const Entry *
get_entry (const Forest *forest, guint k)
{
  return &g_array_index (forest->entries, Entry, k);
}

static void
join (Forest *forest, guint a, guint b)
{
  acu_disjoint_sets_join (forest->sets, a, b);
}

/* ---- What belongs together ---- */

/* What is known of photos beside their rows. */
typedef struct {
  GHashTable *named;  /* photo id: name of its group */
  GHashTable *places; /* photo id: place in alike->photos */
  AcuPhotoGroups *alike;
} Knowledge;

static void
knowledge_clear (Knowledge *known)
{
  g_clear_pointer (&known->named, g_hash_table_unref);
  g_clear_pointer (&known->places, g_hash_table_unref);
  g_clear_pointer (&known->alike, acu_photo_groups_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Knowledge, knowledge_clear)

static gboolean
read_knowledge (
    AcuCatalog *catalog, gint64 set, const GPtrArray *rows, Knowledge *known, GError **error)
{
  g_autofree gint64 *ids = g_new (gint64, rows->len + 1);
  g_autoptr (GArray) photos = NULL;

  for (guint i = 0; i < rows->len; i++)
    ids[i] = ((const AcuPhotoRow *)g_ptr_array_index (rows, i))->id;
  known->named = acu_label_store_list_groups (catalog, set, error);
  photos = known->named != NULL ? acu_likeness_store_load (catalog, ids, rows->len, 0, NULL, error)
                                : NULL;
  if (photos == NULL)
    return FALSE;
  known->alike = acu_photo_groups_new (photos, NULL, NULL);
  known->places = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint i = 0; i < photos->len; i++) {
    AcuCullPhoto *photo = &g_array_index (photos, AcuCullPhoto, i);

    if (photo->has_likeness)
      g_hash_table_insert (known->places, &photo->photo, GUINT_TO_POINTER (i));
  }
  return TRUE;
}

static const char *
get_name (const Knowledge *known, const AcuPhotoRow *row)
{
  return known != NULL ? g_hash_table_lookup (known->named, &row->id) : NULL;
}

static gboolean
has_likeness (const Knowledge *known, const AcuPhotoRow *row)
{
  return known != NULL && g_hash_table_contains (known->places, &row->id);
}

/* By name of their files, and in bursts of which it is not known whether they look alike. */
static void
join_files (Forest *forest, const Knowledge *known)
{
  g_autoptr (GHashTable) stems = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint k = 0; k < forest->entries->len; k++) {
    const Entry *entry = get_entry (forest, k);
    const AcuPhotoRow *before = k > 0 ? get_entry (forest, k - 1)->row : NULL;
    gpointer first;

    if (get_name (known, entry->row) != NULL)
      continue;
    if (g_hash_table_lookup_extended (stems, entry->stem, NULL, &first))
      join (forest, GPOINTER_TO_UINT (first), k);
    else
      g_hash_table_insert (stems, entry->stem, GUINT_TO_POINTER (k));
    if (before != NULL && get_name (known, before) == NULL &&
        !(has_likeness (known, before) && has_likeness (known, entry->row)) &&
        is_same_burst (before, entry->row))
      join (forest, k - 1, k);
  }
}

/* By the groups that somebody has named, and by looks. */
static void
join_known (Forest *forest, const Knowledge *known)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint *firsts = g_new (guint, known->alike->groups->len + 1);

  for (guint i = 0; i < known->alike->groups->len; i++)
    firsts[i] = G_MAXUINT;
  for (guint k = 0; k < forest->entries->len; k++) {
    const AcuPhotoRow *row = get_entry (forest, k)->row;
    const char *name = get_name (known, row);
    gpointer place, first;
    gint32 group = -1;

    if (name != NULL) {
      if (g_hash_table_lookup_extended (names, name, NULL, &first))
        join (forest, GPOINTER_TO_UINT (first), k);
      else
        g_hash_table_insert (names, (gpointer)name, GUINT_TO_POINTER (k));
      continue;
    }
    if (g_hash_table_lookup_extended (known->places, &row->id, NULL, &place))
      group = known->alike->group[GPOINTER_TO_UINT (place)];
    if (group < 0)
      continue;
    if (firsts[group] == G_MAXUINT)
      firsts[group] = k;
    join (forest, firsts[group], k);
  }
}

static void
write_groups (Forest *forest, guint *groups)
{
  for (guint k = 0; k < forest->entries->len; k++)
    groups[get_entry (forest, k)->place] = acu_disjoint_sets_find (forest->sets, k);
}

void
acu_photo_group_find (const GPtrArray *rows, guint *groups)
{
  g_auto (Forest) forest = {NULL};

  forest_init (&forest, rows);
  join_files (&forest, NULL);
  write_groups (&forest, groups);
}

GPtrArray *
acu_photo_group_find_in_set (
    AcuCatalog *catalog, gint64 set, const GPtrArray *rows, guint *groups, GError **error)
{
  g_auto (Knowledge) known = {NULL};
  g_auto (Forest) forest = {NULL};
  GPtrArray *names;

  if (!read_knowledge (catalog, set, rows, &known, error))
    return NULL;
  forest_init (&forest, rows);
  join_files (&forest, &known);
  join_known (&forest, &known);
  write_groups (&forest, groups);
  names = g_ptr_array_new_full (rows->len, g_free);
  for (guint i = 0; i < rows->len; i++) {
    const char *name = get_name (&known, g_ptr_array_index (rows, i));

    g_ptr_array_add (names, g_strdup (name != NULL ? name : get_entry (&forest, groups[i])->stem));
  }
  return names;
}
