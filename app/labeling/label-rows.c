#include "app/labeling/label-rows.h"

#include "app/catalog/content-hash.h"
#include "app/labeling/error.h"
#include "app/labeling/label-identity.h"
#include "app/learning/datasets/csv-reader.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static void
row_free (AcuLabelRow *row)
{
  g_free (row->image);
  g_free (row->other);
  g_free (row->content);
  g_free (row->other_content);
  g_free (row->rater);
  g_free (row->session);
  g_free (row->skip_reason);
  g_free (row->queue);
  g_free (row->basis);
  g_free (row->group);
  g_free (row->other_group);
  g_free (row);
}

void
acu_label_rows_free (AcuLabelRows *rows)
{
  if (rows == NULL)
    return;
  g_ptr_array_unref (rows->rows);
  g_ptr_array_unref (rows->bad);
  g_free (rows->path);
  g_free (rows->set);
  g_free (rows->method);
  g_free (rows->instructions);
  g_free (rows);
}

void
acu_label_rows_complain (AcuLabelRows *rows, guint line, const char *format, ...)
{
  g_autofree char *name = g_filename_display_name (rows->path);
  g_autofree char *reason = NULL;
  g_autofree char *shown = NULL;
  const char *last = rows->bad->len > 0 ? g_ptr_array_index (rows->bad, rows->bad->len - 1) : NULL;
  char *complaint;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  /* What is quoted may be no UTF-8, or cut in the middle of a letter. */
  shown = g_utf8_make_valid (reason, -1);
  complaint = g_strdup_printf (_ ("%s, line %u: %s"), name, line, shown);
  rows->n_bad++;
  if (g_strcmp0 (complaint, last) != 0)
    g_ptr_array_add (rows->bad, complaint);
  else
    g_free (complaint);
}

/* ---- Long ---- */

enum {
  IMAGE,
  RATER,
  SCORE,
  TIME,
  METHOD,
  SESSION,
  POSITION,
  ROLE,
  SKIPPED,
  RESPONSE,
  OTHER,
  PLACE_Y,
  PLACE_X,
  PLACE_SIDE,
  CONTENT,
  OTHER_CONTENT,
  SET,
  SCALE,
  UID,
  RATER_UID,
  DISPLAY,
  ZOOM,
  OTHER_ZOOM,
  INSTRUCTIONS,
  SESSION_UID,
  SET_UID,
  BLIND,
  QUEUE,
  QUEUE_BASIS,
  REPEAT_SHARE,
  GROUP,
  OTHER_GROUP,
  N_COLUMNS
};

static const char *const column_names[N_COLUMNS] = {
    "image",       "rater",       "score",   "time",          "method",      "session",
    "position",    "role",        "skipped", "response_ms",   "other",       "y",
    "x",           "side",        "content", "other_content", "set",         "scale",
    "uid",         "rater_uid",   "display", "zoom",          "other_zoom",  "instructions",
    "session_uid", "set_uid",     "blind",   "queue",         "queue_basis", "repeat_share",
    "group",       "other_group",
};

typedef struct {
  AcuLabelRows *rows;
  const AcuTable *table;
  int columns[N_COLUMNS]; /* -1 where there is none */
} Reader;

/* The text of a cell; NULL where it is empty or there is no such column. */
static const char *
get_text (const Reader *reader, gsize row, guint column)
{
  const char *text = reader->columns[column] < 0
                         ? ""
                         : acu_table_get_text (reader->table, row, (gsize)reader->columns[column]);

  return *text != '\0' ? text : NULL;
}

static gboolean
read_int (const Reader *reader, gsize row, guint column, int missing, int *value)
{
  const char *text = get_text (reader, row, column);
  gint64 number;

  *value = missing;
  if (text == NULL)
    return TRUE;
  if (g_ascii_string_to_signed (text, 10, 0, G_MAXINT, &number, NULL)) {
    *value = (int)number;
    return TRUE;
  }
  acu_label_rows_complain (reader->rows, acu_table_get_line (reader->table, row),
                           _ ("%s is “%.40s”, not a whole number from 0"), column_names[column],
                           text);
  return FALSE;
}

