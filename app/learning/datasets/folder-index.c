#include "app/learning/datasets/folder-index.h"

#include <string.h>

struct _AcuFolderIndex {
  GHashTable *exact;  /* file name -> path */
  GHashTable *folded; /* file name in lower case -> path, owned by the other */
  GPtrArray *folders; /* (element-type utf8): those added */
  char *first;        /* the first one asked for */
};

AcuFolderIndex *
acu_folder_index_new (void)
{
  AcuFolderIndex *index = g_new0 (AcuFolderIndex, 1);

  index->exact = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  index->folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  index->folders = g_ptr_array_new_with_free_func (g_free);
  return index;
}

void
acu_folder_index_free (AcuFolderIndex *index)
{
  if (index == NULL)
    return;
  g_hash_table_unref (index->folded);
  g_hash_table_unref (index->exact);
  g_ptr_array_unref (index->folders);
  g_free (index->first);
  g_free (index);
}

gboolean
acu_folder_index_add (AcuFolderIndex *index, const char *folder)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_return_val_if_fail (index != NULL && folder != NULL, FALSE);

  dir = g_dir_open (folder, 0, NULL);
  if (index->first == NULL)
    index->first = g_strdup (folder);
  if (dir == NULL)
    return FALSE;
  g_ptr_array_add (index->folders, g_strdup (folder));
  while ((name = g_dir_read_name (dir)) != NULL) {
    char *path, *lower;

    if (g_hash_table_contains (index->exact, name))
      continue;
    path = g_build_filename (folder, name, NULL);
    g_hash_table_insert (index->exact, g_strdup (name), path);
    lower = g_ascii_strdown (name, -1);
    if (g_hash_table_contains (index->folded, lower))
      g_free (lower);
    else
      g_hash_table_insert (index->folded, lower, path);
  }
  return TRUE;
}

void
acu_folder_index_add_all (AcuFolderIndex *index, const char *root, const char *const *names)
{
  g_return_if_fail (index != NULL && root != NULL && names != NULL);

  for (gsize i = 0; names[i] != NULL; i++) {
    g_autofree char *folder = g_build_filename (root, names[i], NULL);

    acu_folder_index_add (index, folder);
  }
}

const char *
acu_folder_index_find (const AcuFolderIndex *index, const char *name)
{
  g_autofree char *lower = NULL;
  const char *path;

  g_return_val_if_fail (index != NULL && name != NULL, NULL);

  path = g_hash_table_lookup (index->exact, name);
  if (path != NULL)
    return path;
  lower = g_ascii_strdown (name, -1);
  return g_hash_table_lookup (index->folded, lower);
}

/* Shorter names are in others by chance, and "." is in every one. */
#define LEAST_TELLING 3

/* How much speaks for a file called @name, of the part @part, lying in @folder. */
static gsize
weigh (const char *folder, const char *name, const char *part)
{
  g_autofree char *base = g_path_get_basename (folder);
  g_autofree char *lower_base = g_ascii_strdown (base, -1);
  g_autofree char *lower_name = g_ascii_strdown (name, -1);

  if (strlen (base) < LEAST_TELLING)
    return 0;
  if ((part != NULL && *part != '\0' && g_str_has_suffix (lower_base, part)) ||
      strstr (lower_name, lower_base) != NULL)
    return strlen (base);
  return 0;
}

char *
acu_folder_index_expected (const AcuFolderIndex *index, const char *name, const char *part)
{
  const char *likely;
  gsize most = 0;

  g_return_val_if_fail (index != NULL && name != NULL, NULL);

  likely = index->first;
  for (guint i = 0; i < index->folders->len; i++) {
    const char *folder = g_ptr_array_index (index->folders, i);
    gsize weight = weigh (folder, name, part);

    if (i == 0 || weight > most) {
      likely = folder;
      most = weight;
    }
  }
  return likely != NULL ? g_build_filename (likely, name, NULL) : g_strdup (name);
}
