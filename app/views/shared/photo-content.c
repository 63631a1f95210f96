#include "app/views/shared/photo-content.h"

#include "app/catalog/photo-store.h"

#define URI_LIST   "text/uri-list"
#define PLAIN_TEXT "text/plain;charset=utf-8"

struct _AcuPhotoContent {
  GdkContentProvider parent_instance;

  AcuCatalog *catalog;
  GArray *photos; /* gint64 */
};

G_DEFINE_FINAL_TYPE (AcuPhotoContent, acu_photo_content, GDK_TYPE_CONTENT_PROVIDER)

static GdkContentFormats *
acu_photo_content_ref_formats (GdkContentProvider *provider)
{
  const char *types[] = {URI_LIST, PLAIN_TEXT};
  g_autoptr (GdkContentFormats) files = gdk_content_formats_union_serialize_mime_types (
      gdk_content_formats_new_for_gtype (GDK_TYPE_FILE_LIST));
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();

  gdk_content_formats_builder_add_gtype (builder, ACU_TYPE_PHOTO_CONTENT);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    gdk_content_formats_builder_add_mime_type (builder, types[i]);
  /* Whatever else the toolkit can make of files: for sandboxed programs, by way of the portal. */
  gsize n;
  const char *const *others = gdk_content_formats_get_mime_types (files, &n);
  for (gsize i = 0; i < n; i++)
    gdk_content_formats_builder_add_mime_type (builder, others[i]);
  return gdk_content_formats_builder_free_to_formats (builder);
}

static gboolean
acu_photo_content_get_value (GdkContentProvider *provider, GValue *value, GError **error)
{
  if (!G_VALUE_HOLDS (value, ACU_TYPE_PHOTO_CONTENT))
    return GDK_CONTENT_PROVIDER_CLASS (acu_photo_content_parent_class)
        ->get_value (provider, value, error);
  g_value_set_object (value, provider);
  return TRUE;
}

/* What is written, on one of the catalog's threads. */

typedef struct {
  GArray *photos;
  gboolean as_uris;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_array_unref (job->photos);
  g_free (job);
}

/* The files of the photos, those of RAW files that they stand for after each.
 * (element-type filename) (transfer full) */
static GPtrArray *
list_paths (AcuCatalog *catalog, const Job *job, GError **error)
{
  g_autoptr (GPtrArray) rows = acu_photo_store_get_rows (catalog, (const gint64 *)job->photos->data,
                                                         job->photos->len, 0, error);
  if (!rows)
    return NULL;

  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < rows->len; i++) {
    const AcuPhotoRow *row = g_ptr_array_index (rows, i);

    g_ptr_array_add (paths, g_strdup (row->path));
    for (GStrv raw = row->raws; raw && *raw; raw++)
      g_ptr_array_add (paths, g_strdup (*raw));
  }
  return paths;
}

static gpointer
make_text (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Job *job = data;
  g_autoptr (GPtrArray) paths = list_paths (catalog, job, error);
  if (!paths)
    return NULL;

  GString *text = g_string_new (NULL);
  for (guint i = 0; i < paths->len; i++) {
    const char *path = g_ptr_array_index (paths, i);
    g_autofree char *line =
        job->as_uris ? g_filename_to_uri (path, NULL, error) : g_filename_display_name (path);
    if (!line) {
      g_string_free (text, TRUE);
      return NULL;
    }
    /* Lines of a list of URIs end as RFC 2483 says. */
    g_string_append_printf (text,
                            job->as_uris         ? "%s\r\n"
                            : i + 1 < paths->len ? "%s\n"
                                                 : "%s",
                            line);
  }
  return g_string_free_to_bytes (text);
}

/* The same photos as files, for the toolkit to write. (element-type GFile) */
static gpointer
list_files (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) paths = list_paths (catalog, data, error);
  if (!paths)
    return NULL;

  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (files, g_file_new_for_path (g_ptr_array_index (paths, i)));
  return files;
}

typedef struct {
  GOutputStream *stream;
  char *mime_type;
} Target;

