#include "app/catalog/photo-list.h"

#include "app/catalog/splice.h"

#include <string.h>

/* Rows are read this many at once: about two screens of a grid. */
#define PAGE 128

/* Items kept though nobody else holds them. */
#define CACHED 2048

/* Differences are told one by one as long as moving the ids for them touches fewer than this. */
#define MAX_MOVES 4000000

/* While scores pour in, the query is run again at most this often. */
#define REFRESH_MICROSECONDS (300 * 1000)

/* A living AcuPhoto of this list. */
typedef struct {
  gint64 id;
  AcuPhotoList *list;
  AcuPhoto *photo;   /* not held */
  gboolean is_asked; /* its row is wanted or being read */
} Entry;

struct _AcuPhotoList {
  GObject parent;

  AcuCatalog *catalog;
  AcuPhotoQuery *query;   /* NULL before the first */
  AcuPhotoResult *result; /* NULL before the first */
  GArray *ids;            /* gint64: the items */
  guint32 *positions;     /* position + 1 by id; NULL until it is asked for */
  gint64 max_id;

  GCancellable *running; /* the query under way; NULL where none is */
  gboolean is_stale;     /* something changed since it began */
  guint refresh_source;
  gint64 last_run; /* monotonic time */
  guint holds;

  GHashTable *entries;  /* id to Entry: the same photo is the same object */
  GQueue kept;          /* AcuPhoto, held: the last ones asked for */
  GArray *wanted;       /* gint64: rows to be read */
  gboolean is_fetching; /* some of those are being read */
  guint fetch_source;
};

static void acu_photo_list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AcuPhotoList,
                               acu_photo_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, acu_photo_list_model_init))

