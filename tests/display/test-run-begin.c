/* What keeps a run from being begun by the form: another one, what is typed, what cannot be
 * prepared, a window that closes; and what is told of it. */
#include "app/learning/training/run-folder.h"
#include "app/views/train/run-fields.h"
#include "app/views/train/run-setup.h"
#include "app/views/train/training-plan.h"
#include "app/views/train/typed-number.h"
#include "tests/display/view-testing.h"

#include <adwaita.h>
#include <glib/gstdio.h>

/* The layouts, which their library registers where something of it is asked for. */
GResource *acu_ui_get_resource (void);

static void
ready_cb (gpointer setup, gboolean yes, gboolean *ready)
{
  *ready = yes;
}

/* The form on a page of its own, of which everything is found. */
typedef struct {
  AcuTrainingService *service;
  AcuLibrary *library;
  GtkWidget *window;
  AcuRunSetup *setup;
  GtkWidget *form;   /* the same */
  GtkEditable *name; /* what is typed as the run's */
  gboolean ready;    /* whether a run may begin */
  guint tick;
  gint64 began;
} Form;

static void
form_set_up (Form *form, gconstpointer data)
{
  *form = (Form){.service = acu_training_service_new (),
                 .library = acu_library_new (),
                 .window = gtk_window_new (),
                 .setup = g_object_new (ACU_TYPE_RUN_SETUP, NULL),
                 .tick = acu_test_start_ticking (),
                 .began = g_get_monotonic_time ()};
  form->form = GTK_WIDGET (form->setup);
  form->name =
      GTK_EDITABLE (gtk_widget_get_template_child (form->form, ACU_TYPE_RUN_SETUP, "name"));
  while (!acu_training_service_get_records (form->service))
    acu_test_turn (form->began);
  g_signal_connect (form->setup, "ready", G_CALLBACK (ready_cb), &form->ready);
  acu_run_setup_attach (form->setup, form->library, form->service);
  gtk_window_set_child (GTK_WINDOW (form->window), form->form);
  gtk_window_present (GTK_WINDOW (form->window));
  acu_library_open (form->library, NULL, ACU_CATALOG_OPEN_DEFAULT);
  acu_run_setup_choose_data (form->setup, "/nowhere/scores.csv");
  while (!form->ready)
    acu_test_turn (form->began);
}

static void
form_tear_down (Form *form, gconstpointer data)
{
  g_source_remove (form->tick);
  if (form->window)
    gtk_window_destroy (GTK_WINDOW (form->window));
  acu_training_service_finish (form->service);
  acu_library_close (form->library);
  g_object_unref (form->library);
  g_object_unref (form->service);
}

/* Begins a run elsewhere, on pictures that are there. */
static void
begin_elsewhere (Form *form)
{
  g_autofree char *csv = g_build_filename (g_get_user_data_dir (), "samples.csv", NULL);
  g_autofree char *id = NULL;
  g_autoptr (GString) rows = g_string_new ("path,mos\n");
  static const char *const names[] = {"brick-house", "beech-leaves", "pebbles",
                                      "lake-dusk",   "still-life",   "still-life-noisy"};
  AcuRunSettings settings;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_string_append_printf (rows, "%s/%s.jpg,%u\n", SAMPLES, names[i], 30 + 5 * i);
  g_assert_true (g_file_set_contents (csv, rows->str, -1, NULL));
  acu_run_settings_init (&settings, ACU_RUN_QUICK, "nano");
  settings.base = g_strdup ("nano");
  settings.data = g_strdup (csv);
  settings.device = g_strdup ("cpu");
  id = acu_training_service_start (form->service, "elsewhere", "Samples", &settings);
  acu_run_settings_clear (&settings);
  g_assert_nonnull (id);
}

/* While another run is under way none may begin; as soon as it is over, and nothing is said to have
 * failed, one may. */
static void
test_busy (Form *form, gconstpointer data)
{
  begin_elsewhere (form);
  g_assert_false (form->ready);
  g_assert_true (acu_test_shows (form->form, "Another run is under way."));
  acu_training_service_stop (form->service, ACU_TRAINING_DISCARD);
  while (!form->ready)
    acu_test_turn (form->began);
  g_assert_false (acu_training_service_is_busy (form->service));
  g_assert_false (acu_test_shows (form->form, "Another run is under way."));
}

/* What fails of what is remembered of runs does not let one begin that may not, nor is it what the
 * form is about. */
