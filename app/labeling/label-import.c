#include "app/labeling/label-import.h"

#include "app/labeling/error.h"
#include "app/labeling/label-rows.h"
#include "app/labeling/photo-finder.h"

#include <math.h>
#include <string.h>

/* What an import works on. */
typedef struct {
  AcuCatalog *catalog;
  AcuLabelRows *rows;
  AcuLabelImport *report;
  AcuLabelSet set; /* id 0: to be created */
  AcuPhotoFinder *photos;
  GHashTable *raters_by_uid;   /* hexadecimal: id */
  GHashTable *raters_by_name;  /* the first of that name: id */
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
  g_free (import);
}

static void
import_clear (Import *import)
{
  GHashTable **tables[] = {&import->raters_by_uid, &import->raters_by_name,  &import->sessions,
                           &import->labels_by_uid, &import->labels_by_place, &import->occurrences,
                           &import->replaced};

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    g_clear_pointer (tables[i], g_hash_table_unref);
  g_clear_pointer (&import->known, g_ptr_array_unref);
  g_clear_pointer (&import->rows, acu_label_rows_free);
  g_clear_pointer (&import->report, acu_label_import_free);
  g_clear_pointer (&import->photos, acu_photo_finder_free);
  g_clear_pointer (&import->set.name, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, import_clear)

static char *
format_uid (const guint8 *uid)
{
  char *text = g_malloc (2 * ACU_UID_SIZE + 1);

  for (guint i = 0; i < ACU_UID_SIZE; i++)
    g_snprintf (text + 2 * i, 3, "%02x", uid[i]);
  return text;
}

/* The uid that follows from @text. */
static void
derive_uid (const char *text, guint8 uid[ACU_UID_SIZE])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *)text, -1);
  g_checksum_get_digest (checksum, digest, &size);
  memcpy (uid, digest, ACU_UID_SIZE);
}

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

/* ---- The set ---- */

static const char *const method_names[] = {"acr", "continuous", "pairwise", "patch"};

static gboolean
parse_method (const char *text, AcuLabelMethod *method, GError **error)
{
  g_autofree char *shown = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (method_names); i++)
    if (g_ascii_strcasecmp (text, method_names[i]) == 0) {
      *method = (AcuLabelMethod)i;
      return TRUE;
    }
  shown = g_utf8_make_valid (text, (gssize)MIN (strlen (text), 40));
  g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_FORMAT,
               "the method is acr, continuous, pairwise or patch, not “%s”", shown);
  return FALSE;
}

/* From the scores alone: pairs have two images, grades are whole numbers of 1..5. */
static AcuLabelMethod
guess_method (const GPtrArray *rows)
{
  gboolean graded = TRUE;

  for (guint i = 0; i < rows->len; i++) {
    const AcuLabelRow *row = g_ptr_array_index (rows, i);

    if (row->other != NULL)
      return ACU_METHOD_PAIRWISE;
    if (row->side > 0)
      return ACU_METHOD_PATCH;
    graded &= isnan (row->score) ||
              (row->score >= 1.0 && row->score <= 5.0 && row->score == floor (row->score));
  }
  return graded ? ACU_METHOD_ACR : ACU_METHOD_CONTINUOUS;
}

static gboolean
choose_set (Import *import, const AcuLabelImportOptions *options, GError **error)
{
  const AcuLabelRows *rows = import->rows;
  const char *method = options->method != NULL ? options->method : rows->method;
  g_autofree char *base = g_path_get_basename (rows->path);
  g_autofree char *shown = g_filename_display_name (base);
  g_autoptr (GPtrArray) sets = acu_label_store_list_sets (import->catalog, error);
  char *dot = strrchr (shown, '.');

  if (sets == NULL)
    return FALSE;
  if (dot != NULL && dot != shown)
    *dot = '\0';
  import->set.name = g_strdup (options->set != NULL ? options->set
                               : rows->set != NULL  ? rows->set
                                                    : shown);
  import->report->set = g_strdup (import->set.name);
  import->set.method = guess_method (rows->rows);
  if (method != NULL && !parse_method (method, &import->set.method, error))
    return FALSE;
  import->set.score_min = import->set.method == ACU_METHOD_ACR ? 1.0 : 0.0;
  import->set.score_max = import->set.method == ACU_METHOD_ACR        ? 5.0
                          : import->set.method == ACU_METHOD_PAIRWISE ? 1.0
                                                                      : 100.0;
  if (rows->score_min < rows->score_max) {
    import->set.score_min = rows->score_min;
    import->set.score_max = rows->score_max;
  }
  for (guint i = 0; i < sets->len; i++) {
    const AcuLabelSet *set = g_ptr_array_index (sets, i);

    if (!g_str_equal (set->name, import->set.name))
      continue;
    if (method != NULL && set->method != import->set.method) {
      g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET,
                   "the label set “%s” is of the method %s, and the file's ratings are %s; choose "
                   "another set",
                   set->name, acu_label_method_to_string (set->method), method);
      return FALSE;
    }
    if (rows->score_min < rows->score_max &&
        (rows->score_min != set->score_min || rows->score_max != set->score_max)) {
      g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET,
                   "the label set “%s” has a scale from %g to %g, and the file's ratings have one "
                   "from %g to %g; choose another set",
                   set->name, set->score_min, set->score_max, rows->score_min, rows->score_max);
      return FALSE;
    }
    import->set.id = set->id;
    import->set.method = set->method;
    import->set.score_min = set->score_min;
    import->set.score_max = set->score_max;
  }
  return TRUE;
}

