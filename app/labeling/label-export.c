#include "app/labeling/label-export.h"

#include "app/catalog/content-hash.h"
#include "app/catalog/photo-store.h"
#include "app/labeling/error.h"
#include "app/labeling/label-identity.h"
#include "app/labeling/rater-finder.h"
#include "app/labeling/session-plan.h"
#include "app/text/csv-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

static const char *const roles[] = {
    [ACU_ROLE_ITEM] = "item",
    [ACU_ROLE_TRAINING] = "training",
    [ACU_ROLE_ANCHOR] = "anchor",
    [ACU_ROLE_REPEAT] = "repeat",
};

/* ---- Long ---- */

typedef struct {
  const AcuLabelSet *set;
  GHashTable *paths;    /* photo id: path */
  GHashTable *known;    /* photo id: content by the catalog, where it has a hash */
  GHashTable *contents; /* path: content of the file, as far as asked for */
  GHashTable *raters;   /* id: AcuRater */
  GHashTable *sessions; /* id: AcuLabelSession */
  GHashTable *settings; /* session id: AcuSessionSettings */
  GHashTable *groups;   /* photo id: name of its group, as a list said */
} LongExport;

static void
long_export_clear (LongExport *export)
{
  g_clear_pointer (&export->paths, g_hash_table_unref);
  g_clear_pointer (&export->known, g_hash_table_unref);
  g_clear_pointer (&export->contents, g_hash_table_unref);
  g_clear_pointer (&export->raters, g_hash_table_unref);
  g_clear_pointer (&export->settings, g_hash_table_unref);
  g_clear_pointer (&export->groups, g_hash_table_unref);
  g_clear_pointer (&export->sessions, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LongExport, long_export_clear)

static void
settings_free (gpointer data)
{
  AcuSessionSettings *settings = data;

  acu_session_settings_clear (settings);
  g_free (settings);
}

static gboolean
read_paths (LongExport *export, AcuCatalog *catalog, const GPtrArray *labels, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) rows = NULL;

  for (guint i = 0; i < labels->len; i++) {
    const AcuLabel *label = g_ptr_array_index (labels, i);

    if (!g_hash_table_contains (export->paths, &label->item.image)) {
      g_hash_table_insert (export->paths, g_memdup2 (&label->item.image, sizeof (gint64)), NULL);
      g_array_append_val (ids, label->item.image);
    }
    if (label->item.other != 0 && !g_hash_table_contains (export->paths, &label->item.other)) {
      g_hash_table_insert (export->paths, g_memdup2 (&label->item.other, sizeof (gint64)), NULL);
      g_array_append_val (ids, label->item.other);
    }
  }
  rows = acu_photo_store_get_rows (catalog, (const gint64 *)ids->data, ids->len, 0, error);
  if (rows == NULL)
    return FALSE;
  g_hash_table_remove_all (export->paths);
  for (guint i = 0; i < rows->len; i++) {
    const AcuPhotoRow *row = g_ptr_array_index (rows, i);
    guint8 hash[ACU_CONTENT_HASH_SIZE];
    gboolean is_known;
    goffset size;

    g_hash_table_insert (export->paths, g_memdup2 (&row->id, sizeof row->id), g_strdup (row->path));
    if (!acu_label_store_get_content (catalog, row->id, &size, hash, &is_known, error))
      return FALSE;
    if (is_known)
      g_hash_table_insert (export->known, g_memdup2 (&row->id, sizeof row->id),
                           acu_content_hash_format (size, hash));
  }
  return TRUE;
}

