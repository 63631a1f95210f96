#include "app/learning/datasets/folder-index.h"

struct _AcuFolderIndex {
  GHashTable *exact;  /* file name -> path */
  GHashTable *folded; /* file name in lower case -> path, owned by the other */
  char *first;        /* the first folder added or, failing that, asked for */
  gboolean first_exists;
};

AcuFolderIndex *
acu_folder_index_new (void)
{
  AcuFolderIndex *index = g_new0 (AcuFolderIndex, 1);

  index->exact = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  index->folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return index;
}

void
acu_folder_index_free (AcuFolderIndex *index)
{
  if (index == NULL)
    return;
  g_hash_table_unref (index->folded);
  g_hash_table_unref (index->exact);
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
  if (index->first == NULL || (dir != NULL && !index->first_exists)) {
    g_free (index->first);
    index->first = g_strdup (folder);
    index->first_exists = dir != NULL;
  }
  if (dir == NULL)
    return FALSE;
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

char *
acu_folder_index_expected (const AcuFolderIndex *index, const char *name)
{
  g_return_val_if_fail (index != NULL && name != NULL, NULL);

  return index->first != NULL ? g_build_filename (index->first, name, NULL) : g_strdup (name);
}
