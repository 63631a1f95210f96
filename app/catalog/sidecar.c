#include "app/catalog/sidecar.h"

#include "app/catalog/catalog-private.h"
#include "app/catalog/rating-store.h"
#include "app/imaging/xmp.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* No program writes sidecars nearly as large; drawn masks take a few megabytes. */
#define MAX_BYTES (64 << 20)

/* Symbolic links that lead to one another, as many as the system itself follows. */
#define MAX_LINKS 40

static const struct {
  AcuColour colour;
  const char *label;
} labels[] = {
    /* Lightroom, the first of each colour being what is written. */
    {ACU_COLOUR_RED, "Red"},
    {ACU_COLOUR_YELLOW, "Yellow"},
    {ACU_COLOUR_GREEN, "Green"},
    {ACU_COLOUR_BLUE, "Blue"},
    {ACU_COLOUR_PURPLE, "Purple"},
    /* Bridge */
    {ACU_COLOUR_RED, "Select"},
    {ACU_COLOUR_YELLOW, "Second"},
    {ACU_COLOUR_GREEN, "Approved"},
    {ACU_COLOUR_BLUE, "Review"},
    {ACU_COLOUR_PURPLE, "To Do"},
};

char *
acu_sidecar_get_path (const char *photo_path, AcuSidecarNaming naming)
{
  const char *name = strrchr (photo_path, G_DIR_SEPARATOR);
  const char *dot = strrchr (name != NULL ? name : photo_path, '.');
  g_autofree char *stem = NULL;

  if (naming == ACU_SIDECAR_APPENDED || dot == NULL)
    return g_strconcat (photo_path, ".xmp", NULL);
  stem = g_strndup (photo_path, (gsize)(dot - photo_path));
  return g_strconcat (stem, ".xmp", NULL);
}

const char *
acu_sidecar_get_label (AcuColour colour)
{
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (labels[i].colour == colour)
      return labels[i].label;
  return NULL;
}

AcuColour
acu_sidecar_parse_label (const char *label)
{
  for (gsize i = 0; label != NULL && i < G_N_ELEMENTS (labels); i++)
    if (g_ascii_strcasecmp (labels[i].label, label) == 0)
      return labels[i].colour;
  return ACU_COLOUR_NONE;
}

void
acu_sidecar_report_clear (AcuSidecarReport *report)
{
  g_clear_pointer (&report->problems, g_ptr_array_unref);
  g_clear_pointer (&report->causes, g_ptr_array_unref);
}

static void
cause_free (gpointer data)
{
  AcuSidecarCause *cause = data;

  g_free (cause->folder);
  g_free (cause->reason);
  g_free (cause);
}

/* ---- Files ---- */

static gboolean
fail (GError **error, int failure)
{
  g_set_error (error, ACU_CATALOG_ERROR,
               failure == ENOSPC || failure == EDQUOT ? ACU_CATALOG_ERROR_FULL
                                                      : ACU_CATALOG_ERROR_FILE,
               "%s", g_strerror (failure));
  return FALSE;
}

/* Reads the file, if there is one: *@text is NULL where there is none. */
static gboolean
read_file (const char *path, char **text, gsize *size, struct stat *info, GError **error)
{
  int file = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
  gboolean ok = FALSE;
  gsize at = 0;
  ssize_t n = 1;

  *text = NULL;
  *size = 0;
  if (file < 0)
    return errno == ENOENT || fail (error, errno);
  if (fstat (file, info) != 0)
    fail (error, errno);
  else if (!S_ISREG (info->st_mode))
    g_set_error_literal (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_FILE,
                         _ ("not a regular file"));
  else if (info->st_size > MAX_BYTES)
    g_set_error_literal (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_FILE, _ ("too large for XMP"));
  else
    ok = TRUE;
  if (ok)
    *text = g_malloc ((gsize)info->st_size + 1);
  while (ok && n > 0 && at < (gsize)info->st_size) {
    n = read (file, *text + at, (gsize)info->st_size - at);
    ok = n >= 0 || fail (error, errno);
    at += (gsize)MAX (n, 0);
  }
  close (file);
  *size = at;
  if (!ok)
    g_clear_pointer (text, g_free);
  return ok;
}

