#include "app/views/shared/picture-cache.h"

#include <glib/gi18n.h>

/* A picture that somebody waits for, or that is kept. */
typedef struct {
  gatomicrefcount references;
  AcuPictureCache *cache; /* main thread; NULL once it is gone */
  const AcuPictureKind *kind;
  char *key;
  char *path;
  AcuDecoder *decoder;
  GCancellable *cancellable;
  gpointer made;    /* the worker's, until it is delivered */
  GError *error;    /* likewise */
  gpointer picture; /* what was delivered; the main thread's, as all below */
  GArray *waiters;  /* Waiter */
  GList link;       /* among those kept, the latest first */
  guint64 order;    /* of the last request */
} Entry;

typedef struct {
  guint id;
  AcuPictureFunc func;
  gpointer data;
} Waiter;

struct _AcuPictureCache {
  const AcuPictureKind *kind;
  AcuDecoder *decoder;
  GThreadPool *pool;
  GHashTable *entries;  /* key to Entry, which the table holds */
  GHashTable *requests; /* id to Entry, borrowed */
  GQueue kept;
  gsize bytes;
  guint last_id;
  guint64 last_order;
};

static Entry *
entry_ref (Entry *entry)
{
  g_atomic_ref_count_inc (&entry->references);
  return entry;
}

static void
entry_unref (gpointer data)
{
  Entry *entry = data;

  if (!g_atomic_ref_count_dec (&entry->references))
    return;
  g_free (entry->key);
  g_free (entry->path);
  g_clear_pointer (&entry->decoder, acu_decoder_unref);
  g_object_unref (entry->cancellable);
  g_clear_pointer (&entry->made, entry->kind->unref);
  g_clear_pointer (&entry->picture, entry->kind->unref);
  g_clear_error (&entry->error);
  g_array_unref (entry->waiters);
  g_free (entry);
}

/* Forgets what was not looked at for longest.  The latest stays, however large: whoever asked for
 * it is about to ask again. */
static void
shrink (AcuPictureCache *cache)
{
  while (cache->bytes > cache->kind->max_bytes && cache->kept.length > 1) {
    Entry *oldest = cache->kept.tail->data;
    g_queue_unlink (&cache->kept, &oldest->link);
    cache->bytes -= cache->kind->weigh (oldest->picture);
    g_hash_table_remove (cache->entries, oldest->key);
  }
}

/* Hands the result to whoever waits; in the main thread. */
static gboolean
deliver (gpointer data)
{
  Entry *entry = data;
  AcuPictureCache *cache = entry->cache;

  if (!cache)
    return G_SOURCE_REMOVE;

  g_autoptr (GArray) waiters = g_steal_pointer (&entry->waiters);
  entry->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
  for (guint i = 0; i < waiters->len; i++)
    g_hash_table_remove (cache->requests, GUINT_TO_POINTER (g_array_index (waiters, Waiter, i).id));

  if (entry->made) {
    entry->picture = g_steal_pointer (&entry->made);
    entry->link.data = entry;
    g_queue_push_head_link (&cache->kept, &entry->link);
    cache->bytes += cache->kind->weigh (entry->picture);
  } else if (!entry->picture) {
    g_hash_table_remove (cache->entries, entry->key);
  }
  for (guint i = 0; i < waiters->len; i++) {
    Waiter *waiter = &g_array_index (waiters, Waiter, i);
    waiter->func (entry->picture, entry->error, waiter->data);
  }
  shrink (cache);
  return G_SOURCE_REMOVE;
}

static void
work (gpointer data, gpointer user_data)
{
  Entry *entry = data;

  if (!g_cancellable_set_error_if_cancelled (entry->cancellable, &entry->error))
    entry->made =
        entry->kind->make (entry->decoder, entry->path, entry->cancellable, &entry->error);
  g_idle_add_full (G_PRIORITY_DEFAULT, deliver, entry, entry_unref);
}

/* The latest first. */
static int
compare_orders (gconstpointer a, gconstpointer b, gpointer data)
{
  guint64 x = ((const Entry *)a)->order, y = ((const Entry *)b)->order;

  return (x < y) - (x > y);
}

