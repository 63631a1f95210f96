/* What is told of a run, in words while it is under way, and what its buttons ask for. */
#include "app/learning/training/run-folder.h"
#include "app/views/train/run-view.h"
#include "app/views/train/run-words.h"
#include "tests/display/run-fixture.h"
#include "tests/display/view-testing.h"
#include "tests/headless/small-model.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>

#define N_STEPS 700

/* The layouts, which their library registers where something of it is asked for. */
GResource *acu_ui_get_resource (void);

/* Words. */

static void
assert_progress (AcuTrainingStatus status, const char *wanted)
{
  g_autofree char *words = acu_run_words_progress (&status);

  g_assert_cmpstr (words, ==, wanted);
}

static void
test_words (void)
{
  AcuTrainingStatus status = {.state = ACU_TRAINING_OPENING, .progress.seconds_left = -1};

  /* Whatever is waited for has a name, and how long it takes as soon as that is known. */
  assert_progress (status, "Opening the model and the pictures");
  status.progress = (AcuRunProgress){.stage = ACU_RUN_PREPARING,
                                     .done = 100,
                                     .total = 400,
                                     .patches_per_second = 2,
                                     .seconds_left = -1};
  assert_progress (status, "Preparing: patch 100 of 400 looked at · 2 min until training");
  status.pause = ACU_PAUSE_TRAINING_PERSON;
  assert_progress (status, "Preparing: patch 100 of 400 looked at · paused");
  status.pause = 0;
  status.progress.stage = ACU_RUN_VALIDATING;
  assert_progress (status, "Measuring the base: held-out patch 100 of 400 · 2 min until training");

  status.state = ACU_TRAINING_WORKING;
  status.step = 5;
  status.n_steps = 50;
  status.progress.seconds_left = 240;
  assert_progress (status, "Held-out patch 100 of 400 · 4 min left");
  status.progress.stage = ACU_RUN_TRAINING;
  assert_progress (status, "Step 5 of 50 · 4 min left");
  status.state = ACU_TRAINING_PAUSED;
  status.pause = ACU_PAUSE_TRAINING_SCORING;
  assert_progress (status, "Step 5 of 50 · waits for scoring");
  /* Who stops what is paused waits for it to be saved. */
  status.state = ACU_TRAINING_ENDING;
  assert_progress (status, "Step 5 of 50 · saving");
}

/* How fast it goes, what of the device's memory it holds, and which device that is; what is not
 * known yet is left out. */
static void
test_speed (void)
{
  AcuTrainingStatus status = {.progress.patches_per_second = 1234.4, .memory = 2500000000};
  g_autofree char *all = acu_run_words_speed (&status, "A device");
  g_autofree char *memory = g_format_size (2500000000);
  g_autofree char *wanted = g_strdup_printf ("1234 patches/s · %s · A device", memory);

  g_assert_cmpstr (all, ==, wanted);
  status.progress.patches_per_second = 2.34;
  status.memory = 0;
  g_autofree char *slow = acu_run_words_speed (&status, NULL);
  g_assert_cmpstr (slow, ==, "2.3 patches/s");
  status.progress.patches_per_second = 0;
  g_autofree char *device = acu_run_words_speed (&status, "A device");
  g_assert_cmpstr (device, ==, "A device");
  g_autofree char *nothing = acu_run_words_speed (&status, NULL);
  g_assert_cmpstr (nothing, ==, "");
}

/* How long a run took are the hours in which it worked, not the days over which they are spread. */
static void
test_duration (void)
{
  AcuRunRecord record = {.state = ACU_RECORD_STOPPED, .started = 1700000000};
  g_autofree char *spread = NULL, *worked = NULL;

  record.ended = record.started + 48 * 3600;
  spread = acu_run_words_state (&record);
  record.worked = 600;
  worked = acu_run_words_state (&record);
  g_assert_true (g_str_has_suffix (spread, " · stopped after 48.0 h"));
  g_assert_true (g_str_has_suffix (worked, " · stopped after 10 min"));
}

