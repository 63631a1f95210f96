#include "app/catalog/photo-store.h"

#include "app/catalog/catalog-private.h"
#include "app/catalog/photo-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

void
acu_photo_facts_clear (AcuPhotoFacts *facts)
{
  g_clear_pointer (&facts->format, g_free);
  g_clear_pointer (&facts->camera, g_free);
  g_clear_pointer (&facts->lens, g_free);
}

void
acu_photo_row_free (AcuPhotoRow *row)
{
  if (row == NULL)
    return;
  g_free (row->path);
  g_free (row->display_name);
  g_strfreev (row->raws);
  acu_photo_facts_clear (&row->facts);
  g_free (row->error);
  g_free (row->score_error);
  g_free (row);
}

const char *
acu_photo_row_shorten (const AcuPhotoRow *row, const char *message)
{
  gsize n = row->path != NULL ? strlen (row->path) : 0;
  gboolean is_named = n > 0 && message != NULL && strncmp (message, row->path, n) == 0 &&
                      g_str_has_prefix (message + n, ": ");

  return is_named ? message + n + strlen (": ") : message;
}

/* ---- Names ---- */

char *
acu_photo_name_fold (const char *display_name)
{
  g_autofree char *folded = g_utf8_casefold (display_name, -1);

  return g_utf8_normalize (folded, -1, G_NORMALIZE_ALL_COMPOSE);
}

/* Appends the number of @n digits so that a larger one sorts after it: the count of its digits
 * comes first. */
static void
append_number (GString *key, const char *digits, gsize n)
{
  if (n < 10) {
    g_string_append_c (key, (char)('0' + n - 1));
  } else {
    g_string_append_c (key, '9');
    g_string_append_c (key, (char)('0' + MIN (n - 10, 70)));
  }
  g_string_append_len (key, digits, (gssize)n);
}

char *
acu_photo_name_key (const char *display_name)
{
  g_autofree char *folded = acu_photo_name_fold (display_name);
  GString *key = g_string_sized_new (strlen (folded) + 8);

  for (const char *p = folded; *p != '\0';) {
    gsize n;

    if (!g_ascii_isdigit (*p)) {
      /* "a.jpg" comes before "a-2.jpg". */
      g_string_append_c (key, *p == '.' ? '\1' : *p);
      p++;
      continue;
    }
    while (*p == '0' && g_ascii_isdigit (p[1]))
      p++;
    n = strspn (p, "0123456789");
    append_number (key, p, n);
    p += n;
  }
  return g_string_free (key, FALSE);
}

/* ---- Reading ---- */

static const char select_row[] =
    "SELECT i.id, i.folder, f.path, i.name, i.size, i.mtime, i.version, i.hidden, i.partner,"
    " i.facts_version, i.format, i.width, i.height, i.orientation, i.taken, c.name, i.lens,"
    " i.exposure, i.aperture, i.focal_length, i.iso, i.has_location, i.error,"
    " r.stars, r.flag, r.colour, s.score, s.std, s.error,"
    /* No name has a slash. */
    " (SELECT group_concat (name, '/') FROM (SELECT name FROM images"
    " WHERE partner = i.id AND hidden = 1 ORDER BY name))"
    " FROM images i JOIN folders f ON f.id = i.folder"
    " LEFT JOIN cameras c ON c.id = i.camera"
    " LEFT JOIN ratings r ON r.image = i.id"
    " LEFT JOIN scores s ON s.scorer = ?2 AND s.image = i.id"
    " WHERE i.id = ?1";

static double
get_number (AcuStatement *statement, int column)
{
  double value = acu_statement_get_double (statement, column);

  return isnan (value) ? 0.0 : value;
}

/* @names are joined by slashes.  (transfer full) */
static GStrv
build_paths (const char *folder, const char *names)
{
  GStrv paths = g_strsplit (names, "/", -1);

  for (GStrv path = paths; *path != NULL; path++) {
    g_autofree char *name = *path;

    *path = g_build_filename (folder, name, NULL);
  }
  return paths;
}