enum { SIGNAL_CHANGING, SIGNAL_UPDATED, SIGNAL_FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* ---- Rows ---- */

/* So many rows at most are taken at once: whoever selects everything wants all of them. */
#define MAX_FETCHED 500

/* A batch of rows on its way. */
typedef struct {
  GWeakRef list;
  gint64 *ids;
  guint n;
  gint64 scorer;
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_weak_ref_clear (&fetch->list);
  g_free (fetch->ids);
  g_free (fetch);
}

static gpointer
fetch_job (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  Fetch *fetch = data;

  return acu_photo_store_get_rows (catalog, fetch->ids, fetch->n, fetch->scorer, error);
}

static gint64
get_scorer (AcuPhotoList *list)
{
  return list->query != NULL ? list->query->scorer : 0;
}

static gboolean fetch_cb (gpointer data);

static void
schedule_fetch (AcuPhotoList *list)
{
  if (list->fetch_source == 0 && !list->is_fetching && list->wanted->len > 0)
    list->fetch_source = g_idle_add_full (G_PRIORITY_DEFAULT, fetch_cb, list, NULL);
}

static void
want_row (Entry *entry)
{
  AcuPhotoList *list = entry->list;

  if (entry->is_asked)
    return;
  entry->is_asked = TRUE;
  g_array_append_val (list->wanted, entry->id);
  schedule_fetch (list);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (AcuPhotoList) list = g_weak_ref_get (&fetch->list);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  for (guint i = 0; list != NULL && i < fetch->n; i++) {
    Entry *entry = g_hash_table_lookup (list->entries, &fetch->ids[i]);

    if (entry != NULL)
      entry->is_asked = FALSE;
  }
  for (guint i = 0; list != NULL && rows != NULL && i < rows->len; i++) {
    AcuPhotoRow *row = g_ptr_array_index (rows, i);
    Entry *entry = g_hash_table_lookup (list->entries, &row->id);

    if (entry == NULL)
      continue;
    /* Somebody may have asked for another model's scores meanwhile. */
    if (get_scorer (list) != fetch->scorer) {
      want_row (entry);
    } else {
      g_autoptr (AcuPhoto) photo = g_object_ref (entry->photo);

      g_ptr_array_index (rows, i) = NULL;
      acu_photo_take_row (photo, row);
    }
  }
  if (list != NULL) {
    list->is_fetching = FALSE;
    schedule_fetch (list);
  }
  if (list != NULL && error != NULL)
    g_signal_emit (list, signals[SIGNAL_FAILED], 0, error);
  fetch_free (fetch);
}

static gboolean
fetch_cb (gpointer data)
{
  AcuPhotoList *list = data;
  Fetch *fetch = g_new0 (Fetch, 1);
  guint first;

  list->fetch_source = 0;
  list->is_fetching = TRUE;
  g_weak_ref_init (&fetch->list, list);
  /* What was wanted last is what is looked at now. */
  fetch->n = MIN (list->wanted->len, MAX_FETCHED);
  first = list->wanted->len - fetch->n;
  fetch->ids =
      g_memdup2 (&g_array_index (list->wanted, gint64, first), fetch->n * sizeof *fetch->ids);
  fetch->scorer = get_scorer (list);
  g_array_set_size (list->wanted, first);
  /* Fetch belongs to the callback, which always comes. */
  acu_catalog_run_async (list->catalog, ACU_CATALOG_READS, fetch_job, fetch, NULL,
                         (GDestroyNotify)g_ptr_array_unref, NULL, fetched_cb, fetch);
  return G_SOURCE_REMOVE;
}

static void
photo_gone_cb (gpointer data, GObject *photo)
{
  Entry *entry = data;

  g_hash_table_remove (entry->list->entries, &entry->id);
}

/* The entry of @id, with an object that lives at least for a while. */
static Entry *
get_entry (AcuPhotoList *list, gint64 id)
{
  Entry *entry = g_hash_table_lookup (list->entries, &id);

  if (entry != NULL)
    return entry;
  entry = g_new0 (Entry, 1);
  entry->id = id;
  entry->list = list;
  entry->photo = acu_photo_new (id);
  g_hash_table_insert (list->entries, &entry->id, entry);
  g_object_weak_ref (G_OBJECT (entry->photo), photo_gone_cb, entry);
  g_queue_push_tail (&list->kept, entry->photo);
  want_row (entry);
  return entry;
}

static void
trim_kept (AcuPhotoList *list)
{
  while (list->kept.length > CACHED)
    g_object_unref (g_queue_pop_head (&list->kept));
}

/* ---- The list ---- */

static GType
get_item_type (GListModel *model)
{
  return ACU_TYPE_PHOTO;
}

static guint
get_n_items (GListModel *model)
{
  return ACU_PHOTO_LIST (model)->ids->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  AcuPhotoList *list = ACU_PHOTO_LIST (model);
  AcuPhoto *photo;
  gint64 id = acu_photo_list_get_id (list, position);

  if (id == 0)
    return NULL;
  if (!g_hash_table_contains (list->entries, &id)) {
    guint start = position - position % PAGE;

    for (guint i = start; i < MIN (start + PAGE, list->ids->len); i++)
      get_entry (list, acu_photo_list_get_id (list, i));
  }
  photo = g_object_ref (get_entry (list, id)->photo);
  trim_kept (list);
  return photo;
}

static void
acu_photo_list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

gint64
acu_photo_list_get_id (AcuPhotoList *list, guint position)
{
  g_return_val_if_fail (ACU_IS_PHOTO_LIST (list), 0);

  return position < list->ids->len ? g_array_index (list->ids, gint64, position) : 0;
}

guint
acu_photo_list_find (AcuPhotoList *list, gint64 photo)
{
  g_return_val_if_fail (ACU_IS_PHOTO_LIST (list), G_MAXUINT);

  if (list->positions == NULL) {
    list->max_id = 0;
    for (guint i = 0; i < list->ids->len; i++)
      list->max_id = MAX (list->max_id, acu_photo_list_get_id (list, i));
    list->positions = g_new0 (guint32, list->max_id + 1);
    for (guint i = 0; i < list->ids->len; i++)
      list->positions[acu_photo_list_get_id (list, i)] = i + 1;
  }
  if (photo <= 0 || photo > list->max_id || list->positions[photo] == 0)
    return G_MAXUINT;
  return list->positions[photo] - 1;
}

/* ---- From one result to the next ---- */

static void
splice (AcuPhotoList *list, const AcuSplice *change, const gint64 *added)
{
  g_signal_emit (list, signals[SIGNAL_CHANGING], 0, change->removed, change->added);
  if (change->removed > 0)
    g_array_remove_range (list->ids, change->position, change->removed);
  if (change->added > 0)
    g_array_insert_vals (list->ids, change->position, added, change->added);
  g_clear_pointer (&list->positions, g_free);
  g_list_model_items_changed (G_LIST_MODEL (list), change->position, change->removed,
                              change->added);
}

static void
take_result (AcuPhotoList *list, AcuPhotoResult *result)
{
  const gint64 *new = (const gint64 *)result->photos->data;
  guint n_new = result->photos->len;
  const gint64 *old = (const gint64 *)list->ids->data;
  guint n_old = list->ids->len;
  g_autoptr (GArray) splices = acu_splice_compare (old, n_old, new, n_new);

  if (splices == NULL || (guint64)splices->len * MAX (n_old, n_new) > (guint64)MAX_MOVES * 1) {
    AcuSplice all = acu_splice_compare_ends (old, n_old, new, n_new);

    if (all.removed > 0 || all.added > 0)
      splice (list, &all, new + all.position);
  } else {
    for (guint i = 0; i < splices->len; i++) {
      const AcuSplice *change = &g_array_index (splices, AcuSplice, i);

      splice (list, change, new + change->position);
    }
  }
  acu_photo_result_free (list->result);
  list->result = result;
}

/* ---- Running the query ---- */

static void run (AcuPhotoList *list);

static gboolean
refresh_cb (gpointer data)
{
  AcuPhotoList *list = data;

  list->refresh_source = 0;
  if (list->running == NULL)
    run (list);
  return G_SOURCE_REMOVE;
}

/* Runs the query again, soon, unless that is held up. */
static void
refresh (AcuPhotoList *list)
{
  gint64 wait;

  list->is_stale = TRUE;
  if (list->query == NULL || list->holds > 0 || list->running != NULL || list->refresh_source != 0)
    return;
  wait = list->last_run + REFRESH_MICROSECONDS - g_get_monotonic_time ();
  list->refresh_source = g_timeout_add ((guint)(MAX (wait, 0) / 1000), refresh_cb, list);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (AcuPhotoList) list = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;
  AcuPhotoResult *found = acu_photo_query_run_finish (ACU_CATALOG (source), result, &error);

  g_weak_ref_clear (weak);
  g_free (weak);
  /* A query that was given up is followed by its successor's answer. */
  if (list == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    acu_photo_result_free (found);
    return;
  }
  g_clear_object (&list->running);
  list->last_run = g_get_monotonic_time ();
  if (found != NULL) {
    take_result (list, found);
    g_signal_emit (list, signals[SIGNAL_UPDATED], 0);
  } else {
    g_signal_emit (list, signals[SIGNAL_FAILED], 0, error);
  }
  if (list->is_stale)
    refresh (list);
}

static void
run (AcuPhotoList *list)
{
  GWeakRef *weak = g_new (GWeakRef, 1);

  if (list->running != NULL)
    g_cancellable_cancel (list->running);
  g_clear_object (&list->running);
  g_clear_handle_id (&list->refresh_source, g_source_remove);
  list->running = g_cancellable_new ();
  list->is_stale = FALSE;
  g_weak_ref_init (weak, list);
  acu_photo_query_run_async (list->catalog, list->query, list->running, ran_cb, weak);
}

/* What of a photo decides whether and where it is in the list. */
static AcuChangeFlags
get_dependencies (const AcuPhotoQuery *query)
{
  AcuChangeFlags flags = ACU_CHANGE_LIST;

  if (query->stars_min > 0 || query->stars_max < 5 || query->flags != 0 || query->colours != 0 ||
      query->sort == ACU_SORT_STARS)
    flags |= ACU_CHANGE_RATINGS;
  if (query->scorer != 0)
    flags |= ACU_CHANGE_SCORES;
  if (query->camera != 0 || query->taken_from != G_MININT64 || query->taken_to != G_MAXINT64 ||
      query->errors != ACU_ERRORS_WITH || query->unscored || query->sort == ACU_SORT_TIME ||
      query->sort == ACU_SORT_STARS || query->sort == ACU_SORT_SIZE)
    flags |= ACU_CHANGE_FACTS;
  if (query->scope == ACU_SCOPE_COLLECTION)
    flags |= ACU_CHANGE_COLLECTIONS;
  return flags;
}

static void
changed_cb (AcuCatalog *catalog, const AcuCatalogChange *change, AcuPhotoList *list)
{
  const AcuChangeFlags rows =
      ACU_CHANGE_LIST | ACU_CHANGE_FACTS | ACU_CHANGE_RATINGS | ACU_CHANGE_SCORES;
  GHashTableIter iter;
  gpointer value;

  if ((change->flags & rows) != 0) {
    g_hash_table_iter_init (&iter, list->entries);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
      Entry *entry = value;

      if (!acu_catalog_change_has_photo (change, entry->id))
        continue;
      /* What is being read now may be what was before. */
      entry->is_asked = FALSE;
      want_row (entry);
    }
  }
  if (list->query != NULL && (change->flags & get_dependencies (list->query)) != 0)
    refresh (list);
}

