#include "app/catalog/collection-store.h"

#include "app/catalog/photo-private.h"
#include "app/catalog/undo-private.h"

#include <glib/gi18n.h>

void
acu_collection_free (AcuCollection *collection)
{
  g_free (collection->name);
  g_free (collection);
}

static void
explain_name (GError **error, const char *name)
{
  if (g_error_matches (*error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_EXISTS)) {
    g_clear_error (error);
    g_set_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_EXISTS,
                 _ ("there is a collection “%s” already; choose another name"), name);
  }
}

static gboolean
set_missing (GError **error)
{
  g_set_error_literal (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING,
                       _ ("there is no such collection any more"));
  return FALSE;
}

/* (transfer full) */
static char *
read_name (AcuDatabase *database, gint64 collection, GError **error)
{
  GError *failure = NULL;
  g_autoptr (AcuStatement) row = acu_database_query (
      database, &failure, "SELECT name FROM collections WHERE id = ?1", "i", collection);
  char *name = NULL;

  if (row != NULL && acu_statement_next (row, &failure))
    name = g_strdup (acu_statement_get_text (row, 0));
  else if (failure != NULL)
    g_propagate_error (error, failure);
  else
    set_missing (error);
  return name;
}

char *
acu_collection_store_dup_name (AcuCatalog *catalog, gint64 collection, GError **error)
{
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  char *name;

  if (reader == NULL)
    return NULL;
  name = read_name (reader, collection, error);
  acu_catalog_return_reader (catalog, reader);
  return name;
}

static gint64
insert_collection (AcuCatalog *catalog, AcuDatabase *writer, const char *name, GError **error)
{
  GError *failure = NULL;

  acu_catalog_note (catalog, ACU_CHANGE_COLLECTIONS, 0);
  if (acu_database_run (writer, &failure, "INSERT INTO collections (name, created) VALUES (?1, ?2)",
                        "si", name, acu_catalog_now ()))
    return acu_database_get_last_id (writer);
  explain_name (&failure, name);
  g_propagate_error (error, failure);
  return 0;
}

gint64
acu_collection_store_create (AcuCatalog *catalog,
                             const char *name,
                             AcuUndoGroup *group,
                             GError **error)
{
  gint64 before = group != NULL ? group->entry : 0;
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  AcuUndoChange change = {.kind = "name", .new_text = name};
  gboolean ok;

  if (writer == NULL)
    return 0;
  change.place = insert_collection (catalog, writer, name, error);
  ok = change.place != 0 && acu_undo_record (catalog, writer, group, &change, error);
  return acu_undo_end (catalog, ok, group, before, error) ? change.place : 0;
}

static gboolean
set_name (
    AcuCatalog *catalog, AcuDatabase *writer, gint64 collection, const char *name, GError **error)
{
  GError *failure = NULL;

  acu_catalog_note (catalog, ACU_CHANGE_COLLECTIONS, 0);
  if (acu_database_run (writer, &failure, "UPDATE collections SET name = ?2 WHERE id = ?1", "is",
                        collection, name))
    return TRUE;
  explain_name (&failure, name);
  g_propagate_error (error, failure);
  return FALSE;
}

gboolean
acu_collection_store_rename (
    AcuCatalog *catalog, gint64 collection, const char *name, AcuUndoGroup *group, GError **error)
{
  gint64 before = group != NULL ? group->entry : 0;
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  g_autofree char *old = NULL;
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  old = read_name (writer, collection, error);
  ok = old != NULL && set_name (catalog, writer, collection, name, error);
  if (ok && !g_str_equal (old, name)) {
    const AcuUndoChange change = {
        .kind = "name", .place = collection, .old_text = old, .new_text = name};

    ok = acu_undo_record (catalog, writer, group, &change, error);
  }
  return acu_undo_end (catalog, ok, group, before, error);
}

/* Enters what is in the collection, which may be very much, as if all of it were taken out. */
static gboolean
record_contents (AcuCatalog *catalog,
                 AcuDatabase *writer,
                 gint64 collection,
                 AcuUndoGroup *group,
                 GError **error)
{
  return group == NULL ||
         (acu_undo_enter (catalog, writer, group, error) &&
          acu_database_run (writer, error,
                            "INSERT INTO undo_changes (entry, position, kind, target, place, old,"
                            " new) SELECT ?1, row_number() OVER (ORDER BY image)"
                            " + (SELECT coalesce (max (position), 0) FROM undo_changes"
                            " WHERE entry = ?1), 'collection', image, ?2, 1, 0"
                            " FROM collection_images WHERE collection = ?2",
                            "ii", group->entry, collection));
}

static gboolean
delete_collection (AcuCatalog *catalog, AcuDatabase *writer, gint64 collection, GError **error)
{
  acu_catalog_note (catalog, ACU_CHANGE_COLLECTIONS | ACU_CHANGE_LIST, 0);
  return acu_database_run (writer, error, "DELETE FROM collections WHERE id = ?1", "i", collection);
}

gboolean
acu_collection_store_remove (AcuCatalog *catalog,
                             gint64 collection,
                             AcuUndoGroup *group,
                             GError **error)
{
  gint64 before = group != NULL ? group->entry : 0;
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  AcuUndoChange change = {.kind = "name", .place = collection};
  g_autofree char *name = NULL;
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  change.old_text = name = read_name (writer, collection, error);
  ok = name != NULL && record_contents (catalog, writer, collection, group, error) &&
       acu_undo_record (catalog, writer, group, &change, error) &&
       delete_collection (catalog, writer, collection, error);
  return acu_undo_end (catalog, ok, group, before, error);
}