static AcuPhotoRow *
read_row (AcuStatement *s)
{
  AcuPhotoRow *row = g_new0 (AcuPhotoRow, 1);

  row->id = acu_statement_get_int (s, 0);
  row->folder = acu_statement_get_int (s, 1);
  row->path = g_build_filename (acu_statement_get_text (s, 2), acu_statement_get_text (s, 3), NULL);
  row->display_name = g_filename_display_name (acu_statement_get_text (s, 3));
  row->size = acu_statement_get_int (s, 4);
  row->mtime = acu_statement_get_int (s, 5);
  row->version = (guint)acu_statement_get_int (s, 6);
  row->state = (AcuPhotoState)acu_statement_get_int (s, 7);
  row->partner = acu_statement_get_int (s, 8);
  row->has_facts = !acu_statement_is_null (s, 9);
  row->facts = (AcuPhotoFacts){
      .format = g_strdup (acu_statement_get_text (s, 10)),
      .width = (int)acu_statement_get_int (s, 11),
      .height = (int)acu_statement_get_int (s, 12),
      .orientation = (int)acu_statement_get_int (s, 13),
      .taken = acu_statement_is_null (s, 14) ? G_MININT64 : acu_statement_get_int (s, 14),
      .camera = g_strdup (acu_statement_get_text (s, 15)),
      .lens = g_strdup (acu_statement_get_text (s, 16)),
      .exposure = get_number (s, 17),
      .aperture = get_number (s, 18),
      .focal_length = get_number (s, 19),
      .iso = (int)acu_statement_get_int (s, 20),
      .has_location = acu_statement_get_int (s, 21) != 0,
  };
  row->error = g_strdup (acu_statement_get_text (s, 22));
  row->stars = (int)acu_statement_get_int (s, 23);
  row->flag = (AcuFlag)acu_statement_get_int (s, 24);
  row->colour = (AcuColour)acu_statement_get_int (s, 25);
  row->score = acu_statement_get_double (s, 26);
  row->has_score = !isnan (row->score);
  row->std = acu_statement_get_double (s, 27);
  row->score_error = g_strdup (acu_statement_get_text (s, 28));
  if (!acu_statement_is_null (s, 29))
    row->raws = build_paths (acu_statement_get_text (s, 2), acu_statement_get_text (s, 29));
  return row;
}

GPtrArray *
acu_photo_store_get_rows (
    AcuCatalog *catalog, const gint64 *photos, gsize n, gint64 scorer, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_photo_row_free);
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  AcuStatement *statement = NULL;
  GError *failure = NULL;

  if (reader == NULL)
    return NULL;
  statement = acu_database_query (reader, &failure, select_row, NULL);
  for (gsize i = 0; i < n && failure == NULL; i++) {
    acu_statement_bind (statement, "ii", photos[i], scorer);
    if (acu_statement_next (statement, &failure))
      g_ptr_array_add (rows, read_row (statement));
  }
  acu_statement_free (statement);
  acu_catalog_return_reader (catalog, reader);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return g_steal_pointer (&rows);
}

AcuPhotoRow *
acu_photo_store_get (AcuCatalog *catalog, gint64 photo, gint64 scorer, GError **error)
{
  g_autoptr (GPtrArray) rows = acu_photo_store_get_rows (catalog, &photo, 1, scorer, error);

  if (rows == NULL)
    return NULL;
  if (rows->len == 0) {
    g_set_error_literal (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING,
                         _ ("this photo is not in the catalog; open its folder again"));
    return NULL;
  }
  return g_ptr_array_steal_index (rows, 0);
}

gint64
acu_photo_store_find (AcuCatalog *catalog, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  gint64 id = 0;
  gboolean ok;

  if (reader == NULL)
    return 0;
  ok = acu_database_get_int (reader, &id, 0, error,
                             "SELECT i.id FROM folders f JOIN images i ON i.folder = f.id"
                             " WHERE f.path = ?1 AND i.name = ?2",
                             "ss", folder, name);
  acu_catalog_return_reader (catalog, reader);
  if (ok && id == 0) {
    g_autofree char *shown = g_filename_display_name (path);

    g_set_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING,
                 _ ("%s: not in the catalog; open its folder first"), shown);
  }
  return id;
}

/* ---- Writing ---- */

