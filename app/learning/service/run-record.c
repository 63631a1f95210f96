#include "app/learning/service/run-record.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>

#include "app/learning/training/json-members.h"
#include "app/learning/training/run-folder.h"

#define RECORD_FILE "record.json"
#define NOTE_FILE   "note.txt"

static const char *const state_names[] = {"running", "interrupted", "finished",
                                          "stopped", "failed",      "discarded"};

AcuRunRecord *
acu_run_record_new (const char *name, const char *title, const AcuRunSettings *settings)
{
  AcuRunRecord *record = g_new0 (AcuRunRecord, 1);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%dT%H%M%S");
  g_autofree char *text = acu_run_settings_to_json (settings);

  record->id = g_strdup_printf ("%s-%08x", time, g_random_int ());
  record->name = g_strdup (name);
  record->title = g_strdup (title);
  record->note = g_strdup ("");
  record->started = g_get_real_time () / G_USEC_PER_SEC;
  acu_run_settings_from_json (text, &record->settings, NULL);
  if (record->settings.data_name == NULL)
    record->settings.data_name = g_strdup (title);
  return record;
}

AcuRunRecord *
acu_run_record_copy (const AcuRunRecord *record)
{
  AcuRunRecord *copy = g_memdup2 (record, sizeof *record);
  g_autofree char *text = acu_run_settings_to_json (&record->settings);

  copy->id = g_strdup (record->id);
  copy->name = g_strdup (record->name);
  copy->title = g_strdup (record->title);
  copy->error = g_strdup (record->error);
  copy->warning = g_strdup (record->warning);
  copy->note = g_strdup (record->note);
  copy->model = g_strdup (record->model);
  copy->device = g_strdup (record->device);
  copy->scores = g_strdup (record->scores);
  copy->settings = (AcuRunSettings){0};
  acu_run_settings_from_json (text, &copy->settings, NULL);
  return copy;
}

void
acu_run_record_free (AcuRunRecord *record)
{
  if (record == NULL)
    return;
  g_free (record->id);
  g_free (record->name);
  g_free (record->title);
  g_free (record->error);
  g_free (record->warning);
  g_free (record->note);
  g_free (record->model);
  g_free (record->device);
  g_free (record->scores);
  acu_run_settings_clear (&record->settings);
  g_free (record);
}

char *
acu_run_record_root (void)
{
  return g_build_filename (g_get_user_data_dir (), "acutance", "run-history", NULL);
}

char *
acu_run_record_path (const char *id, const char *file)
{
  g_autofree char *root = acu_run_record_root ();

  return g_build_filename (root, id, file, NULL);
}

/* Writing and reading. */

static void
add_agreement (JsonObject *object, const char *name, const AcuAgreement *agreement)
{
  JsonObject *member;

  if (agreement->count == 0)
    return;
  member = json_object_new ();
  json_object_set_int_member (member, "count", (gint64)agreement->count);
  acu_json_add_number (member, "srcc", agreement->srcc);
  acu_json_add_number (member, "plcc", agreement->plcc);
  acu_json_add_number (member, "krcc", agreement->krcc);
  acu_json_add_number (member, "rmse", agreement->rmse);
  json_object_set_object_member (object, name, member);
}

static char *
to_json (const AcuRunRecord *record)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *settings = acu_run_settings_to_json (&record->settings);

  acu_json_add_text (object, "name", record->name);
  acu_json_add_text (object, "title", record->title);
  acu_json_add_text (object, "state", state_names[record->state]);
  acu_json_add_text (object, "error", record->error);
  acu_json_add_text (object, "warning", record->warning);
  json_object_set_int_member (object, "n_unsaid", record->n_unsaid);
  acu_json_add_text (object, "model", record->model);
  acu_json_add_text (object, "device", record->device);
  acu_json_add_text (object, "scores", record->scores);
  json_object_set_int_member (object, "started", record->started);
  json_object_set_int_member (object, "ended", record->ended);
  json_object_set_double_member (object, "worked", record->worked);
  json_object_set_int_member (object, "n_training", (gint64)record->n_training);
  json_object_set_int_member (object, "n_held_out", (gint64)record->n_held_out);
  json_object_set_int_member (object, "n_left_out", (gint64)record->n_left_out);
  json_object_set_int_member (object, "n_split_off", (gint64)record->n_split_off);
  json_object_set_int_member (object, "n_unmarked", (gint64)record->n_unmarked);
  json_object_set_int_member (object, "n_epochs", record->n_epochs);
  json_object_set_int_member (object, "best_epoch", record->best_epoch);
  json_object_set_int_member (object, "n_test", (gint64)record->n_test);
  add_agreement (object, "before", &record->before);
  add_agreement (object, "best", &record->best);
  json_object_set_member (object, "settings", json_from_string (settings, NULL));
  json_node_set_object (node, object);
  return json_to_string (node, TRUE);
}