static const char *
find_fault (const Import *import, const AcuLabelRow *row)
{
  gboolean is_pair = import->set.method == ACU_METHOD_PAIRWISE;

  if (is_pair != (row->other != NULL))
    return is_pair ? "a comparison needs a second image in the column other"
                   : "a rating of one image has a second one";
  if (is_pair && !isnan (row->score) && row->score != 0.0 && row->score != 0.5 && row->score != 1.0)
    return "the score of a comparison is 1, 0 or 0.5";
  /* What a rater practises on may be whole photos. */
  if (import->set.method == ACU_METHOD_PATCH && row->side == 0 && row->role != ACU_ROLE_TRAINING)
    return "a rating of a patch needs y, x and side";
  if (!is_pair && (row->score < import->set.score_min || row->score > import->set.score_max))
    return "the score is beyond the scale";
  if (acu_label_method_is_graded (import->set.method, import->set.score_min,
                                  import->set.score_max) &&
      !isnan (row->score) && row->score != floor (row->score))
    return "a grade is a whole number";
  return NULL;
}

static void
check_rows (Import *import)
{
  GPtrArray *rows = import->rows->rows;

  for (guint i = 0; i < rows->len;) {
    const AcuLabelRow *row = g_ptr_array_index (rows, i);
    const char *fault = find_fault (import, row);

    if (fault == NULL) {
      i++;
      continue;
    }
    if (isnan (row->score))
      acu_label_rows_complain (import->rows, row->line, "%s", fault);
    else
      acu_label_rows_complain (import->rows, row->line, "%s: %g (%g to %g)", fault, row->score,
                               import->set.score_min, import->set.score_max);
    g_ptr_array_remove_index (rows, i);
  }
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
  g_hash_table_replace (import->labels_by_uid, format_uid (label->uid), label);
  if (label->session != 0 && label->position >= 0)
    g_hash_table_replace (import->labels_by_place, format_place (label->session, label->position),
                          label);
}