static gboolean
get_camera (AcuDatabase *writer, const char *name, gint64 *id, GError **error)
{
  *id = 0;
  return name == NULL ||
         (acu_database_run (writer, error, "INSERT OR IGNORE INTO cameras (name) VALUES (?1)", "s",
                            name) &&
          acu_database_get_int (writer, id, 0, error, "SELECT id FROM cameras WHERE name = ?1", "s",
                                name));
}

static double
or_nan (double value)
{
  return value > 0 && isfinite (value) ? value : (double)NAN;
}

gboolean
acu_photo_write_facts (
    AcuDatabase *writer, gint64 photo, guint version, const AcuPhotoFacts *facts, GError **error)
{
  gboolean has_time = facts->taken != G_MININT64;
  gint64 camera;

  return get_camera (writer, facts->camera, &camera, error) &&
         acu_database_run (
             writer, error,
             "UPDATE images SET facts_version = ?2, format = ?3, width = ?4, height = ?5,"
             " orientation = ?6, taken = CASE WHEN ?7 THEN ?8 END,"
             " sort_time = CASE WHEN ?7 THEN ?8 ELSE mtime / 1000000000 END, camera = ?9,"
             " lens = ?10, exposure = ?11, aperture = ?12, focal_length = ?13, iso = ?14,"
             " has_location = ?15 WHERE id = ?1 AND version = ?2",
             "iisIIIiiIsDDDIi", photo, (gint64)version, facts->format, (gint64)facts->width,
             (gint64)facts->height, (gint64)facts->orientation, (gint64)has_time,
             has_time ? facts->taken : (gint64)0, camera, facts->lens, or_nan (facts->exposure),
             or_nan (facts->aperture), or_nan (facts->focal_length), (gint64)facts->iso,
             (gint64)(facts->has_location != FALSE));
}

gboolean
acu_photo_store_set_facts (
    AcuCatalog *catalog, gint64 photo, guint version, const AcuPhotoFacts *facts, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_photo_write_facts (writer, photo, version, facts, error);
  acu_catalog_note (catalog, ACU_CHANGE_FACTS, photo);
  return acu_catalog_end (catalog, ok, error);
}

gboolean
acu_photo_store_set_error (
    AcuCatalog *catalog, gint64 photo, guint version, const char *reason, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_database_run (writer, error,
                         "UPDATE images SET error = ?3, inaccessible = 0"
                         " WHERE id = ?1 AND version = ?2",
                         "iis", photo, (gint64)version, reason);
  acu_catalog_note (catalog, ACU_CHANGE_FACTS, photo);
  return acu_catalog_end (catalog, ok, error);
}

gboolean
acu_photo_hide (AcuCatalog *catalog, AcuDatabase *writer, gint64 photo, GError **error)
{
  return acu_photo_part (catalog, writer, photo, error) &&
         acu_database_run (writer, error,
                           "UPDATE images SET hidden = 2, partner = NULL WHERE id = ?1", "i",
                           photo);
}

gboolean
acu_photo_place (AcuCatalog *catalog,
                 AcuDatabase *writer,
                 gint64 photo,
                 gint64 folder,
                 const char *name,
                 int hidden,
                 GError **error)
{
  g_autofree char *display_name = g_filename_display_name (name);
  g_autofree char *fold = acu_photo_name_fold (display_name);
  g_autofree char *key = acu_photo_name_key (display_name);

  return acu_photo_part (catalog, writer, photo, error) &&
         acu_database_run (writer, error,
                           "UPDATE images SET folder = ?2, name = ?3, name_fold = ?4,"
                           " name_key = ?5, hidden = ?6, partner = NULL WHERE id = ?1",
                           "iisssi", photo, folder, name, fold, key, (gint64)hidden);
}

gboolean
acu_photo_park (AcuCatalog *catalog,
                AcuDatabase *writer,
                gint64 photo,
                gint64 folder,
                const char *name,
                GError **error)
{
  /* No file has such a name, and no two rows may have the same one. */
  g_autofree char *nowhere = g_strdup_printf ("/%" G_GINT64_FORMAT "/%s", photo, name);

  return acu_photo_place (catalog, writer, photo, folder, nowhere, 2, error);
}
