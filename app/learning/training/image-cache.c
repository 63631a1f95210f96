#include "app/learning/training/image-cache.h"

/* Of the machine's memory, what decoded pictures may take: an epoch reads them in random order, so
 * that those that do not fit are decoded for every patch. */
#define SHARE 4

/* Training tiny, 8 patches a step, is to take less than 3 GiB, and takes half of that without
 * pictures.  What computes in the machine's memory is not so fast that it waits for decoders; a
 * graphics card is, and has the network in memory of its own. */
#define MOST_BESIDE_NETWORK ((gsize)1 << 30)

typedef struct {
  char *path;
  AcuImage *image;
  GList *link; /* in `recent` */
} Entry;

struct _AcuImageCache {
  AcuDecoder *decoder;
  AcuProtocol protocol;
  guint side;
  gsize max_bytes;

  GMutex mutex;
  GHashTable *entries; /* path -> Entry */
  GQueue recent;       /* of Entry, the most recently used first */
  gsize bytes;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->path);
  acu_image_unref (entry->image);
  g_free (entry);
}

gsize
acu_image_cache_choose_limit (AcuDeviceKind kind, guint64 memory)
{
  gsize share = (gsize)MIN (memory / SHARE, G_MAXSIZE);

  return kind == ACU_DEVICE_DISCRETE_GPU ? share : MIN (share, MOST_BESIDE_NETWORK);
}

AcuImageCache *
acu_image_cache_new (AcuDecoder *decoder, const AcuProtocol *protocol, guint side, gsize max_bytes)
{
  AcuImageCache *cache = g_new0 (AcuImageCache, 1);

  cache->decoder = acu_decoder_ref (decoder);
  cache->protocol = *protocol;
  cache->side = side;
  cache->max_bytes = max_bytes;
  g_mutex_init (&cache->mutex);
  g_queue_init (&cache->recent);
  cache->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_free);
  return cache;
}

void
acu_image_cache_free (AcuImageCache *cache)
{
  if (cache == NULL)
    return;
  g_queue_clear (&cache->recent);
  g_hash_table_unref (cache->entries);
  acu_decoder_unref (cache->decoder);
  g_mutex_clear (&cache->mutex);
  g_free (cache);
}

static AcuImage *
find (AcuImageCache *cache, const char *path)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache->mutex);
  Entry *entry = g_hash_table_lookup (cache->entries, path);

  if (entry == NULL)
    return NULL;
  g_queue_unlink (&cache->recent, entry->link);
  g_queue_push_head_link (&cache->recent, entry->link);
  return acu_image_ref (entry->image);
}

/* Under the mutex. */
static void
shrink (AcuImageCache *cache, gsize max_bytes)
{
  while (cache->bytes > max_bytes) {
    Entry *oldest = g_queue_pop_tail (&cache->recent);

    cache->bytes -= acu_image_get_bytes (oldest->image);
    g_hash_table_remove (cache->entries, oldest->path);
  }
}

void
acu_image_cache_set_limit (AcuImageCache *cache, gsize max_bytes)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache->mutex);

  cache->max_bytes = max_bytes;
  shrink (cache, max_bytes);
}

gsize
acu_image_cache_get_bytes (AcuImageCache *cache)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache->mutex);

  return cache->bytes;
}

static void
keep (AcuImageCache *cache, const char *path, AcuImage *image)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cache->mutex);
  gsize bytes = acu_image_get_bytes (image);
  Entry *entry;

  if (bytes > cache->max_bytes || g_hash_table_contains (cache->entries, path))
    return;
  shrink (cache, cache->max_bytes - bytes);
  cache->bytes += bytes;
  entry = g_new0 (Entry, 1);
  entry->path = g_strdup (path);
  entry->image = acu_image_ref (image);
  g_queue_push_head (&cache->recent, entry);
  entry->link = cache->recent.head;
  g_hash_table_insert (cache->entries, entry->path, entry);
}

AcuImage *
acu_image_cache_load (AcuImageCache *cache,
                      const char *path,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (AcuImage) decoded = NULL;
  AcuImage *image = find (cache, path);

  if (image != NULL)
    return image;
  decoded = acu_decoder_load (cache->decoder, path, cancellable, error);
  if (decoded == NULL)
    return NULL;
  image = acu_protocol_apply (&cache->protocol, decoded, (int)cache->side, NULL, error);
  if (image == NULL)
    g_prefix_error (error, "%s: ", path);
  else
    keep (cache, path, image);
  return image;
}
