#include "app/labeling/label-import.h"

#include "app/labeling/label-identity.h"
#include "app/labeling/label-rows.h"
#include "app/labeling/label-target.h"
#include "app/labeling/photo-finder.h"
#include "app/labeling/rater-finder.h"
#include "app/labeling/session-plan.h"

#include <math.h>
#include <string.h>

/* What an import works on. */
typedef struct {
  AcuCatalog *catalog;
  AcuLabelRows *rows;
  AcuLabelImport *report;
  AcuLabelSet set; /* id 0: to be created */
  AcuPhotoFinder *photos;
  AcuRaterFinder *raters;
  GHashTable *sessions;        /* "RATER SEED": id */
  GHashTable *labels_by_uid;   /* hexadecimal: AcuLabel */
  GHashTable *labels_by_place; /* "SESSION POSITION": AcuLabel */
  GPtrArray *known;            /* AcuLabel, owns those of the tables */
  GHashTable *replaced;        /* hexadecimal uids of what this file has replaced */
  GHashTable *occurrences;     /* derived keys: how often this file has had each */
} Import;

void
acu_label_import_free (AcuLabelImport *import)
{
  g_clear_pointer (&import->bad, g_ptr_array_unref);
  g_clear_pointer (&import->conflicts, g_ptr_array_unref);
  g_free (import->set);
  g_free (import->note);
  g_free (import->other_note);
  g_free (import);
}

static void
import_clear (Import *import)
{
  GHashTable **tables[] = {&import->sessions, &import->labels_by_uid, &import->labels_by_place,
                           &import->occurrences, &import->replaced};

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    g_clear_pointer (tables[i], g_hash_table_unref);
  g_clear_pointer (&import->known, g_ptr_array_unref);
  g_clear_pointer (&import->rows, acu_label_rows_free);
  g_clear_pointer (&import->report, acu_label_import_free);
  g_clear_pointer (&import->photos, acu_photo_finder_free);
  g_clear_pointer (&import->raters, acu_rater_finder_free);
  g_clear_pointer (&import->set.name, g_free);
  g_clear_pointer (&import->set.note, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

static gpointer
dup_id (gint64 id)
{
  return g_memdup2 (&id, sizeof id);
}

static gint64
get_id (GHashTable *table, const char *key)
{
  const gint64 *id = g_hash_table_lookup (table, key);

  return id != NULL ? *id : 0;
}

/* ---- Photos ---- */

/* Finds every row's photos.  FALSE for a failing catalog; rows without a photo are complained of
 * and taken out. */
static gboolean
find_photos (Import *import, GError **error)
{
  GPtrArray *rows = import->rows->rows;

  for (guint i = 0; i < rows->len;) {
    const AcuLabelRow *row = g_ptr_array_index (rows, i);
    g_autoptr (GError) failure = NULL;
    gint64 photo = acu_photo_finder_find (import->photos, row->image, row->content, &failure);
    gint64 other =
        failure == NULL && row->other != NULL
            ? acu_photo_finder_find (import->photos, row->other, row->other_content, &failure)
            : 0;
    gint64 fault = photo <= 0 ? photo : other;
    const char *missing = photo <= 0 ? row->image : row->other;

    if (failure != NULL) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    if (photo <= 0 || (row->other != NULL && other <= 0)) {
      g_autofree char *name = g_filename_display_name (missing);

      if (fault == ACU_PHOTO_DIFFERS)
        acu_label_rows_complain (import->rows, row->line,
                                 "%s is another picture in the catalog than the one that was "
                                 "rated; add the folder of that one first",
                                 name);
      else
        acu_label_rows_complain (import->rows, row->line,
                                 "%s is not in the catalog; add its folder first", name);
      g_ptr_array_remove_index (rows, i);
      continue;
    }
    i++;
  }
  return TRUE;
}

/* ---- What is there already ---- */

static char *
format_session (gint64 rater, guint64 seed)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %016" G_GINT64_MODIFIER "x", rater, seed);
}

static char *
format_place (gint64 session, int position)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %d", session, position);
}