AcuPictureCache *
acu_picture_cache_new (const AcuPictureKind *kind, AcuDecoder *decoder)
{
  AcuPictureCache *cache = g_new0 (AcuPictureCache, 1);

  cache->kind = kind;
  cache->decoder = decoder ? acu_decoder_ref (decoder) : NULL;
  cache->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entry_unref);
  cache->requests = g_hash_table_new (NULL, NULL);
  cache->pool = g_thread_pool_new (
      work, NULL, MIN (kind->max_threads, (int)g_get_num_processors ()), TRUE, NULL);
  g_thread_pool_set_sort_function (cache->pool, compare_orders, NULL);
  return cache;
}

void
acu_picture_cache_free (AcuPictureCache *cache)
{
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, cache->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry)) {
    ((Entry *)entry)->cache = NULL;
    g_cancellable_cancel (((Entry *)entry)->cancellable);
  }
  g_thread_pool_free (cache->pool, FALSE, TRUE);
  g_hash_table_unref (cache->requests);
  g_hash_table_unref (cache->entries);
  g_clear_pointer (&cache->decoder, acu_decoder_unref);
  g_free (cache);
}

/* With the path, since another catalog may call another photo so. */
static char *
make_key (const AcuPhotoRow *row)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%u %s", row->id, row->version, row->path);
}

gpointer
acu_picture_cache_peek (AcuPictureCache *cache, const AcuPhotoRow *row)
{
  g_autofree char *key = make_key (row);
  Entry *entry = g_hash_table_lookup (cache->entries, key);

  if (!entry || !entry->picture)
    return NULL;
  g_queue_unlink (&cache->kept, &entry->link);
  g_queue_push_head_link (&cache->kept, &entry->link);
  return entry->picture;
}

guint
acu_picture_cache_request (AcuPictureCache *cache,
                           const AcuPhotoRow *row,
                           AcuPictureFunc func,
                           gpointer data)
{
  g_autofree char *key = make_key (row);
  Entry *entry = g_hash_table_lookup (cache->entries, key);
  Waiter waiter = {++cache->last_id, func, data};

  /* One that was given up is not waited for, even if its worker has not noticed yet. */
  if (entry && g_cancellable_is_cancelled (entry->cancellable)) {
    entry->cache = NULL;
    g_hash_table_remove (cache->entries, entry->key);
    entry = NULL;
  }
  if (!entry) {
    entry = g_new0 (Entry, 1);
    g_atomic_ref_count_init (&entry->references);
    entry->cache = cache;
    entry->kind = cache->kind;
    entry->key = g_steal_pointer (&key);
    entry->path = g_strdup (row->path);
    entry->decoder = cache->decoder ? acu_decoder_ref (cache->decoder) : NULL;
    entry->cancellable = g_cancellable_new ();
    entry->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
    entry->order = ++cache->last_order;
    g_hash_table_insert (cache->entries, entry->key, entry);
    if (entry->decoder) {
      g_thread_pool_push (cache->pool, entry_ref (entry), NULL);
    } else {
      g_set_error_literal (&entry->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           _ ("The program acutance-decoder is not installed"));
      g_idle_add_full (G_PRIORITY_DEFAULT, deliver, entry_ref (entry), entry_unref);
    }
  } else if (entry->picture) {
    g_idle_add_full (G_PRIORITY_DEFAULT, deliver, entry_ref (entry), entry_unref);
  } else {
    /* Now it is what was asked for last, unless a worker has it already. */
    entry->order = ++cache->last_order;
    g_thread_pool_move_to_front (cache->pool, entry);
  }
  g_array_append_val (entry->waiters, waiter);
  g_hash_table_insert (cache->requests, GUINT_TO_POINTER (waiter.id), entry);
  return waiter.id;
}

void
acu_picture_cache_cancel (AcuPictureCache *cache, guint request)
{
  Entry *entry = g_hash_table_lookup (cache->requests, GUINT_TO_POINTER (request));

  if (!entry)
    return;

  g_hash_table_remove (cache->requests, GUINT_TO_POINTER (request));
  for (guint i = 0; i < entry->waiters->len; i++)
    if (g_array_index (entry->waiters, Waiter, i).id == request)
      g_array_remove_index (entry->waiters, i--);
  if (entry->waiters->len == 0 && !entry->picture)
    g_cancellable_cancel (entry->cancellable);
}