/* A run on a copy of the label set "Taste" whose scores are @scores, with the set "Others" held
 * out. (transfer full) */
static AcuRunRecord *
make_label_run (const char *name, const char *scores)
{
  AcuRunSettings settings;
  g_autofree char *data = acu_run_folder_claim (name, "labels.csv", NULL);
  g_autofree char *held_out = acu_run_folder_claim (name, "labels-validation.csv", NULL);
  AcuRunRecord *record;

  acu_run_settings_init (&settings, ACU_RUN_QUICK, "nano");
  settings.base = g_strdup ("nano");
  settings.data = g_strdup (data);
  settings.data_name = g_strdup ("Taste");
  settings.validation = g_strdup (held_out);
  settings.validation_name = g_strdup ("Others");
  record = acu_run_record_new (name, "Taste", &settings);
  acu_run_settings_clear (&settings);
  record->scores = g_strdup (scores);
  return record;
}

static char *
list_differing (AcuRunRecord *a, AcuRunRecord *b)
{
  g_autoptr (GPtrArray) both = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr (GPtrArray) names = NULL;

  g_ptr_array_add (both, acu_run_words_configuration (a));
  g_ptr_array_add (both, acu_run_words_configuration (b));
  names = acu_run_words_list_differing (both);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **)names->pdata);
}

/* A label set is that set, and not the copy of it that a run has for itself; two runs on it differ
 * in it only where it was rated on meanwhile. */
static void
test_label_set (void)
{
  g_autoptr (AcuRunRecord) first = make_label_run ("first", "0123456789abcdef");
  g_autoptr (AcuRunRecord) second = make_label_run ("second", "0123456789abcdef");
  g_autoptr (AcuRunRecord) later = make_label_run ("later", "fedcba9876543210");
  g_autoptr (GPtrArray) configuration = acu_run_words_configuration (first);
  g_autofree char *same = list_differing (first, second);
  g_autofree char *rated = list_differing (first, later);

  g_assert_cmpstr (acu_run_words_find_value (configuration, "Read from"), ==, "Label set “Taste”");
  g_assert_cmpstr (acu_run_words_find_value (configuration, "Held out"), ==, "Label set “Others”");
  g_assert_cmpstr (acu_run_words_find_value (configuration, "Opinion scores"), ==,
                   "version 01234567");
  g_assert_cmpstr (same, ==, "");
  g_assert_cmpstr (rated, ==, "Opinion scores");

  /* What is nobody's copy is the file that was named. */
  g_free (first->settings.data);
  first->settings.data = g_strdup ("/nowhere/labels.csv");
  g_autoptr (GPtrArray) other = acu_run_words_configuration (first);
  g_assert_cmpstr (acu_run_words_find_value (other, "Read from"), ==, "/nowhere/labels.csv");
}

/* What one run says and another does not moves the lines below it, which are the same all the same.
 */
static void
test_run_differences (void)
{
  char title[] = "a set", device[] = "CPU";
  AcuRunRecord plain = {.title = title, .device = device};
  AcuRunRecord other = {.title = title, .device = device};
  g_autoptr (GPtrArray) configurations =
      g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr (GPtrArray) differing = NULL;

  acu_run_settings_init (&plain.settings, ACU_RUN_QUICK, "nano");
  acu_run_settings_init (&other.settings, ACU_RUN_QUICK, "nano");
  other.settings.validation = g_strdup ("labels:others");
  other.settings.schedule.epochs++;
  g_ptr_array_add (configurations, acu_run_words_configuration (&plain));
  g_ptr_array_add (configurations, acu_run_words_configuration (&other));
  differing = acu_run_words_list_differing (configurations);
  g_assert_cmpuint (differing->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (differing, 0), ==, "Epochs");
  g_assert_cmpstr (g_ptr_array_index (differing, 1), ==, "Held out");
  g_assert_null (acu_run_words_find_value (g_ptr_array_index (configurations, 0), "Held out"));
  g_assert_cmpstr (acu_run_words_find_value (g_ptr_array_index (configurations, 1), "Held out"), ==,
                   "labels:others");
  acu_run_settings_clear (&plain.settings);
  acu_run_settings_clear (&other.settings);
}