static void
note_label (Import *import, AcuLabel *label)
{
  g_hash_table_replace (import->labels_by_uid, acu_uid_format (label->uid), label);
  if (label->session != 0 && label->position >= 0)
    g_hash_table_replace (import->labels_by_place, format_place (label->session, label->position),
                          label);
}

static gboolean
list_known (Import *import, GError **error)
{
  g_autoptr (GPtrArray) sessions = NULL;

  import->raters = acu_rater_finder_new (import->catalog, error);
  import->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  import->labels_by_uid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  import->labels_by_place = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  import->occurrences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  import->replaced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (import->raters == NULL)
    return FALSE;
  if (import->set.id == 0) {
    import->known = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_label_free);
    return TRUE;
  }
  sessions = acu_label_store_list_sessions (import->catalog, import->set.id, error);
  import->known =
      sessions != NULL ? acu_label_store_list (import->catalog, import->set.id, error) : NULL;
  if (import->known == NULL)
    return FALSE;
  for (guint i = 0; i < sessions->len; i++) {
    const AcuLabelSession *session = g_ptr_array_index (sessions, i);

    g_hash_table_insert (import->sessions, format_session (session->rater, session->seed),
                         dup_id (session->id));
  }
  for (guint i = 0; i < import->known->len; i++)
    note_label (import, g_ptr_array_index (import->known, i));
  return TRUE;
}

/* ---- Writing ---- */

/* A session is known by its seed; a foreign name makes one. */
static guint64
get_seed (const char *text)
{
  guint8 uid[ACU_UID_SIZE];
  guint64 seed;

  if (strlen (text) == 16 && g_ascii_string_to_unsigned (text, 16, 0, G_MAXUINT64, &seed, NULL))
    return seed;
  acu_uid_derive (text, uid);
  memcpy (&seed, uid, sizeof seed);
  return GUINT64_FROM_LE (seed);
}

/* 0 for none; *@ok tells a failure. */
static gint64
find_session (Import *import, const AcuLabelRow *row, gint64 rater, gboolean *ok, GError **error)
{
  AcuLabelSession session = {.label_set = import->set.id, .rater = rater};
  g_autofree char *key = NULL, *settings = NULL;
  gint64 id;

  if (row->session == NULL)
    return 0;
  if (row->has_display)
    session.settings = settings =
        acu_session_settings_to_json (&(AcuSessionSettings){.display = row->display});
  session.seed = get_seed (row->session);
  key = format_session (rater, session.seed);
  id = get_id (import->sessions, key);
  if (id != 0)
    return id;
  id = acu_label_store_create_session (import->catalog, &session, NULL, 0, error);
  *ok = id != 0 && acu_label_store_finish_session (import->catalog, id, error);
  g_hash_table_insert (import->sessions, g_steal_pointer (&key), dup_id (id));
  return id;
}

/* The uid of a row that says none. */
static void
derive_label_uid (Import *import, const AcuLabelRow *row, guint8 uid[ACU_UID_SIZE])
{
  g_autofree char *key = NULL, *numbered = NULL;
  guint n = 0;

  key = g_strdup_printf ("acutance label\n%s\n%s\n%s\n%s\n%s\n%" G_GINT64_FORMAT "\n%d\n%d %d %d",
                         import->set.name, row->image, row->other != NULL ? row->other : "",
                         row->rater, row->session != NULL ? row->session : "", row->given,
                         row->position, row->y, row->x, row->side);
  if (row->given == 0 && row->position < 0) {
    n = GPOINTER_TO_UINT (g_hash_table_lookup (import->occurrences, key));
    g_hash_table_replace (import->occurrences, g_strdup (key), GUINT_TO_POINTER (n + 1));
  }
  numbered = g_strdup_printf ("%s\n%u", key, n);
  acu_uid_derive (numbered, uid);
}

