#include "app/views/named-files.h"

#include "app/views/shared/gone-words.h"
#include "app/views/shared/thread-task.h"

#include <glib/gi18n.h>

void
acu_named_files_free (AcuNamedFiles *files)
{
  g_free (files->folder);
  g_strfreev (files->photos);
  g_free (files->missing);
  g_free (files);
}

/* Why @file cannot be opened. (transfer full) */
static char *
explain (GFile *file, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    return acu_gone_words_tell (g_file_peek_path (file));

  g_autofree char *name = g_file_get_parse_name (file);
  return g_strdup_printf (_ ("%s cannot be opened: %s"), name, error->message);
}

/* What @file is; where it is not there, which is told in @problem, G_FILE_TYPE_UNKNOWN. */
static GFileType
look (GFile *file, GCancellable *cancellable, char **problem)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_peek_path (file)) {
    g_autofree char *uri = g_file_get_uri (file);
    *problem = g_strdup_printf (_ ("%s is not on this machine"), uri);
    return G_FILE_TYPE_UNKNOWN;
  }
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE,
                                                  G_FILE_QUERY_INFO_NONE, cancellable, &error);
  if (info)
    return g_file_info_get_file_type (info);
  *problem = explain (file, error);
  return G_FILE_TYPE_UNKNOWN;
}

/* The folder that is opened for @file, which is there: itself, or the one it is in.
 * (transfer full) */
static GFile *
get_folder (GFile *file, GFileType type)
{
  GFile *parent = type == G_FILE_TYPE_DIRECTORY ? NULL : g_file_get_parent (file);

  return parent ? parent : g_object_ref (file);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (AcuNamedFiles) found = g_new0 (AcuNamedFiles, 1);
  g_autoptr (GStrvBuilder) photos = g_strv_builder_new ();
  g_autoptr (GFile) folder = NULL;
  const GPtrArray *files = data;

  for (guint i = 0; i < files->len && !g_cancellable_is_cancelled (cancellable); i++) {
    GFile *file = g_ptr_array_index (files, i);
    g_autofree char *problem = NULL;
    GFileType type = look (file, cancellable, &problem);

    if (!problem && !folder)
      folder = get_folder (file, type);
    if (problem && !found->missing)
      found->missing = g_steal_pointer (&problem);
    else if (!problem && g_file_has_prefix (file, folder))
      g_strv_builder_add (photos, g_file_peek_path (file));
    else if (!problem && !g_file_equal (file, folder))
      found->n_elsewhere++;
  }
  if (g_task_return_error_if_cancelled (task))
    return;
  if (!folder) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s", found->missing);
    return;
  }
  found->folder = g_file_get_path (folder);
  found->photos = g_strv_builder_end (photos);
  g_task_return_pointer (task, g_steal_pointer (&found), (GDestroyNotify)acu_named_files_free);
}

void
acu_named_files_find_async (GFile *const *files,
                            int n,
                            GObject *source,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback)
{
  g_return_if_fail (files && n > 0 && G_IS_OBJECT (source));

  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, NULL);
  GPtrArray *named = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; i < n; i++)
    g_ptr_array_add (named, g_object_ref (files[i]));
  g_task_set_task_data (task, named, (GDestroyNotify)g_ptr_array_unref);
  acu_thread_task_run (task, find_in_thread);
}

AcuNamedFiles *
acu_named_files_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
