#include "app/learning/synth/source-list.h"

#include "app/imaging/file-kind.h"
#include "app/learning/synth/synth-error.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_DEPTH 32

static void
search (const char *folder, const char *relative, guint depth, GPtrArray *found)
{
  g_autofree char *path = g_build_filename (folder, relative, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  /* A folder that cannot be read has no pictures for us; an empty list is an error anyway. */
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child =
        *relative == '\0' ? g_strdup (name) : g_build_filename (relative, name, NULL);
    g_autofree char *child_path = g_build_filename (folder, child, NULL);
    struct stat info;

    if (name[0] == '.' || g_lstat (child_path, &info) != 0)
      continue;
    if (S_ISDIR (info.st_mode) && depth < MAX_DEPTH)
      search (folder, child, depth + 1, found);
    else if (!S_ISDIR (info.st_mode) && acu_file_kind_is_photo (name))
      g_ptr_array_add (found, g_steal_pointer (&child));
  }
}

/* Takes out the RAW files that have a companion beside them: the same photo, which may not be
 * learned from and held out as well. */
static void
drop_pairs (GPtrArray *paths)
{
  g_autoptr (GHashTable) companions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < paths->len; i++) {
    const char *path = g_ptr_array_index (paths, i);

    if (acu_file_kind_is_companion (path))
      g_hash_table_add (companions, acu_file_kind_get_stem (path));
  }
  for (guint i = paths->len; i-- > 0;) {
    const char *path = g_ptr_array_index (paths, i);
    g_autofree char *stem = acu_file_kind_get_stem (path);

    if (acu_file_kind_guess (path) == ACU_FILE_RAW && g_hash_table_contains (companions, stem))
      g_ptr_array_remove_index (paths, i);
  }
}

static int
compare_paths_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
acu_source_list_new (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_SOURCE,
                 _ ("%s: not a folder; name one that holds sharp photos"), folder);
    return NULL;
  }
  search (folder, "", 0, found);
  drop_pairs (found);
  if (found->len == 0) {
    g_set_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_SOURCE,
                 _ ("%s: no pictures in it; name a folder that holds sharp photos"), folder);
    return NULL;
  }
  g_ptr_array_sort (found, compare_paths_cb);
  return g_steal_pointer (&found);
}

guint64
acu_source_list_hash (const char *relative)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *relative != '\0'; relative++)
    hash = (hash ^ (guint8)*relative) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}
