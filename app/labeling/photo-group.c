#include "app/labeling/photo-group.h"

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

void
acu_photo_group_find (const GPtrArray *rows, guint *groups)
{
  g_autoptr (GArray) entries = sort_entries (rows);
  g_autoptr (GHashTable) stems = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint k = 0; k < entries->len; k++) {
    const Entry *entry = &g_array_index (entries, Entry, k);
    gpointer known;

    groups[entry->place] = k;
    if (g_hash_table_lookup_extended (stems, entry->stem, NULL, &known))
      groups[entry->place] = GPOINTER_TO_UINT (known);
    else if (k > 0 && is_same_burst (g_array_index (entries, Entry, k - 1).row, entry->row))
      groups[entry->place] = groups[g_array_index (entries, Entry, k - 1).place];
    g_hash_table_insert (stems, entry->stem, GUINT_TO_POINTER (groups[entry->place]));
  }
}

GPtrArray *
acu_photo_group_name (const GPtrArray *rows, const guint *groups)
{
  g_autoptr (GArray) entries = sort_entries (rows);
  GPtrArray *names = g_ptr_array_new_full (rows->len, g_free);

  /* A group's number is its first member's place in this order. */
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (names, g_strdup (g_array_index (entries, Entry, groups[i]).stem));
  return names;
}
