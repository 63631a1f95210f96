#include "app/catalog/news.h"

/* Beyond this many photos a change is told without naming them. */
#define MANY_PHOTOS 20000

/* Some changes: of which kinds, and to which photos. */
typedef struct {
  AcuChangeFlags flags;
  GHashTable *photos; /* gint64 */
  gboolean is_many;   /* so many that they are not listed */
} Gathered;

struct _AcuNews {
  GObject *owner;
  AcuNewsFunc tell;
  GMainContext *context;
  Gathered noted; /* by the transaction under way */

  GMutex lock;
  Gathered published;
  GSource *source; /* NULL where nothing waits to be told */
};

static void
gathered_init (Gathered *gathered)
{
  *gathered =
      (Gathered){.photos = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL)};
}

static void
gathered_clear (Gathered *gathered)
{
  g_clear_pointer (&gathered->photos, g_hash_table_unref);
}

/* Takes @photo. */
static void
gathered_add (Gathered *gathered, gint64 *photo)
{
  if (gathered->is_many) {
    g_free (photo);
    return;
  }
  g_hash_table_add (gathered->photos, photo);
  if (g_hash_table_size (gathered->photos) > MANY_PHOTOS) {
    gathered->is_many = TRUE;
    g_hash_table_remove_all (gathered->photos);
  }
}

AcuNews *
acu_news_new (GObject *owner, AcuNewsFunc tell)
{
  AcuNews *news = g_new0 (AcuNews, 1);

  news->owner = owner;
  news->tell = tell;
  news->context = g_main_context_ref_thread_default ();
  g_mutex_init (&news->lock);
  gathered_init (&news->noted);
  gathered_init (&news->published);
  return news;
}

void
acu_news_free (AcuNews *news)
{
  if (news->source != NULL) {
    g_source_destroy (news->source);
    g_source_unref (news->source);
  }
  gathered_clear (&news->noted);
  gathered_clear (&news->published);
  g_mutex_clear (&news->lock);
  g_main_context_unref (news->context);
  g_free (news);
}

void
acu_news_set_context (AcuNews *news, GMainContext *context)
{
  g_main_context_ref (context);
  g_main_context_unref (news->context);
  news->context = context;
}

void
acu_news_note (AcuNews *news, AcuChangeFlags flags, gint64 photo)
{
  news->noted.flags |= flags;
  if (photo != 0)
    gathered_add (&news->noted, g_memdup2 (&photo, sizeof photo));
}

void
acu_news_forget (AcuNews *news)
{
  news->noted.flags = 0;
  news->noted.is_many = FALSE;
  g_hash_table_remove_all (news->noted.photos);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;

  return (x > y) - (x < y);
}

/* Carries the news to the main context.  The owner's last reference may go in another thread
 * meanwhile, and its news with it, so both are reached through a weak reference. */
typedef struct {
  GWeakRef owner;
  AcuNews *news;
} Messenger;

static void
messenger_free (gpointer data)
{
  Messenger *messenger = data;

  g_weak_ref_clear (&messenger->owner);
  g_free (messenger);
}

static gboolean
tell_cb (gpointer data)
{
  Messenger *messenger = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&messenger->owner);
  g_autoptr (GArray) ids = g_array_new (TRUE, FALSE, sizeof (gint64));
  AcuNews *news = messenger->news;
  AcuCatalogChange change;
  Gathered gathered;
  GHashTableIter iter;
  gpointer id;

  if (owner == NULL)
    return G_SOURCE_REMOVE;
  g_mutex_lock (&news->lock);
  gathered = news->published;
  gathered_init (&news->published);
  g_clear_pointer (&news->source, g_source_unref);
  g_mutex_unlock (&news->lock);

  g_hash_table_iter_init (&iter, gathered.photos);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_array_append_vals (ids, id, 1);
  g_array_sort (ids, compare_ids);
  change = (AcuCatalogChange){
      .flags = gathered.flags,
      .photos = gathered.is_many ? NULL : (const gint64 *)ids->data,
      .n_photos = ids->len,
  };
  news->tell (owner, &change);
  gathered_clear (&gathered);
  return G_SOURCE_REMOVE;
}

static void
send_messenger (AcuNews *news)
{
  Messenger *messenger = g_new0 (Messenger, 1);

  g_weak_ref_init (&messenger->owner, news->owner);
  messenger->news = news;
  news->source = g_idle_source_new ();
  g_source_set_priority (news->source, G_PRIORITY_DEFAULT);
  g_source_set_callback (news->source, tell_cb, messenger, messenger_free);
  g_source_attach (news->source, news->context);
}

void
acu_news_publish (AcuNews *news)
{
  GHashTableIter iter;
  gpointer id;

  if (news->noted.flags == 0)
    return;
  g_mutex_lock (&news->lock);
  news->published.flags |= news->noted.flags;
  if (news->noted.is_many) {
    news->published.is_many = TRUE;
    g_hash_table_remove_all (news->published.photos);
  }
  g_hash_table_iter_init (&iter, news->noted.photos);
  while (g_hash_table_iter_next (&iter, &id, NULL)) {
    g_hash_table_iter_steal (&iter);
    gathered_add (&news->published, id);
  }
  if (news->source == NULL)
    send_messenger (news);
  g_mutex_unlock (&news->lock);
}