/* Another value of what @value is, for the member of an object. */
static JsonNode *
make_other (JsonNode *value)
{
  switch (json_node_get_value_type (value)) {
  case G_TYPE_INT64:
    return json_node_init_int (json_node_alloc (), json_node_get_int (value) + 1);
  case G_TYPE_DOUBLE:
    return json_node_init_double (json_node_alloc (), json_node_get_double (value) + 0.5);
  case G_TYPE_BOOLEAN:
    return json_node_init_boolean (json_node_alloc (), !json_node_get_boolean (value));
  default:
    return json_node_init_string (json_node_alloc (),
                                  "single"); /* a fusion, and a name as any other */
  }
}

/* Every setting is told, whoever sets it: one that is another shows where two runs are compared. */
static void
test_run_settings (void)
{
  char title[] = "a set";
  AcuRunRecord plain = {.title = title};
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GList) names = NULL;
  g_autofree char *text = NULL;

  acu_run_settings_init (&plain.settings, ACU_RUN_FULL, "nano");
  text = acu_run_settings_to_json (&plain.settings);
  root = json_from_string (text, NULL);
  names = json_object_get_members (json_node_get_object (root));
  g_assert_cmpuint (g_list_length (names), >=, 38);
  for (GList *link = names; link != NULL; link = link->next) {
    g_autoptr (JsonNode) changed = json_from_string (text, NULL);
    g_autoptr (GPtrArray) configurations =
        g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
    g_autoptr (GPtrArray) differing = NULL;
    g_autofree char *other_text = NULL;
    g_autoptr (GError) error = NULL;
    AcuRunRecord other = {.title = title};
    JsonObject *object = json_node_get_object (changed);

    /* People's names of data are the record's title. */
    if (g_str_equal (link->data, "data_name") || g_str_equal (link->data, "validation_name"))
      continue;
    json_object_set_member (object, link->data,
                            make_other (json_object_get_member (object, link->data)));
    other_text = json_to_string (changed, FALSE);
    acu_run_settings_from_json (other_text, &other.settings, &error);
    g_assert_no_error (error);
    g_ptr_array_add (configurations, acu_run_words_configuration (&plain));
    g_ptr_array_add (configurations, acu_run_words_configuration (&other));
    differing = acu_run_words_list_differing (configurations);
    g_test_message ("%s", (const char *)link->data);
    g_assert_cmpuint (differing->len, ==, 1);
    acu_run_settings_clear (&other.settings);
  }
  acu_run_settings_clear (&plain.settings);
}

/* How the data were divided is told, where something of them is not used as one may think. */
static void
test_division (void)
{
  char title[] = "a set";
  AcuRunRecord record = {.title = title};
  g_autoptr (GPtrArray) plain = NULL, divided = NULL;

  acu_run_settings_init (&record.settings, ACU_RUN_FULL, "nano");
  plain = acu_run_words_configuration (&record);
  record.n_unmarked = 8;
  record.n_left_out = 3;
  divided = acu_run_words_configuration (&record);
  g_assert_null (acu_run_words_find_value (plain, "Not marked"));
  g_assert_null (acu_run_words_find_value (plain, "Left out"));
  g_assert_true (g_str_has_prefix (acu_run_words_find_value (divided, "Not marked"),
                                   "8 pictures of the data are not used"));
  g_assert_true (g_str_has_prefix (acu_run_words_find_value (divided, "Left out"),
                                   "3 pictures of the training data"));
  acu_run_settings_clear (&record.settings);
}

/* What a run began with is called what people call it, not what its settings do. */
static void
test_run_base (void)
{
  char title[] = "a set";
  AcuRunRecord record = {.title = title};
  g_autoptr (GPtrArray) configuration = NULL;
  g_autofree char *summary = NULL;

  acu_run_settings_init (&record.settings, ACU_RUN_FULL, "nano");
  record.settings.base = g_strdup ("preset:nano");
  configuration = acu_run_words_configuration (&record);
  g_assert_cmpstr (acu_run_words_find_value (configuration, "Base model"), ==,
                   "random weights (nano)");
  summary = acu_run_words_summary (&record);
  g_assert_true (g_str_has_prefix (summary, "From random weights (nano), full"));
  acu_run_settings_clear (&record.settings);
}

