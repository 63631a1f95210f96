/* Photos into the trash, and their files out of it. */
#include "app/catalog/photo-trash.h"

#include "app/catalog/catalog-private.h"
#include "app/catalog/photo-private.h"
#include "app/catalog/sidecar.h"
#include "app/catalog/trash-private.h"
#include "app/catalog/undo-private.h"
#include "app/imaging/file-kind.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
acu_trash_report_clear (AcuTrashReport *report)
{
  g_clear_pointer (&report->files, g_ptr_array_unref);
  g_clear_pointer (&report->marks, g_ptr_array_unref);
  g_clear_pointer (&report->problems, g_ptr_array_unref);
}

void
acu_trash_report_init (AcuTrashReport *report)
{
  *report = (AcuTrashReport){.files = g_ptr_array_new_with_free_func (g_free),
                             .marks = g_ptr_array_new_with_free_func (g_free),
                             .problems = g_ptr_array_new_with_free_func (g_free)};
}

static void
add_problem (AcuTrashReport *report, const char *path, const char *reason)
{
  g_autofree char *name = g_filename_display_name (path);

  g_ptr_array_add (report->problems, g_strdup_printf ("%s: %s", name, reason));
}

/* ---- Into the trash ---- */

/* A move within a disk changes none of these. */
char *
acu_trash_mark_file (const char *path)
{
  struct stat info;

  return lstat (path, &info) == 0
             ? g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                                ".%09ld %" G_GUINT64_FORMAT,
                                (gint64)info.st_size, (gint64)info.st_mtim.tv_sec,
                                info.st_mtim.tv_nsec, (guint64)info.st_ino)
             : NULL;
}

/* Does with the file at @path what is done with a photo's; whether it could. */
typedef gboolean (*Take) (const char *path, AcuTrashReport *report);

/* Notes what is to be moved. */
static gboolean
plan_file (const char *path, AcuTrashReport *plan)
{
  char *mark = acu_trash_mark_file (path);

  if (mark == NULL)
    return FALSE;
  g_ptr_array_add (plan->files, g_strdup (path));
  g_ptr_array_add (plan->marks, mark);
  return TRUE;
}

static gboolean
trash_file (const char *path, AcuTrashReport *report)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *mark = acu_trash_mark_file (path);
  g_autoptr (GError) failure = NULL;

  if (!g_file_trash (file, NULL, &failure)) {
    add_problem (report, path, failure->message);
    return FALSE;
  }
  g_ptr_array_add (report->files, g_strdup (path));
  g_ptr_array_add (report->marks, g_steal_pointer (&mark));
  return TRUE;
}

/* Whether another picture of the same name but for its ending is left, as the RAW file of a JPEG
 * that was moved by itself: then "a.xmp" is that one's too. */
static gboolean
has_sibling (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *stem = acu_file_kind_get_stem (base);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    AcuFileKind kind = acu_file_kind_guess (name);
    g_autofree char *other = acu_file_kind_get_stem (name);

    if ((kind == ACU_FILE_PICTURE || kind == ACU_FILE_RAW) && g_str_equal (stem, other))
      return TRUE;
  }
  return FALSE;
}

static void
take_sidecars (const char *path, Take take, AcuTrashReport *report)
{
  g_autofree char *appended = acu_sidecar_get_path (path, ACU_SIDECAR_APPENDED);
  g_autofree char *replaced = acu_sidecar_get_path (path, ACU_SIDECAR_REPLACED);

  if (g_file_test (appended, G_FILE_TEST_EXISTS))
    take (appended, report);
  /* As long as nothing was moved, the photo itself is one of those that have it. */
  if (g_file_test (replaced, G_FILE_TEST_EXISTS) && (take == plan_file || !has_sibling (path)))
    take (replaced, report);
}

/* The photo itself first: where that fails, what belongs to it stays with it. */
static gboolean
take_photo (
    AcuCatalog *catalog, const AcuPhotoRow *row, Take take, GArray *gone, AcuTrashReport *report)
{
  if (!take (row->path, report))
    return FALSE;
  g_array_append_val (gone, row->id);
  for (GStrv raw = row->raws; raw != NULL && *raw != NULL; raw++) {
    gint64 photo = acu_photo_store_find (catalog, *raw, NULL);

    if (photo == 0 || !take (*raw, report))
      continue;
    g_array_append_val (gone, photo);
    take_sidecars (*raw, take, report);
  }
  take_sidecars (row->path, take, report);
  return TRUE;
}

/* Enters in the step @group the files of @report, each with the photo in @owners that it goes with,
 * instead of what it had, and hides the photos that are @gone, which are NULL before anything is.
 * @is_new tells that it is no step that is done again. */