/* A row's own uid, or one that follows from all but its score.  In a set of another name, or of the
 * same name beside the one that has it already, a rating is another one, since a uid is there once
 * in a catalog.  Rows that say neither when nor where in a session they were given are told apart
 * by how many like them came before.
 *
 * *@holder is the set that has the uid, 0 for none. */
static gboolean
choose_uid (Import *import,
            const AcuLabelRow *row,
            guint8 uid[ACU_UID_SIZE],
            gint64 *holder,
            GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (!row->has_uid) {
    derive_label_uid (import, row, uid);
  } else {
    memcpy (uid, row->uid, ACU_UID_SIZE);
    *holder = acu_label_store_find_uid (import->catalog, uid, &failure);
    if (g_strcmp0 (import->rows->set, import->set.name) != 0 ||
        (*holder != 0 && *holder != import->set.id)) {
      g_autofree char *own = acu_uid_format (row->uid);
      g_autofree char *key = g_strconcat ("acutance label\n", import->set.name, "\n", own, NULL);

      acu_uid_derive (key, uid);
    }
  }
  if (failure == NULL)
    *holder = acu_label_store_find_uid (import->catalog, uid, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static char *
format_answer (double score)
{
  return isnan (score) ? g_strdup ("skipped") : g_strdup_printf ("%g", score);
}

static void
note_conflict (Import *import, const AcuLabelRow *row, const AcuLabel *old, gboolean preferred)
{
  g_autofree char *file = g_filename_display_name (import->rows->path);
  g_autofree char *image = g_filename_display_name (row->image);
  g_autofree char *before = format_answer (old->score);
  g_autofree char *now = format_answer (row->score);

  g_ptr_array_add (import->report->conflicts,
                   g_strdup_printf ("%s, line %u: %s gave %s %s here, and %s in the catalog; %s",
                                    file, row->line, row->rater, image, now, before,
                                    preferred ? "this one counts" : "that one stays"));
}

/* Notes what was just written. */
static void
note_new (Import *import, const AcuLabel *label)
{
  AcuLabel *copy = g_memdup2 (label, sizeof *label);

  copy->skip_reason = g_strdup (label->skip_reason);
  g_ptr_array_add (import->known, copy);
  note_label (import, copy);
}

/* Lets the better of @label and @old stand. */
static gboolean
settle_conflict (
    Import *import, const AcuLabelRow *row, AcuLabel *label, const AcuLabel *old, GError **error)
{
  gboolean preferred = acu_label_is_preferred (label, old);

  note_conflict (import, row, old, preferred);
  if (!preferred)
    return TRUE;
  if (memcmp (label->uid, old->uid, ACU_UID_SIZE) == 0) {
    label->id = old->id;
    label->session = old->session;
    label->position = old->position;
    if (!acu_label_store_correct (import->catalog, label, error))
      return FALSE;
  } else {
    char *uid = acu_uid_format (old->uid);

    /* The store takes back what the session had at that place. */
    g_hash_table_remove (import->labels_by_uid, uid);
    g_hash_table_add (import->replaced, uid);
    label->id = acu_label_store_add (import->catalog, label, NULL, error);
    if (label->id == 0)
      return FALSE;
  }
  note_new (import, label);
  return TRUE;
}

/* Of a row that find_photos() has left in. */
static gint64
get_photo (Import *import, const char *text, const char *content)
{
  return acu_photo_finder_find (import->photos, text, content, NULL);
}

/* Fills @label, whose reason to skip remains @row's. */
static gboolean
read_row (Import *import, const AcuLabelRow *row, AcuLabel *label, GError **error)
{
  gboolean ok = TRUE;

  *label = (AcuLabel){
      .label_set = import->set.id,
      .rater = acu_rater_finder_find (import->raters, row->rater,
                                      row->has_rater_uid ? row->rater_uid : NULL, error),
      .position = row->position,
      .item = {.image = get_photo (import, row->image, row->content),
               .other = row->other != NULL ? get_photo (import, row->other, row->other_content) : 0,
               .y = row->y,
               .x = row->x,
               .side = row->side,
               .role = row->role},
      .score = row->score,
      .skip_reason = row->skip_reason,
      .given = row->given != 0 ? row->given : ACU_GIVEN_UNKNOWN,
      .response_ms = row->response_ms,
      .zoom = row->zoom,
      .other_zoom = row->other_zoom};
  if (label->rater == 0)
    return FALSE;
  label->session = find_session (import, row, label->rater, &ok, error);
  return ok;
}

static gboolean
add_row (Import *import, const AcuLabelRow *row, GError **error)
{
  g_autofree char *uid = NULL, *place = NULL;
  gint64 holder = 0;
  AcuLabel label, *old;

  if (!read_row (import, row, &label, error) ||
      !choose_uid (import, row, label.uid, &holder, error))
    return FALSE;
  uid = acu_uid_format (label.uid);
  place = format_place (label.session, label.position);
  old = g_hash_table_lookup (import->labels_by_uid, uid);
  if (old == NULL && (holder != 0 || g_hash_table_contains (import->replaced, uid))) {
    /* It was there, and taken back or replaced since. */
    import->report->n_known++;
    return TRUE;
  }
  if (old == NULL && label.session != 0 && label.position >= 0)
    old = g_hash_table_lookup (import->labels_by_place, place);
  if (old != NULL && acu_label_is_same_answer (old, &label)) {
    import->report->n_known++;
    return TRUE;
  }
  if (old != NULL)
    return settle_conflict (import, row, &label, old, error);
  label.id = acu_label_store_add (import->catalog, &label, NULL, error);
  if (label.id == 0)
    return FALSE;
  import->report->n_added++;
  note_new (import, &label);
  return TRUE;
}

/* Instructions of the file for a set that is there.  What raters of it have read is not changed
 * behind their backs. */
static gboolean
write_note (Import *import, GError **error)
{
  const char *other = import->rows->instructions;
  const char *note = import->set.note;

  if (other == NULL || g_strcmp0 (note, other) == 0)
    return TRUE;
  if (*note == '\0')
    return acu_label_store_set_note (import->catalog, import->set.id, other, error);
  import->report->note = g_strdup (note);
  import->report->other_note = g_strdup (other);
  return TRUE;
}

static gboolean
write_rows (AcuCatalog *catalog, gpointer data, GError **error)
{
  Import *import = data;

  if (import->set.id != 0 && !write_note (import, error))
    return FALSE;
  if (import->set.id == 0)
    import->set.id = acu_label_store_create_set (catalog, &import->set, error);
  if (import->set.id == 0)
    return FALSE;
  for (guint i = 0; i < import->rows->rows->len; i++)
    if (!add_row (import, g_ptr_array_index (import->rows->rows, i), error))
      return FALSE;
  return TRUE;
}

AcuLabelImport *
acu_label_import_file (AcuCatalog *catalog,
                       const char *path,
                       const AcuLabelImportOptions *options,
                       GError **error)
{
  g_auto (Import) import = {.catalog = catalog};
  g_autofree char *folder = NULL;

  import.rows = acu_label_rows_read (path, options->images, error);
  if (import.rows == NULL)
    return NULL;
  import.report = g_new0 (AcuLabelImport, 1);
  import.report->conflicts = g_ptr_array_new_with_free_func (g_free);
  import.report->n_rows = import.rows->rows->len + import.rows->bad->len;
  folder = g_path_get_dirname (path);
  import.photos = acu_photo_finder_new (catalog, folder);
  if (!acu_label_target_choose (catalog, import.rows, options, &import.set, error))
    return NULL;
  import.report->set = g_strdup (import.set.name);
  acu_label_target_check (&import.set, import.rows);
  if (!find_photos (&import, error) || !list_known (&import, error))
    return NULL;
  import.report->bad = g_ptr_array_ref (import.rows->bad);
  import.report->is_imported =
      import.rows->rows->len > 0 && (options->skip_bad || import.rows->bad->len == 0);
  if (import.report->is_imported && !acu_label_store_transact (catalog, write_rows, &import, error))
    return NULL;
  return g_steal_pointer (&import.report);
}