static void
target_free (gpointer data)
{
  Target *target = data;

  g_object_unref (target->stream);
  g_free (target->mime_type);
  g_free (target);
}

/* The text, or the toolkit's own form of the files, is in the stream. */
static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  gboolean ok =
      GDK_IS_CONTENT_SERIALIZER (result)
          ? gdk_content_serialize_finish (result, &error)
          : g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error);

  if (ok)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Target *target = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) files = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GSList) list = NULL;

  if (!files) {
    g_task_return_error (task, error);
    return;
  }
  for (guint i = files->len; i > 0; i--)
    list = g_slist_prepend (list, g_ptr_array_index (files, i - 1));
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_list (list));
  gdk_content_serialize_async (target->stream, target->mime_type, &value,
                               g_task_get_priority (task), g_task_get_cancellable (task),
                               written_cb, g_object_ref (task));
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Target *target = g_task_get_task_data (task);
  GError *error = NULL;
  GBytes *text = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (!text) {
    g_task_return_error (task, error);
    return;
  }
  /* The stream writes from it until the task ends. */
  g_object_set_data_full (G_OBJECT (task), "text", text, (GDestroyNotify)g_bytes_unref);
  g_output_stream_write_all_async (target->stream, g_bytes_get_data (text, NULL),
                                   g_bytes_get_size (text), g_task_get_priority (task),
                                   g_task_get_cancellable (task), written_cb, g_object_ref (task));
}

static void
acu_photo_content_write_mime_type_async (GdkContentProvider *provider,
                                         const char *mime_type,
                                         GOutputStream *stream,
                                         int io_priority,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  AcuPhotoContent *self = ACU_PHOTO_CONTENT (provider);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new (Job, 1);
  Target *target = g_new (Target, 1);
  gboolean as_uris = g_str_equal (mime_type, URI_LIST);

  *target = (Target){g_object_ref (stream), g_strdup (mime_type)};
  *job = (Job){g_array_ref (self->photos), as_uris};
  g_task_set_priority (task, io_priority);
  g_task_set_task_data (task, target, target_free);
  if (as_uris || g_str_equal (mime_type, PLAIN_TEXT))
    acu_catalog_run_async (self->catalog, ACU_CATALOG_READS, make_text, job, job_free,
                           (GDestroyNotify)g_bytes_unref, cancellable, made_cb, task);
  else
    acu_catalog_run_async (self->catalog, ACU_CATALOG_READS, list_files, job, job_free,
                           (GDestroyNotify)g_ptr_array_unref, cancellable, listed_cb, task);
}

static gboolean
acu_photo_content_write_mime_type_finish (GdkContentProvider *provider,
                                          GAsyncResult *result,
                                          GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
acu_photo_content_finalize (GObject *object)
{
  AcuPhotoContent *self = ACU_PHOTO_CONTENT (object);

  g_array_unref (self->photos);
  g_object_unref (self->catalog);
  G_OBJECT_CLASS (acu_photo_content_parent_class)->finalize (object);
}

static void
acu_photo_content_init (AcuPhotoContent *self)
{
}

static void
acu_photo_content_class_init (AcuPhotoContentClass *class)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = acu_photo_content_finalize;
  provider_class->ref_formats = acu_photo_content_ref_formats;
  provider_class->get_value = acu_photo_content_get_value;
  provider_class->write_mime_type_async = acu_photo_content_write_mime_type_async;
  provider_class->write_mime_type_finish = acu_photo_content_write_mime_type_finish;
}

GdkContentProvider *
acu_photo_content_new (AcuCatalog *catalog, const gint64 *photos, gsize n)
{
  AcuPhotoContent *self = g_object_new (ACU_TYPE_PHOTO_CONTENT, NULL);

  self->catalog = g_object_ref (catalog);
  self->photos = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint)n);
  g_array_append_vals (self->photos, photos, (guint)n);
  return GDK_CONTENT_PROVIDER (self);
}

const GArray *
acu_photo_content_get_photos (AcuPhotoContent *self)
{
  g_return_val_if_fail (ACU_IS_PHOTO_CONTENT (self), NULL);

  return self->photos;
}