/* Where the link at @path leads, whether or not a file is there; @path where it is no link.
 * (transfer full) */
static char *
follow_links (const char *path)
{
  char *target = g_strdup (path);

  for (int i = 0; i < MAX_LINKS; i++) {
    g_autofree char *link = g_steal_pointer (&target);
    g_autofree char *folder = g_path_get_dirname (link);
    g_autofree char *next = g_file_read_link (link, NULL);

    if (next == NULL)
      return g_steal_pointer (&link);
    target =
        g_path_is_absolute (next) ? g_steal_pointer (&next) : g_build_filename (folder, next, NULL);
  }
  return target;
}

/* Puts @content in the place of the file at @path, which has @mode.  A link stays one: what it
 * leads to is replaced, in the folder where that is. */
static gboolean
replace_file (const char *path, GBytes *content, mode_t mode, GError **error)
{
  g_autofree char *target = follow_links (path);
  g_autofree char *unfinished = g_strconcat (target, ".XXXXXX", NULL);
  int file = g_mkstemp_full (unfinished, O_RDWR | O_CLOEXEC, 0600);
  gsize left;
  const char *data = g_bytes_get_data (content, &left);
  gboolean ok = file >= 0;

  while (ok && left > 0) {
    ssize_t n = write (file, data, left);

    if (n < 0 && errno == EINTR)
      continue;
    ok = n > 0;
    data += MAX (n, 0);
    left -= (gsize)MAX (n, 0);
  }
  ok = ok && fchmod (file, mode) == 0 && fsync (file) == 0 && g_rename (unfinished, target) == 0;
  if (!ok) {
    fail (error, errno);
    if (file >= 0)
      g_unlink (unfinished);
  }
  if (file >= 0)
    close (file);
  return ok;
}

/* What a file made now would be allowed, which can only be asked by changing it. */
static mode_t
get_default_mode (void)
{
  static gsize mode;

  if (g_once_init_enter (&mode)) {
    mode_t mask = umask (022);

    umask (mask);
    g_once_init_leave (&mode, (gsize)(0666 & ~mask));
  }
  return (mode_t)mode;
}

/* ---- What was said before ---- */