static void
test_failures_elsewhere (Form *form, gconstpointer data)
{
  gtk_editable_set_text (form->name, "a/b");
  g_assert_false (form->ready);
  g_signal_emit_by_name (form->service, "failed", "the note was not saved");
  g_assert_false (form->ready);
  g_assert_false (acu_test_shows (form->form, "the note was not saved"));

  gtk_editable_set_text (form->name, "a b");
  g_assert_true (form->ready);
  begin_elsewhere (form);
  g_signal_emit_by_name (form->service, "failed", "the note was not saved");
  g_assert_false (form->ready);
  g_assert_true (acu_test_shows (form->form, "Another run is under way."));
  acu_training_service_stop (form->service, ACU_TRAINING_DISCARD);
  while (acu_training_service_is_busy (form->service))
    acu_test_turn (form->began);
}

/* Why a run that was asked for did not begin stays to be read until something is changed. */
static void
test_not_begun (Form *form, gconstpointer data)
{
  acu_run_setup_start (form->setup);
  while (!acu_training_service_is_busy (form->service))
    acu_test_turn (form->began);
  while (acu_training_service_is_busy (form->service))
    acu_test_turn (form->began);
  g_assert_true (acu_test_shows (form->form, "/nowhere/scores.csv"));
  acu_run_setup_refresh (form->setup);
  for (guint i = 0; i < 50; i++)
    acu_test_turn (form->began);
  g_assert_true (acu_test_shows (form->form, "/nowhere/scores.csv"));
  g_assert_true (form->ready);
  gtk_editable_set_text (form->name, "another");
  g_assert_false (acu_test_shows (form->form, "/nowhere/scores.csv"));
}

/* Whoever begins while it is measured what it will take, in vain, is not told that it still is. */
static void
test_not_prepared (Form *form, gconstpointer data)
{
  g_autofree char *root = acu_run_folder_root ();
  g_autofree char *folder = g_build_filename (root, "begun by another program", NULL);
  g_autofree char *path = g_build_filename (folder, "settings.json", NULL);

  gtk_editable_set_text (form->name, "begun by another program");
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "{}", -1, NULL));
  while (!acu_test_shows (form->form, "Measuring what it will take"))
    acu_test_turn (form->began);
  acu_run_setup_start (form->setup);
  while (!acu_test_shows (form->form, "there is an unfinished run"))
    acu_test_turn (form->began);
  g_assert_false (acu_test_shows (form->form, "Measuring what it will take"));
  g_assert_true (form->ready);
  /* It is measured again. */
  while (!acu_test_shows (form->form, "It cannot be trained like this"))
    acu_test_turn (form->began);
  g_assert_true (acu_test_shows (form->form, "there is an unfinished run"));
  g_remove (path);
  g_rmdir (folder);
}

/* A thousand is not read as one, and why it is not read is told. */
static void
test_thousands (Form *form, gconstpointer data)
{
  acu_run_setup_set_field (form->setup, "epochs", "1,000");
  g_assert_false (form->ready);
  g_assert_true (acu_test_shows (form->form, "“Epochs”: write the number with nothing between its "
                                             "thousands; the decimal sign is “.”."));
  acu_run_setup_set_field (form->setup, "epochs", "none");
  g_assert_true (acu_test_shows (form->form, "“Epochs” is not a number from 1 to 10000."));
  acu_run_setup_set_field (form->setup, "epochs", "1000");
  g_assert_true (form->ready);
}

/* What a field is set to by text; -1: by this one to nothing. */
static double
parse_rate (const char *text)
{
  AcuRunSettings settings;
  g_autoptr (GError) error = NULL;
  gboolean parsed;

  acu_run_settings_init (&settings, ACU_RUN_QUICK, "nano");
  settings.schedule.rate = -1;
  parsed = acu_run_field_parse (acu_run_fields_find ("learning_rate"), text, &settings, &error);
  g_assert_cmpint (parsed, ==, error == NULL);
  double rate = settings.schedule.rate;
  acu_run_settings_clear (&settings);
  return rate;
}

