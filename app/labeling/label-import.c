#include "app/labeling/label-import.h"

#include "app/labeling/label-identity.h"
#include "app/labeling/label-rows.h"
#include "app/labeling/label-target.h"
#include "app/labeling/photo-finder.h"
#include "app/labeling/rater-finder.h"
#include "app/labeling/session-finder.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Ratings between two reports of the progress. */
#define BLOCK 64

/* How often each row is looked at: its photos are found, it is read, it is written. */
#define N_PASSES 3

/* What an import works on. */
typedef struct {
  AcuCatalog *catalog;
  const AcuLabelImportOptions *options;
  guint n_looks; /* at rows, of all passes */
  AcuLabelRows *rows;
  AcuLabelImport *report;
  AcuLabelSet set; /* id 0: to be created */
  gboolean is_own; /* the file is of this set, by uid or by name */
  AcuPhotoFinder *photos;
  AcuRaterFinder *raters;
  AcuSessionFinder *sessions;
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
  g_free (import->other_set);
  g_free (import->note);
  g_free (import->other_note);
  g_free (import);
}

static void
import_clear (Import *import)
{
  GHashTable **tables[] = {&import->labels_by_uid, &import->labels_by_place, &import->occurrences,
                           &import->replaced};

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    g_clear_pointer (tables[i], g_hash_table_unref);
  g_clear_pointer (&import->known, g_ptr_array_unref);
  g_clear_pointer (&import->rows, acu_label_rows_free);
  g_clear_pointer (&import->report, acu_label_import_free);
  g_clear_pointer (&import->photos, acu_photo_finder_free);
  g_clear_pointer (&import->raters, acu_rater_finder_free);
  g_clear_pointer (&import->sessions, acu_session_finder_free);
  g_clear_pointer (&import->set.name, g_free);
  g_clear_pointer (&import->set.note, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

/* Before each row of each pass.  FALSE where nobody wants it any more. */
static gboolean
go_on (Import *import, GError **error)
{
  const AcuLabelImportOptions *options = import->options;

  if (g_cancellable_set_error_if_cancelled (options->cancellable, error))
    return FALSE;
  if (import->n_looks % BLOCK == 0 && options->progress != NULL)
    options->progress (import->n_looks / N_PASSES, import->report->n_ratings, options->user_data);
  import->n_looks++;
  return TRUE;
}

/* ---- Photos ---- */

/* Finds every row's photos.  FALSE for a failing catalog, and where it was cancelled; rows without
 * a photo are complained of and taken out. */
static gboolean
find_photos (Import *import, GError **error)
{
  GPtrArray *rows = import->rows->rows;

  for (guint i = 0; i < rows->len;) {
    const AcuLabelRow *row = g_ptr_array_index (rows, i);
    g_autoptr (GError) failure = NULL;

    if (!go_on (import, error))
      return FALSE;

    gint64 photo = acu_photo_finder_find (import->photos, row->image, row->content, NULL, &failure);
    gint64 other =
        failure == NULL && row->other != NULL
            ? acu_photo_finder_find (import->photos, row->other, row->other_content, NULL, &failure)
            : 0;
    const char *missing = photo == 0 ? row->image : row->other;

    if (failure != NULL) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    if (photo == 0 || (row->other != NULL && other == 0)) {
      g_autofree char *name = g_filename_display_name (missing);

      acu_label_rows_complain (import->rows, row->line,
                               _ ("%s is not in the catalog; add its folder first"), name);
      g_ptr_array_remove_index (rows, i);
      continue;
    }
    i++;
  }
  return TRUE;
}

/* ---- What is there already ---- */

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
  import->raters = acu_rater_finder_new (import->catalog, error);
  import->labels_by_uid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  import->labels_by_place = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  import->occurrences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  import->replaced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (import->raters == NULL)
    return FALSE;
  import->known = import->set.id != 0
                      ? acu_label_store_list (import->catalog, import->set.id, error)
                      : g_ptr_array_new_with_free_func ((GDestroyNotify)acu_label_free);
  if (import->known == NULL)
    return FALSE;
  for (guint i = 0; i < import->known->len; i++)
    note_label (import, g_ptr_array_index (import->known, i));
  return TRUE;
}

/* ---- Writing ---- */

/* What a row that says no uid is known by: all but its score.  Rows that say neither when nor where
 * in a session they were given are told apart by how many like them came before. */
static char *
describe_row (Import *import, const AcuLabelRow *row)
{
  g_autofree char *key = NULL;
  guint n = 0;

  key = g_strdup_printf ("%s\n%s\n%s\n%s\n%" G_GINT64_FORMAT "\n%d\n%d %d %d", row->image,
                         row->other != NULL ? row->other : "", row->rater,
                         row->session != NULL ? row->session : "", row->given, row->position,
                         row->y, row->x, row->side);
  if (row->given == 0 && row->position < 0) {
    n = GPOINTER_TO_UINT (g_hash_table_lookup (import->occurrences, key));
    g_hash_table_replace (import->occurrences, g_strdup (key), GUINT_TO_POINTER (n + 1));
  }
  return g_strdup_printf ("%s\n%u", key, n);
}

/* The uid of what @key describes, as a rating of the set that @set tells from others; *@holder is
 * the set that has it, 0 for none. */
static gboolean
derive_uid (Import *import,
            const char *set,
            const char *key,
            guint8 uid[ACU_UID_SIZE],
            gint64 *holder,
            GError **error)
{
  g_autofree char *text = g_strconcat ("acutance label\n", set, "\n", key, NULL);
  g_autoptr (GError) failure = NULL;

  acu_uid_derive (text, uid);
  *holder = acu_label_store_find_uid (import->catalog, uid, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* A row's own uid, or one that follows from what it says.  Of another set than the one that it goes
 * into, or where another set has it already, a rating is another one, since a uid is there once in
 * a catalog: its uid then follows from the set's and its own.
 *
 * *@holder is the set that has the uid, 0 for none. */
static gboolean
choose_uid (Import *import,
            const AcuLabelRow *row,
            guint8 uid[ACU_UID_SIZE],
            gint64 *holder,
            GError **error)
{
  g_autofree char *set = acu_uid_format (import->set.uid);
  g_autofree char *key = row->has_uid ? acu_uid_format (row->uid) : describe_row (import, row);
  g_autoptr (GError) failure = NULL;

  /* Before sets were known by their uids, a name told one from another. */
  if (!derive_uid (import, import->set.name, key, uid, holder, error))
    return FALSE;
  if (*holder != 0 && *holder == import->set.id)
    return TRUE;
  if (row->has_uid) {
    memcpy (uid, row->uid, ACU_UID_SIZE);
    *holder = acu_label_store_find_uid (import->catalog, uid, &failure);
    if (failure != NULL) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  } else if (!derive_uid (import, "", key, uid, holder, error)) {
    return FALSE;
  }
  if (*holder == 0 ? import->is_own || !row->has_uid : *holder == import->set.id)
    return TRUE;
  return derive_uid (import, set, key, uid, holder, error);
}

static char *
format_answer (double score)
{
  /* Translators: instead of a score */
  return isnan (score) ? g_strdup (_ ("skipped")) : g_strdup_printf ("%g", score);
}

static void
note_conflict (Import *import, const AcuLabelRow *row, const AcuLabel *old, gboolean preferred)
{
  g_autofree char *file = g_filename_display_name (import->rows->path);
  g_autofree char *image = g_filename_display_name (row->image);
  g_autofree char *before = format_answer (old->score);
  g_autofree char *now = format_answer (row->score);

  /* Translators: a file, a line, a rater, a picture, and two scores */
  g_ptr_array_add (
      import->report->conflicts,
      preferred
          ? g_strdup_printf (_ ("%s, line %u: %s gave %s %s here, and %s in the catalog; this one "
                                "counts"),
                             file, row->line, row->rater, image, now, before)
          : g_strdup_printf (_ ("%s, line %u: %s gave %s %s here, and %s in the catalog; that one "
                                "stays"),
                             file, row->line, row->rater, image, now, before));
}

/* Notes what was just written. */
static void
note_new (Import *import, const AcuLabel *label)
{
  AcuLabel *copy = g_memdup2 (label, sizeof *label);

  copy->skip_reason = g_strdup (label->skip_reason);
  copy->content = g_strdup (label->content);
  copy->other_content = g_strdup (label->other_content);
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

/* Of a row that find_photos() has left in.  Sets *@is_outdated where the photo holds something else
 * than what was rated. */
static gint64
get_photo (Import *import, const char *text, const char *content, gboolean *is_outdated)
{
  gboolean differs;
  gint64 photo = acu_photo_finder_find (import->photos, text, content, &differs, NULL);

  *is_outdated |= differs;
  return photo;
}

/* A rating of the file, and the set that has its uid already. */
typedef struct {
  AcuLabel label; /* whose texts remain its row's */
  gint64 holder;
} Rating;

/* Fills in all but the session. */
static gboolean
read_row (Import *import, const AcuLabelRow *row, Rating *rating, GError **error)
{
  AcuLabel *label = &rating->label;

  *label =
      (AcuLabel){.label_set = import->set.id,
                 .rater = acu_rater_finder_find (import->raters, row->rater,
                                                 row->has_rater_uid ? row->rater_uid : NULL, error),
                 .position = row->position,
                 .item = {.y = row->y, .x = row->x, .side = row->side, .role = row->role},
                 .score = row->score,
                 .skip_reason = row->skip_reason,
                 .given = row->given != 0 ? row->given : ACU_GIVEN_UNKNOWN,
                 .response_ms = row->response_ms,
                 .zoom = row->zoom,
                 .other_zoom = row->other_zoom,
                 .content = row->content,
                 .other_content = row->other_content};
  label->item.image = get_photo (import, row->image, row->content, &label->is_outdated);
  if (row->other != NULL)
    label->item.other = get_photo (import, row->other, row->other_content, &label->is_outdated);
  if (label->rater == 0 || !choose_uid (import, row, label->uid, &rating->holder, error))
    return FALSE;
  acu_session_finder_look (import->sessions, row, label);
  return TRUE;
}

/* Whether @old, which has the uid of @label, says the same as it of what was the same when it was
 * rated, whatever became of the files. */
static gboolean
is_same_rating (const AcuLabel *old, const AcuLabel *label)
{
  AcuLabel moved = *label;

  if (old->content != NULL && g_strcmp0 (old->content, label->content) == 0 &&
      g_strcmp0 (old->other_content, label->other_content) == 0) {
    moved.item.image = old->item.image;
    moved.item.other = old->item.other;
  }
  return acu_label_is_same_answer (old, &moved);
}

/* A rating that does not count goes to the photo that holds what was rated, where there is one by
 * now. */
static gboolean
follow_content (Import *import, AcuLabel *label, const AcuLabel *old, GError **error)
{
  if (!old->is_outdated || label->is_outdated || acu_label_is_same_item (old, label))
    return TRUE;
  label->id = old->id;
  label->session = old->session;
  label->position = old->position;
  if (!acu_label_store_correct (import->catalog, label, error))
    return FALSE;
  note_new (import, label);
  return TRUE;
}

static gboolean
add_row (Import *import, const AcuLabelRow *row, Rating *rating, GError **error)
{
  AcuLabel *label = &rating->label;
  g_autofree char *uid = acu_uid_format (label->uid);
  g_autofree char *place = NULL;
  AcuLabel *old = g_hash_table_lookup (import->labels_by_uid, uid);

  if (old != NULL ? is_same_rating (old, label)
                  : rating->holder != 0 || g_hash_table_contains (import->replaced, uid)) {
    /* It is there, or was and has been taken back or replaced since. */
    import->report->n_known++;
    return old == NULL || follow_content (import, label, old, error);
  }
  if (!acu_session_finder_find (import->sessions, row, label, &label->session, error))
    return FALSE;
  place = format_place (label->session, label->position);
  if (old == NULL && label->session != 0 && label->position >= 0)
    old = g_hash_table_lookup (import->labels_by_place, place);
  if (old != NULL && acu_label_is_same_answer (old, label)) {
    import->report->n_known++;
    return TRUE;
  }
  if (old != NULL)
    return settle_conflict (import, row, label, old, error);
  label->id = acu_label_store_add (import->catalog, label, NULL, error);
  if (label->id == 0)
    return FALSE;
  import->report->n_added++;
  import->report->n_outdated += label->is_outdated;
  note_new (import, label);
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

/* Photos that the file has put into groups. */
static gboolean
write_groups (Import *import, const AcuLabelRow *row, const AcuLabel *label, GError **error)
{
  return (row->group == NULL || acu_label_store_add_group (import->catalog, import->set.id,
                                                           label->item.image, row->group, error)) &&
         (row->other_group == NULL || label->item.other == 0 ||
          acu_label_store_add_group (import->catalog, import->set.id, label->item.other,
                                     row->other_group, error));
}

static gboolean
write_rows (AcuCatalog *catalog, gpointer data, GError **error)
{
  Import *import = data;
  const GPtrArray *rows = import->rows->rows;
  g_autofree Rating *ratings = g_new0 (Rating, rows->len);

  if (import->set.id != 0 && !write_note (import, error))
    return FALSE;
  if (import->set.id == 0)
    import->set.id = acu_label_store_create_set (catalog, &import->set, error);
  if (import->set.id == 0)
    return FALSE;
  import->sessions = acu_session_finder_new (catalog, import->set.id, import->known, error);
  if (import->sessions == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!go_on (import, error) ||
        !read_row (import, g_ptr_array_index (rows, i), &ratings[i], error))
      return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!go_on (import, error) ||
        !write_groups (import, g_ptr_array_index (rows, i), &ratings[i].label, error) ||
        !add_row (import, g_ptr_array_index (rows, i), &ratings[i], error))
      return FALSE;
  return TRUE;
}

char **
acu_label_import_read_images (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GPtrArray *kept;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  lines = g_strsplit_set (text, "\r\n", 0);
  kept = g_ptr_array_new ();
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      g_ptr_array_add (kept, g_strdup (lines[i]));
  g_ptr_array_add (kept, NULL);
  return (char **)g_ptr_array_free (kept, FALSE);
}

AcuLabelImport *
acu_label_import_file (AcuCatalog *catalog,
                       const char *path,
                       const AcuLabelImportOptions *options,
                       GError **error)
{
  g_auto (Import) import = {.catalog = catalog, .options = options};
  g_autofree char *folder = NULL;
  gboolean is_other, is_right;

  import.rows = acu_label_rows_read (path, options->images, error);
  if (import.rows == NULL)
    return NULL;
  import.report = g_new0 (AcuLabelImport, 1);
  import.report->conflicts = g_ptr_array_new_with_free_func (g_free);
  import.report->n_ratings = import.rows->rows->len + import.rows->n_bad;
  folder = g_path_get_dirname (path);
  import.photos = acu_photo_finder_new (catalog, folder);
  if (!acu_label_target_choose (catalog, import.rows, options, &import.set, &is_other, error))
    return NULL;
  import.report->set = g_strdup (import.set.name);
  import.is_own =
      import.rows->has_set_uid && memcmp (import.rows->set_uid, import.set.uid, ACU_UID_SIZE) == 0;
  import.is_own |= g_strcmp0 (import.rows->set, import.set.name) == 0;
  if (is_other)
    import.report->other_set =
        g_strdup (import.rows->set != NULL ? import.rows->set : import.set.name);
  acu_label_target_check (&import.set, import.rows);
  if (!find_photos (&import, error) || !list_known (&import, error))
    return NULL;
  import.report->bad = g_ptr_array_ref (import.rows->bad);
  import.report->n_bad = import.rows->n_bad;
  is_right = import.rows->rows->len > 0 && (options->skip_bad || import.rows->n_bad == 0);
  import.report->needs_consent = is_right && is_other && options->other == ACU_OTHER_SET_ASK;
  import.report->is_imported = is_right && !import.report->needs_consent;
  if (import.report->is_imported && !acu_label_store_transact (catalog, write_rows, &import, error))
    return NULL;
  return g_steal_pointer (&import.report);
}
