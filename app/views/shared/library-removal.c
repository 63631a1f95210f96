/* Folders that leave the library, while their files stay, and come back to it. */
#include "app/catalog/folder-store.h"
#include "app/views/shared/library-private.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>

typedef struct {
  gint64 folder;
  char *path;
  gint64 entry; /* of the journal, where it is done again */
  guint step;
  char *shown, *rest; /* the query that showed it, and the one that is shown instead; else NULL */
} Leaving;

static void
leaving_free (gpointer data)
{
  Leaving *leaving = data;

  g_free (leaving->path);
  g_free (leaving->shown);
  g_free (leaving->rest);
  g_free (leaving);
}

typedef struct {
  char *title;
  guint step;
  char *recent; /* the folder that is the most recent one now, NULL for none */
} Left;

static void
left_free (gpointer data)
{
  Left *left = data;

  g_free (left->title);
  g_free (left->recent);
  g_free (left);
}

/* What undo will say. (transfer full) */
static char *
make_title (const Leaving *leaving)
{
  g_autofree char *name = g_filename_display_basename (leaving->path);

  /* Translators: the name of a folder */
  return g_strdup_printf (_ ("“%s” removed from the library"), name);
}

static gpointer
close_folder (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Leaving *leaving = data;
  g_autofree char *title = make_title (leaving);
  AcuUndoGroup group = {.title = title, .entry = leaving->entry};

  if (!acu_folder_store_close (catalog, leaving->folder, &group, error) ||
      (leaving->shown &&
       !acu_undo_journal_add_filter (catalog, leaving->shown, leaving->rest, &group, error)))
    return NULL;
  g_autoptr (GPtrArray) recent = acu_folder_store_list_recent (catalog, 1, error);
  if (!recent)
    return NULL;

  Left *left = g_new0 (Left, 1);
  left->title = g_steal_pointer (&title);
  left->step = leaving->step;
  if (recent->len > 0)
    left->recent = g_strdup (((AcuFolder *)g_ptr_array_index (recent, 0))->path);
  return left;
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) self = data;
  g_autoptr (GError) error = NULL;
  Left *left = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (!left) {
    if (!acu_library_is_cancelled (error))
      acu_library_report (self, error);
    return;
  }
  /* What the next start opens; unless something else has been opened meanwhile. */
  if (!self->folder)
    g_settings_set_string (acu_settings_get (), "last-folder", left->recent ?: "");
  acu_library_refresh (self);
  acu_library_tell_of_step (self, left->title, left->step);
  left_free (left);
}

void
acu_library_go_on_removing (AcuLibrary *self)
{
  if (self->n_ending > 0 || self->state != ACU_LIBRARY_READY)
    return;

  while (self->leaving && self->leaving->len > 0) {
    Leaving *leaving = g_ptr_array_steal_index (self->leaving, 0);

    /* It is one of its own, and may have waited. */
    leaving->step = acu_library_begin_step (self);
    acu_catalog_run_async (self->catalog, ACU_CATALOG_WRITES, close_folder, leaving, leaving_free,
                           left_free, self->cancellable, closed_cb, g_object_ref (self));
  }
}

static gpointer
drop_entry (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  return acu_undo_journal_drop (catalog, *(gint64 *)data, error) ? GINT_TO_POINTER (1) : NULL;
}

static void
entry_dropped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuLibrary) self = data;
  g_autoptr (GError) error = NULL;

  if (!acu_catalog_run_finish (ACU_CATALOG (source), result, &error) &&
      !acu_library_is_cancelled (error))
    acu_library_report (self, error);
}

void
acu_library_keep_folder (AcuLibrary *self)
{
  for (guint i = self->leaving ? self->leaving->len : 0; i > 0; i--) {
    const Leaving *leaving = g_ptr_array_index (self->leaving, i - 1);
    if (!acu_library_is_within (self->folder, leaving->path))
      continue;
    /* What was to be done again is no step where it is not. */
    if (leaving->entry != 0)
      acu_catalog_run_async (self->catalog, ACU_CATALOG_WRITES, drop_entry,
                             g_memdup2 (&leaving->entry, sizeof leaving->entry), g_free, NULL,
                             self->cancellable, entry_dropped_cb, g_object_ref (self));
    g_ptr_array_remove_index (self->leaving, i - 1);
  }
}

