#include "app/catalog/label-store.h"

#include "app/catalog/catalog-private.h"
#include "app/catalog/label-private.h"
#include "app/catalog/undo-private.h"

#include <math.h>
#include <string.h>

static const char *const roles[] = {
    [ACU_ROLE_ITEM] = "item",
    [ACU_ROLE_TRAINING] = "training",
    [ACU_ROLE_ANCHOR] = "anchor",
    [ACU_ROLE_REPEAT] = "repeat",
};

guint
acu_label_find_name (const char *const *names, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return i;
  return 0;
}

void
acu_label_session_free (AcuLabelSession *session)
{
  g_free (session->settings);
  g_free (session);
}

void
acu_label_clear (AcuLabel *label)
{
  g_clear_pointer (&label->skip_reason, g_free);
  g_clear_pointer (&label->content, g_free);
  g_clear_pointer (&label->other_content, g_free);
}

void
acu_label_free (AcuLabel *label)
{
  acu_label_clear (label);
  g_free (label);
}

void
acu_label_choose_uid (guint8 chosen[ACU_UID_SIZE], const guint8 *uid)
{
  static const guint8 zeros[ACU_UID_SIZE];

  if (uid != NULL && memcmp (uid, zeros, ACU_UID_SIZE) != 0) {
    memcpy (chosen, uid, ACU_UID_SIZE);
    return;
  }
  for (guint i = 0; i < ACU_UID_SIZE; i += 4) {
    guint32 random = g_random_int ();

    memcpy (chosen + i, &random, sizeof random);
  }
}

void
acu_label_read_uid (AcuStatement *statement, int column, guint8 uid[ACU_UID_SIZE])
{
  gsize size;
  const guint8 *stored = acu_statement_get_blob (statement, column, &size);

  memset (uid, 0, ACU_UID_SIZE);
  if (stored != NULL)
    memcpy (uid, stored, MIN (size, ACU_UID_SIZE));
}

GPtrArray *
acu_label_list_rows (AcuCatalog *catalog,
                     const char *sql,
                     gint64 argument,
                     AcuLabelReadRow read,
                     GDestroyNotify free_row,
                     GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  AcuStatement *statement;
  GError *failure = NULL;

  if (reader == NULL)
    return NULL;
  statement = acu_database_query (reader, &failure, sql, "i", argument);
  while (statement != NULL && acu_statement_next (statement, &failure))
    g_ptr_array_add (rows, read (statement));
  acu_statement_free (statement);
  acu_catalog_return_reader (catalog, reader);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return g_steal_pointer (&rows);
}

/* ---- Sessions ---- */

static gboolean
add_item (
    AcuDatabase *writer, gint64 session, gint64 position, const AcuLabelItem *item, GError **error)
{
  gboolean is_patch = item->side > 0;

  return acu_database_run (writer, error,
                           "INSERT INTO session_items VALUES (?1, ?2, ?3, ?4,"
                           " CASE WHEN ?7 THEN ?5 END, CASE WHEN ?7 THEN ?6 END, ?7, ?8)",
                           "iiiIiiIs", session, position, item->image, item->other, (gint64)item->y,
                           (gint64)item->x, is_patch ? (gint64)item->side : 0, roles[item->role]);
}

gint64
acu_label_store_create_session (AcuCatalog *catalog,
                                const AcuLabelSession *session,
                                const AcuLabelItem *items,
                                gsize n_items,
                                GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  guint8 uid[ACU_UID_SIZE];
  gint64 id = 0;
  gboolean ok;

  if (writer == NULL)
    return 0;
  acu_label_choose_uid (uid, session->uid);
  ok = acu_database_run (writer, error,
                         "INSERT INTO sessions (label_set, rater, seed, settings, created, uid)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                         "iiisib", session->label_set, session->rater, (gint64)session->seed,
                         session->settings != NULL ? session->settings : "", acu_catalog_now (),
                         session->by_seed ? NULL : uid, (gsize)ACU_UID_SIZE);
  if (ok)
    id = acu_database_get_last_id (writer);
  for (gsize i = 0; i < n_items && ok; i++)
    ok = add_item (writer, id, (gint64)i, &items[i], error);
  acu_catalog_note (catalog, ACU_CHANGE_LABELS, 0);
  return acu_catalog_end (catalog, ok, error) ? id : 0;
}