/* The buttons of a run, in a window that only notes what they ask for. */

static void
note_cb (GSimpleAction *action, GVariant *id, gpointer asked)
{
  g_string_append_printf (asked, "%s %s\n", g_action_get_name (G_ACTION (action)),
                          g_variant_get_string (id, NULL));
}

static void
pasted_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(char **)data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static void
test_buttons (void)
{
  static const GActionEntry entries[] = {
      {"resume-run", note_cb, "s"}, {"keep-best-run", note_cb, "s"}, {"discard-run", note_cb, "s"},
      {"remove-run", note_cb, "s"}, {"save-run-log", note_cb, "s"},  {"keep-run", note_cb, "s"},
      {"use-run", note_cb, "s"},    {"examine-run", note_cb, "s"},
  };
  g_autofree char *id = acu_fixture_make_run ("long", N_STEPS, 0.75);
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GString) asked = g_string_new (NULL);
  g_autoptr (GString) wanted = g_string_new (NULL);
  g_autofree char *pasted = NULL;
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = g_object_new (ACU_TYPE_RUN_VIEW, NULL);
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), asked);
  gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (actions));
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  acu_run_view_attach (ACU_RUN_VIEW (view), service);
  while (!acu_training_service_find (service, id))
    acu_test_turn (began);
  acu_run_view_show (ACU_RUN_VIEW (view), id);
  /* What was left out is said of a run that is over as well. */
  while (!acu_test_shows (view, "1 of 9 labelled images is missing") ||
         !acu_test_shows (view, "and 3 more warnings"))
    acu_test_turn (began);

  gtk_widget_activate_action (view, "run.resume-run", NULL);
  gtk_widget_activate_action (view, "run.keep-best-run", NULL);
  gtk_widget_activate_action (view, "run.discard-run", NULL);
  gtk_widget_activate_action (view, "run.remove-run", NULL);
  gtk_widget_activate_action (view, "run.save-run-log", NULL);
  gtk_widget_activate_action (view, "run.keep-run", NULL);
  gtk_widget_activate_action (view, "run.use-run", NULL);
  gtk_widget_activate_action (view, "run.examine-run", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    g_string_append_printf (wanted, "%s %s\n", entries[i].name, id);
  g_assert_cmpstr (asked->str, ==, wanted->str);

  gtk_widget_activate_action (view, "run.copy-configuration", NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (view), NULL, pasted_cb, &pasted);
  while (!pasted)
    acu_test_turn (began);
  g_assert_nonnull (strstr (pasted, "\"/nowhere/scores.csv\""));
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_training_service_finish (service);
}

static void
assert_text (GtkTextBuffer *buffer, const char *wanted)
{
  GtkTextIter begin, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &begin, &end);
  text = gtk_text_buffer_get_text (buffer, &begin, &end, FALSE);
  g_assert_cmpstr (text, ==, wanted);
}

/* The record @id on the disk has the note @wanted. */
static void
assert_note (const char *id, const char *wanted)
{
  g_autoptr (GPtrArray) records = acu_run_record_list (NULL, NULL);

  for (guint i = 0; i < records->len; i++) {
    const AcuRunRecord *record = g_ptr_array_index (records, i);
    if (g_str_equal (record->id, id)) {
      g_assert_cmpstr (record->note, ==, wanted);
      return;
    }
  }
  g_assert_not_reached ();
}

