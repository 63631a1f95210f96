/* From one folder or collection to another, and back. */
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

void
acu_library_go_to (AcuLibrary *self, const AcuPhotoQuery *query)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && query);

  if (self->filters)
    acu_filter_history_settle (self->filters);
  /* Nobody has been in what is shown until the folder of the last time is. */
  if (!self->is_starting &&
      (!is_same_scope (query, self->query) || acu_photo_query_has_filter (query) ||
       acu_photo_query_has_filter (self->query)))
    acu_place_history_leave (self->places, make_place (self));
  self->is_starting = FALSE;
  arrive (self);
  acu_library_take_query (self, query);
}

void
acu_library_set_query (AcuLibrary *self, const AcuPhotoQuery *query)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && query);

  if (!is_same_scope (query, self->query)) {
    acu_library_go_to (self, query);
    return;
  }
  if (self->filters)
    acu_filter_history_note (self->filters, self->query, query);
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
  gboolean is_folder =
      place->query->scope == ACU_SCOPE_TREE || place->query->scope == ACU_SCOPE_FOLDER;

  acu_filter_history_settle (self->filters);
  if (is_folder && place->folder && g_strcmp0 (place->folder, self->folder) != 0)
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

  return (place->query->scope == ACU_SCOPE_TREE || place->query->scope == ACU_SCOPE_FOLDER) &&
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