static gpointer
read_session (AcuStatement *statement)
{
  AcuLabelSession *session = g_new0 (AcuLabelSession, 1);

  session->id = acu_statement_get_int (statement, 0);
  session->label_set = acu_statement_get_int (statement, 1);
  session->rater = acu_statement_get_int (statement, 2);
  session->seed = (guint64)acu_statement_get_int (statement, 3);
  session->settings = g_strdup (acu_statement_get_text (statement, 4));
  session->created = acu_statement_get_int (statement, 5);
  session->finished = acu_statement_get_int (statement, 6);
  session->n_items = (guint)acu_statement_get_int (statement, 7);
  session->n_done = (guint)acu_statement_get_int (statement, 8);
  acu_label_read_uid (statement, 9, session->uid);
  session->by_seed = acu_statement_is_null (statement, 9);
  return session;
}

GPtrArray *
acu_label_store_list_sessions (AcuCatalog *catalog, gint64 set, GError **error)
{
  return acu_label_list_rows (
      catalog,
      "SELECT s.id, s.label_set, s.rater, s.seed, s.settings, s.created, s.finished,"
      " (SELECT count(*) FROM session_items i WHERE i.session = s.id),"
      " (SELECT count(*) FROM labels l WHERE l.session = s.id AND l.withdrawn = 0), s.uid"
      " FROM sessions s WHERE ?1 IN (0, s.label_set) ORDER BY s.id DESC",
      set, read_session, (GDestroyNotify)acu_label_session_free, error);
}

static AcuLabelItem
read_item (AcuStatement *statement, int column)
{
  return (AcuLabelItem){
      .image = acu_statement_get_int (statement, column),
      .other = acu_statement_get_int (statement, column + 1),
      .y = (int)acu_statement_get_int (statement, column + 2),
      .x = (int)acu_statement_get_int (statement, column + 3),
      .side = (int)acu_statement_get_int (statement, column + 4),
      .role = (AcuItemRole)acu_label_find_name (roles, G_N_ELEMENTS (roles),
                                                acu_statement_get_text (statement, column + 5)),
  };
}

static gpointer
read_item_row (AcuStatement *statement)
{
  AcuLabelItem item = read_item (statement, 0);

  item.position = (int)acu_statement_get_int (statement, 6);
  return g_memdup2 (&item, sizeof item);
}

GArray *
acu_label_store_list_items (AcuCatalog *catalog, gint64 session, GError **error)
{
  g_autoptr (GPtrArray) rows =
      acu_label_list_rows (catalog,
                           "SELECT image, other, y, x, side, role, position FROM session_items"
                           " WHERE session = ?1 ORDER BY position",
                           session, read_item_row, g_free, error);
  GArray *items;

  if (rows == NULL)
    return NULL;
  items = g_array_sized_new (FALSE, FALSE, sizeof (AcuLabelItem), rows->len);
  for (guint i = 0; i < rows->len; i++)
    g_array_append_vals (items, g_ptr_array_index (rows, i), 1);
  return items;
}

gboolean
acu_label_store_append_items (
    AcuCatalog *catalog, gint64 session, const AcuLabelItem *items, gsize n_items, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  gboolean ok = TRUE;

  if (writer == NULL)
    return FALSE;
  for (gsize i = 0; i < n_items && ok; i++)
    ok = add_item (writer, session, items[i].position, &items[i], error);
  acu_catalog_note (catalog, ACU_CHANGE_LABELS, 0);
  return acu_catalog_end (catalog, ok, error);
}

gboolean
acu_label_store_finish_session (AcuCatalog *catalog, gint64 session, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, error, "UPDATE sessions SET finished = ?2 WHERE id = ?1", "ii",
                         session, acu_catalog_now ());
  acu_catalog_note (catalog, ACU_CHANGE_LABELS, 0);
  return acu_catalog_end (catalog, ok, error);
}

/* ---- Labels ---- */

gboolean
acu_label_restore (
    AcuCatalog *catalog, AcuDatabase *writer, gint64 label, gint64 value, GError **error)
{
  acu_catalog_note (catalog, ACU_CHANGE_LABELS, 0);
  return acu_database_run (writer, error, "UPDATE labels SET withdrawn = ?2 WHERE id = ?1", "ii",
                           label, (gint64)(value == 0));
}

/* Takes back what the session's label at this position was so far. */
static gboolean
replace_older (AcuCatalog *catalog,
               AcuDatabase *writer,
               const AcuLabel *label,
               AcuUndoGroup *group,
               GError **error)
{
  AcuUndoChange change = {.kind = "label", .old = 1, .new = 0};

  if (label->session == 0 || label->position < 0)
    return TRUE;
  if (!acu_database_get_int (writer, &change.target, 0, error,
                             "SELECT id FROM labels WHERE session = ?1 AND position = ?2"
                             " AND withdrawn = 0",
                             "ii", label->session, (gint64)label->position))
    return FALSE;
  return change.target == 0 || (acu_label_restore (catalog, writer, change.target, 0, error) &&
                                acu_undo_record (catalog, writer, group, &change, error));
}