static gboolean
read_uid (const Reader *reader, gsize row, guint column, guint8 *uid, gboolean *has_uid)
{
  const char *text = get_text (reader, row, column);

  *has_uid = text != NULL;
  if (text == NULL || acu_uid_parse (text, uid))
    return TRUE;
  acu_label_rows_complain (reader->rows, acu_table_get_line (reader->table, row),
                           _ ("%s is “%.40s”, not %d hexadecimal digits"), column_names[column],
                           text, 2 * ACU_UID_SIZE);
  return FALSE;
}

/* ISO 8601, UTC where no zone is given. */
static gboolean
read_time (const Reader *reader, gsize row, gint64 *given)
{
  const char *text = get_text (reader, row, TIME);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;

  *given = 0;
  if (text == NULL)
    return TRUE;
  time = g_date_time_new_from_iso8601 (text, utc);
  if (time == NULL) {
    acu_label_rows_complain (reader->rows, acu_table_get_line (reader->table, row),
                             _ ("the time is “%.40s”, not of the form 2026-03-31T18:00:00Z"), text);
    return FALSE;
  }
  *given = g_date_time_to_unix (time) * G_USEC_PER_SEC + (gint64)g_date_time_get_microsecond (time);
  return TRUE;
}

static gboolean
read_role (const Reader *reader, gsize row, AcuItemRole *role)
{
  static const char *const names[] = {"item", "training", "anchor", "repeat"};
  const char *text = get_text (reader, row, ROLE);

  *role = ACU_ROLE_ITEM;
  if (text == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (text, names[i]) == 0) {
      *role = (AcuItemRole)i;
      return TRUE;
    }
  acu_label_rows_complain (reader->rows, acu_table_get_line (reader->table, row),
                           _ ("the role is item, training, anchor or repeat, not “%.40s”"), text);
  return FALSE;
}

static gboolean
read_score (const Reader *reader, gsize row, AcuLabelRow *label)
{
  const char *text = get_text (reader, row, SCORE);
  const char *reason = get_text (reader, row, SKIPPED);
  guint line = acu_table_get_line (reader->table, row);

  label->score = (double)NAN;
  if (text != NULL && reason != NULL) {
    acu_label_rows_complain (reader->rows, line, _ ("there is a score and a reason to skip"));
    return FALSE;
  }
  if (text == NULL && reason == NULL) {
    acu_label_rows_complain (reader->rows, line, _ ("the score is empty"));
    return FALSE;
  }
  label->skip_reason = g_strdup (reason);
  if (text == NULL || acu_table_parse_number (reader->table, text, &label->score))
    return TRUE;
  acu_label_rows_complain (reader->rows, line, _ ("the score is “%.40s”, not a number"), text);
  return FALSE;
}

static gboolean
read_place (const Reader *reader, gsize row, AcuLabelRow *label)
{
  if (!read_int (reader, row, PLACE_Y, 0, &label->y) ||
      !read_int (reader, row, PLACE_X, 0, &label->x) ||
      !read_int (reader, row, PLACE_SIDE, 0, &label->side))
    return FALSE;
  if (label->side > 0 || (label->y == 0 && label->x == 0))
    return TRUE;
  acu_label_rows_complain (reader->rows, acu_table_get_line (reader->table, row),
                           _ ("a patch has a place but no side"));
  return FALSE;
}

static gboolean
read_zoom (const Reader *reader, gsize row, guint column, double *zoom)
{
  const char *text = get_text (reader, row, column);

  *zoom = 0.0;
  if (text == NULL)
    return TRUE;
  if (acu_table_parse_number (reader->table, text, zoom) && *zoom > 0.0 && isfinite (*zoom))
    return TRUE;
  acu_label_rows_complain (reader->rows, acu_table_get_line (reader->table, row),
                           _ ("%s is “%.40s”, not a number above 0"), column_names[column], text);
  return FALSE;
}

