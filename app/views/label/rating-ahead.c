#include "app/views/label/rating-ahead.h"

#include "app/imaging/error.h"

#include <glib/gi18n.h>

/* Answers ahead whose pictures are made ready.  A full photo may take 100 MB. */
#define AHEAD      4
#define AHEAD_FULL 2

/* Pictures that were let go of only so many answers after they were shown, since the last one may
 * be taken back. */
#define BEHIND 1

typedef struct {
  gint64 photo;
  AcuRatingAhead *ahead;
  AcuPhotoRow *row; /* NULL while it is awaited */
  AcuPhotoTexture *texture;
  char *reason;
  guint request;
  gboolean is_retried; /* it has failed once, for no reason of the file's own */
  guint wanted;        /* the last round in which it was */
} Entry;

struct _AcuRatingAhead {
  AcuLibrary *library;
  AcuRatingSession *session;
  AcuPictureCache *cache;
  gboolean full;
  void (*arrived) (gpointer user_data);
  gpointer user_data;
  GHashTable *entries; /* photo: Entry */
  GCancellable *cancellable;
  guint round;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  acu_picture_cache_cancel (entry->ahead->cache, entry->request);
  g_clear_pointer (&entry->texture, acu_photo_texture_unref);
  g_clear_pointer (&entry->row, acu_photo_row_free);
  g_free (entry->reason);
  g_free (entry);
}

AcuRatingAhead *
acu_rating_ahead_new (AcuLibrary *library,
                      AcuRatingSession *session,
                      gboolean full,
                      void (*arrived) (gpointer user_data),
                      gpointer user_data)
{
  AcuRatingAhead *ahead = g_new0 (AcuRatingAhead, 1);

  ahead->library = g_object_ref (library);
  ahead->session = acu_rating_session_ref (session);
  ahead->full = full;
  ahead->cache = full ? acu_library_get_full_photos (library) : acu_library_get_previews (library);
  ahead->arrived = arrived;
  ahead->user_data = user_data;
  ahead->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, entry_free);
  ahead->cancellable = g_cancellable_new ();
  return ahead;
}

void
acu_rating_ahead_set_full (AcuRatingAhead *ahead)
{
  GHashTableIter iter;
  Entry *entry;

  if (ahead->full)
    return;
  ahead->full = TRUE;
  g_hash_table_iter_init (&iter, ahead->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry)) {
    acu_picture_cache_cancel (ahead->cache, entry->request);
    entry->request = 0;
    entry->is_retried = FALSE;
    g_clear_pointer (&entry->texture, acu_photo_texture_unref);
    /* Of a photo that is not in the catalog nothing else will come. */
    if (entry->row)
      g_clear_pointer (&entry->reason, g_free);
  }
  ahead->cache = acu_library_get_full_photos (ahead->library);
  acu_rating_ahead_follow (ahead);
}

void
acu_rating_ahead_free (AcuRatingAhead *ahead)
{
  if (!ahead)
    return;
  g_cancellable_cancel (ahead->cancellable);
  g_clear_object (&ahead->cancellable);
  g_hash_table_unref (ahead->entries);
  acu_rating_session_unref (ahead->session);
  g_object_unref (ahead->library);
  g_free (ahead);
}

static void request_picture (AcuRatingAhead *ahead, Entry *entry);

/* Whether the file may be as good as any other.  A decoder that ended may have been ended by it, or
 * by a machine short of memory. */
static gboolean
may_pass (const GError *error)
{
  return !acu_imaging_error_is_lasting (error) ||
         g_error_matches (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_CRASH);
}

static void
picture_cb (gpointer picture, const GError *error, gpointer data)
{
  Entry *entry = data;

  entry->request = 0;
  if (!picture && !entry->is_retried && may_pass (error)) {
    entry->is_retried = TRUE;
    request_picture (entry->ahead, entry);
    return;
  }
  if (picture)
    entry->texture = acu_photo_texture_ref (picture);
  else
    entry->reason = g_strdup (error->message);
  entry->ahead->arrived (entry->ahead->user_data);
}

static void
request_picture (AcuRatingAhead *ahead, Entry *entry)
{
  if (!entry->row || entry->texture || entry->reason || entry->request != 0)
    return;

  AcuPhotoTexture *texture = acu_picture_cache_peek (ahead->cache, entry->row);
  if (entry->row->error)
    entry->reason = g_strdup (entry->row->error);
  else if (texture)
    entry->texture = acu_photo_texture_ref (texture);
  else
    entry->request = acu_picture_cache_request (ahead->cache, entry->row, picture_cb, entry);
}

/* Photos by how soon they will be shown. (element-type gint64) */
static GArray *
list_wanted (AcuRatingAhead *ahead)
{
  GArray *photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  AcuLabelItem item;

  for (guint k = 0; k <= (ahead->full ? AHEAD_FULL : AHEAD); k++) {
    if (!acu_rating_session_peek (ahead->session, k, &item))
      break;
    g_array_append_val (photos, item.image);
    if (item.other != 0)
      g_array_append_val (photos, item.other);
  }
  return photos;
}

