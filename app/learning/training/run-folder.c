#include "app/learning/training/run-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/learning/training/pooled-store.h"
#include "app/learning/training/training-error.h"
#include "app/scoring/model-store.h"
#include "compute/weights/checkpoint.h"
#include "compute/weights/safetensors.h"

#define SETTINGS_FILE "settings.json"
#define STATE_FILE    "state.safetensors"
#define LOG_FILE      "log.jsonl"
#define POOLED_FILE   "pooled-maps"
#define PASSES_FILE   "micro-batch"
#define COPIED_DATA   "labels" /* how its name begins */

/* Of the state. */
#define FAILED_KEY "run.failed_input"

struct _AcuRunFolder {
  char *path;
  int log;      /* descriptor, or -1 */
  int log_copy; /* the user's, or -1 */
  gint64 log_bytes;
};

char *
acu_run_folder_root (void)
{
  return g_build_filename (g_get_user_data_dir (), "acutance", "runs", NULL);
}

char *
acu_run_folder_path (const AcuRunFolder *folder, const char *file)
{
  return g_build_filename (folder->path, file, NULL);
}

static AcuRunFolder *
run_folder_new (const char *name, GError **error)
{
  g_autofree char *root = acu_run_folder_root ();
  AcuRunFolder *folder;

  if (!acu_model_name_check (name, error))
    return NULL;
  folder = g_new0 (AcuRunFolder, 1);
  folder->path = g_build_filename (root, name, NULL);
  folder->log = folder->log_copy = -1;
  return folder;
}

void
acu_run_folder_free (AcuRunFolder *folder)
{
  if (folder == NULL)
    return;
  if (folder->log >= 0)
    close (folder->log);
  if (folder->log_copy >= 0)
    close (folder->log_copy);
  g_free (folder->path);
  g_free (folder);
}

G_GNUC_PRINTF (2, 3)
static gboolean
set_errno_error (GError **error, const char *format, ...)
{
  int saved = errno;
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved), "%s: %s", what,
               g_strerror (saved));
  return FALSE;
}

/* Removes the maps in the cache that the file at @path names. */
static gboolean
remove_pooled (const char *path, GError **error)
{
  g_autofree char *key = NULL;

  /* A key is the name of a file, and never leads out of the cache. */
  return g_file_get_contents (path, &key, NULL, error) &&
         (strchr (key, '/') != NULL || acu_pooled_store_remove (key, error));
}

/* Removes every file but the settings: those of a run, and what a killed save left unfinished.
 * @keep_data: but not what acu_run_folder_claim() was for. */
static gboolean
remove_files (AcuRunFolder *folder, gboolean keep_data, GError **error)
{
  g_autoptr (GDir) listing = g_dir_open (folder->path, 0, error);
  const char *name;

  if (listing == NULL)
    return FALSE;
  while ((name = g_dir_read_name (listing)) != NULL) {
    g_autofree char *path = acu_run_folder_path (folder, name);

    if (g_str_equal (name, SETTINGS_FILE) || (keep_data && g_str_has_prefix (name, COPIED_DATA)))
      continue;
    if (g_str_equal (name, POOLED_FILE) && !remove_pooled (path, error))
      return FALSE;
    if (g_remove (path) != 0)
      return set_errno_error (error, _ ("cannot remove %s"), path);
  }
  return TRUE;
}

/* Makes the run this program's: two that trained one would write over each other's state. */
static gboolean
lock_log (AcuRunFolder *folder, GError **error)
{
  g_autofree char *path = acu_run_folder_path (folder, LOG_FILE);

  if (folder->log >= 0)
    close (folder->log);
  folder->log = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (folder->log < 0)
    return set_errno_error (error, _ ("cannot open %s"), path);
  if (flock (folder->log, LOCK_EX | LOCK_NB) != 0) {
    g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN,
                 _ ("%s: another program is training this run at the moment"), folder->path);
    return FALSE;
  }
  return TRUE;
}

static gboolean
shorten (int descriptor, gint64 length)
{
  return ftruncate (descriptor, length) == 0 && lseek (descriptor, length, SEEK_SET) >= 0;
}

