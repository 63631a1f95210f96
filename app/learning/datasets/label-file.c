#include "app/learning/datasets/label-file.h"

#include "app/learning/datasets/dataset-error.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <sys/stat.h>

gboolean
acu_label_file_read (const char *path, gsize limit, char **contents, gsize *length, GError **error)
{
  GStatBuf info;

  g_return_val_if_fail (path != NULL && contents != NULL && length != NULL, FALSE);

  if (g_stat (path, &info) != 0) {
    int saved = errno;

    g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (saved),
                 _ ("%s cannot be read: %s"), path, g_strerror (saved));
    return FALSE;
  }
  /* A pipe or device would block or never end. */
  if (!S_ISREG (info.st_mode)) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 S_ISDIR (info.st_mode) ? _ ("%s is a folder, not a file")
                                        : _ ("%s is a pipe or device, not a file"),
                 path);
    return FALSE;
  }
  if ((guint64)info.st_size > limit) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT,
                 _ ("%s is too large for a label file: %" PRIu64 " MiB, the limit is %zu MiB"),
                 path, (guint64)info.st_size >> 20, limit >> 20);
    return FALSE;
  }
  return g_file_get_contents (path, contents, length, error);
}

char *
acu_label_file_find (const char *folder, const char *const *candidates, GError **error)
{
  g_autofree char *list = NULL;

  g_return_val_if_fail (folder != NULL && candidates != NULL, NULL);

  for (gsize i = 0; candidates[i] != NULL; i++) {
    g_autofree char *path = g_build_filename (folder, candidates[i], NULL);

    if (g_file_test (path, G_FILE_TEST_EXISTS))
      return g_steal_pointer (&path);
  }
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_MISSING, _ ("There is no folder %s"),
                 folder);
    return NULL;
  }
  list = g_strjoinv (_ (" or "), (char **)candidates);
  g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_MISSING,
               _ ("%s is incomplete: it lacks %s"), folder, list);
  return NULL;
}
