/* Collections of a person's own, and what comes into them. */
#include "app/catalog/collection-store.h"
#include "app/views/shared/library-private.h"

#include <glib/gi18n.h>

/* What is to be done: to the collection @id, or where that is 0 to one that is made first. */
typedef struct {
  gint64 id;
  char *name;
  GArray *photos; /* gint64 */
  gboolean include;
  char *shown, *rest; /* the query that shows it, and the one that is shown instead; else NULL */
} Edit;

/* What was done; @text is NULL where there is nothing to tell. */
typedef struct {
  gint64 id;
  char *text;
  gboolean undoable;
  gboolean left; /* photos did */
} Edited;

/* Who waits for it. */
typedef struct {
  AcuLibrary *library;
  AcuCollectionFunc done;
  gpointer data;
  guint step;
} Call;

static Edit *
edit_new (gint64 id, const char *name, const gint64 *photos, gsize n, gboolean include)
{
  Edit *edit = g_new (Edit, 1);

  *edit = (Edit){.id = id,
                 .name = g_strdup (name),
                 .photos = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n),
                 .include = include};
  if (n > 0)
    g_array_append_vals (edit->photos, photos, n);
  return edit;
}

static void
edit_free (gpointer data)
{
  Edit *edit = data;

  g_free (edit->name);
  g_array_unref (edit->photos);
  g_free (edit->shown);
  g_free (edit->rest);
  g_free (edit);
}

static void
edited_free (gpointer data)
{
  g_free (((Edited *)data)->text);
  g_free (data);
}

/* What undo will say. (transfer full) */
static char *
make_title (const Edit *edit, guint n)
{
  /* Translators: the second is the name of a collection */
  return edit->include
             ? g_strdup_printf (ngettext ("%'u photo added to “%s”", "%'u photos added to “%s”", n),
                                n, edit->name)
             : g_strdup_printf (
                   ngettext ("%'u photo removed from “%s”", "%'u photos removed from “%s”", n), n,
                   edit->name);
}

/* Only what is not so already is counted, told and entered in the journal: undo takes back what was
 * done last. */
static gpointer
change_contents (AcuCatalog *catalog, const Edit *edit, gint64 id, GError **error)
{
  g_autoptr (GArray) changing = acu_collection_store_find_changing (
      catalog, id, (const gint64 *)edit->photos->data, edit->photos->len, edit->include, error);
  if (!changing)
    return NULL;

  g_autofree char *title = make_title (edit, changing->len);
  AcuUndoGroup group = {.title = title};
  if (!acu_collection_store_change (catalog, id, (const gint64 *)changing->data, changing->len,
                                    edit->include, &group, error))
    return NULL;

  Edited *edited = g_new0 (Edited, 1);
  edited->id = id;
  edited->undoable = changing->len > 0;
  edited->left = !edit->include;
  if (edited->undoable)
    edited->text = g_steal_pointer (&title);
  else if (edit->include && edit->photos->len > 0)
    edited->text = g_strdup_printf (_ ("“%s” has them already"), edit->name);
  return edited;
}

static gpointer
change_job (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Edit *edit = data;

  return change_contents (catalog, edit, edit->id, error);
}

/* Takes @text. */
static Edited *
edited_new (gint64 id, char *text)
{
  Edited *edited = g_new0 (Edited, 1);

  *edited = (Edited){.id = id, .text = text, .undoable = TRUE};
  return edited;
}

static gpointer
create_job (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Edit *edit = data;
  guint n = edit->photos->len;
  g_autofree char *title =
      n == 0 ? g_strdup_printf (_ ("Collection “%s” created"), edit->name)
             : g_strdup_printf (ngettext ("%'u photo put into the new collection “%s”",
                                          "%'u photos put into the new collection “%s”", n),
                                n, edit->name);
  AcuUndoGroup group = {.title = title};
  gint64 id = acu_collection_store_create (catalog, edit->name, &group, error);

  if (id == 0 ||
      (n > 0 && !acu_collection_store_change (catalog, id, (const gint64 *)edit->photos->data, n,
                                              TRUE, &group, error)))
    return NULL;
  return edited_new (id, g_steal_pointer (&title));
}