static gboolean
open_log (AcuRunFolder *folder, gint64 length, GError **error)
{
  struct stat copy;

  if (!lock_log (folder, error))
    return FALSE;
  if (!shorten (folder->log, length))
    return set_errno_error (error, _ ("cannot shorten the log in %s"), folder->path);
  /* The copy has the same bytes; what is no file, but a pipe, cannot be taken back. */
  if (folder->log_copy >= 0 && fstat (folder->log_copy, &copy) == 0 && S_ISREG (copy.st_mode) &&
      !shorten (folder->log_copy, length))
    return set_errno_error (error, _ ("cannot shorten the copy of the log in %s"), folder->path);
  folder->log_bytes = length;
  return TRUE;
}

/* Makes the folder of a new run, unless there is an unfinished one in it. */
static gboolean
make_folder (const AcuRunFolder *folder, const char *name, GError **error)
{
  g_autofree char *path = acu_run_folder_path (folder, SETTINGS_FILE);

  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN,
                 _ ("there is an unfinished run “%s”: go on with it by --resume %s, or remove %s"),
                 name, name, folder->path);
    return FALSE;
  }
  return g_mkdir_with_parents (folder->path, 0700) == 0 ||
         set_errno_error (error, _ ("cannot make %s"), folder->path);
}

char *
acu_run_folder_claim (const char *name, const char *file, GError **error)
{
  g_autoptr (AcuRunFolder) folder = NULL;

  g_return_val_if_fail (g_str_has_prefix (file, COPIED_DATA), NULL);

  folder = run_folder_new (name, error);
  return folder != NULL && make_folder (folder, name, error) ? acu_run_folder_path (folder, file)
                                                             : NULL;
}

void
acu_run_folder_release (const char *name)
{
  g_autoptr (AcuRunFolder) folder = run_folder_new (name, NULL);
  g_autofree char *settings = folder != NULL ? acu_run_folder_path (folder, SETTINGS_FILE) : NULL;
  g_autoptr (GDir) listing = NULL;
  const char *file;

  if (folder == NULL || g_file_test (settings, G_FILE_TEST_EXISTS) ||
      (listing = g_dir_open (folder->path, 0, NULL)) == NULL)
    return;
  while ((file = g_dir_read_name (listing)) != NULL) {
    g_autofree char *path = acu_run_folder_path (folder, file);

    if (g_str_has_prefix (file, COPIED_DATA))
      g_remove (path);
  }
  /* Unless there is something else in it. */
  g_rmdir (folder->path);
}

gboolean
acu_run_folder_is_copy (const char *path)
{
  g_autofree char *root = acu_run_folder_root ();
  g_autofree char *file = g_path_get_basename (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *parent = g_path_get_dirname (folder);

  return g_str_has_prefix (file, COPIED_DATA) && g_str_equal (parent, root);
}

AcuRunFolder *
acu_run_folder_create (const char *name, const AcuRunSettings *settings, GError **error)
{
  g_autoptr (AcuRunFolder) folder = run_folder_new (name, error);
  g_autofree char *text = acu_run_settings_to_json (settings);
  g_autofree char *path = NULL;

  if (folder == NULL || !make_folder (folder, name, error) || !remove_files (folder, TRUE, error))
    return NULL;
  path = acu_run_folder_path (folder, SETTINGS_FILE);
  if (!g_file_set_contents_full (path, text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644,
                                 error) ||
      !open_log (folder, 0, error))
    return NULL;
  return g_steal_pointer (&folder);
}

AcuRunFolder *
acu_run_folder_open (const char *name, AcuRunSettings *settings, GError **error)
{
  g_autoptr (AcuRunFolder) folder = run_folder_new (name, error);
  g_autofree char *path = NULL, *text = NULL;

  if (folder == NULL)
    return NULL;
  path = acu_run_folder_path (folder, SETTINGS_FILE);
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN,
                 _ ("there is no unfinished run “%s” in %s"), name, folder->path);
    return NULL;
  }
  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  if (!acu_run_settings_from_json (text, settings, error)) {
    g_prefix_error (error, "%s: ", path);
    return NULL;
  }
  return g_steal_pointer (&folder);
}