static gboolean
read_catalog (LongExport *export, AcuCatalog *catalog, const GPtrArray *labels, GError **error)
{
  g_autoptr (GPtrArray) raters = acu_label_store_list_raters (catalog, error);
  g_autoptr (GPtrArray) sessions =
      raters != NULL ? acu_label_store_list_sessions (catalog, export->set->id, error) : NULL;

  export->paths = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  export->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  export->contents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  export->raters =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)acu_rater_free);
  export->settings = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, settings_free);
  export->sessions = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                            (GDestroyNotify)acu_label_session_free);
  if (sessions == NULL)
    return FALSE;
  for (guint i = raters->len; i > 0; i--) {
    AcuRater *rater = g_ptr_array_steal_index (raters, i - 1);

    g_hash_table_insert (export->raters, &rater->id, rater);
  }
  for (guint i = sessions->len; i > 0; i--) {
    AcuLabelSession *session = g_ptr_array_steal_index (sessions, i - 1);
    AcuSessionSettings *settings = g_new (AcuSessionSettings, 1);

    g_hash_table_insert (export->sessions, &session->id, session);
    acu_session_settings_from_json (session->settings, settings);
    g_hash_table_insert (export->settings, &session->id, settings);
  }
  export->groups = acu_label_store_list_groups (catalog, export->set->id, error);
  if (export->groups == NULL)
    return FALSE;
  return read_paths (export, catalog, labels, error);
}

static void
append_uid (GString *csv, const guint8 *uid)
{
  g_autofree char *text = acu_uid_format (uid);

  acu_csv_text_field (csv, text);
}

/* A file that is not there now has no content to be told; its path remains. */
static const char *
get_content (LongExport *export, const char *path)
{
  const char *known = g_hash_table_lookup (export->contents, path);
  guint8 hash[ACU_CONTENT_HASH_SIZE];
  goffset size;

  if (known != NULL)
    return known;
  known = acu_content_hash_compute (path, hash, &size, NULL) ? acu_content_hash_format (size, hash)
                                                             : g_strdup ("");
  g_hash_table_insert (export->contents, g_strdup (path), (char *)known);
  return known;
}

/* Whether the file at @path has the time that @unhashed, "SIZE@TIME", says. */
static gboolean
has_time (const char *path, const char *unhashed)
{
  struct stat info;

  return stat (path, &info) == 0 &&
         info.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info.st_mtim.tv_nsec ==
             g_ascii_strtoll (strchr (unhashed, '@') + 1, NULL, 10);
}

/* What was rated, though the file of @photo may hold something else by now.  @content is the
 * label's: where it has no hash, what counts for the same by size is told, and else a hash that no
 * file has. */
static void
append_content (
    LongExport *export, GString *csv, gint64 photo, const char *path, const char *content)
{
  static const guint8 unknown[ACU_CONTENT_HASH_SIZE];
  const char *known = g_hash_table_lookup (export->known, &photo);
  g_autofree char *other = NULL;
  goffset size;

  if (content != NULL && strchr (content, '@') == NULL) {
    acu_csv_text_field (csv, content);
    return;
  }
  if (known == NULL || (content != NULL && has_time (path, content)))
    known = get_content (export, path);
  size = content != NULL ? g_ascii_strtoll (content, NULL, 10) : 0;
  if (content != NULL && *known != '\0' && g_ascii_strtoll (known, NULL, 10) != size)
    known = other = acu_content_hash_format (size, unknown);
  acu_csv_text_field (csv, known);
}

static void
append_time (GString *csv, gint64 microseconds)
{
  /* Rounded down, also before 1970. */
  int rest = (int)(((microseconds % G_USEC_PER_SEC) + G_USEC_PER_SEC) % G_USEC_PER_SEC);
  g_autoptr (GDateTime) second =
      g_date_time_new_from_unix_utc ((microseconds - rest) / G_USEC_PER_SEC);
  g_autofree char *text = second != NULL ? g_date_time_format (second, "%Y-%m-%dT%H:%M:%S") : NULL;
  g_autofree char *field = text != NULL ? g_strdup_printf ("%s.%06dZ", text, rest) : NULL;

  acu_csv_text_field (csv, field);
}

static void
append_session (LongExport *export, GString *csv, const AcuLabel *label)
{
  const AcuLabelSession *session = g_hash_table_lookup (export->sessions, &label->session);
  g_autofree char *text =
      session != NULL ? g_strdup_printf ("%016" G_GINT64_MODIFIER "x", session->seed) : NULL;

  acu_csv_text_field (csv, text);
  if (label->position >= 0)
    acu_csv_text_int (csv, label->position);
  else
    acu_csv_text_field (csv, NULL);
}

/* None where rater and seed are all that it is known by. */
static void
append_session_uid (LongExport *export, GString *csv, const AcuLabel *label)
{
  const AcuLabelSession *session = g_hash_table_lookup (export->sessions, &label->session);

  if (session != NULL && !session->by_seed)
    append_uid (csv, session->uid);
  else
    acu_csv_text_field (csv, NULL);
}