gboolean
acu_collection_restore_name (
    AcuCatalog *catalog, AcuDatabase *writer, gint64 collection, const char *name, GError **error)
{
  GError *failure = NULL;

  if (name == NULL)
    return delete_collection (catalog, writer, collection, error);
  acu_catalog_note (catalog, ACU_CHANGE_COLLECTIONS | ACU_CHANGE_LIST, 0);
  if (acu_database_run (writer, &failure,
                        "INSERT INTO collections (id, name, created) VALUES (?1, ?2, ?3)"
                        " ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                        "isi", collection, name, acu_catalog_now ()))
    return TRUE;
  explain_name (&failure, name);
  g_propagate_error (error, failure);
  return FALSE;
}

GPtrArray *
acu_collection_store_list (AcuCatalog *catalog, GError **error)
{
  g_autoptr (GPtrArray) collections =
      g_ptr_array_new_with_free_func ((GDestroyNotify)acu_collection_free);
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  AcuStatement *statement;
  GError *failure = NULL;

  if (reader == NULL)
    return NULL;
  statement = acu_database_query (
      reader, &failure,
      "SELECT c.id, c.name, (SELECT count(*) FROM collection_images m JOIN images i"
      " ON i.id = m.image WHERE m.collection = c.id AND i.hidden = 0)"
      " FROM collections c ORDER BY c.name",
      NULL);
  while (statement != NULL && acu_statement_next (statement, &failure)) {
    AcuCollection *collection = g_new0 (AcuCollection, 1);

    collection->id = acu_statement_get_int (statement, 0);
    collection->name = g_strdup (acu_statement_get_text (statement, 1));
    collection->n_photos = (guint)acu_statement_get_int (statement, 2);
    g_ptr_array_add (collections, collection);
  }
  acu_statement_free (statement);
  acu_catalog_return_reader (catalog, reader);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return g_steal_pointer (&collections);
}

/* Enters nothing where the photo or the collection does not exist. */
static const char insert[] = "INSERT OR IGNORE INTO collection_images (collection, image)"
                             " SELECT c.id, i.id FROM collections c, images i"
                             " WHERE c.id = ?1 AND i.id = ?2";
static const char remove_one[] =
    "DELETE FROM collection_images WHERE collection = ?1 AND image = ?2";

gboolean
acu_collection_restore (AcuCatalog *catalog,
                        AcuDatabase *writer,
                        gint64 collection,
                        gint64 photo,
                        gint64 value,
                        GError **error)
{
  acu_catalog_note (catalog, ACU_CHANGE_COLLECTIONS | ACU_CHANGE_LIST, photo);
  return acu_database_run (writer, error, value != 0 ? insert : remove_one, "ii", collection,
                           photo);
}

gboolean
acu_collection_hand_over (AcuCatalog *catalog,
                          AcuDatabase *writer,
                          gint64 from,
                          gint64 to,
                          gboolean for_good,
                          GError **error)
{
  if (!acu_database_run (writer, error,
                         "INSERT OR IGNORE INTO collection_images (collection, image)"
                         " SELECT collection, ?2 FROM collection_images WHERE image = ?1",
                         "ii", from, to))
    return FALSE;
  if (acu_database_get_n_changed (writer) > 0)
    acu_catalog_note (catalog, ACU_CHANGE_COLLECTIONS | ACU_CHANGE_LIST, to);
  return !for_good ||
         acu_database_run (writer, error, "DELETE FROM collection_images WHERE image = ?1", "i",
                           from);
}

GArray *
acu_collection_store_find_changing (AcuCatalog *catalog,
                                    gint64 collection,
                                    const gint64 *photos,
                                    gsize n,
                                    gboolean include,
                                    GError **error)
{
  g_autoptr (GArray) changing = g_array_new (FALSE, FALSE, sizeof (gint64));
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  gboolean ok = reader != NULL;

  for (gsize i = 0; i < n && ok; i++) {
    gint64 is_in = 0;

    ok = acu_database_get_int (
        reader, &is_in, 0, error,
        "SELECT 1 FROM collection_images WHERE collection = ?1 AND image = ?2", "ii", collection,
        photos[i]);
    if (ok && (is_in != 0) != include)
      g_array_append_val (changing, photos[i]);
  }
  if (reader != NULL)
    acu_catalog_return_reader (catalog, reader);
  return ok ? g_steal_pointer (&changing) : NULL;
}

gboolean
acu_collection_store_change (AcuCatalog *catalog,
                             gint64 collection,
                             const gint64 *photos,
                             gsize n,
                             gboolean include,
                             AcuUndoGroup *group,
                             GError **error)
{
  gint64 before = group != NULL ? group->entry : 0;
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  gboolean ok;
  gint64 found = 0;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_get_int (writer, &found, 0, error, "SELECT id FROM collections WHERE id = ?1",
                             "i", collection) &&
       (found != 0 || set_missing (error));
  for (gsize i = 0; i < n && ok; i++) {
    AcuUndoChange change = {
        .kind = "collection", .place = collection, .old = !include, .new = include};

    /* A RAW file may have got its JPEG while it was still looked at. */
    ok = acu_photo_find_shown (writer, photos[i], &change.target, error) &&
         acu_collection_restore (catalog, writer, collection, change.target, include, error);
    if (ok && acu_database_get_n_changed (writer) > 0)
      ok = acu_undo_record (catalog, writer, group, &change, error);
  }
  return acu_undo_end (catalog, ok, group, before, error);
}
