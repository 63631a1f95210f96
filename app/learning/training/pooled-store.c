#include "app/learning/training/pooled-store.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* A file is a sequence of records, one a patch: whether it could be read, 1 or 0, and its maps in
 * order, as floats of this machine.  The number of whole records is the file's length by a
 * record's. */
struct _AcuPooledStore {
  char *path;
  int descriptor;
  gsize lengths[ACU_POOLED_MAPS];
  gsize record; /* floats */
  gsize n_done;
  GByteArray *is_read; /* of each patch done, 1 or 0 */
};

static void
measure_maps (AcuPooledStore *store, const AcuArchitecture *architecture)
{
  g_autoptr (AcuNetwork) head =
      acu_network_new (architecture, &(AcuNetworkOptions){.part = ACU_NETWORK_HEAD, .batch = 1});

  store->record = 1;
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

/* Reads which of the patches done could be read. */
static gboolean
read_marks (AcuPooledStore *store, GError **error)
{
  for (gsize i = 0; i < store->n_done; i++) {
    float mark;

    if (!transfer (store, FALSE, &mark, sizeof mark, i * store->record * sizeof mark, error))
      return FALSE;
    g_byte_array_append (store->is_read, &(guint8){mark != 0.0f}, 1);
  }
  return TRUE;
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
  store->is_read = g_byte_array_new ();
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
  if (!check_room (store, count - store->n_done, error) || !read_marks (store, error))
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
  g_byte_array_unref (store->is_read);
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

gboolean
acu_pooled_store_has (const AcuPooledStore *store, gsize patch)
{
  return patch < store->n_done && store->is_read->data[patch] != 0;
}

char *
acu_pooled_store_digest_unread (const AcuPooledStore *store)
{
  if (store->n_done == 0 || memchr (store->is_read->data, 0, store->n_done) == NULL)
    return NULL;
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, store->is_read->data, store->n_done);
}

gboolean
acu_pooled_store_write (
    AcuPooledStore *store, gsize patch, const float *const *maps, gsize row, GError **error)
{
  g_autofree float *record = g_new0 (float, store->record);
  gsize size = store->record * sizeof (float);
  float *place = record;
  guint8 is_read = maps != NULL;

  g_assert (patch <= store->n_done);
  *place++ = is_read;
  for (guint map = 0; is_read && map < ACU_POOLED_MAPS; map++)
    for (gsize j = 0; j < store->lengths[map]; j++)
      *place++ = maps[map][row * store->lengths[map] + j];
  /* The mark last: of what a kill interrupts there is either all or nothing. */
  if (!transfer (store, TRUE, record + 1, size - sizeof *record, patch * size + sizeof *record,
                 error) ||
      !transfer (store, TRUE, record, sizeof *record, patch * size, error))
    return FALSE;
  if (patch < store->n_done) {
    store->is_read->data[patch] = is_read;
  } else {
    g_byte_array_append (store->is_read, &is_read, 1);
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
    const float *place = record + 1;

    g_assert (acu_pooled_store_has (store, indices[i]));
    if (!transfer (store, FALSE, record, size, indices[i] * size, error))
      return FALSE;
    for (guint map = 0; map < ACU_POOLED_MAPS; map++)
      for (gsize j = 0; j < store->lengths[map]; j++)
        maps[map][i * store->lengths[map] + j] = *place++;
  }
  return TRUE;
}