/* What somebody has typed is written down whatever comes next, however soon. */
static void
test_note (void)
{
  g_autofree char *first = acu_fixture_make_run ("noted", N_STEPS, 0.75);
  g_autofree char *second = acu_fixture_make_run ("noted as well", N_STEPS, 0.75);
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = g_object_new (ACU_TYPE_RUN_VIEW, NULL);
  GtkTextBuffer *note =
      GTK_TEXT_BUFFER (gtk_widget_get_template_child (view, ACU_TYPE_RUN_VIEW, "note"));
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();

  while (!acu_training_service_find (service, first) ||
         !acu_training_service_find (service, second))
    acu_test_turn (began);
  acu_run_view_attach (ACU_RUN_VIEW (view), service);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  acu_run_view_show (ACU_RUN_VIEW (view), first);
  gtk_text_buffer_set_text (note, "before the switch", -1);
  acu_run_view_show (ACU_RUN_VIEW (view), second);
  assert_text (note, "");
  while (!g_str_equal (acu_training_service_find (service, first)->note, "before the switch"))
    acu_test_turn (began);
  g_assert_cmpstr (acu_training_service_find (service, second)->note, ==, "");

  /* Nor does the page lose what it is not asked about for a while. */
  gtk_text_buffer_set_text (note, "in between", -1);
  while (!g_str_equal (acu_training_service_find (service, second)->note, "in between"))
    acu_test_turn (began);
  acu_run_view_show (ACU_RUN_VIEW (view), first);
  assert_text (note, "before the switch");

  gtk_text_buffer_set_text (note, "before the end", -1);
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_training_service_finish (service);
  assert_note (first, "before the end");
  assert_note (second, "in between");
}

/* Whether a button that is shown in @widget does @action. */
static gboolean
offers (GtkWidget *widget, const char *action)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) &&
      g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (offers (child, action))
      return TRUE;
  return FALSE;
}

/* What was kept is decided: it is neither kept again nor discarded, but used and looked at. */
static void
test_kept (void)
{
  g_autofree char *id = acu_fixture_make_run ("long", N_STEPS, 0.75);
  g_autofree char *result = acu_run_record_path (id, ACU_RECORD_RESULT);
  g_autofree char *folder = g_path_get_dirname (result);
  g_autofree char *model = acu_test_write_small_model (folder);
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = g_object_new (ACU_TYPE_RUN_VIEW, NULL);
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();

  g_assert_cmpint (g_rename (model, result), ==, 0);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  acu_run_view_attach (ACU_RUN_VIEW (view), service);
  while (!acu_training_service_find (service, id))
    acu_test_turn (began);
  acu_run_view_show (ACU_RUN_VIEW (view), id);
  while (!offers (view, "run.use-run"))
    acu_test_turn (began);
  g_assert_true (offers (view, "run.examine-run"));
  g_assert_true (offers (view, "run.keep-run") && offers (view, "run.discard-run"));

  acu_training_service_keep (service, id, "decided");
  while (!acu_test_shows (view, "Kept as the model “decided”"))
    acu_test_turn (began);
  g_assert_true (offers (view, "run.use-run") && offers (view, "run.examine-run"));
  g_assert_false (offers (view, "run.keep-run"));
  g_assert_false (offers (view, "run.discard-run"));

  /* Whoever asks all the same changes nothing. */
  acu_training_service_discard (service, id);
  acu_training_service_set_note (service, id, "afterwards");
  while (!g_str_equal (acu_training_service_find (service, id)->note, "afterwards"))
    acu_test_turn (began);
  g_assert_cmpint (acu_training_service_find (service, id)->state, ==, ACU_RECORD_FINISHED);
  g_assert_true (offers (view, "run.use-run") && offers (view, "run.examine-run"));
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_training_service_finish (service);
}

static const char *
get_cell (GtkGrid *grid, int column, int row)
{
  GtkWidget *cell = gtk_grid_get_child_at (grid, column, row);

  return cell ? gtk_label_get_text (GTK_LABEL (cell)) : NULL;
}

/* The page of a run has all that was set, line by line, and nothing of the run that was shown
 * before. */