/* NAN is what the catalog keeps as NULL. */
static double
known_zoom (double zoom)
{
  return zoom > 0.0 ? zoom : (double)NAN;
}

/* What a label is of. */
typedef struct {
  char *image, *other; /* NULL for none */
} Contents;

static void
contents_clear (Contents *contents)
{
  g_clear_pointer (&contents->image, g_free);
  g_clear_pointer (&contents->other, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Contents, contents_clear)

/* What @label says that it is of, else what is there now. */
static gboolean
choose_contents (AcuDatabase *writer, const AcuLabel *label, Contents *contents, GError **error)
{
  contents->image = g_strdup (label->content);
  contents->other = g_strdup (label->other_content);
  return (contents->image != NULL ||
          acu_label_describe_content (writer, label->item.image, &contents->image, error)) &&
         (label->item.other == 0 || contents->other != NULL ||
          acu_label_describe_content (writer, label->item.other, &contents->other, error));
}

static gboolean
insert_label (AcuDatabase *writer, const AcuLabel *label, const guint8 *uid, GError **error)
{
  const AcuLabelItem *item = &label->item;
  g_auto (Contents) contents = {.image = NULL};

  if (!choose_contents (writer, label, &contents, error))
    return FALSE;
  return acu_database_run (
      writer, error,
      "INSERT INTO labels (uid, label_set, rater, session, position, image, other, y, x, side,"
      " score, skip_reason, role, response_ms, given, zoom, other_zoom, content, other_content)"
      " VALUES (?1, ?2, ?3, ?4,"
      " CASE WHEN ?5 >= 0 THEN ?5 END, ?6, ?7, CASE WHEN ?10 THEN ?8 END,"
      " CASE WHEN ?10 THEN ?9 END, ?10, ?11, ?12, ?13, CASE WHEN ?14 >= 0 THEN ?14 END, ?15,"
      " ?16, ?17, ?18, ?19)",
      "biiIiiIiiIDssiiDDss", uid, (gsize)ACU_UID_SIZE, label->label_set, label->rater,
      label->session, (gint64)label->position, item->image, item->other, (gint64)item->y,
      (gint64)item->x, (gint64)item->side, label->score, label->skip_reason, roles[item->role],
      (gint64)label->response_ms, label->given != 0 ? label->given : (gint64)g_get_real_time (),
      known_zoom (label->zoom), known_zoom (label->other_zoom), contents.image, contents.other);
}

static gboolean
add_label (AcuCatalog *catalog,
           AcuDatabase *writer,
           const AcuLabel *label,
           AcuUndoGroup *group,
           gint64 *id,
           GError **error)
{
  AcuUndoChange change = {.kind = "label", .old = 0, .new = 1};
  guint8 uid[ACU_UID_SIZE];

  acu_label_choose_uid (uid, label->uid);
  if (!acu_database_get_int (writer, id, 0, error, "SELECT id FROM labels WHERE uid = ?1", "b", uid,
                             (gsize)ACU_UID_SIZE))
    return FALSE;
  if (*id != 0)
    return TRUE;
  if (!replace_older (catalog, writer, label, group, error) ||
      !insert_label (writer, label, uid, error))
    return FALSE;
  *id = change.target = acu_database_get_last_id (writer);
  acu_catalog_note (catalog, ACU_CHANGE_LABELS, 0);
  return acu_undo_record (catalog, writer, group, &change, error);
}

gint64
acu_label_store_add (AcuCatalog *catalog,
                     const AcuLabel *label,
                     AcuUndoGroup *group,
                     GError **error)
{
  gint64 before = group != NULL ? group->entry : 0;
  AcuDatabase *writer;
  gint64 id = 0;
  gboolean ok;

  g_return_val_if_fail (isnan (label->score) == (label->skip_reason != NULL), 0);

  writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  if (writer == NULL)
    return 0;
  ok = add_label (catalog, writer, label, group, &id, error);
  return acu_undo_end (catalog, ok, group, before, error) ? id : 0;
}

gboolean
acu_label_store_correct (AcuCatalog *catalog, const AcuLabel *label, GError **error)
{
  const AcuLabelItem *item = &label->item;
  g_auto (Contents) contents = {.image = NULL};
  AcuDatabase *writer;
  gboolean ok;

  g_return_val_if_fail (isnan (label->score) == (label->skip_reason != NULL), FALSE);

  writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  if (writer == NULL)
    return FALSE;
  ok = choose_contents (writer, label, &contents, error) &&
       acu_database_run (
           writer, error,
           "UPDATE labels SET image = ?2, other = ?3, y = CASE WHEN ?6 THEN ?4 END,"
           " x = CASE WHEN ?6 THEN ?5 END, side = ?6, role = ?7, score = ?8, skip_reason = ?9,"
           " response_ms = CASE WHEN ?10 >= 0 THEN ?10 END, given = ?11, zoom = ?12, other_zoom = "
           "?13,"
           " content = ?14, other_content = ?15"
           " WHERE id = ?1",
           "iiIiiIsDsiiDDss", label->id, item->image, item->other, (gint64)item->y, (gint64)item->x,
           (gint64)item->side, roles[item->role], label->score, label->skip_reason,
           (gint64)label->response_ms, label->given, known_zoom (label->zoom),
           known_zoom (label->other_zoom), contents.image, contents.other);
  acu_catalog_note (catalog, ACU_CHANGE_LABELS, 0);
  return acu_catalog_end (catalog, ok, error);
}

gboolean
acu_label_store_withdraw (AcuCatalog *catalog, gint64 label, AcuUndoGroup *group, GError **error)
{
  AcuUndoChange change = {.kind = "label", .target = label, .old = 1, .new = 0};
  gint64 before = group != NULL ? group->entry : 0;
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_label_restore (catalog, writer, label, 0, error) &&
       acu_database_run (writer, error,
                         "UPDATE sessions SET finished = NULL"
                         " WHERE id = (SELECT session FROM labels WHERE id = ?1)",
                         "i", label) &&
       acu_undo_record (catalog, writer, group, &change, error);
  return acu_undo_end (catalog, ok, group, before, error);
}

static gpointer
read_label (AcuStatement *statement)
{
  AcuLabel *label = g_new0 (AcuLabel, 1);

  label->id = acu_statement_get_int (statement, 0);
  acu_label_read_uid (statement, 1, label->uid);
  label->label_set = acu_statement_get_int (statement, 2);
  label->rater = acu_statement_get_int (statement, 3);
  label->session = acu_statement_get_int (statement, 4);
  label->position =
      acu_statement_is_null (statement, 5) ? -1 : (int)acu_statement_get_int (statement, 5);
  label->item = read_item (statement, 6);
  label->score = acu_statement_get_double (statement, 12);
  label->skip_reason = g_strdup (acu_statement_get_text (statement, 13));
  label->response_ms =
      acu_statement_is_null (statement, 14) ? -1 : (int)acu_statement_get_int (statement, 14);
  label->given = acu_statement_get_int (statement, 15);
  label->zoom =
      acu_statement_is_null (statement, 16) ? 0.0 : acu_statement_get_double (statement, 16);
  label->other_zoom =
      acu_statement_is_null (statement, 17) ? 0.0 : acu_statement_get_double (statement, 17);
  label->content = g_strdup (acu_statement_get_text (statement, 18));
  label->other_content = g_strdup (acu_statement_get_text (statement, 19));
  label->is_outdated = acu_statement_get_int (statement, 20) != 0;
  return label;
}

/* Whether what the catalog has of the photo PHOTO now cannot be a label's COLUMN.  A file may have
 * got its old content back; where the hash of one or the other is not known, the size tells. */
#define IS_OUTDATED(column, photo)                                                                 \
  column " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM images i WHERE i.id = " photo " AND (" column \
         " = i.size || '-' || lower (hex (i.hash)) OR ((i.hash IS NULL OR"                         \
         " instr (" column ", '@') > 0) AND CAST (" column " AS INTEGER) = i.size)))"

GPtrArray *
acu_label_store_list (AcuCatalog *catalog, gint64 set, GError **error)
{
  return acu_label_list_rows (
      catalog,
      "SELECT id, uid, label_set, rater, session, position, image, other, y, x, side,"
      " role, score, skip_reason, response_ms, given, zoom, other_zoom, content, other_content,"
      " (" IS_OUTDATED ("content", "image") ") OR (" IS_OUTDATED (
          "other_content",
          "other") ")"
                   " FROM labels"
                   " WHERE label_set = ?1 AND withdrawn = 0 ORDER BY rater, session, position, id",
      set, read_label, (GDestroyNotify)acu_label_free, error);
}

/* ---- For merging ---- */

gint64
acu_label_store_find_uid (AcuCatalog *catalog, const guint8 *uid, GError **error)
{
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  gint64 set = 0;

  if (reader == NULL)
    return 0;
  acu_database_get_int (reader, &set, 0, error, "SELECT label_set FROM labels WHERE uid = ?1", "b",
                        uid, (gsize)ACU_UID_SIZE);
  acu_catalog_return_reader (catalog, reader);
  return set;
}

gboolean
acu_label_store_transact (AcuCatalog *catalog, AcuLabelWork work, gpointer data, GError **error)
{
  if (acu_catalog_begin (catalog, ACU_DURABLE, error) == NULL)
    return FALSE;
  return acu_catalog_end (catalog, work (catalog, data, error), error);
}