static gboolean
enter (AcuCatalog *catalog,
       const GArray *gone,
       const AcuTrashReport *report,
       const GArray *owners,
       AcuUndoGroup *group,
       gboolean is_new,
       GError **error)
{
  gint64 before = group != NULL ? group->entry : 0;
  AcuDatabase *writer = acu_catalog_begin (catalog, ACU_DURABLE, error);
  gboolean ok;

  if (writer == NULL)
    return FALSE;
  ok = acu_undo_resume (writer, group, FALSE, error) &&
       (group == NULL || group->entry == 0 || acu_undo_empty (writer, group, error));
  if (ok && group != NULL && report->files->len > 0 && is_new)
    ok = gone == NULL ? acu_undo_begin (writer, group, error) : acu_undo_take_over (writer, error);
  for (guint i = 0; gone != NULL && i < gone->len && ok; i++) {
    gint64 photo = g_array_index (gone, gint64, i);

    ok = acu_photo_hide (catalog, writer, photo, error);
    acu_catalog_note (catalog, ACU_CHANGE_LIST | ACU_CHANGE_FACTS, photo);
  }
  for (guint i = 0; i < report->files->len && ok; i++) {
    const char *path = g_ptr_array_index (report->files, i);
    const AcuUndoChange change = {.kind = "trash",
                                  .target = g_array_index (owners, gint64, i),
                                  .old_text = path,
                                  .new_text = path,
                                  .mark = g_ptr_array_index (report->marks, i)};

    ok = acu_undo_record (catalog, writer, group, &change, error);
  }
  if (ok && group != NULL && group->entry != 0 && report->files->len == 0) {
    acu_catalog_note (catalog, ACU_CHANGE_JOURNAL, 0);
    ok = acu_database_run (writer, error, "DELETE FROM undo_entries WHERE id = ?1", "i",
                           group->entry);
  }
  return acu_undo_end (catalog, ok, group, before, error);
}

/* Files move one by one, and none is to be in the trash without a step that knows it, wherever this
 * program ends: it has all of them before the first one moves.  acu_photo_trash_undo() finds those
 * that did not where they were. */
static gboolean
enter_plan (AcuCatalog *catalog,
            const GPtrArray *rows,
            AcuUndoGroup *group,
            gboolean is_new,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GArray) owners = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) going = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (AcuTrashReport) plan = {0};

  acu_trash_report_init (&plan);
  for (guint i = 0; i < rows->len; i++) {
    const AcuPhotoRow *row = g_ptr_array_index (rows, i);

    /* A step that is done again is one until it is settled that nothing of it could be. */
    if (is_new && g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    take_photo (catalog, row, plan_file, going, &plan);
    while (owners->len < plan.files->len)
      g_array_append_val (owners, row->id);
  }
  return enter (catalog, NULL, &plan, owners, group, is_new, error);
}

gboolean
acu_photo_trash (AcuCatalog *catalog,
                 const gint64 *photos,
                 gsize n,
                 AcuUndoGroup *group,
                 AcuTrashReport *report,
                 AcuTrashProgress progress,
                 gpointer user_data,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GPtrArray) rows = acu_photo_store_get_rows (catalog, photos, n, 0, error);
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) owners = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean is_new = group != NULL && group->entry == 0;

  acu_trash_report_init (report);
  if (rows == NULL ||
      (group != NULL && !enter_plan (catalog, rows, group, is_new, cancellable, error)))
    return FALSE;

  gboolean ok = TRUE;
  for (guint i = 0; i < rows->len && ok; i++) {
    const AcuPhotoRow *row = g_ptr_array_index (rows, i);

    ok = !g_cancellable_set_error_if_cancelled (cancellable, error);
    if (ok)
      report->n_photos += take_photo (catalog, row, trash_file, gone, report);
    if (ok && progress != NULL)
      progress (i + 1, rows->len, user_data);
    while (owners->len < report->files->len)
      g_array_append_val (owners, row->id);
  }
  /* What was moved is told to the catalog, however it ended. */
  return enter (catalog, gone, report, owners, group, is_new, ok ? error : NULL) && ok;
}

/* ---- Out of it ---- */

/* A place where files from the same disk may lie. */
typedef struct {
  char *trash; /* the folder with "files" and "info" */
  char *root;  /* what relative paths in its records are relative to; NULL: there are none */
} Place;

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->trash);
  g_free (place->root);
  g_free (place);
}

/* The nearest folder above @path that is there.  (transfer full) */
static char *
find_folder (const char *path)
{
  char *folder = g_path_get_dirname (path);

  while (strlen (folder) > 1 && !g_file_test (folder, G_FILE_TEST_EXISTS)) {
    char *parent = g_path_get_dirname (folder);

    g_free (folder);
    folder = parent;
  }
  return folder;
}