/* What is made first is what was asked for last. */
static void
request_pictures (AcuRatingAhead *ahead)
{
  g_autoptr (GArray) photos = list_wanted (ahead);

  for (guint i = photos->len; i-- > 0;) {
    Entry *entry = g_hash_table_lookup (ahead->entries, &g_array_index (photos, gint64, i));
    if (entry)
      request_picture (ahead, entry);
  }
}

/* What the catalog knows. */

typedef struct {
  GArray *photos;
  gint64 scorer; /* whose scores come along; 0: none do */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_array_unref (request->photos);
  g_free (request);
}

static gpointer
read_rows (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Request *request = data;

  return acu_photo_store_get_rows (catalog, (const gint64 *)request->photos->data,
                                   request->photos->len, request->scorer, error);
}

/* Whose scores a rater may know: nobody's while the session is blind. */
static gint64
find_scorer (AcuRatingAhead *ahead)
{
  const AcuScorerInfo *scorer = acu_library_get_scorer (ahead->library);

  return scorer && !acu_rating_session_is_blind (ahead->session) ? scorer->id : 0;
}

/* What was asked for, to be told from what came. */
typedef struct {
  AcuRatingAhead *ahead; /* gone where the reading was cancelled */
  GArray *photos;
} Question;

static void
rows_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Question *question = data;
  g_autoptr (GArray) photos = question->photos;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (!rows && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  AcuRatingAhead *ahead = question->ahead;
  while (rows && rows->len > 0) {
    AcuPhotoRow *row = g_ptr_array_steal_index_fast (rows, rows->len - 1);
    Entry *entry = g_hash_table_lookup (ahead->entries, &row->id);
    if (entry && !entry->row)
      entry->row = row;
    else
      acu_photo_row_free (row);
  }
  for (guint i = 0; i < photos->len; i++) {
    Entry *entry = g_hash_table_lookup (ahead->entries, &g_array_index (photos, gint64, i));
    if (entry && !entry->row && !entry->reason)
      entry->reason =
          g_strdup (error ? error->message : _ ("This picture is no longer in the catalog"));
  }
  request_pictures (ahead);
  ahead->arrived (ahead->user_data);
}

static void
ask (AcuRatingAhead *ahead, GArray *photos)
{
  Question *question = g_new (Question, 1);
  Request *request = g_new (Request, 1);

  *question = (Question){ahead, g_array_ref (photos)};
  *request = (Request){g_array_ref (photos), find_scorer (ahead)};
  acu_catalog_run_async (acu_library_get_catalog (ahead->library), ACU_CATALOG_READS, read_rows,
                         request, request_free, (GDestroyNotify)g_ptr_array_unref,
                         ahead->cancellable, rows_cb, question);
}

/* Asks for what will be shown. */
static void
look (AcuRatingAhead *ahead)
{
  g_autoptr (GArray) photos = list_wanted (ahead);
  g_autoptr (GArray) unknown = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  Entry *entry;

  for (guint i = 0; i < photos->len; i++) {
    gint64 photo = g_array_index (photos, gint64, i);
    entry = g_hash_table_lookup (ahead->entries, &photo);
    if (!entry) {
      entry = g_new0 (Entry, 1);
      entry->photo = photo;
      entry->ahead = ahead;
      g_hash_table_insert (ahead->entries, &entry->photo, entry);
      g_array_append_val (unknown, photo);
    }
    entry->wanted = ahead->round;
  }
  g_hash_table_iter_init (&iter, ahead->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    if (entry->wanted + BEHIND < ahead->round)
      g_hash_table_iter_remove (&iter);

  request_pictures (ahead);
  if (unknown->len > 0)
    ask (ahead, unknown);
}

static void
looked_ahead_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AcuRatingAhead *ahead = data; /* gone where it was cancelled */

  /* Of what failed here the answer that has to wait for it will tell. */
  if (acu_rating_session_look_ahead_finish (result, NULL))
    look (ahead);
}

void
acu_rating_ahead_follow (AcuRatingAhead *ahead)
{
  ahead->round++;
  look (ahead);
  acu_rating_session_look_ahead_async (ahead->session, ahead->cancellable, looked_ahead_cb, ahead);
}

AcuPhotoTexture *
acu_rating_ahead_get (AcuRatingAhead *ahead, gint64 photo, const char **reason)
{
  Entry *entry = g_hash_table_lookup (ahead->entries, &photo);

  if (reason)
    *reason = entry ? entry->reason : NULL;
  return entry ? entry->texture : NULL;
}

const AcuPhotoRow *
acu_rating_ahead_get_row (AcuRatingAhead *ahead, gint64 photo)
{
  Entry *entry = g_hash_table_lookup (ahead->entries, &photo);

  return entry ? entry->row : NULL;
}