static gboolean
read_display (const Reader *reader, gsize row, AcuLabelRow *label)
{
  const char *text = get_text (reader, row, DISPLAY);

  label->has_display = acu_display_scale_from_string (text, &label->display);
  if (text == NULL || label->has_display)
    return TRUE;
  acu_label_rows_complain (reader->rows, acu_table_get_line (reader->table, row),
                           _ ("the display is fit or actual, not “%.40s”"), text);
  return FALSE;
}

/* How the session was led. */
static gboolean
read_conduct (const Reader *reader, gsize row, AcuLabelRow *label)
{
  const char *blind = get_text (reader, row, BLIND), *share = get_text (reader, row, REPEAT_SHARE);
  guint line = acu_table_get_line (reader->table, row);

  label->blind = g_strcmp0 (blind, "yes") == 0;
  label->has_blind = blind != NULL;
  label->queue = g_strdup (get_text (reader, row, QUEUE));
  label->basis = g_strdup (get_text (reader, row, QUEUE_BASIS));
  label->group = g_strdup (get_text (reader, row, GROUP));
  label->other_group = g_strdup (get_text (reader, row, OTHER_GROUP));
  label->repeat_share = (double)NAN;
  if (blind != NULL && !label->blind && !g_str_equal (blind, "no")) {
    acu_label_rows_complain (reader->rows, line, _ ("blind is yes or no, not “%.40s”"), blind);
    return FALSE;
  }
  if (share == NULL || (acu_table_parse_number (reader->table, share, &label->repeat_share) &&
                        label->repeat_share >= 0.0 && label->repeat_share <= 1.0))
    return TRUE;
  acu_label_rows_complain (reader->rows, line, _ ("%s is “%.40s”, not a number from 0 to 1"),
                           column_names[REPEAT_SHARE], share);
  return FALSE;
}

/* What all rows say, and the set takes another form of. */
typedef struct {
  char *scale, *set_uid;
} Common;

/* What is true of the whole set must be the same in every row. */
static gboolean
read_common (const Reader *reader, gsize row, guint column, char **common)
{
  const char *text = get_text (reader, row, column);

  if (text == NULL || g_strcmp0 (text, *common) == 0)
    return TRUE;
  if (*common == NULL) {
    *common = g_strdup (text);
    return TRUE;
  }
  acu_label_rows_complain (reader->rows, acu_table_get_line (reader->table, row),
                           _ ("%s is “%.40s” here and “%.40s” before: a file holds one set"),
                           column_names[column], text, *common);
  return FALSE;
}

/* As the catalog writes it; NULL for what is no content. */
static char *
read_content (const Reader *reader, gsize row, guint column)
{
  guint8 hash[ACU_CONTENT_HASH_SIZE];
  goffset size;

  return acu_content_hash_parse (get_text (reader, row, column), &size, hash)
             ? acu_content_hash_format (size, hash)
             : NULL;
}

