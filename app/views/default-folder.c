#include "app/views/default-folder.h"

#include "app/imaging/file-kind.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/thread-task.h"

/* How far the user's pictures folder is searched for a photo. */
#define MAX_SEARCHED 4000

/* Whether there is a photo in @folder or, a few folders deep, below it. */
static gboolean
has_photo (GFile *folder, int depth, guint *searched, GCancellable *cancellable)
{
  g_autoptr (GFileEnumerator) files = g_file_enumerate_children (
      folder, G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
      G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, cancellable, NULL);
  GFileInfo *info;
  GFile *child;

  while (files && (*searched)++ < MAX_SEARCHED &&
         g_file_enumerator_iterate (files, &info, &child, cancellable, NULL) && info) {
    AcuFileKind kind = acu_file_kind_guess (g_file_info_get_name (info));
    if (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR &&
        (kind == ACU_FILE_PICTURE || kind == ACU_FILE_RAW))
      return TRUE;
    if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY && depth > 0 &&
        has_photo (child, depth - 1, searched, cancellable))
      return TRUE;
  }
  return FALSE;
}

/* Where pictures are that were not open last; NULL for nowhere. */
static const char *
find_pictures (GCancellable *cancellable)
{
  const char *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  guint searched = 0;

  if (pictures) {
    g_autoptr (GFile) folder = g_file_new_for_path (pictures);
    if (has_photo (folder, 3, &searched, cancellable))
      return pictures;
  }
  return g_file_test (ACU_SAMPLES_FOLDER, G_FILE_TEST_IS_DIR) ? ACU_SAMPLES_FOLDER : NULL;
}

static void
find_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *last = data;

  if (*last && g_file_test (last, G_FILE_TEST_IS_DIR))
    g_task_return_pointer (task, g_strdup (last), g_free);
  else
    g_task_return_pointer (task, g_strdup (find_pictures (cancellable)), g_free);
}

void
acu_default_folder_find_async (GObject *source,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, NULL);

  g_task_set_task_data (task, g_settings_get_string (acu_settings_get (), "last-folder"), g_free);
  acu_thread_task_run (task, find_in_thread);
}

char *
acu_default_folder_find_finish (GAsyncResult *result, char **missing)
{
  const char *last = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  char *path = g_task_propagate_pointer (G_TASK (result), &error);

  *missing = !error && *last && g_strcmp0 (path, last) != 0 ? g_strdup (last) : NULL;
  return path;
}