/* What the sidecar of the photo said when it was last read or written. */
static gboolean
recall (AcuCatalog *catalog, gint64 photo, AcuSidecarNaming naming, AcuXmp *said, GError **error)
{
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  AcuStatement *statement;
  GError *failure = NULL;

  if (reader == NULL)
    return FALSE;
  statement = acu_database_query (reader, &failure,
                                  "SELECT rating, label FROM sidecars"
                                  " WHERE image = ?1 AND naming = ?2",
                                  "ii", photo, (gint64)naming);
  if (statement != NULL && acu_statement_next (statement, &failure)) {
    said->has_rating = !acu_statement_is_null (statement, 0);
    said->rating = (int)acu_statement_get_int (statement, 0);
    said->label = g_strdup (acu_statement_get_text (statement, 1));
  }
  acu_statement_free (statement);
  acu_catalog_return_reader (catalog, reader);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
remember (
    AcuDatabase *writer, gint64 photo, AcuSidecarNaming naming, const AcuXmp *says, GError **error)
{
  if (!says->has_rating && says->label == NULL)
    return acu_database_run (writer, error, "DELETE FROM sidecars WHERE image = ?1 AND naming = ?2",
                             "ii", photo, (gint64)naming);
  return acu_database_run (writer, error,
                           "INSERT OR REPLACE INTO sidecars"
                           " VALUES (?1, ?2, CASE WHEN ?3 THEN ?4 END, ?5)",
                           "iiiis", photo, (gint64)naming, (gint64)(says->has_rating != FALSE),
                           (gint64)says->rating, says->label);
}

/* ---- Writing ---- */

/* What the sidecar is to say, given what it says.  Where that is unseen, no scan has read it yet,
 * and what nobody decided here is left for the next one to read.  FALSE where there is nothing to
 * change. */
static gboolean
decide (
    const AcuPhotoRow *row, const AcuXmp *now, gboolean exists, gboolean is_unseen, AcuXmp *wanted)
{
  int rating = row->flag == ACU_FLAG_REJECT ? -1 : row->stars;
  const char *label = acu_sidecar_get_label (row->colour);
  /* A text of somebody's own. */
  gboolean is_foreign =
      now->label != NULL && acu_sidecar_parse_label (now->label) == ACU_COLOUR_NONE;

  if (is_unseen && rating == 0 && now->has_rating)
    rating = now->rating;
  wanted->has_rating = rating != 0 || now->has_rating;
  wanted->rating = rating;
  if (row->colour == ACU_COLOUR_NONE)
    wanted->label = is_foreign || is_unseen ? g_strdup (now->label) : NULL;
  else if (acu_sidecar_parse_label (now->label) == row->colour)
    wanted->label = g_strdup (now->label);
  else
    wanted->label = g_strdup (label);
  if (!exists)
    return wanted->has_rating || wanted->label != NULL;
  return wanted->has_rating != now->has_rating ||
         (now->has_rating && wanted->rating != now->rating) ||
         g_strcmp0 (wanted->label, now->label) != 0;
}

static gint64
get_time (const struct stat *info)
{
  return info->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info->st_mtim.tv_nsec;
}

/* @seen is the time of the sidecar that was read or written last; @wanted becomes what this one
 * says where it was @written.  @blocked: the folder is the trouble, not the file. */
static gboolean
write_one (const AcuPhotoRow *row,
           const char *path,
           gint64 seen,
           gboolean *is_unseen,
           gboolean *written,
           gboolean *blocked,
           AcuXmp *wanted,
           GError **error)
{
  g_autofree char *text = NULL;
  g_auto (AcuXmp) now = {0};
  g_autoptr (GBytes) content = NULL;
  struct stat info = {.st_mode = get_default_mode ()};
  gsize size;

  *is_unseen = *written = *blocked = FALSE;
  if (!read_file (path, &text, &size, &info, error) ||
      (text != NULL && !acu_xmp_read (text, size, &now, error)))
    return FALSE;
  *is_unseen = text != NULL && get_time (&info) > seen;
  if (!decide (row, &now, text != NULL, *is_unseen, wanted))
    return TRUE;
  content = acu_xmp_change (text, size, wanted, error);
  *written = content != NULL && replace_file (path, content, info.st_mode & 07777, error);
  *blocked = content != NULL && !*written;
  return *written;
}

static void
add_problem (AcuSidecarReport *report, const char *path, gboolean blocked, const GError *problem)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *target = follow_links (path);
  AcuSidecarCause *cause = g_new (AcuSidecarCause, 1);

  *cause =
      (AcuSidecarCause){blocked ? g_path_get_dirname (target) : NULL, g_strdup (problem->message)};
  g_ptr_array_add (report->causes, cause);
  g_ptr_array_add (report->problems, g_strdup_printf ("%s: %s", name, problem->message));
}

/* What @sql tells of the photo; 0 where that is nothing. */
static gboolean
get_number (AcuCatalog *catalog, const char *sql, gint64 photo, gint64 *number, GError **error)
{
  AcuDatabase *reader = acu_catalog_borrow_reader (catalog, error);
  gboolean ok;

  if (reader == NULL)
    return FALSE;
  ok = acu_database_get_int (reader, number, 0, error, sql, "i", photo);
  acu_catalog_return_reader (catalog, reader);
  return ok;
}

/* The sidecar of either name, as it was just written. */
typedef struct {
  char *path;
  gboolean is_unseen; /* before: a scan is to read it */
  gboolean is_written;
  AcuXmp says;
} Written;

static void
written_clear (Written *written)
{
  g_free (written->path);
  acu_xmp_clear (&written->says);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Written, written_clear)

/* Notes what was written, and the time of the file at @path, so that a scan does not take our own
 * writing for somebody else's; NULL: it is to read it. */