static gboolean
read_row (const Reader *reader, gsize row, Common *common)
{
  AcuLabelRow *label = g_new0 (AcuLabelRow, 1);
  AcuLabelRows *rows = reader->rows;
  const char *rater = get_text (reader, row, RATER);
  gboolean ok;

  label->line = acu_table_get_line (reader->table, row);
  label->image = g_strdup (get_text (reader, row, IMAGE));
  label->other = g_strdup (get_text (reader, row, OTHER));
  label->content = read_content (reader, row, CONTENT);
  label->other_content = read_content (reader, row, OTHER_CONTENT);
  label->rater = g_strdup (rater);
  label->session = g_strdup (get_text (reader, row, SESSION));
  ok = read_score (reader, row, label) && read_time (reader, row, &label->given) &&
       read_role (reader, row, &label->role) &&
       read_int (reader, row, POSITION, -1, &label->position) &&
       read_int (reader, row, RESPONSE, -1, &label->response_ms) &&
       read_place (reader, row, label) && read_display (reader, row, label) &&
       read_zoom (reader, row, ZOOM, &label->zoom) &&
       read_zoom (reader, row, OTHER_ZOOM, &label->other_zoom) &&
       read_conduct (reader, row, label) &&
       read_uid (reader, row, UID, label->uid, &label->has_uid) &&
       read_uid (reader, row, RATER_UID, label->rater_uid, &label->has_rater_uid) &&
       read_common (reader, row, SET, &rows->set) &&
       read_common (reader, row, METHOD, &rows->method) &&
       read_uid (reader, row, SESSION_UID, label->session_uid, &label->has_session_uid) &&
       read_common (reader, row, INSTRUCTIONS, &rows->instructions) &&
       read_common (reader, row, SCALE, &common->scale) &&
       read_common (reader, row, SET_UID, &common->set_uid);
  if (ok && label->image == NULL) {
    acu_label_rows_complain (rows, label->line, _ ("the image is empty"));
    ok = FALSE;
  }
  if (ok && (label->rater == NULL || !g_utf8_validate (label->rater, -1, NULL))) {
    acu_label_rows_complain (rows, label->line, "%s",
                             label->rater == NULL ? _ ("the rater is empty")
                                                  : _ ("the rater's name is not UTF-8"));
    ok = FALSE;
  }
  if (ok)
    g_ptr_array_add (rows->rows, label);
  else
    row_free (label);
  return ok;
}

static void
read_scale (AcuLabelRows *rows, const char *text)
{
  const char *dots = text != NULL ? strstr (text, "..") : NULL;

  if (dots == NULL)
    return;
  rows->score_min = g_ascii_strtod (text, NULL);
  rows->score_max = g_ascii_strtod (dots + 2, NULL);
  if (!(rows->score_min < rows->score_max))
    acu_label_rows_complain (rows, 2, _ ("the scale is “%.40s”, not of the form 1..5"), text);
}

static void
read_long (AcuLabelRows *rows, const AcuTable *table)
{
  Reader reader = {.rows = rows, .table = table};
  Common common = {NULL};

  for (guint i = 0; i < N_COLUMNS; i++)
    reader.columns[i] = acu_table_find_column (table, column_names[i]);
  for (gsize row = 0; row < acu_table_get_n_rows (table); row++)
    read_row (&reader, row, &common);
  read_scale (rows, common.scale);
  rows->has_set_uid = common.set_uid != NULL && acu_uid_parse (common.set_uid, rows->set_uid);
  if (common.set_uid != NULL && !rows->has_set_uid)
    acu_label_rows_complain (rows, 2, _ ("%s is “%.40s”, not %d hexadecimal digits"),
                             column_names[SET_UID], common.set_uid, 2 * ACU_UID_SIZE);
  g_free (common.scale);
  g_free (common.set_uid);
}

/* ---- Wide ---- */

static void
add_cell (AcuLabelRows *rows,
          const AcuTable *table,
          guint line,
          const char *image,
          const char *rater,
          const char *text)
{
  AcuLabelRow *label;
  double score;

  if (*text == '\0' || g_ascii_strcasecmp (text, "nan") == 0)
    return;
  if (!acu_table_parse_number (table, text, &score)) {
    acu_label_rows_complain (
        rows, line, _ ("the score of “%s” is “%.40s”, neither a number nor nan"), rater, text);
    return;
  }
  label = g_new0 (AcuLabelRow, 1);
  label->line = line;
  label->image = g_strdup (image);
  label->rater = g_strdup (rater);
  label->position = label->response_ms = -1;
  label->repeat_share = (double)NAN;
  label->score = score;
  g_ptr_array_add (rows->rows, label);
}

/* Who the columns are of.  A column is a rater, so that of several called the same each is another.
 * (transfer full) */
static GStrv
name_raters (const AcuTable *table)
{
  gsize n = acu_table_get_n_columns (table);
  GStrv names = g_new0 (char *, n + 1);

  for (gsize column = 0; column < n; column++) {
    const char *name = acu_table_get_column_name (table, column);
    guint nth = 1;

    for (gsize before = 0; before < column; before++)
      nth += g_str_equal (acu_table_get_column_name (table, before), name);
    names[column] = nth > 1 ? g_strdup_printf ("%s (%u)", name, nth) : g_strdup (name);
  }
  return names;
}