static gboolean
list_known (Import *import, GError **error)
{
  g_autoptr (GPtrArray) raters = acu_label_store_list_raters (import->catalog, error);
  g_autoptr (GPtrArray) sessions = NULL;

  import->raters_by_uid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  import->raters_by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  import->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  import->labels_by_uid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  import->labels_by_place = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  import->occurrences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  import->replaced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (raters == NULL)
    return FALSE;
  for (guint i = raters->len; i > 0; i--) {
    const AcuRater *rater = g_ptr_array_index (raters, i - 1);

    g_hash_table_insert (import->raters_by_uid, format_uid (rater->uid), dup_id (rater->id));
    g_hash_table_replace (import->raters_by_name, g_strdup (rater->name), dup_id (rater->id));
  }
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

/* The uid of a rater of whom no more than the name is known. */
static void
derive_rater_uid (const char *name, guint8 uid[ACU_UID_SIZE])
{
  g_autofree char *key = g_strconcat ("acutance rater\n", name, NULL);

  derive_uid (key, uid);
}

/* The rater that has @row's uid.  One who came by name alone before is taken to be him, as a name
 * that comes after him would be, so that the order does not matter. */
static gint64
find_rater_by_uid (Import *import, const AcuLabelRow *row, GError **error)
{
  g_autofree char *text = format_uid (row->rater_uid);
  g_autofree char *named = NULL;
  guint8 derived[ACU_UID_SIZE];
  gint64 id = get_id (import->raters_by_uid, text);

  if (id != 0)
    return id;
  derive_rater_uid (row->rater, derived);
  named = format_uid (derived);
  id = get_id (import->raters_by_uid, named);
  if (id == 0)
    return 0;
  if (!acu_label_store_identify_rater (import->catalog, id, row->rater_uid, error))
    return -1;
  g_hash_table_remove (import->raters_by_uid, named);
  g_hash_table_insert (import->raters_by_uid, g_steal_pointer (&text), dup_id (id));
  return id;
}

/* 0 on failure. */
static gint64
find_rater (Import *import, const AcuLabelRow *row, GError **error)
{
  guint8 uid[ACU_UID_SIZE];
  gint64 id = row->has_rater_uid ? find_rater_by_uid (import, row, error)
                                 : get_id (import->raters_by_name, row->rater);

  if (id != 0)
    return MAX (id, 0);
  if (row->has_rater_uid)
    memcpy (uid, row->rater_uid, ACU_UID_SIZE);
  else
    derive_rater_uid (row->rater, uid);
  id = acu_label_store_add_rater (import->catalog, row->rater, uid, error);
  if (id != 0) {
    g_hash_table_insert (import->raters_by_uid, format_uid (uid), dup_id (id));
    if (!g_hash_table_contains (import->raters_by_name, row->rater))
      g_hash_table_insert (import->raters_by_name, g_strdup (row->rater), dup_id (id));
  }
  return id;
}

/* A session is known by its seed; a foreign name makes one. */
static guint64
get_seed (const char *text)
{
  guint8 uid[ACU_UID_SIZE];
  guint64 seed;

  if (strlen (text) == 16 && g_ascii_string_to_unsigned (text, 16, 0, G_MAXUINT64, &seed, NULL))
    return seed;
  derive_uid (text, uid);
  memcpy (&seed, uid, sizeof seed);
  return GUINT64_FROM_LE (seed);
}

/* 0 for none; *@ok tells a failure. */
static gint64
find_session (Import *import, const AcuLabelRow *row, gint64 rater, gboolean *ok, GError **error)
{
  AcuLabelSession session = {.label_set = import->set.id, .rater = rater};
  g_autofree char *key = NULL;
  gint64 id;

  if (row->session == NULL)
    return 0;
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
  derive_uid (numbered, uid);
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
      g_autofree char *own = format_uid (row->uid);
      g_autofree char *key = g_strconcat ("acutance label\n", import->set.name, "\n", own, NULL);

      derive_uid (key, uid);
    }
  }
  if (failure == NULL)
    *holder = acu_label_store_find_uid (import->catalog, uid, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
is_same_answer (const AcuLabel *a, const AcuLabel *b)
{
  return a->item.image == b->item.image && a->item.other == b->item.other &&
         a->item.y == b->item.y && a->item.x == b->item.x && a->item.side == b->item.side &&
         (isnan (a->score) ? isnan (b->score) : a->score == b->score);
}

/* Which of two versions of a rating stands, whichever came first: the later one, else that of the
 * smaller uid; of one with the same of both, which somebody has edited, the one with a score, else
 * with the lower one. */
static gboolean
is_preferred (const AcuLabel *label, const AcuLabel *old)
{
  int order = memcmp (label->uid, old->uid, ACU_UID_SIZE);

  if (label->given != old->given)
    return label->given > old->given;
  if (order != 0)
    return order < 0;
  if (isnan (label->score) != isnan (old->score))
    return isnan (old->score);
  return label->score < old->score;
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
  gboolean preferred = is_preferred (label, old);

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
    char *uid = format_uid (old->uid);

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
      .rater = find_rater (import, row, error),
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
      .response_ms = row->response_ms};
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
  uid = format_uid (label.uid);
  place = format_place (label.session, label.position);
  old = g_hash_table_lookup (import->labels_by_uid, uid);
  if (old == NULL && (holder != 0 || g_hash_table_contains (import->replaced, uid))) {
    /* It was there, and taken back or replaced since. */
    import->report->n_known++;
    return TRUE;
  }
  if (old == NULL && label.session != 0 && label.position >= 0)
    old = g_hash_table_lookup (import->labels_by_place, place);
  if (old != NULL && is_same_answer (old, &label)) {
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

static gboolean
write_rows (AcuCatalog *catalog, gpointer data, GError **error)
{
  Import *import = data;

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
  if (!choose_set (&import, options, error))
    return NULL;
  check_rows (&import);
  if (!find_photos (&import, error) || !list_known (&import, error))
    return NULL;
  import.report->bad = g_ptr_array_ref (import.rows->bad);
  import.report->is_imported =
      import.rows->rows->len > 0 && (options->skip_bad || import.rows->bad->len == 0);
  if (import.report->is_imported && !acu_label_store_transact (catalog, write_rows, &import, error))
    return NULL;
  return g_steal_pointer (&import.report);
}
