#include "app/views/library/wanted-photos.h"

struct _AcuWantedPhotos {
  AcuLibrary *library;
  AcuWantedFunc func;
  gpointer data;
  GStrv paths;            /* NULL: nothing is wanted */
  gboolean query_changed; /* since they are */
  GCancellable *cancellable;
};

/* The photo that shows the file at @path; 0 for none, and for a file that is gone. */
static gint64
find_photo (AcuCatalog *catalog, const char *path)
{
  gint64 photo = acu_photo_store_find (catalog, path, NULL);
  g_autoptr (AcuPhotoRow) row = photo ? acu_photo_store_get (catalog, photo, 0, NULL) : NULL;

  if (row && row->state == ACU_PHOTO_VANISHED)
    return 0;
  /* A RAW file beside its JPEG is shown by that one. */
  return row && row->state == ACU_PHOTO_PAIRED && row->partner ? row->partner : photo;
}

static gpointer
find_photos (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) photos = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (GStrv path = data; *path; path++) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
    gint64 photo = find_photo (catalog, *path);
    g_array_append_val (photos, photo);
  }
  return g_steal_pointer (&photos);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GArray) photos = acu_catalog_run_finish (ACU_CATALOG (source), result, NULL);

  if (!photos)
    return;

  AcuWantedPhotos *wanted = data;
  AcuPhotoList *list = acu_library_get_photos (wanted->library);
  g_autoptr (GtkBitset) positions = gtk_bitset_new_empty ();
  guint n_known = 0, n_listed = 0;

  for (guint i = 0; i < photos->len; i++) {
    gint64 photo = g_array_index (photos, gint64, i);
    guint position = photo ? acu_photo_list_find (list, photo) : G_MAXUINT;
    n_known += photo != 0;
    n_listed += position != G_MAXUINT;
    if (position != G_MAXUINT)
      gtk_bitset_add (positions, position);
  }
  /* What a folder that was read to the end has not is not to be shown later, unasked. */
  if (n_listed < photos->len &&
      (n_listed < n_known || acu_library_is_scanning (wanted->library, NULL)))
    return;
  acu_wanted_photos_set (wanted, NULL);
  if (n_listed > 0)
    wanted->func (positions, wanted->data);
}

void
acu_wanted_photos_look (AcuWantedPhotos *wanted)
{
  AcuPhotoList *list = acu_library_get_photos (wanted->library);

  if (!wanted->paths || !list || g_list_model_get_n_items (G_LIST_MODEL (list)) == 0)
    return;
  /* One photo is opened from whatever list has it; a selection would not outlive that list. */
  if (!wanted->query_changed && g_strv_length (wanted->paths) > 1)
    return;

  g_cancellable_cancel (wanted->cancellable);
  g_clear_object (&wanted->cancellable);
  wanted->cancellable = g_cancellable_new ();
  acu_catalog_run_async (acu_library_get_catalog (wanted->library), ACU_CATALOG_READS, find_photos,
                         g_strdupv (wanted->paths), (GDestroyNotify)g_strfreev,
                         (GDestroyNotify)g_array_unref, wanted->cancellable, found_cb, wanted);
}

void
acu_wanted_photos_set (AcuWantedPhotos *wanted, const char *const *paths)
{
  g_cancellable_cancel (wanted->cancellable);
  g_clear_pointer (&wanted->paths, g_strfreev);
  wanted->query_changed = FALSE;
  if (!paths)
    return;

  guint n = g_strv_length ((GStrv)paths);
  wanted->paths = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    wanted->paths[i] = g_canonicalize_filename (paths[i], NULL);
  acu_wanted_photos_look (wanted);
}

/* The list has not the answer yet. */
static void
query_changed_cb (AcuLibrary *library, AcuWantedPhotos *wanted)
{
  wanted->query_changed = TRUE;
}

AcuWantedPhotos *
acu_wanted_photos_new (AcuLibrary *library, AcuWantedFunc func, gpointer data)
{
  AcuWantedPhotos *wanted = g_new0 (AcuWantedPhotos, 1);

  wanted->library = g_object_ref (library);
  wanted->func = func;
  wanted->data = data;
  g_signal_connect (library, "query-changed", G_CALLBACK (query_changed_cb), wanted);
  return wanted;
}

void
acu_wanted_photos_free (AcuWantedPhotos *wanted)
{
  g_cancellable_cancel (wanted->cancellable);
  g_clear_object (&wanted->cancellable);
  g_signal_handlers_disconnect_by_data (wanted->library, wanted);
  g_object_unref (wanted->library);
  g_strfreev (wanted->paths);
  g_free (wanted);
}