static void
set_number (AcuTensorSet *set, const char *key, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  acu_tensor_set_set_metadata (set, key, g_ascii_dtostr (text, sizeof text, value));
}

gboolean
acu_run_folder_save (AcuRunFolder *folder,
                     AcuTensorSet *state,
                     const AcuRunPosition *position,
                     const char *digest,
                     GError **error)
{
  g_autofree char *path = acu_run_folder_path (folder, STATE_FILE);

  set_number (state, "run.epoch", position->epoch);
  set_number (state, "run.position", (double)position->position);
  set_number (state, "run.log_bytes", (double)position->log_bytes);
  set_number (state, "run.best_srcc", position->best_srcc);
  set_number (state, "run.best_rmse", position->best_rmse);
  set_number (state, "run.best_epoch", position->best_epoch);
  set_number (state, "run.seconds", position->seconds);
  acu_tensor_set_set_metadata (state, FAILED_KEY, position->has_failed_input ? "yes" : NULL);
  acu_tensor_set_set_metadata (state, "run.digest", digest);
  /* The state says how long the log is: after a loss of power that must be so. */
  if (fdatasync (folder->log) != 0 && errno != EINVAL && errno != ENOSYS)
    return set_errno_error (error, _ ("cannot write to the log in %s"), folder->path);
  return acu_safetensors_write (state, ACU_ELEMENT_F32, path, error);
}

static gboolean
get_number (AcuTensorSet *set, const char *key, double *value, GError **error)
{
  const char *text = acu_tensor_set_get_metadata (set, key);

  if (text == NULL) {
    g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN, _ ("the state lacks “%s”"),
                 key);
    return FALSE;
  }
  *value = g_ascii_strtod (text, NULL);
  return TRUE;
}

gboolean
acu_run_folder_set_changed_error (const AcuRunFolder *folder, GError **error)
{
  g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN,
               _ ("%s: the pictures, their scores or the base model are not those the run began "
                  "with, or an older version divided them, or read their faults, otherwise"),
               folder->path);
  return FALSE;
}

AcuTensorSet *
acu_run_folder_load (AcuRunFolder *folder,
                     AcuRunPosition *position,
                     const char *digest,
                     GError **error)
{
  g_autofree char *path = acu_run_folder_path (folder, STATE_FILE);
  g_autoptr (AcuTensorSet) set = NULL;
  double epoch, done, log_bytes, best_epoch;

  *position = (AcuRunPosition){.best_srcc = -2.0};
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    open_log (folder, 0, error);
    return NULL;
  }
  set = acu_checkpoint_read_tensors (path, NULL, error);
  if (set == NULL)
    return NULL;
  if (g_strcmp0 (acu_tensor_set_get_metadata (set, "run.digest"), digest) != 0) {
    acu_run_folder_set_changed_error (folder, error);
    return NULL;
  }
  if (!get_number (set, "run.epoch", &epoch, error) ||
      !get_number (set, "run.position", &done, error) ||
      !get_number (set, "run.log_bytes", &log_bytes, error) ||
      !get_number (set, "run.best_srcc", &position->best_srcc, error) ||
      !get_number (set, "run.best_epoch", &best_epoch, error) ||
      !get_number (set, "run.seconds", &position->seconds, error) ||
      !open_log (folder, (gint64)log_bytes, error)) {
    g_prefix_error (error, "%s: ", path);
    return NULL;
  }
  /* Earlier versions did not write it: then the first of equals stays the best. */
  if (acu_tensor_set_get_metadata (set, "run.best_rmse") != NULL)
    get_number (set, "run.best_rmse", &position->best_rmse, NULL);
  position->epoch = (guint)epoch;
  position->position = (gsize)done;
  position->log_bytes = (gint64)log_bytes;
  position->best_epoch = (guint)best_epoch;
  position->has_failed_input = acu_tensor_set_get_metadata (set, FAILED_KEY) != NULL;
  return g_steal_pointer (&set);
}

static gboolean
write_all (int descriptor, const char *text, gsize length)
{
  while (length > 0) {
    gssize written = write (descriptor, text, length);

    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return FALSE;
    text += written;
    length -= (gsize)written;
  }
  return TRUE;
}