/* The highest folder above @path on the same disk.  (transfer full) */
static char *
find_mount (const char *path)
{
  char *folder = find_folder (path);
  struct stat here, above;

  while (g_stat (folder, &here) == 0 && strlen (folder) > 1) {
    char *parent = g_path_get_dirname (folder);

    if (g_stat (parent, &above) != 0 || above.st_dev != here.st_dev) {
      g_free (parent);
      break;
    }
    g_free (folder);
    folder = parent;
  }
  return folder;
}

static void
add_place (GPtrArray *places, char *trash, const char *root)
{
  Place *place = g_new (Place, 1);

  *place = (Place){trash, g_strdup (root)};
  g_ptr_array_add (places, place);
}

/* (element-type Place) (transfer full) */
static GPtrArray *
list_places (const char *path)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (place_free);
  g_autofree char *mount = find_mount (path);
  g_autofree char *user = g_strdup_printf ("%u", (guint)getuid ());
  g_autofree char *own = g_strconcat (".Trash-", user, NULL);

  add_place (places, g_build_filename (g_get_user_data_dir (), "Trash", NULL), NULL);
  add_place (places, g_build_filename (mount, ".Trash", user, NULL), mount);
  add_place (places, g_build_filename (mount, own, NULL), mount);
  return places;
}

/* What a record says: the path that the file had, and when it was moved.  (transfer full) */
static char *
read_record (const Place *place, const char *info, char **date)
{
  g_autoptr (GKeyFile) record = g_key_file_new ();
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;

  *date = NULL;
  if (!g_key_file_load_from_file (record, info, G_KEY_FILE_NONE, NULL))
    return NULL;
  escaped = g_key_file_get_value (record, "Trash Info", "Path", NULL);
  path = escaped != NULL ? g_uri_unescape_string (escaped, NULL) : NULL;
  if (path == NULL)
    return NULL;
  *date = g_key_file_get_string (record, "Trash Info", "DeletionDate", NULL);
  return g_path_is_absolute (path) || place->root == NULL
             ? g_steal_pointer (&path)
             : g_build_filename (place->root, path, NULL);
}

typedef struct {
  char *info; /* the record */
  char *file;
  char *date;
  gint64 written; /* of the record, nanoseconds: dates are whole seconds */
} Record;

static void
record_free (gpointer data)
{
  Record *record = data;

  g_free (record->info);
  g_free (record->file);
  g_free (record->date);
  g_free (record);
}

static gboolean
is_later (const Record *a, const Record *b)
{
  int order = g_strcmp0 (a->date, b->date);

  return order != 0 ? order > 0 : a->written > b->written;
}

/* The record @name of @place, and the path that it is about.  (transfer full) */
static Record *
take_record (const Place *place, const char *folder, const char *name, char **path)
{
  g_autofree char *info = g_build_filename (folder, name, NULL);
  g_autofree char *stem = g_strndup (name, strlen (name) - strlen (".trashinfo"));
  g_autofree char *date = NULL;
  g_autofree char *had = read_record (place, info, &date);
  struct stat status;
  Record *record;

  if (had == NULL || g_stat (info, &status) != 0)
    return NULL;
  record = g_new (Record, 1);
  *record =
      (Record){g_steal_pointer (&info), g_build_filename (place->trash, "files", stem, NULL),
               g_steal_pointer (&date),
               status.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + status.st_mtim.tv_nsec};
  *path = g_steal_pointer (&had);
  return record;
}

/* The records of every path in @place.  (element-type filename GPtrArray) (transfer full) */
static GHashTable *
read_place (const Place *place)
{
  GHashTable *records =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  g_autofree char *folder = g_build_filename (place->trash, "info", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = NULL;
    Record *record =
        g_str_has_suffix (name, ".trashinfo") ? take_record (place, folder, name, &path) : NULL;
    GPtrArray *of_path;

    if (record == NULL)
      continue;
    of_path = g_hash_table_lookup (records, path);
    if (of_path == NULL) {
      of_path = g_ptr_array_new_with_free_func (record_free);
      g_hash_table_insert (records, g_steal_pointer (&path), of_path);
    }
    g_ptr_array_add (of_path, record);
  }
  return records;
}

