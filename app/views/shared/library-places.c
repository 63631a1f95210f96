/* From one folder or collection to another, and back. */
#include "app/catalog/folder-store.h"
#include "app/views/shared/library-private.h"

static gboolean
is_same_scope (const AcuPhotoQuery *a, const AcuPhotoQuery *b)
{
  return a->scope == b->scope && a->scope_id == b->scope_id;
}

/* What is shown is a place of the folder that is open now. */
static void
arrive (AcuLibrary *self)
{
  g_free (self->place_folder);
  self->place_folder = g_strdup (self->folder);
  self->place_below_root = self->below_root;
}

static AcuPlace *
make_place (AcuLibrary *self)
{
  return acu_place_new (self->query, self->place_folder, self->place_below_root);
}

/* Has it be a step that @query takes the place of what is shown: in the order that is, and with the
 * scorer, which are not a query's to choose. */
static void
note_filter (AcuLibrary *self, const AcuPhotoQuery *query)
{
  g_autoptr (AcuPhotoQuery) next = acu_photo_query_copy (query);

  next->sort = self->query->sort;
  next->descending = self->query->descending;
  next->scorer = self->query->scorer;
  acu_library_note_filter (self, next);
}

/* What a person filtered here is undone like any filter where it goes, be it by the same place
 * being gone to once more, or a place that a filter makes of it. */
static void
note_here (AcuLibrary *self, const AcuPhotoQuery *query)
{
  if (!self->filters)
    return;
  acu_filter_history_settle (self->filters);
  if (self->is_starting || !is_same_scope (query, self->query))
    return;
  note_filter (self, query);
  acu_filter_history_settle (self->filters);
}

void
acu_library_go_to (AcuLibrary *self, const AcuPhotoQuery *query)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && query);

  note_here (self, query);
  /* Nobody has been in what is shown until the folder of the last time is. */
  if (!self->is_starting &&
      (!is_same_scope (query, self->query) || acu_photo_query_has_filter (query) ||
       acu_photo_query_has_filter (self->query)))
    acu_place_history_leave (self->places, make_place (self));
  self->is_starting = FALSE;
  arrive (self);
  acu_library_take_query (self, query);
}

static gboolean
is_of_folder (const AcuPhotoQuery *query)
{
  return query->scope == ACU_SCOPE_TREE || query->scope == ACU_SCOPE_FOLDER;
}

static gpointer
find_folder (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const AcuPhotoQuery *query = data;
  g_autoptr (GPtrArray) folders = acu_folder_store_list (catalog, error);

  for (guint i = 0; folders && i < folders->len; i++) {
    if (((const AcuFolder *)g_ptr_array_index (folders, i))->id == query->scope_id)
      return g_ptr_array_steal_index (folders, i);
  }
  return NULL;
}

static void
folder_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuFolder) folder = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (error)
    acu_library_report (self, error);
  /* Somebody may have gone elsewhere meanwhile. */
  if (!folder || !is_of_folder (self->query) || self->query->scope_id != folder->id ||
      acu_library_is_folder_open (self, folder->path))
    return;
  acu_library_attend_to_folder (self, folder->path, !folder->is_root);
  arrive (self);
}

void
acu_library_return_to (AcuLibrary *self, const AcuPhotoQuery *query)
{
  acu_library_go_to (self, query);
  if (is_of_folder (query))
    acu_catalog_run_async (self->catalog, ACU_CATALOG_READS, find_folder,
                           acu_photo_query_copy (query), (GDestroyNotify)acu_photo_query_free,
                           (GDestroyNotify)acu_folder_free, self->cancellable, folder_found_cb,
                           g_object_ref (self));
}

void
acu_library_set_query (AcuLibrary *self, const AcuPhotoQuery *query)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && query);

  if (!is_same_scope (query, self->query)) {
    acu_library_go_to (self, query);
    return;
  }
  note_filter (self, query);
  acu_library_take_query (self, query);
}

gboolean
acu_library_can_step (AcuLibrary *self, gboolean forward)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (self), FALSE);

  return self->state == ACU_LIBRARY_READY && acu_place_history_has (self->places, forward);
}

void
acu_library_step (AcuLibrary *self, gboolean forward)
{
  g_return_if_fail (ACU_IS_LIBRARY (self));

  if (!acu_library_can_step (self, forward))
    return;
  g_autoptr (AcuPlace) place = acu_place_history_step (self->places, forward, make_place (self));

  acu_filter_history_settle (self->filters);
  if (is_of_folder (place->query) && place->folder && g_strcmp0 (place->folder, self->folder) != 0)
    acu_library_attend_to_folder (self, place->folder, place->below_root);
  arrive (self);
  acu_library_take_query (self, place->query);
}

/* What is there no more. */

static gboolean
is_collection (const AcuPlace *place, gpointer data)
{
  return place->query->scope == ACU_SCOPE_COLLECTION && place->query->scope_id == *(gint64 *)data;
}

void
acu_library_forget_collection (AcuLibrary *self, gint64 collection)
{
  acu_place_history_forget (self->places, is_collection, &collection);
  g_signal_emit_by_name (self, "query-changed");
}

typedef struct {
  gint64 id;
  const char *path;
} Folder;

static gboolean
is_in_folder (const AcuPlace *place, gpointer data)
{
  const Folder *folder = data;

  return is_of_folder (place->query) &&
         (place->query->scope_id == folder->id ||
          (place->folder && acu_library_is_within (place->folder, folder->path)));
}

void
acu_library_forget_folder (AcuLibrary *self, gint64 id, const char *path)
{
  Folder folder = {id, path};

  acu_place_history_forget (self->places, is_in_folder, &folder);
  g_signal_emit_by_name (self, "query-changed");
}

static gboolean
is_anywhere (const AcuPlace *place, gpointer data)
{
  return TRUE;
}

void
acu_library_forget_places (AcuLibrary *self)
{
  acu_place_history_forget (self->places, is_anywhere, NULL);
  self->is_starting = TRUE;
}