static gboolean
note_written (AcuCatalog *catalog,
              gint64 photo,
              const Written *const written[2],
              const char *path,
              GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);
  struct stat info;
  gboolean ok = TRUE;

  if (writer == NULL)
    return FALSE;
  for (int naming = ACU_SIDECAR_APPENDED; naming <= ACU_SIDECAR_REPLACED && ok; naming++)
    ok = !written[naming]->is_written || written[naming]->is_unseen ||
         remember (writer, photo, (AcuSidecarNaming)naming, &written[naming]->says, error);
  if (ok && path != NULL && stat (path, &info) == 0)
    ok = acu_database_run (writer, error, "UPDATE images SET sidecar_mtime = ?2 WHERE id = ?1",
                           "ii", photo, get_time (&info));
  return acu_catalog_end (catalog, ok, error);
}

static gboolean
write_photo (AcuCatalog *catalog,
             const AcuPhotoRow *row,
             AcuSidecarNaming naming,
             AcuSidecarReport *report,
             GError **error)
{
  g_auto (Written) appended = {.path = acu_sidecar_get_path (row->path, ACU_SIDECAR_APPENDED)};
  g_auto (Written) replaced = {.path = acu_sidecar_get_path (row->path, ACU_SIDECAR_REPLACED)};
  Written *const both[] = {&appended, &replaced};
  Written *const preferred = both[naming], *const other = both[!naming];
  gboolean other_exists = g_file_test (other->path, G_FILE_TEST_EXISTS);
  const char *last_written = NULL;
  gboolean any_unseen = FALSE;
  gint64 seen;

  if (!get_number (catalog, "SELECT sidecar_mtime FROM images WHERE id = ?1", row->id, &seen,
                   error))
    return FALSE;
  for (int i = 0; i < 2; i++) {
    Written *one = i == 0 ? preferred : other;
    g_autoptr (GError) problem = NULL;
    gboolean blocked;

    /* Two that contradict each other would be worse than one under the other name. */
    if (i == 0 ? other_exists && !g_file_test (preferred->path, G_FILE_TEST_EXISTS) : !other_exists)
      continue;
    if (!write_one (row, one->path, seen, &one->is_unseen, &one->is_written, &blocked, &one->says,
                    &problem)) {
      add_problem (report, one->path, blocked, problem);
      continue;
    }
    report->n_written += one->is_written;
    report->n_unchanged += !one->is_written;
    any_unseen |= one->is_unseen;
    if (one->is_written)
      last_written = one->path;
  }
  /* What was left for a scan to read must look new to it. */
  return last_written == NULL || note_written (catalog, row->id, (const Written *const *)both,
                                               any_unseen ? NULL : last_written, error);
}

gboolean
acu_sidecar_write (AcuCatalog *catalog,
                   const gint64 *photos,
                   gsize n,
                   AcuSidecarNaming naming,
                   AcuSidecarReport *report,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GPtrArray) rows = acu_photo_store_get_rows (catalog, photos, n, 0, error);

  *report = (AcuSidecarReport){.problems = g_ptr_array_new_with_free_func (g_free),
                               .causes = g_ptr_array_new_with_free_func (cause_free)};
  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !write_photo (catalog, g_ptr_array_index (rows, i), naming, report, error))
      return FALSE;
    report->n_photos++;
  }
  return rows != NULL;
}

/* ---- Reading ---- */

/* What the sidecar changes about the photo's rating.  What it @said when it was last read or
 * written is no news, whatever became of it here.  What it does not say, it takes back only where
 * it had said it, and it is still so here: many programs know nothing of labels, and some nothing
 * of ratings.  Where the photo was rated here later (@is_older), only what nobody decided here. */
