#include "app/learning/training/pooled-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* A file begins with a mark for each patch, a byte.  From the next whole page on it has a record
 * for each: its maps in order, as floats of this machine.  Patches are done up to the first without
 * a mark, or with one but without its whole record. */
#define NO_MARK     0
#define MARK_READ   1
#define MARK_UNREAD 2

#define PAGE 4096

/* Marks that are read at a time. */
#define BLOCK 65536

struct _AcuPooledStore {
  char *path;
  int descriptor;
  gsize lengths[ACU_POOLED_MAPS];
  gsize record; /* floats */
  gsize count;
  gsize n_done;
  guint8 *marks; /* of each patch; those that are done are marked */
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
               ngettext ("%s: the pooled maps of %zu patch need %.1f GB, and the disk has "
                         "%.1f GB: use fewer patches a picture",
                         "%s: the pooled maps of %zu patches need %.1f GB, and the disk has "
                         "%.1f GB: use fewer patches a picture",
                         count),
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

/* Where the record of @patch begins; that of the number of patches: where the file ends. */
static gsize
record_offset (const AcuPooledStore *store, gsize patch)
{
  return (store->count + PAGE - 1) / PAGE * PAGE + patch * store->record * sizeof (float);
}

/* Reads what is marked, of a file of @size bytes. */
static gboolean
read_marks (AcuPooledStore *store, gsize size, GCancellable *cancellable, GError **error)
{
  gsize n = MIN (size, store->count), i = 0;

  for (gsize first = 0; first < n; first += BLOCK)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !transfer (store, FALSE, store->marks + first, MIN (BLOCK, n - first), first, error))
      return FALSE;
  while (i < n && (store->marks[i] == MARK_UNREAD ||
                   (store->marks[i] == MARK_READ && record_offset (store, i + 1) <= size)))
    i++;
  store->n_done = i;
  memset (store->marks + i, NO_MARK, store->count - i);
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
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (AcuPooledStore) store = g_new0 (AcuPooledStore, 1);
  g_autofree char *folder = NULL;
  off_t size;

  store->descriptor = -1;
  store->count = count;
  store->marks = g_new0 (guint8, count + 1);
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
  if (!read_marks (store, (gsize)size, cancellable, error) ||
      !check_room (store, count - store->n_done, error))
    return NULL;
  *n_done = store->n_done;
  return g_steal_pointer (&store);
}

void
acu_pooled_store_free (AcuPooledStore *store)
{
  if (store == NULL)
    return;
  if (store->descriptor >= 0)
    close (store->descriptor);
  g_free (store->marks);
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
  return patch < store->n_done && store->marks[patch] == MARK_READ;
}

gboolean
acu_pooled_store_write (
    AcuPooledStore *store, gsize patch, const float *const *maps, gsize row, GError **error)
{
  g_autofree float *record = g_new0 (float, store->record);
  gsize size = store->record * sizeof (float);
  float *place = record;
  guint8 mark = maps != NULL ? MARK_READ : MARK_UNREAD;

  g_assert (patch <= store->n_done && patch < store->count);
  for (guint map = 0; maps != NULL && map < ACU_POOLED_MAPS; map++)
    for (gsize j = 0; j < store->lengths[map]; j++)
      *place++ = maps[map][row * store->lengths[map] + j];
  /* The mark last: of what a kill interrupts there is either all or nothing. */
  if ((maps != NULL &&
       !transfer (store, TRUE, record, size, record_offset (store, patch), error)) ||
      !transfer (store, TRUE, &mark, sizeof mark, patch, error))
    return FALSE;
  store->marks[patch] = mark;
  store->n_done = MAX (store->n_done, patch + 1);
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

    g_assert (acu_pooled_store_has (store, indices[i]));
    if (!transfer (store, FALSE, record, size, record_offset (store, indices[i]), error))
      return FALSE;
    for (guint map = 0; map < ACU_POOLED_MAPS; map++)
      for (gsize j = 0; j < store->lengths[map]; j++)
        maps[map][i * store->lengths[map] + j] = *place++;
  }
  return TRUE;
}