gboolean
acu_run_folder_log (AcuRunFolder *folder, const char *line, GError **error)
{
  g_autofree char *text = g_strconcat (line, "\n", NULL);
  gsize length = strlen (text);

  if (!write_all (folder->log, text, length) ||
      (folder->log_copy >= 0 && !write_all (folder->log_copy, text, length)))
    return set_errno_error (error, _ ("cannot write to the log in %s"), folder->path);
  folder->log_bytes += (gint64)length;
  return TRUE;
}

gboolean
acu_run_folder_set_log_copy (AcuRunFolder *folder, const char *path, GError **error)
{
  g_autofree char *log = acu_run_folder_path (folder, LOG_FILE);
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (log, &text, &length, error))
    return FALSE;
  folder->log_copy = open (path, O_WRONLY | O_CREAT | O_CLOEXEC | O_TRUNC, 0644);
  if (folder->log_copy < 0)
    return set_errno_error (error, _ ("cannot open %s"), path);
  return write_all (folder->log_copy, text, length) ||
         set_errno_error (error, _ ("cannot write %s"), path);
}

AcuModelFile *
acu_run_folder_open_best (AcuRunFolder *folder, GError **error)
{
  g_autofree char *path = acu_run_folder_path (folder, ACU_RUN_BEST_FILE);

  g_autoptr (AcuModelFile) file = NULL;

  if (folder->log < 0 && !lock_log (folder, error))
    return NULL;
  file = acu_checkpoint_open (path, NULL, error);
  if (file == NULL || file->training != NULL)
    return g_steal_pointer (&file);
  g_set_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN,
               _ ("%s was written by an earlier version of Acutance, and is not a whole model"),
               path);
  return NULL;
}

gboolean
acu_run_folder_note_pooled (AcuRunFolder *folder, const char *key, GError **error)
{
  g_autofree char *path = acu_run_folder_path (folder, POOLED_FILE), *former = NULL;

  if (g_file_get_contents (path, &former, NULL, NULL) && !g_str_equal (former, key) &&
      !remove_pooled (path, error))
    return FALSE;
  return g_file_set_contents (path, key, -1, error);
}

gboolean
acu_run_folder_note_micro_batch (AcuRunFolder *folder,
                                 guint micro_batch,
                                 const char *device,
                                 GError **error)
{
  g_autofree char *path = acu_run_folder_path (folder, PASSES_FILE);
  g_autofree char *text = g_strdup_printf ("%u\n%s\n", micro_batch, device);
  g_autofree char *former = NULL;

  return (g_file_get_contents (path, &former, NULL, NULL) && g_str_equal (former, text)) ||
         g_file_set_contents (path, text, -1, error);
}

guint
acu_run_folder_get_micro_batch (const AcuRunFolder *folder, char **device)
{
  g_autofree char *path = acu_run_folder_path (folder, PASSES_FILE);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint64 micro_batch;

  *device = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  lines = g_strsplit (text, "\n", 3);
  if (lines[0] == NULL ||
      !g_ascii_string_to_unsigned (lines[0], 10, 1, G_MAXINT, &micro_batch, NULL))
    return 0;
  if (lines[1] != NULL && *lines[1] != '\0')
    *device = g_strdup (lines[1]);
  return (guint)micro_batch;
}

gint64
acu_run_folder_get_log_bytes (const AcuRunFolder *folder)
{
  return folder->log_bytes;
}

gboolean
acu_run_folder_remove (AcuRunFolder *folder, GError **error)
{
  g_autofree char *settings = acu_run_folder_path (folder, SETTINGS_FILE);

  /* Another program may have gone on with it. */
  if (folder->log < 0 && !lock_log (folder, error))
    return FALSE;
  /* The settings first: without them there is no run, only files that the next one of this name
   * removes. */
  if (g_remove (settings) != 0)
    return set_errno_error (error, _ ("cannot remove %s"), settings);
  if (!remove_files (folder, FALSE, error))
    return FALSE;
  return g_rmdir (folder->path) == 0 ||
         set_errno_error (error, _ ("cannot remove %s"), folder->path);
}
