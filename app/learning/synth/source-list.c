#include "app/learning/synth/source-list.h"

#include "app/learning/synth/synth-error.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_DEPTH 32

static const char *const endings[] = {".jpg", ".jpeg", ".png",  ".webp", ".tif", ".tiff",
                                      ".bmp", ".ppm",  ".avif", ".heic", ".jxl", NULL};

static gboolean
is_picture (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; endings[i] != NULL; i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

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
    else if (!S_ISDIR (info.st_mode) && is_picture (name))
      g_ptr_array_add (found, g_steal_pointer (&child));
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
