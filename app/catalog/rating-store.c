#include "app/catalog/rating-store.h"

#include "app/catalog/photo-private.h"
#include "app/catalog/undo-private.h"

#include <glib/gi18n.h>

typedef struct {
  int stars;
  AcuFlag flag;
  AcuColour colour;
  gint64 changed; /* seconds since 1970; 0: nobody has said anything */
} Rating;

/* How the undo journal keeps a rating in one number. */
static gint64
pack (const Rating *rating)
{
  return rating->stars | (rating->flag + 1) << 3 | (int)rating->colour << 5;
}

static Rating
unpack (gint64 value)
{
  return (Rating){.stars = (int)(value & 7),
                  .flag = (AcuFlag)((value >> 3 & 3) - 1),
                  .colour = (AcuColour)(value >> 5 & 7)};
}

static gboolean
read_rating (AcuDatabase *database, gint64 photo, Rating *rating, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (AcuStatement) statement = acu_database_query (
      database, &failure, "SELECT stars, flag, colour, changed FROM ratings WHERE image = ?1", "i",
      photo);

  *rating = (Rating){0};
  if (statement != NULL && acu_statement_next (statement, &failure))
    *rating = (Rating){.stars = (int)acu_statement_get_int (statement, 0),
                       .flag = (AcuFlag)acu_statement_get_int (statement, 1),
                       .colour = (AcuColour)acu_statement_get_int (statement, 2),
                       .changed = acu_statement_get_int (statement, 3)};
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
is_open (const Rating *rating)
{
  return rating->stars == 0 && rating->flag == ACU_FLAG_NONE && rating->colour == ACU_COLOUR_NONE;
}

static gboolean
write_rating (AcuDatabase *writer, gint64 photo, const Rating *rating, GError **error)
{
  if (is_open (rating))
    return acu_database_run (writer, error, "DELETE FROM ratings WHERE image = ?1", "i", photo);
  return acu_database_run (writer, error, "INSERT OR REPLACE INTO ratings VALUES (?1,?2,?3,?4,?5)",
                           "iiiii", photo, (gint64)rating->stars, (gint64)rating->flag,
                           (gint64)rating->colour, rating->changed);
}

static gboolean
apply (AcuCatalog *catalog,
       AcuDatabase *writer,
       const AcuRatingChange *change,
       AcuUndoGroup *group,
       GError **error)
{
  AcuUndoChange undo = {.kind = "rating"};
  Rating rating;

  /* A RAW file may have got its JPEG while it was still looked at. */
  if (!acu_photo_find_shown (writer, change->photo, &undo.target, error))
    return FALSE;
  if (undo.target == 0) {
    g_set_error_literal (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING,
                         _ ("this photo is not in the catalog; open its folder again"));
    return FALSE;
  }
  if (!read_rating (writer, undo.target, &rating, error))
    return FALSE;
  if ((change->fields & ACU_RATING_IF_OPEN) != 0 &&
      (rating.stars > 0 || rating.flag != ACU_FLAG_NONE))
    return TRUE;
  undo.old = pack (&rating);
  if ((change->fields & ACU_RATING_STARS) != 0)
    rating.stars = change->stars;
  if ((change->fields & ACU_RATING_FLAG) != 0)
    rating.flag = change->flag;
  if ((change->fields & ACU_RATING_COLOUR) != 0)
    rating.colour = change->colour;
  undo.new = pack (&rating);
  if (undo.new == undo.old)
    return TRUE;
  rating.changed = acu_catalog_now ();
  acu_catalog_note (catalog, ACU_CHANGE_RATINGS, undo.target);
  return write_rating (writer, undo.target, &rating, error) &&
         acu_undo_record (catalog, writer, group, &undo, error);
}

static gboolean
check_range (const AcuRatingChange *change, GError **error)
{
  if (((change->fields & ACU_RATING_STARS) == 0 || (change->stars >= 0 && change->stars <= 5)) &&
      ((change->fields & ACU_RATING_FLAG) == 0 ||
       (change->flag >= ACU_FLAG_REJECT && change->flag <= ACU_FLAG_PICK)) &&
      ((change->fields & ACU_RATING_COLOUR) == 0 || change->colour <= ACU_COLOUR_PURPLE))
    return TRUE;
  g_set_error_literal (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_ARGUMENT,
                       _ ("a rating has 0 to 5 stars, one of three flags and one of six colours"));
  return FALSE;
}

gboolean
acu_rating_store_apply (AcuCatalog *catalog,
                        const AcuRatingChange *changes,
                        gsize n,
                        AcuUndoGroup *group,
                        GError **error)
{
  gint64 before = group != NULL ? group->entry : 0;
  AcuDatabase *writer;
  gboolean ok;

  for (gsize i = 0; i < n; i++)
    if (!check_range (&changes[i], error))
      return FALSE;
  writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  if (writer == NULL)
    return FALSE;
  ok = acu_undo_resume (writer, group, TRUE, error);
  for (gsize i = 0; i < n && ok; i++)
    ok = apply (catalog, writer, &changes[i], group, error);
  return acu_undo_end (catalog, ok, group, before, error);
}

gboolean
acu_rating_restore (
    AcuCatalog *catalog, AcuDatabase *writer, gint64 photo, gint64 value, GError **error)
{
  Rating rating = unpack (value);
  gint64 exists;

  if (!acu_database_get_int (writer, &exists, 0, error, "SELECT 1 FROM images WHERE id = ?1", "i",
                             photo))
    return FALSE;
  if (!exists)
    return TRUE;
  rating.changed = acu_catalog_now ();
  acu_catalog_note (catalog, ACU_CHANGE_RATINGS, photo);
  return write_rating (writer, photo, &rating, error);
}

/* ---- From one file of a photo to the other ---- */

static Rating
fill (const Rating *rating, const Rating *other)
{
  return (Rating){.stars = rating->stars != 0 ? rating->stars : other->stars,
                  .flag = rating->flag != ACU_FLAG_NONE ? rating->flag : other->flag,
                  .colour = rating->colour != ACU_COLOUR_NONE ? rating->colour : other->colour,
                  .changed = rating->changed};
}

gboolean
acu_rating_hand_over (AcuCatalog *catalog,
                      AcuDatabase *writer,
                      gint64 from,
                      gint64 to,
                      gboolean for_good,
                      GError **error)
{
  Rating given, own, now, rest, both;
  gboolean is_later;

  if (!read_rating (writer, from, &given, error) || !read_rating (writer, to, &own, error))
    return FALSE;
  if (is_open (&given))
    return TRUE;
  is_later = given.changed > own.changed;
  now = is_later ? fill (&given, &own) : fill (&own, &given);
  rest = is_later ? own : given;
  /* Nothing is left of one that agrees with the other. */
  both = fill (&rest, &now);
  if (pack (&both) == pack (&now))
    rest = (Rating){0};
  if (pack (&now) != pack (&own))
    acu_catalog_note (catalog, ACU_CHANGE_RATINGS, to);
  return write_rating (writer, to, &now, error) &&
         (!for_good || write_rating (writer, from, &rest, error));
}

typedef struct {
  AcuRatingChange *changes;
  gsize n;
  char *title;
} Request;

static void
request_free (Request *request)
{
  g_free (request->changes);
  g_free (request->title);
  g_free (request);
}

static gpointer
apply_job (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  Request *request = data;
  AcuUndoGroup group = {.title = request->title};

  return acu_rating_store_apply (catalog, request->changes, request->n,
                                 request->title != NULL ? &group : NULL, error)
             ? catalog
             : NULL;
}

void
acu_rating_store_apply_async (AcuCatalog *catalog,
                              const AcuRatingChange *changes,
                              gsize n,
                              const char *title,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Request *request = g_new0 (Request, 1);

  request->changes = g_memdup2 (changes, n * sizeof *changes);
  request->n = n;
  request->title = g_strdup (title);
  acu_catalog_run_async (catalog, ACU_CATALOG_WRITES, apply_job, request,
                         (GDestroyNotify)request_free, NULL, NULL, callback, user_data);
}

gboolean
acu_rating_store_apply_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error)
{
  return acu_catalog_run_finish (catalog, result, error) != NULL;
}