void
acu_photo_list_set_query (AcuPhotoList *list, const AcuPhotoQuery *query)
{
  gint64 scorer;
  GHashTableIter iter;
  gpointer entry;

  g_return_if_fail (ACU_IS_PHOTO_LIST (list));
  g_return_if_fail (query != NULL);

  scorer = get_scorer (list);
  acu_photo_query_free (list->query);
  list->query = acu_photo_query_copy (query);
  if (scorer != query->scorer) {
    g_hash_table_iter_init (&iter, list->entries);
    while (g_hash_table_iter_next (&iter, NULL, &entry))
      want_row (entry);
  }
  run (list);
}

const AcuPhotoQuery *
acu_photo_list_get_query (AcuPhotoList *list)
{
  g_return_val_if_fail (ACU_IS_PHOTO_LIST (list), NULL);

  return list->query;
}

void
acu_photo_list_refresh (AcuPhotoList *list)
{
  g_return_if_fail (ACU_IS_PHOTO_LIST (list));

  refresh (list);
}

void
acu_photo_list_hold (AcuPhotoList *list)
{
  g_return_if_fail (ACU_IS_PHOTO_LIST (list));

  list->holds++;
  g_clear_handle_id (&list->refresh_source, g_source_remove);
}

void
acu_photo_list_release (AcuPhotoList *list)
{
  g_return_if_fail (ACU_IS_PHOTO_LIST (list));
  g_return_if_fail (list->holds > 0);

  if (--list->holds == 0 && list->is_stale)
    refresh (list);
}

