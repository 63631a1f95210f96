#include "app/scoring/service/photo-queue.h"

#include <string.h>

/* Photos beyond this many are looked at one after another anyway. */
#define MAX_FIRST 500

/* What could not be read is not asked for again at once: each try may take as long as the decoder
 * is given. */
#define PUT_OFF (60 * G_USEC_PER_SEC)

typedef struct {
  gint64 photo;
  guint version;
  gint64 until; /* monotonic */
} Delay;

struct _AcuPhotoQueue {
  AcuCatalog *catalog;
  gint64 scorer;
  GQueue first;       /* AcuUnscored */
  GQueue rest;        /* AcuUnscored; photos of `taken` among them are skipped */
  GHashTable *taken;  /* ids taken out of `first` since `rest` was read */
  guint n_skipped;    /* of `rest`, at most */
  GHashTable *delays; /* ids to Delay */
};

static void
clear (GQueue *photos)
{
  g_queue_clear_full (photos, (GDestroyNotify)acu_unscored_free);
}

AcuPhotoQueue *
acu_photo_queue_new (AcuCatalog *catalog, gint64 scorer)
{
  AcuPhotoQueue *queue = g_new0 (AcuPhotoQueue, 1);

  queue->catalog = g_object_ref (catalog);
  queue->scorer = scorer;
  g_queue_init (&queue->first);
  g_queue_init (&queue->rest);
  queue->taken = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  queue->delays = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  return queue;
}

void
acu_photo_queue_free (AcuPhotoQueue *queue)
{
  if (queue == NULL)
    return;
  clear (&queue->first);
  clear (&queue->rest);
  g_hash_table_unref (queue->taken);
  g_hash_table_unref (queue->delays);
  g_object_unref (queue->catalog);
  g_free (queue);
}

static gboolean
is_below (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  return strncmp (path, folder, length) == 0 &&
         (path[length] == G_DIR_SEPARATOR || (length > 0 && folder[length - 1] == G_DIR_SEPARATOR));
}

static gboolean
is_put_off (const AcuPhotoQueue *queue, const AcuUnscored *photo)
{
  const Delay *delay = g_hash_table_lookup (queue->delays, &photo->id);

  return delay != NULL && delay->version == photo->version &&
         delay->until > g_get_monotonic_time ();
}

/* Takes out of @list, and frees, what is put off. */
static void
drop_put_off (const AcuPhotoQueue *queue, GPtrArray *list)
{
  if (g_hash_table_size (queue->delays) == 0)
    return;
  for (guint i = list->len; i > 0; i--)
    if (is_put_off (queue, g_ptr_array_index (list, i - 1)))
      g_ptr_array_remove_index (list, i - 1);
}

/* Moves the photos of @list to the end of @photos. */
static void
append (GQueue *photos, GPtrArray *list, const char *folder, gboolean is_inside)
{
  for (guint i = 0; i < list->len; i++) {
    AcuUnscored *photo = g_ptr_array_index (list, i);

    if (photo == NULL || (folder != NULL && is_below (photo->path, folder) != is_inside))
      continue;
    g_queue_push_tail (photos, photo);
    list->pdata[i] = NULL;
  }
}

gboolean
acu_photo_queue_refresh (AcuPhotoQueue *queue, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) list =
      acu_score_store_list_unscored (queue->catalog, queue->scorer, NULL, 0, G_MAXUINT, error);

  if (list == NULL)
    return FALSE;
  drop_put_off (queue, list);
  clear (&queue->rest);
  g_hash_table_remove_all (queue->taken);
  queue->n_skipped = 0;
  g_ptr_array_set_free_func (list, NULL);
  append (&queue->rest, list, folder, TRUE);
  if (folder != NULL)
    append (&queue->rest, list, folder, FALSE);
  return TRUE;
}

gboolean
acu_photo_queue_set_first (AcuPhotoQueue *queue, const gint64 *photos, gsize n, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  clear (&queue->first);
  if (n == 0)
    return TRUE;
  list = acu_score_store_list_unscored (queue->catalog, queue->scorer, photos, n, MAX_FIRST, error);
  if (list == NULL)
    return FALSE;
  drop_put_off (queue, list);
  g_ptr_array_set_free_func (list, NULL);
  append (&queue->first, list, NULL, FALSE);
  return TRUE;
}

GPtrArray *
acu_photo_queue_take (AcuPhotoQueue *queue, guint max, gboolean *are_first)
{
  GPtrArray *photos = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_unscored_free);
  GQueue *source = g_queue_is_empty (&queue->first) ? &queue->rest : &queue->first;

  *are_first = source == &queue->first;
  while (photos->len < max && !g_queue_is_empty (source)) {
    AcuUnscored *photo = g_queue_pop_head (source);

    if (source == &queue->rest && g_hash_table_contains (queue->taken, &photo->id)) {
      queue->n_skipped -= queue->n_skipped > 0;
      acu_unscored_free (photo);
      continue;
    }
    if (*are_first && g_hash_table_add (queue->taken, g_memdup2 (&photo->id, sizeof photo->id)))
      queue->n_skipped++;
    g_ptr_array_add (photos, photo);
  }
  return photos;
}

void
acu_photo_queue_return (AcuPhotoQueue *queue, GPtrArray *photos, gboolean are_first)
{
  if (!are_first)
    g_ptr_array_set_free_func (photos, NULL);
  for (guint i = photos->len; i > 0; i--) {
    AcuUnscored *photo = g_ptr_array_index (photos, i - 1);

    /* Those that went before others still have their place among them. */
    if (!are_first)
      g_queue_push_head (&queue->rest, photo);
    else if (g_hash_table_remove (queue->taken, &photo->id))
      queue->n_skipped -= queue->n_skipped > 0;
  }
  g_ptr_array_unref (photos);
}

void
acu_photo_queue_put_off (AcuPhotoQueue *queue, const AcuUnscored *photo)
{
  Delay *delay = g_new (Delay, 1);

  *delay = (Delay){photo->id, photo->version, g_get_monotonic_time () + PUT_OFF};
  g_hash_table_replace (queue->delays, &delay->photo, delay);
}

guint
acu_photo_queue_get_length (const AcuPhotoQueue *queue)
{
  guint n = g_queue_get_length ((GQueue *)&queue->rest);

  return n - MIN (n, queue->n_skipped);
}

guint
acu_photo_queue_get_n_first (const AcuPhotoQueue *queue)
{
  return g_queue_get_length ((GQueue *)&queue->first);
}