static AcuRatingChange
compare (const AcuPhotoRow *row, const AcuXmp *xmp, const AcuXmp *said, gboolean is_older)
{
  AcuRatingChange change = {.photo = row->id};
  int rating = row->flag == ACU_FLAG_REJECT ? -1 : row->stars;
  AcuColour colour = acu_sidecar_parse_label (xmp->label);
  gboolean has_news = xmp->has_rating && !(said->has_rating && said->rating == xmp->rating);

  if (has_news && xmp->rating < 0 && row->flag != ACU_FLAG_REJECT) {
    change.fields |= ACU_RATING_FLAG;
    change.flag = ACU_FLAG_REJECT;
  }
  if (has_news && xmp->rating >= 0) {
    if (row->flag == ACU_FLAG_REJECT)
      change.fields |= ACU_RATING_FLAG;
    if (row->stars != xmp->rating)
      change.fields |= ACU_RATING_STARS;
    change.stars = xmp->rating;
  }
  if (!xmp->has_rating && said->has_rating && said->rating == rating && rating != 0)
    change.fields |= rating < 0 ? ACU_RATING_FLAG : ACU_RATING_STARS;
  if (colour != ACU_COLOUR_NONE && colour != row->colour &&
      g_strcmp0 (xmp->label, said->label) != 0) {
    change.fields |= ACU_RATING_COLOUR;
    change.colour = colour;
  }
  if (xmp->label == NULL && row->colour != ACU_COLOUR_NONE &&
      acu_sidecar_parse_label (said->label) == row->colour)
    change.fields |= ACU_RATING_COLOUR;
  if (is_older && row->flag != ACU_FLAG_NONE)
    change.fields &= ~ACU_RATING_FLAG;
  if (is_older && rating != 0)
    change.fields &= ~ACU_RATING_STARS;
  if (is_older && row->colour != ACU_COLOUR_NONE)
    change.fields &= ~ACU_RATING_COLOUR;
  return change;
}

static gboolean
note_read (
    AcuCatalog *catalog, gint64 photo, AcuSidecarNaming naming, const AcuXmp *says, GError **error)
{
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_RELAXED, error);

  return writer != NULL &&
         acu_catalog_end (catalog, remember (writer, photo, naming, says, error), error);
}

gboolean
acu_sidecar_read (AcuCatalog *catalog,
                  gint64 photo,
                  const char *path,
                  gint64 mtime,
                  AcuUndoGroup *group,
                  gboolean *applied,
                  GError **error)
{
  g_autoptr (AcuPhotoRow) row = acu_photo_store_get (catalog, photo, 0, error);
  g_autoptr (AcuPhotoRow) shown = NULL;
  g_autofree char *text = NULL;
  g_autofree char *appended = NULL;
  g_auto (AcuXmp) xmp = {0};
  g_auto (AcuXmp) said = {0};
  AcuSidecarNaming naming;
  AcuRatingChange change;
  struct stat info;
  gint64 rated; /* here, in seconds */
  gsize size;

  if (applied != NULL)
    *applied = FALSE;
  if (row == NULL)
    return FALSE;
  shown = acu_photo_store_get (catalog, row->state == ACU_PHOTO_PAIRED ? row->partner : photo, 0,
                               error);
  if (shown == NULL || !get_number (catalog, "SELECT changed FROM ratings WHERE image = ?1",
                                    shown->id, &rated, error))
    return FALSE;
  if (!read_file (path, &text, &size, &info, error) ||
      (text != NULL && !acu_xmp_read (text, size, &xmp, error))) {
    g_autofree char *name = g_filename_display_name (path);

    g_prefix_error (error, "%s: ", name);
    return FALSE;
  }
  if (text == NULL)
    return TRUE;
  appended = acu_sidecar_get_path (row->path, ACU_SIDECAR_APPENDED);
  naming = g_str_equal (path, appended) ? ACU_SIDECAR_APPENDED : ACU_SIDECAR_REPLACED;
  if (!recall (catalog, photo, naming, &said, error))
    return FALSE;
  change = compare (shown, &xmp, &said, mtime / 1000000000 < rated);
  if (change.fields != 0) {
    if (!acu_rating_store_apply (catalog, &change, 1, group, error))
      return FALSE;
    if (applied != NULL)
      *applied = TRUE;
  }
  /* Only then: what it took back would not be asked for again. */
  return note_read (catalog, photo, naming, &xmp, error);
}