static void
append_place (GString *csv, const AcuLabelItem *item)
{
  if (item->side > 0) {
    acu_csv_text_int (csv, item->y);
    acu_csv_text_int (csv, item->x);
    acu_csv_text_int (csv, item->side);
  } else {
    for (guint i = 0; i < 3; i++)
      acu_csv_text_field (csv, NULL);
  }
}

/* How the session showed its pictures, and how large this one was. */
static void
append_display (LongExport *export, GString *csv, const AcuLabel *label)
{
  const double zooms[] = {label->zoom, label->other_zoom};
  const AcuSessionSettings *settings = g_hash_table_lookup (export->settings, &label->session);

  acu_csv_text_field (csv, settings != NULL && settings->has_display
                               ? acu_display_scale_to_string (settings->display)
                               : NULL);
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    acu_csv_text_number (csv, zooms[i] > 0.0 ? zooms[i] : (double)NAN, NULL);
}

/* How the session was led. */
static void
append_conduct (LongExport *export, GString *csv, const AcuLabel *label)
{
  const AcuSessionSettings *settings = g_hash_table_lookup (export->settings, &label->session);
  gboolean is_known = settings != NULL && settings->has_informed;

  acu_csv_text_field (csv, !is_known ? NULL : settings->informed ? "no" : "yes");
  acu_csv_text_field (csv, settings != NULL ? settings->queue : NULL);
  acu_csv_text_field (csv, settings != NULL ? settings->basis : NULL);
  acu_csv_text_number (csv, settings != NULL ? settings->repeat_share : (double)NAN, NULL);
}

static void
append_label (LongExport *export, GString *csv, const AcuLabel *label, gboolean is_first)
{
  const AcuLabelItem *item = &label->item;
  const AcuRater *rater = g_hash_table_lookup (export->raters, &label->rater);
  const char *path = g_hash_table_lookup (export->paths, &item->image);
  const char *other = item->other != 0 ? g_hash_table_lookup (export->paths, &item->other) : NULL;
  g_autoptr (GString) scale = g_string_new (NULL);

  acu_csv_text_field (csv, path);
  acu_csv_text_field (csv, rater->name);
  acu_csv_text_number (csv, label->score, NULL);
  if (label->given != ACU_GIVEN_UNKNOWN)
    append_time (csv, label->given);
  else
    acu_csv_text_field (csv, NULL);
  acu_csv_text_field (csv, acu_label_method_to_string (export->set->method));
  append_session (export, csv, label);
  acu_csv_text_field (csv, roles[item->role]);
  acu_csv_text_field (csv, label->skip_reason);
  if (label->response_ms >= 0)
    acu_csv_text_int (csv, label->response_ms);
  else
    acu_csv_text_field (csv, NULL);
  acu_csv_text_field (csv, other);
  append_place (csv, item);
  append_content (export, csv, item->image, path, label->content);
  if (other != NULL)
    append_content (export, csv, item->other, other, label->other_content);
  else
    acu_csv_text_field (csv, NULL);
  acu_csv_text_field (csv, export->set->name);
  acu_csv_text_decimal (scale, export->set->score_min);
  g_string_append (scale, "..");
  acu_csv_text_decimal (scale, export->set->score_max);
  acu_csv_text_field (csv, scale->str);
  append_uid (csv, label->uid);
  append_uid (csv, rater->uid);
  append_display (export, csv, label);
  acu_csv_text_field (csv, is_first && *export->set->note != '\0' ? export->set->note : NULL);
  append_conduct (export, csv, label);
  acu_csv_text_field (csv, g_hash_table_lookup (export->groups, &item->image));
  acu_csv_text_field (csv, g_hash_table_lookup (export->groups, &item->other));
  append_session_uid (export, csv, label);
  append_uid (csv, export->set->uid);
  acu_csv_text_end_row (csv);
}