gboolean
acu_run_record_save (const AcuRunRecord *record, GError **error)
{
  g_autofree char *path = acu_run_record_path (record->id, RECORD_FILE);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = to_json (record);

  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), _ ("cannot make %s: %s"),
                 folder, g_strerror (errno));
    return FALSE;
  }
  return g_file_set_contents_full (
      path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, error);
}

gboolean
acu_run_record_save_note (const char *id, const char *note, GError **error)
{
  g_autofree char *path = acu_run_record_path (id, NOTE_FILE);

  return g_file_set_contents_full (
      path, note, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, error);
}

static char *
read_text (JsonObject *object, const char *name)
{
  return g_strdup (json_object_get_string_member_with_default (object, name, NULL));
}

static gint64
read_count (JsonObject *object, const char *name)
{
  return MAX (json_object_get_int_member_with_default (object, name, 0), 0);
}

static void
read_agreement (JsonObject *object, const char *name, AcuAgreement *agreement)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonObject *member =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (member == NULL)
    return;
  agreement->count = (gsize)read_count (member, "count");
  agreement->srcc = json_object_get_double_member_with_default (member, "srcc", NAN);
  agreement->plcc = json_object_get_double_member_with_default (member, "plcc", NAN);
  agreement->krcc = json_object_get_double_member_with_default (member, "krcc", NAN);
  agreement->rmse = json_object_get_double_member_with_default (member, "rmse", NAN);
}

static gboolean
read_settings (JsonObject *object, AcuRunSettings *settings)
{
  JsonNode *node = json_object_get_member (object, "settings");
  g_autofree char *text = node != NULL ? json_to_string (node, FALSE) : NULL;

  return text != NULL && acu_run_settings_from_json (text, settings, NULL);
}