static void
read_named (AcuLabelRows *rows, const AcuTable *table, gsize image_column)
{
  g_auto (GStrv) raters = name_raters (table);

  for (gsize row = 0; row < acu_table_get_n_rows (table); row++) {
    guint line = acu_table_get_line (table, row);
    const char *image = acu_table_get_text (table, row, image_column);

    if (*image == '\0') {
      acu_label_rows_complain (rows, line, _ ("the image is empty"));
      continue;
    }
    for (gsize column = 0; column < acu_table_get_n_columns (table); column++)
      if (column != image_column)
        add_cell (rows, table, line, image, raters[column],
                  acu_table_get_text (table, row, column));
  }
}

/* Numbers alone: what the reader took for the names of columns is the first row. */
static gboolean
is_nameless (const AcuTable *table)
{
  double number;

  for (gsize column = 0; column < acu_table_get_n_columns (table); column++) {
    const char *text = acu_table_get_column_name (table, column);

    if (*text != '\0' && g_ascii_strcasecmp (text, "nan") != 0 &&
        !acu_table_parse_number (table, text, &number))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_nameless (AcuLabelRows *rows, const AcuTable *table, const char *const *images, GError **error)
{
  gsize n_rows = acu_table_get_n_rows (table) + 1;
  gsize n_images = images != NULL ? g_strv_length ((char **)images) : 0;

  if (n_images != n_rows) {
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_IMAGES,
                 images == NULL
                     ? ngettext ("%s: the table names no images; a list of the images of its %u "
                                 "row is needed, one path a line",
                                 "%s: the table names no images; a list of the images of its %u "
                                 "rows is needed, one path a line",
                                 (guint)n_rows)
                     : ngettext ("%s: the table names no images; a list of the images of its %u "
                                 "row is needed, and the one given has another length",
                                 "%s: the table names no images; a list of the images of its %u "
                                 "rows is needed, and the one given has another length",
                                 (guint)n_rows),
                 rows->path, (guint)n_rows);
    return FALSE;
  }
  for (gsize row = 0; row < n_rows; row++)
    for (gsize column = 0; column < acu_table_get_n_columns (table); column++) {
      g_autofree char *rater = g_strdup_printf ("%" G_GSIZE_FORMAT, column + 1);

      add_cell (rows, table, row == 0 ? 1 : acu_table_get_line (table, row - 1), images[row], rater,
                row == 0 ? acu_table_get_column_name (table, column)
                         : acu_table_get_text (table, row - 1, column));
    }
  return TRUE;
}

AcuLabelRows *
acu_label_rows_read (const char *path, const char *const *images, GError **error)
{
  g_autoptr (AcuTable) table = acu_csv_read (path, error);
  g_autoptr (AcuLabelRows) rows = g_new0 (AcuLabelRows, 1);
  int image_column;

  rows->path = g_strdup (path);
  rows->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)row_free);
  rows->bad = g_ptr_array_new_with_free_func (g_free);
  rows->score_min = rows->score_max = (double)NAN;
  if (table == NULL)
    return NULL;
  image_column = acu_table_find_column (table, "image");
  if (image_column >= 0 && acu_table_find_column (table, "rater") >= 0 &&
      acu_table_find_column (table, "score") >= 0) {
    read_long (rows, table);
  } else if (image_column >= 0) {
    read_named (rows, table, (gsize)image_column);
  } else if (is_nameless (table)) {
    if (!read_nameless (rows, table, images, error))
      return NULL;
  } else {
    g_set_error (
        error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_FORMAT,
        acu_table_find_column (table, "mos") >= 0
            ? _ ("%s holds no ratings: mean opinion scores have no raters; train on this "
                 "file as it is")
            : _ ("%s holds no ratings: its first line should name image, rater and score, "
                 "or image and one column a rater, or there should be nothing but numbers"),
        path);
    return NULL;
  }
  return g_steal_pointer (&rows);
}