GString *
acu_label_export_long (AcuCatalog *catalog, const char *name, GError **error)
{
  g_autoptr (AcuLabelSet) set = acu_label_table_find_set (catalog, name, error);
  g_auto (LongExport) export = {.set = set};
  g_autoptr (GPtrArray) labels = NULL;
  GString *csv;

  if (set == NULL)
    return NULL;
  labels = acu_label_store_list (catalog, set->id, error);
  if (labels == NULL || !read_catalog (&export, catalog, labels, error))
    return NULL;
  csv = g_string_new ("image,rater,score,time,method,session,position,role,skipped,response_ms,"
                      "other,y,x,side,content,other_content,set,scale,uid,rater_uid,display,zoom,"
                      "other_zoom,instructions,blind,queue,queue_basis,repeat_share,group,"
                      "other_group,session_uid,set_uid\n");
  for (guint i = 0; i < labels->len; i++)
    append_label (&export, csv, g_ptr_array_index (labels, i), i == 0);
  return csv;
}

/* ---- Wide ---- */

/* A rater's name, told apart from others' who are called the same. */
static void
append_column (GString *csv, const GPtrArray *raters, guint index)
{
  const AcuRater *rater = g_ptr_array_index (raters, index);
  g_autofree char *name = acu_rater_finder_format (rater);
  gboolean is_shared = FALSE;

  for (guint i = 0; i < raters->len; i++)
    is_shared |= i != index &&
                 g_str_equal (((const AcuRater *)g_ptr_array_index (raters, i))->name, rater->name);
  acu_csv_text_field (csv, is_shared ? name : rater->name);
}

GString *
acu_label_export_wide (const AcuLabelTable *table, gboolean names, GError **error)
{
  const AcuLabelSet *set = table->set;
  /* The mean of two grades would be none, and the set read back another kind of set. */
  const AcuOpinionMatrix *matrix =
      acu_label_method_is_graded (set->method, set->score_min, set->score_max) ? table->firsts
                                                                               : table->matrix;
  GString *csv;

  if (set->method == ACU_METHOD_PAIRWISE) {
    g_set_error (
        error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET,
        _ ("the label set “%s” holds comparisons of pairs, which have no wide form; export "
           "the long one"),
        set->name);
    return NULL;
  }
  if (set->method == ACU_METHOD_PATCH && names) {
    g_set_error (
        error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_SET,
        _ ("the label set “%s” holds ratings of patches, and the wide form has no place to "
           "say which patch of a picture; export the long one, or numbers alone"),
        set->name);
    return NULL;
  }
  csv = g_string_new (NULL);
  if (names) {
    acu_csv_text_field (csv, "image");
    for (guint i = 0; i < table->raters->len; i++)
      append_column (csv, table->raters, i);
    acu_csv_text_end_row (csv);
  }
  for (guint j = 0; j < matrix->n_stimuli; j++) {
    if (names)
      acu_csv_text_field (csv, ((const AcuStimulus *)g_ptr_array_index (table->stimuli, j))->path);
    for (guint i = 0; i < matrix->n_subjects; i++)
      acu_csv_text_number (csv, acu_opinion_matrix_get (matrix, j, i), "nan");
    acu_csv_text_end_row (csv);
  }
  return csv;
}

/* ---- MOS ---- */

static void
append_mos (GString *csv,
            const AcuLabelSet *set,
            const AcuStimulus *stimulus,
            const AcuOpinionScore *score)
{
  acu_csv_text_field (csv, stimulus->path);
  acu_csv_text_number (csv, score->score, NULL);
  acu_csv_text_field (csv, stimulus->group);
  acu_csv_text_number (csv, score->stddev, NULL);
  acu_csv_text_int (csv, score->n);
  acu_csv_text_number (csv, score->ci, NULL);
  acu_csv_text_number (csv, set->score_min, NULL);
  acu_csv_text_number (csv, set->score_max, NULL);
  acu_csv_text_end_row (csv);
}

GString *
acu_label_export_mos (const AcuLabelResult *result)
{
  g_autoptr (GPtrArray) photos = acu_label_result_list_photos (result);
  GString *csv = g_string_new ("path,mos,group,stddev,n,ci,score_min,score_max\n");

  for (guint i = 0; i < photos->len; i++) {
    const AcuPhotoScore *photo = g_ptr_array_index (photos, i);

    append_mos (csv, result->table->set, photo->stimulus, &photo->score);
  }
  return csv;
}