gboolean
acu_photo_list_is_pending (AcuPhotoList *list)
{
  g_return_val_if_fail (ACU_IS_PHOTO_LIST (list), FALSE);

  return list->running != NULL || list->refresh_source != 0;
}

const AcuPhotoResult *
acu_photo_list_get_result (AcuPhotoList *list)
{
  g_return_val_if_fail (ACU_IS_PHOTO_LIST (list), NULL);

  return list->result;
}

AcuCatalog *
acu_photo_list_get_catalog (AcuPhotoList *list)
{
  g_return_val_if_fail (ACU_IS_PHOTO_LIST (list), NULL);

  return list->catalog;
}

/* ---- Object ---- */

static void
acu_photo_list_dispose (GObject *object)
{
  AcuPhotoList *list = ACU_PHOTO_LIST (object);
  GHashTableIter iter;
  gpointer value;

  if (list->running != NULL)
    g_cancellable_cancel (list->running);
  g_clear_object (&list->running);
  g_clear_handle_id (&list->refresh_source, g_source_remove);
  g_clear_handle_id (&list->fetch_source, g_source_remove);
  g_hash_table_iter_init (&iter, list->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Entry *entry = value;

    g_object_weak_unref (G_OBJECT (entry->photo), photo_gone_cb, entry);
    g_hash_table_iter_remove (&iter);
  }
  g_queue_clear_full (&list->kept, g_object_unref);
  if (list->catalog != NULL)
    g_signal_handlers_disconnect_by_data (list->catalog, list);
  g_clear_object (&list->catalog);
  G_OBJECT_CLASS (acu_photo_list_parent_class)->dispose (object);
}

static void
acu_photo_list_finalize (GObject *object)
{
  AcuPhotoList *list = ACU_PHOTO_LIST (object);

  acu_photo_query_free (list->query);
  acu_photo_result_free (list->result);
  g_array_unref (list->ids);
  g_free (list->positions);
  g_hash_table_unref (list->entries);
  g_array_unref (list->wanted);
  G_OBJECT_CLASS (acu_photo_list_parent_class)->finalize (object);
}

static void
acu_photo_list_init (AcuPhotoList *list)
{
  list->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  list->wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
  list->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  g_queue_init (&list->kept);
}

static void
acu_photo_list_class_init (AcuPhotoListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = acu_photo_list_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_photo_list_finalize;
  signals[SIGNAL_CHANGING] =
      g_signal_new ("changing", ACU_TYPE_PHOTO_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
  signals[SIGNAL_UPDATED] = g_signal_new ("updated", ACU_TYPE_PHOTO_LIST, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", ACU_TYPE_PHOTO_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

AcuPhotoList *
acu_photo_list_new (AcuCatalog *catalog)
{
  AcuPhotoList *list = g_object_new (ACU_TYPE_PHOTO_LIST, NULL);

  list->catalog = g_object_ref (catalog);
  g_signal_connect (catalog, "changed", G_CALLBACK (changed_cb), list);
  return list;
}