static void
test_numbers (void)
{
  static const struct {
    const char *text;
    const char *decimal;
    AcuTypedNumber kind;
    double value;
  } cases[] = {
      {"10000", ".", ACU_TYPED_NUMBER, 10000},
      {" 0.5 ", ".", ACU_TYPED_NUMBER, 0.5},
      {"1.125", ".", ACU_TYPED_NUMBER, 1.125},
      {"5e-06", ".", ACU_TYPED_NUMBER, 5e-6},
      {"0,5", ".", ACU_TYPED_NUMBER, 0.5},
      {"0,125", ".", ACU_TYPED_NUMBER, 0.125},
      {"1,25", ".", ACU_TYPED_NUMBER, 1.25},
      {"1,000", ".", ACU_TYPED_GROUPED, 0},
      {"10,000", ".", ACU_TYPED_GROUPED, 0},
      {"-1,000,000.5", ".", ACU_TYPED_GROUPED, 0},
      {"10 000", ".", ACU_TYPED_GROUPED, 0},
      {"10’000", ".", ACU_TYPED_GROUPED, 0},
      {"10\u202f000", ".", ACU_TYPED_GROUPED, 0},
      {"1,000", ",", ACU_TYPED_NUMBER, 1},
      {"0,5", ",", ACU_TYPED_NUMBER, 0.5},
      {"0.001", ",", ACU_TYPED_NUMBER, 0.001},
      {"5e-06", ",", ACU_TYPED_NUMBER, 5e-6},
      {"10.000", ",", ACU_TYPED_GROUPED, 0},
      {"10.000,5", ",", ACU_TYPED_GROUPED, 0},
      {"0٫5", "٫", ACU_TYPED_NUMBER, 0.5},
      {"", ".", ACU_TYPED_NOTHING, 0},
      {"1.2.3", ".", ACU_TYPED_NOTHING, 0},
      {"1,2,3", ".", ACU_TYPED_NOTHING, 0},
      {"1 2", ".", ACU_TYPED_NOTHING, 0},
      {"ten", ".", ACU_TYPED_NOTHING, 0},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    double value = 0;

    g_test_message ("“%s”, %s", cases[i].text, cases[i].decimal);
    g_assert_cmpint (acu_typed_number_read (cases[i].text, cases[i].decimal, &value), ==,
                     cases[i].kind);
    g_assert_cmpfloat (value, ==, cases[i].value);
  }
  g_assert_cmpfloat (parse_rate ("1,000"), ==, -1);
  g_assert_cmpfloat (parse_rate ("1,5"), ==, 1.5);
  g_assert_cmpfloat (parse_rate ("11"), ==, -1);
  g_assert_cmpfloat (parse_rate ("nan"), ==, -1);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer message)
{
  AcuRunSettings settings = {0};
  g_autoptr (GError) error = NULL;

  g_assert_false (acu_training_plan_prepare_finish (result, &settings, &error));
  *(char **)message = g_strdup (error->message);
}

/* Prepares the run @name on the label set @set, which fails: returns why. (transfer full) */
static char *
prepare (const char *name, const char *set)
{
  AcuRunSettings settings;
  char *message = NULL;
  guint tick = acu_test_start_ticking ();
  gint64 began = g_get_monotonic_time ();

  acu_run_settings_init (&settings, ACU_RUN_QUICK, "nano");
  settings.base = g_strdup ("nano");
  settings.data = g_strconcat ("labels:", set, NULL);
  acu_training_plan_prepare_async (name, &settings, NULL, prepared_cb, &message);
  acu_run_settings_clear (&settings);
  while (!message)
    acu_test_turn (began);
  g_source_remove (tick);
  return message;
}

/* What cannot be prepared leaves nothing of itself. */
static void
test_plan (void)
{
  g_autofree char *root = acu_run_folder_root ();
  g_autofree char *folder = g_build_filename (root, "unprepared", NULL);
  g_autofree char *taken = g_build_filename (root, "nano", NULL);
  g_autofree char *missing = prepare ("unprepared", "Nobody’s");
  g_autofree char *named = prepare ("nano", "Nobody’s");

  g_assert_nonnull (strstr (missing, "Nobody’s"));
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_true (g_str_has_prefix (named, "there is a model “nano” already"));
  g_assert_false (g_file_test (taken, G_FILE_TEST_EXISTS));
}

/* A window closed while a run is prepared begins none, and leaves nothing of it. */
static void
test_closed (Form *form, gconstpointer data)
{
  g_autofree char *root = acu_run_folder_root ();
  g_autofree char *folder = g_build_filename (root, gtk_editable_get_text (form->name), NULL);

  g_object_add_weak_pointer (G_OBJECT (form->setup), (gpointer *)&form->setup);
  acu_run_setup_start (form->setup);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&form->window)));
  g_assert_nonnull (form->setup); /* kept by what is prepared */
  while (form->setup)
    acu_test_turn (form->began);
  g_assert_false (acu_training_service_is_busy (form->service));
  /* It is taken away on another thread. */
  while (g_file_test (folder, G_FILE_TEST_EXISTS))
    acu_test_turn (form->began);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_assert_nonnull (acu_ui_get_resource ());
  g_test_add_func ("/run-begin/plan", test_plan);
  g_test_add_func ("/run-begin/numbers", test_numbers);
#define ADD(name, function)                                                                        \
  g_test_add ("/run-begin/" name, Form, NULL, form_set_up, function, form_tear_down)
  ADD ("closed", test_closed);
  ADD ("busy", test_busy);
  ADD ("failures-elsewhere", test_failures_elsewhere);
  ADD ("not-begun", test_not_begun);
  ADD ("not-prepared", test_not_prepared);
  ADD ("thousands", test_thousands);
#undef ADD
  return g_test_run ();
}