/* A disk that was mounted anew may number its files anew, or keep their times less exactly. */
gboolean
acu_trash_has_mark (const char *path, const char *mark)
{
  g_autofree char *own = mark != NULL ? acu_trash_mark_file (path) : NULL;
  g_auto (GStrv) a = NULL, b = NULL;

  if (own == NULL)
    return FALSE;
  if (g_str_equal (own, mark))
    return TRUE;
  a = g_strsplit (own, " ", 3);
  b = g_strsplit (mark, " ", 3);
  return g_strv_length (b) == 3 && g_str_equal (a[0], b[0]) &&
         (g_str_equal (a[1], b[1]) || g_str_equal (a[2], b[2]));
}

/* Looks for the latest record of @path with @mark (nullable) in @place.  A trash may hold very many
 * files, and is read once for all that are brought back: @read has what was found in each. */
static const Record *
search_place (GHashTable *read, const Place *place, const char *path, const char *mark)
{
  GHashTable *records = g_hash_table_lookup (read, place->trash);
  const GPtrArray *of_path;
  const Record *latest = NULL;

  if (records == NULL) {
    records = read_place (place);
    g_hash_table_insert (read, g_strdup (place->trash), records);
  }
  of_path = g_hash_table_lookup (records, path);
  for (guint i = 0; of_path != NULL && i < of_path->len; i++) {
    const Record *record = g_ptr_array_index (of_path, i);

    if ((latest == NULL || is_later (record, latest)) &&
        (mark == NULL || acu_trash_has_mark (record->file, mark)))
      latest = record;
  }
  return latest;
}

/* The same for @path, which is @real by its other name, in all of @places. */
static const Record *
search (
    GHashTable *read, const GPtrArray *places, const char *path, const char *real, const char *mark)
{
  const Record *latest = NULL;

  for (guint i = 0; i < 2 * places->len; i++) {
    const Record *record =
        search_place (read, g_ptr_array_index (places, i / 2), i % 2 == 0 ? path : real, mark);

    if (record != NULL && (latest == NULL || is_later (record, latest)))
      latest = record;
  }
  return latest;
}

/* @path without symbolic links on the way to it: a link may lead to another disk, whose trash has
 * the file by this name. (transfer full) */
static char *
resolve (const char *path)
{
  g_autofree char *folder = find_folder (path);
  char *real = realpath (folder, NULL);
  char *resolved =
      real != NULL ? g_build_filename (real, path + strlen (folder), NULL) : g_strdup (path);

  free (real);
  return resolved;
}

/* Makes the folder of @path again, which was deleted after it, on the disk that @file is to leave:
 * of another one only the place where it is mounted may be there. */
static void
make_folder (const char *path, const char *file)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *above = find_folder (path);
  struct stat from, to;

  if (g_lstat (file, &from) == 0 && g_stat (above, &to) == 0 && from.st_dev == to.st_dev)
    g_mkdir_with_parents (folder, 0777);
}

gboolean
acu_trash_restore_file (GHashTable *read,
                        const char *path,
                        const char *mark,
                        AcuTrashReport *report)
{
  g_autofree char *real = resolve (path);
  g_autoptr (GPtrArray) places = list_places (real);
  AcuFileKind kind = acu_file_kind_guess (path);
  const Record *record = search (read, places, path, real, mark);
  g_autoptr (GFile) from = NULL;
  g_autoptr (GFile) to = g_file_new_for_path (path);
  g_autoptr (GError) failure = NULL;

  /* It was never moved, or somebody else has brought it back. */
  if (record == NULL && acu_trash_has_mark (path, mark)) {
    g_ptr_array_add (report->files, g_strdup (path));
    return TRUE;
  }
  if (record == NULL) {
    g_autofree char *folder = g_path_get_dirname (real);

    /* A disk that is not there has its trash with it. */
    report->n_lost += g_file_test (folder, G_FILE_TEST_IS_DIR);
    add_problem (report, path, _ ("it is in the trash no more"));
    return FALSE;
  }
  make_folder (path, record->file);
  from = g_file_new_for_path (record->file);
  if (!g_file_move (from, to, G_FILE_COPY_NOFOLLOW_SYMLINKS, NULL, NULL, NULL, &failure)) {
    add_problem (report, path, failure->message);
    return FALSE;
  }
  g_unlink (record->info);
  g_ptr_array_add (report->files, g_strdup (path));
  report->n_photos += kind == ACU_FILE_PICTURE || kind == ACU_FILE_RAW;
  return TRUE;
}

GHashTable *
acu_trash_begin_reading (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                (GDestroyNotify)g_hash_table_unref);
}

void
acu_photo_trash_restore (const char *const *files, AcuTrashReport *report)
{
  g_autoptr (GHashTable) read = acu_trash_begin_reading ();

  acu_trash_report_init (report);
  for (gsize i = 0; files[i] != NULL; i++)
    acu_trash_restore_file (read, files[i], NULL, report);
}