static gpointer
rename_job (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Edit *edit = data;
  g_autofree char *before = acu_collection_store_dup_name (catalog, edit->id, error);

  if (!before)
    return NULL;
  g_autofree char *title =
      g_strdup_printf (_ ("Collection “%s” renamed to “%s”"), before, edit->name);
  AcuUndoGroup group = {.title = title};
  if (!acu_collection_store_rename (catalog, edit->id, edit->name, &group, error))
    return NULL;
  return edited_new (edit->id, group.entry != 0 ? g_steal_pointer (&title) : NULL);
}

static gpointer
remove_job (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Edit *edit = data;
  g_autofree char *name = acu_collection_store_dup_name (catalog, edit->id, error);

  if (!name)
    return NULL;
  g_autofree char *title = g_strdup_printf (_ ("Collection “%s” removed"), name);
  AcuUndoGroup group = {.title = title};
  if (!acu_collection_store_remove (catalog, edit->id, &group, error) ||
      (edit->shown &&
       !acu_undo_journal_add_filter (catalog, edit->shown, edit->rest, &group, error)))
    return NULL;
  return edited_new (edit->id, g_steal_pointer (&title));
}

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Call *call = data;
  g_autoptr (AcuLibrary) library = call->library;
  g_autoptr (GError) error = NULL;
  Edited *edited = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (!edited)
    acu_library_report (library, error);
  else if (edited->text && edited->undoable)
    acu_library_tell_of_step (library, edited->text, call->step);
  else if (edited->text)
    acu_library_tell (library, edited->text);
  /* They have no place to keep. */
  if (edited && edited->left)
    acu_library_refresh (library);
  if (call->done)
    call->done (edited ? edited->id : 0, call->data);
  g_clear_pointer (&edited, edited_free);
}

/* Takes @edit. */
static void
run (AcuLibrary *self, AcuCatalogJob job, Edit *edit, AcuCollectionFunc done, gpointer data)
{
  Call *call = g_new (Call, 1);

  *call = (Call){g_object_ref (self), done, data, acu_library_begin_step (self)};
  acu_catalog_run_async (self->catalog, ACU_CATALOG_WRITES, job, edit, edit_free, edited_free, NULL,
                         edited_cb, call);
}

void
acu_library_create_collection (AcuLibrary *self,
                               const char *name,
                               const gint64 *photos,
                               gsize n,
                               AcuCollectionFunc created,
                               gpointer user_data)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && self->catalog && name);

  run (self, create_job, edit_new (0, name, photos, n, TRUE), created, user_data);
}

void
acu_library_rename_collection (AcuLibrary *self,
                               gint64 collection,
                               const char *name,
                               AcuCollectionFunc renamed,
                               gpointer user_data)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && self->catalog && name);

  run (self, rename_job, edit_new (collection, name, NULL, 0, FALSE), renamed, user_data);
}

void
acu_library_remove_collection (AcuLibrary *self, gint64 collection)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && self->catalog);

  Edit *edit = edit_new (collection, NULL, NULL, 0, FALSE);

  if (self->query->scope == ACU_SCOPE_COLLECTION && self->query->scope_id == collection) {
    edit->shown = acu_photo_query_to_string (self->query);
    acu_library_show_rest (self);
    edit->rest = acu_photo_query_to_string (self->query);
  }
  acu_library_forget_collection (self, collection);
  run (self, remove_job, edit, NULL, NULL);
}

void
acu_library_collect (AcuLibrary *self,
                     gint64 collection,
                     const char *name,
                     const gint64 *photos,
                     gsize n,
                     gboolean include)
{
  g_return_if_fail (ACU_IS_LIBRARY (self) && self->catalog && name);

  if (n > 0)
    run (self, change_job, edit_new (collection, name, photos, n, include), NULL, NULL);
}