/* NULL for what is no record. */
static AcuRunRecord *
read_record (const char *id)
{
  g_autofree char *path = acu_run_record_path (id, RECORD_FILE);
  g_autofree char *note_path = acu_run_record_path (id, NOTE_FILE);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (AcuRunRecord) record = g_new0 (AcuRunRecord, 1);
  g_autofree char *state = NULL;
  JsonObject *object;

  if (!json_parser_load_from_file (parser, path, NULL) ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return NULL;
  object = json_node_get_object (json_parser_get_root (parser));
  record->id = g_strdup (id);
  record->name = read_text (object, "name");
  record->title = read_text (object, "title");
  record->error = read_text (object, "error");
  record->warning = read_text (object, "warning");
  record->n_unsaid = (guint)read_count (object, "n_unsaid");
  record->model = read_text (object, "model");
  record->device = read_text (object, "device");
  record->scores = read_text (object, "scores");
  record->started = read_count (object, "started");
  record->ended = read_count (object, "ended");
  record->worked = MAX (json_object_get_double_member_with_default (object, "worked", 0), 0);
  record->n_training = (gsize)read_count (object, "n_training");
  record->n_held_out = (gsize)read_count (object, "n_held_out");
  record->n_left_out = (gsize)read_count (object, "n_left_out");
  record->n_split_off = (gsize)read_count (object, "n_split_off");
  record->n_unmarked = (gsize)read_count (object, "n_unmarked");
  record->n_test = (gsize)read_count (object, "n_test");
  record->n_epochs = (guint)read_count (object, "n_epochs");
  record->best_epoch = (guint)read_count (object, "best_epoch");
  read_agreement (object, "before", &record->before);
  read_agreement (object, "best", &record->best);
  if (!g_file_get_contents (note_path, &record->note, NULL, NULL) ||
      !g_utf8_validate (record->note, -1, NULL)) {
    g_free (record->note);
    record->note = g_strdup ("");
  }
  state = read_text (object, "state");
  for (guint i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (g_strcmp0 (state, state_names[i]) == 0)
      record->state = (AcuRecordState)i;
  if (record->name == NULL || record->title == NULL || !read_settings (object, &record->settings))
    return NULL;
  return g_steal_pointer (&record);
}

/* What there is. */

static gboolean
has_folder (const AcuRunRecord *record)
{
  g_autofree char *root = acu_run_folder_root ();
  g_autofree char *path = g_build_filename (root, record->name, "settings.json", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
has_result_file (const AcuRunRecord *record)
{
  g_autofree char *path = acu_run_record_path (record->id, ACU_RECORD_RESULT);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* When it last wrote down what it did: one that is gone on with writes its record before its log.
 */
static gint64
find_end (const AcuRunRecord *record)
{
  static const char *const files[] = {ACU_RECORD_LOG, RECORD_FILE};
  gint64 end = record->started;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = acu_run_record_path (record->id, files[i]);
    GStatBuf info;

    if (g_stat (path, &info) == 0)
      end = MAX (end, info.st_mtime);
  }
  return end;
}

/* The program that ran it is gone. */
static void
settle (AcuRunRecord *record)
{
  record->ended = find_end (record);
  if (has_folder (record)) {
    record->state = ACU_RECORD_INTERRUPTED;
  } else if (has_result_file (record)) {
    record->state = ACU_RECORD_FINISHED;
  } else {
    record->state = ACU_RECORD_FAILED;
    g_free (record->error);
    record->error = g_strdup (_ ("the program ended before the run had begun"));
  }
  acu_run_record_save (record, NULL);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const AcuRunRecord *first = *(const AcuRunRecord *const *)a;
  const AcuRunRecord *second = *(const AcuRunRecord *const *)b;

  return first->started != second->started ? (first->started < second->started ? 1 : -1)
                                           : -g_strcmp0 (first->id, second->id);
}

GPtrArray *
acu_run_record_list (AcuRunRecordFunc is_ours, gpointer user_data)
{
  g_autofree char *root = acu_run_record_root ();
  g_autoptr (GDir) listing = g_dir_open (root, 0, NULL);
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_run_record_free);
  const char *id;

  while (listing != NULL && (id = g_dir_read_name (listing)) != NULL) {
    AcuRunRecord *record = read_record (id);

    if (record == NULL)
      continue;
    if (record->state == ACU_RECORD_RUNNING && (is_ours == NULL || !is_ours (id, user_data)))
      settle (record);
    g_ptr_array_add (records, record);
  }
  g_ptr_array_sort (records, compare_newest_first);
  return records;
}

const AcuRunRecord *
acu_run_record_find_interrupted (GPtrArray *records)
{
  const AcuRunRecord *last = NULL;

  for (guint i = 0; i < records->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (records, i);

    if (record->state == ACU_RECORD_INTERRUPTED && (last == NULL || record->ended > last->ended))
      last = record;
  }
  return last;
}

gboolean
acu_run_record_can_resume (const AcuRunRecord *record)
{
  /* The folder that a run which never began would have had may by now be another run's. */
  return (record->state == ACU_RECORD_INTERRUPTED ||
          (record->state == ACU_RECORD_FAILED && record->n_training > 0)) &&
         has_folder (record);
}

gboolean
acu_run_record_has_result (const AcuRunRecord *record)
{
  return record->model == NULL && has_result_file (record);
}

gboolean
acu_run_record_remove (const char *id, GError **error)
{
  g_autofree char *folder = acu_run_record_path (id, NULL);
  g_autofree char *first = acu_run_record_path (id, RECORD_FILE);
  g_autoptr (GDir) listing = g_dir_open (folder, 0, error);
  const char *name;

  if (listing == NULL)
    return FALSE;
  /* Without this file the rest is no record. */
  g_remove (first);
  while ((name = g_dir_read_name (listing)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_remove (path) != 0 && errno != ENOENT) {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), _ ("cannot remove %s: %s"),
                   path, g_strerror (errno));
      return FALSE;
    }
  }
  g_rmdir (folder);
  return TRUE;
}

double
acu_run_record_count_patches (const AcuRunRecord *record)
{
  return (double)record->n_training * record->settings.patches_per_image;
}

guint64
acu_run_record_count_steps (const AcuRunRecord *record)
{
  const AcuRunSettings *settings = &record->settings;
  double per_epoch = ceil (acu_run_record_count_patches (record) / MAX (settings->batch, 1));

  return (guint64)per_epoch * settings->schedule.epochs;
}

void
acu_run_record_add_epoch (AcuRunRecord *record, const AcuRunEpoch *epoch)
{
  record->n_epochs = epoch->epoch + 1;
  if (!epoch->is_best)
    return;
  record->best_epoch = epoch->epoch;
  record->best = epoch->validation;
}