void
acu_library_show_rest (AcuLibrary *self)
{
  g_auto (AcuPhotoQuery) query;

  acu_photo_query_init (&query);
  acu_library_take_query (self, &query);
}

/* Shows what is left where the folder at @path is open or shown.  Returns whether it was. */
static gboolean
leave (AcuLibrary *self, gint64 folder, const char *path)
{
  if (self->folder && acu_library_is_within (self->folder, path)) {
    acu_library_leave_folder (self);
    g_clear_pointer (&self->folder, g_free);
    if (self->scoring)
      acu_scoring_service_set_folder (self->scoring, NULL);
    g_signal_emit_by_name (self, "scan-changed");
  } else if ((self->query->scope != ACU_SCOPE_TREE && self->query->scope != ACU_SCOPE_FOLDER) ||
             self->query->scope_id != folder) {
    return FALSE;
  }
  acu_library_show_rest (self);
  return TRUE;
}

/* @entry: of the journal, where it is done again; else 0. */
static void
remove_folder (AcuLibrary *self, gint64 folder, const char *path, gint64 entry)
{
  g_autofree char *shown = acu_photo_query_to_string (self->query);
  Leaving *leaving = g_new0 (Leaving, 1);

  acu_library_begin_step (self);
  *leaving = (Leaving){.folder = folder, .path = g_strdup (path), .entry = entry};
  if (leave (self, folder, path)) {
    leaving->shown = g_steal_pointer (&shown);
    leaving->rest = acu_photo_query_to_string (self->query);
  }
  acu_library_forget_folder (self, folder, path);
  if (!self->leaving)
    self->leaving = g_ptr_array_new_with_free_func (leaving_free);
  g_ptr_array_add (self->leaving, leaving);
  acu_library_go_on_removing (self);
}

void
acu_library_remove_folder (AcuLibrary *self, gint64 folder, const char *path)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && path && self->state == ACU_LIBRARY_READY);

  remove_folder (self, folder, path, 0);
}

gboolean
acu_library_stop_leaving (AcuLibrary *self)
{
  guint n = self->leaving ? self->leaving->len : 0;

  /* One that is done again has its step already, which is taken back like any other. */
  if (n == 0 || ((const Leaving *)g_ptr_array_index (self->leaving, n - 1))->entry != 0)
    return FALSE;

  Leaving *leaving = g_ptr_array_steal_index (self->leaving, n - 1);
  if (leaving->shown) {
    g_auto (AcuPhotoQuery) query;
    acu_library_attend_to_folder (self, leaving->path, FALSE);
    if (acu_photo_query_parse (leaving->shown, &query, NULL))
      acu_library_take_query (self, &query);
  }
  g_autofree char *title = make_title (leaving);
  g_autofree char *text = g_strdup_printf (_ ("Undone: %s"), title);
  acu_library_tell (self, text);
  leaving_free (leaving);
  return TRUE;
}

void
acu_library_remove_again (AcuLibrary *self, const AcuUndone *step)
{
  if (self->state == ACU_LIBRARY_READY)
    remove_folder (self, step->folder, step->path, step->entry);
}

/* The step @entry is taken back before it was done again. */
static void
stay (AcuLibrary *self, gint64 entry)
{
  for (guint i = self->leaving ? self->leaving->len : 0; i > 0; i--) {
    const Leaving *leaving = g_ptr_array_index (self->leaving, i - 1);
    if (leaving->entry == entry)
      g_ptr_array_remove_index (self->leaving, i - 1);
  }
}

void
acu_library_follow_back (AcuLibrary *self, const AcuUndone *step)
{
  if (self->state != ACU_LIBRARY_READY)
    return;
  stay (self, step->entry);
  /* Where it was open it is so again; it has its place in the tree, and is read only for what has
   * changed on the disk since. */
  if (step->has_filter)
    acu_library_attend_to_folder (self, step->path, FALSE);
  else if (self->folder && acu_library_is_within (step->path, self->folder))
    acu_library_rescan (self);
}
