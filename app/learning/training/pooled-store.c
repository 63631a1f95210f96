#include "app/learning/training/pooled-store.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* A file is a sequence of records, one a patch: its maps in order, as floats of this machine.  The
 * number of whole records is the file's length by a record's. */
struct _AcuPooledStore {
  char *path;
  int descriptor;
  gsize lengths[ACU_POOLED_MAPS];
  gsize record; /* floats */
  gsize n_done;
};

static void
measure_maps (AcuPooledStore *store, const AcuArchitecture *architecture)
{
  g_autoptr (AcuNetwork) head =
      acu_network_new (architecture, &(AcuNetworkOptions){.part = ACU_NETWORK_HEAD, .batch = 1});

  for (guint i = 0; i < ACU_POOLED_MAPS; i++) {
    if (head->pooled[i] != ACU_NO_VALUE)
      store->lengths[i] = acu_shape_count (acu_graph_get_shape (head->graph, head->pooled[i]));
    store->record += store->lengths[i];
  }
}

G_GNUC_PRINTF (2, 3)
static gboolean
set_errno_error (GError **error, const char *format, ...)
{
  int saved = errno;
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved), "%s: %s", what,
               g_strerror (saved));
  return FALSE;
}

/* A disk that fills up after an hour helps nobody: what is needed is known before. */
static gboolean
check_room (const AcuPooledStore *store, gsize count, GError **error)
{
  guint64 needed = (guint64)count * store->record * sizeof (float);
  struct statvfs disk;

  if (fstatvfs (store->descriptor, &disk) != 0 || needed <= (guint64)disk.f_bavail * disk.f_frsize)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC,
               _ ("%s: the pooled maps of %zu patches need %.1f GB, and the disk has "
                  "%.1f GB: use fewer patches a picture"),
               store->path, count, (double)needed * 1e-9,
               (double)disk.f_bavail * (double)disk.f_frsize * 1e-9);
  return FALSE;
}

static char *
store_path (const char *key)
{
  return g_build_filename (g_get_user_cache_dir (), "acutance", "pooled-maps", key, NULL);
}

AcuPooledStore *
acu_pooled_store_open (const AcuArchitecture *architecture,
                       const char *key,
                       gsize count,
                       gsize *n_done,
                       GError **error)
{
  g_autoptr (AcuPooledStore) store = g_new0 (AcuPooledStore, 1);
  g_autofree char *folder = NULL;
  off_t size;

  store->descriptor = -1;
  store->path = store_path (key);
  folder = g_path_get_dirname (store->path);
  measure_maps (store, architecture);
  if (g_mkdir_with_parents (folder, 0700) != 0) {
    set_errno_error (error, _ ("cannot make %s"), folder);
    return NULL;
  }
  store->descriptor = open (store->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (store->descriptor < 0 || (size = lseek (store->descriptor, 0, SEEK_END)) < 0) {
    set_errno_error (error, _ ("cannot open %s"), store->path);
    return NULL;
  }
  store->n_done = MIN ((gsize)size / (store->record * sizeof (float)), count);
  *n_done = store->n_done;
  if (!check_room (store, count - store->n_done, error))
    return NULL;
  return g_steal_pointer (&store);
}

void
acu_pooled_store_free (AcuPooledStore *store)
{
  if (store == NULL)
    return;
  if (store->descriptor >= 0)
    close (store->descriptor);
  g_free (store->path);
  g_free (store);
}

gboolean
acu_pooled_store_remove (const char *key, GError **error)
{
  g_autofree char *path = store_path (key);

  /* It lies in a cache, which may have been emptied meanwhile. */
  return g_remove (path) == 0 || errno == ENOENT ||
         set_errno_error (error, _ ("cannot remove %s"), path);
}

gsize
acu_pooled_store_map_length (const AcuPooledStore *store, guint index)
{
  return store->lengths[index];
}

static gboolean
transfer (
    AcuPooledStore *store, gboolean writes, gpointer data, gsize size, gsize offset, GError **error)
{
  guint8 *bytes = data;

  while (size > 0) {
    gssize moved = writes ? pwrite (store->descriptor, bytes, size, (off_t)offset)
                          : pread (store->descriptor, bytes, size, (off_t)offset);

    if (moved < 0 && errno == EINTR)
      continue;
    if (moved == 0)
      errno = EIO;
    if (moved <= 0)
      return set_errno_error (error, writes ? _ ("cannot write %s") : _ ("cannot read %s"),
                              store->path);
    bytes += moved;
    offset += (gsize)moved;
    size -= (gsize)moved;
  }
  return TRUE;
}

gboolean
acu_pooled_store_append (AcuPooledStore *store, const float *const *maps, gsize n, GError **error)
{
  g_autofree float *record = g_new (float, store->record);
  gsize size = store->record * sizeof (float);

  for (gsize i = 0; i < n; i++) {
    float *place = record;

    for (guint map = 0; map < ACU_POOLED_MAPS; map++)
      for (gsize j = 0; j < store->lengths[map]; j++)
        *place++ = maps[map][i * store->lengths[map] + j];
    if (!transfer (store, TRUE, record, size, store->n_done * size, error))
      return FALSE;
    store->n_done++;
  }
  return TRUE;
}

gboolean
acu_pooled_store_gather (
    AcuPooledStore *store, const guint32 *indices, gsize n, float *const *maps, GError **error)
{
  g_autofree float *record = g_new (float, store->record);
  gsize size = store->record * sizeof (float);

  for (gsize i = 0; i < n; i++) {
    const float *place = record;

    g_assert (indices[i] < store->n_done);
    if (!transfer (store, FALSE, record, size, indices[i] * size, error))
      return FALSE;
    for (guint map = 0; map < ACU_POOLED_MAPS; map++)
      for (gsize j = 0; j < store->lengths[map]; j++)
        maps[map][i * store->lengths[map] + j] = *place++;
  }
  return TRUE;
}