static void
test_configuration (void)
{
  g_autofree char *first = acu_fixture_make_run ("told", 1, 0.75);
  g_autofree char *second = acu_fixture_make_run ("told as well", 1, 0.75);
  const char *const ids[] = {first, second, first};
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = g_object_new (ACU_TYPE_RUN_VIEW, NULL);
  GtkGrid *grid =
      GTK_GRID (gtk_widget_get_template_child (view, ACU_TYPE_RUN_VIEW, "configuration"));
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();

  while (!acu_training_service_find (service, first) ||
         !acu_training_service_find (service, second))
    acu_test_turn (began);
  acu_run_view_attach (ACU_RUN_VIEW (view), service);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    const AcuRunRecord *record = acu_training_service_find (service, ids[i]);
    g_autoptr (GPtrArray) pairs = acu_run_words_configuration (record);

    acu_run_view_show (ACU_RUN_VIEW (view), ids[i]);
    g_assert_cmpuint (pairs->len, >, 40);
    for (guint line = 0; line + 1 < pairs->len; line += 2) {
      g_assert_cmpstr (get_cell (grid, 0, (int)line), ==, g_ptr_array_index (pairs, line));
      const char *value = g_ptr_array_index (pairs, line + 1);

      g_assert_cmpstr (get_cell (grid, 1, (int)line), ==, value ? value : "");
    }
    g_assert_null (get_cell (grid, 0, (int)pairs->len));
    g_assert_cmpstr (acu_run_words_find_value (pairs, "Pictures"), ==,
                     "10 to learn from, 0 held out");
    g_assert_cmpstr (acu_run_words_find_value (pairs, "Trained part"), ==,
                     "the whole network (full)");
    g_assert_cmpstr (acu_run_words_find_value (pairs, "Batch"), ==, "32");
  }
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_training_service_finish (service);
}

/* Where the held-out pictures have no order, no epoch was chosen, and none is called the best. */
static void
test_no_order (void)
{
  g_autofree char *id = acu_fixture_make_run ("unordered", 1, NAN);
  g_autofree char *chosen = acu_fixture_make_run ("ordered", 1, 0.75);
  g_autoptr (AcuTrainingService) service = acu_training_service_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view = g_object_new (ACU_TYPE_RUN_VIEW, NULL);
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();
  GtkGrid *table;

  while (!acu_training_service_find (service, id) || !acu_training_service_find (service, chosen))
    acu_test_turn (began);
  acu_run_view_attach (ACU_RUN_VIEW (view), service);
  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_present (GTK_WINDOW (window));
  acu_run_view_show (ACU_RUN_VIEW (view), chosen);
  while (!acu_test_shows (view, "The best epoch was 1 of 1"))
    acu_test_turn (began);
  acu_run_view_show (ACU_RUN_VIEW (view), id);
  while (!acu_test_shows (view, "have no order to choose an epoch by: the last one is kept."))
    acu_test_turn (began);
  g_assert_false (acu_test_shows (view, "The best epoch"));
  table = GTK_GRID (gtk_widget_get_template_child (view, ACU_TYPE_RUN_VIEW, "outcome_table"));
  g_assert_cmpstr (get_cell (table, 2, 1), ==, "–");
  g_assert_cmpstr (get_cell (table, 2, 4), ==, "9.00");
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  acu_training_service_finish (service);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_assert_nonnull (acu_ui_get_resource ());
  g_test_add_func ("/run-view/words", test_words);
  g_test_add_func ("/run-view/speed", test_speed);
  g_test_add_func ("/run-view/duration", test_duration);
  g_test_add_func ("/run-view/label-set", test_label_set);
  g_test_add_func ("/run-view/differences", test_run_differences);
  g_test_add_func ("/run-view/base", test_run_base);
  g_test_add_func ("/run-view/settings", test_run_settings);
  g_test_add_func ("/run-view/buttons", test_buttons);
  g_test_add_func ("/run-view/note", test_note);
  g_test_add_func ("/run-view/kept", test_kept);
  g_test_add_func ("/run-view/configuration", test_configuration);
  g_test_add_func ("/run-view/no-order", test_no_order);
  g_test_add_func ("/run-view/division", test_division);
  return g_test_run ();
}
