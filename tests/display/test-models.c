/* What is done to models, and what is told of them: by the actions that a person's buttons have. */
#include "app/catalog/database.h"
#include "app/catalog/score-store.h"
#include "app/learning/training/run-folder.h"
#include "app/scoring/model-store.h"
#include "app/views/models/card-facts.h"
#include "app/views/models/folder-comparison.h"
#include "app/views/models/model-list.h"
#include "app/views/models/model-row.h"
#include "app/views/models/model-words.h"
#include "app/views/models/models-window.h"
#include "app/views/shared/settings.h"
#include "tests/display/models-fixture.h"
#include "tests/headless/small-model.h"

#include <adwaita.h>

static gboolean
exists (const char *name)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();

  return acu_model_store_has (store, name, NULL);
}

/* What programs are told of a training is told in words too, and what a file tells wrongly is not.
 */
static void
test_card_facts (void)
{
  g_autoptr (AcuModelFile) file = acu_test_make_model (acu_test_small_architecture ());

  g_assert_null (acu_card_dup_agreement (file));
  g_assert_null (acu_card_dup_training (file));
  file->training = g_strdup (
      "{\"data\": {\"name\": \"Holidays\", \"training\": 98}, \"settings\": {\"mode\": \"quick\"},"
      " \"held_out\": {\"pictures\": 21, \"groups\": 9, \"chose_epoch\": true, \"srcc\": 0.81,"
      " \"srcc_interval\": [0.74, 0.86], \"plcc\": 0.8}}");
  g_autofree char *agreement = acu_card_dup_agreement (file);
  g_autofree char *training = acu_card_dup_training (file);
  g_assert_cmpstr (agreement, ==,
                   "SRCC 0.810 (0.740 to 0.860), PLCC 0.800 on 21 pictures that it did not learn "
                   "from. These pictures also chose the epoch: the figures are optimistic.");
  g_assert_cmpstr (training, ==,
                   "98 pictures of “Holidays”. Quick: the head alone, on what the base’s backbone "
                   "sees.");

  g_free (file->training);
  file->training = g_strdup ("{\"data\": 5, \"held_out\": [\"srcc\"], \"settings\": null}");
  g_autofree char *nothing = acu_card_dup_agreement (file);
  g_assert_nonnull (strstr (nothing, "Nothing was held out"));
  g_assert_null (acu_card_dup_training (file));
}

/* Adds a model that tells how it was trained. */
static void
add_trained (const char *name)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModelFile) file = acu_test_make_model (acu_test_small_architecture ());
  g_autofree char *added = NULL;

  file->training = g_strdup (
      "{\"data\": {\"name\": \"Holidays & more\", \"training\": 98},"
      " \"settings\": {\"mode\": \"quick\"}, \"held_out\": {\"pictures\": 21, \"srcc\": 0.81,"
      " \"srcc_interval\": [0.74, 0.86], \"plcc\": 0.8}}");
  added = acu_model_store_add (store, file, name, NULL);
  g_assert_nonnull (added);
}

/* What the row called @title in or below @widget says; NULL where there is none. */
static const char *
get_fact (GtkWidget *widget, const char *title)
{
  const char *fact = NULL;

  if (ADW_IS_ACTION_ROW (widget) &&
      g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return adw_action_row_get_subtitle (ADW_ACTION_ROW (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !fact;
       child = gtk_widget_get_next_sibling (child))
    fact = get_fact (child, title);
  return fact;
}

static void
test_cards (AcuModelsFixture *fixture, gconstpointer data)
{
  acu_test_add_model ("card & more");
  add_trained ("trained");
  acu_models_fixture_show (fixture);
  acu_models_fixture_wait_for_row (fixture, "nano", TRUE);
  GtkWidget *installed = acu_test_find (fixture->list, ADW_TYPE_EXPANDER_ROW, "nano");
  GtkWidget *own = acu_test_find (fixture->list, ADW_TYPE_EXPANDER_ROW, "card & more");

  g_assert_true (acu_test_says_text (installed, "scores now"));
  g_assert_true (acu_test_says_text (installed, "Swin nano, channel attention"));
  g_assert_true (acu_test_says_text (installed, "What it knows, and what it does not"));
  g_assert_true (acu_test_says_text (installed, "it does not know taste"));
  g_assert_true (acu_test_says_text (installed, "blur, motion, overexposure"));
  g_assert_false (acu_test_says_text (installed, "Delete"));
  g_assert_true (acu_test_says_text (own, "CC0-1.0"));
  g_assert_true (acu_test_says_text (own, "made up <for a test> & nothing else"));
  g_assert_true (acu_test_says_text (own, "Delete"));

  /* A model that was trained says how well and from what; of one that tells nothing nothing is
   * made up. */
  acu_models_fixture_wait_for_row (fixture, "trained", TRUE);
  GtkWidget *trained = acu_test_find (fixture->list, ADW_TYPE_EXPANDER_ROW, "trained");
  const char *how_well = get_fact (trained, "How well");
  const char *learned_from = get_fact (trained, "What it learned from");
  g_assert_true (how_well && g_str_has_prefix (how_well, "SRCC 0.810 (0.740 to 0.860), PLCC 0.800 "
                                                         "on 21 pictures"));
  g_assert_cmpstr (learned_from, ==,
                   "98 pictures of “Holidays & more”. Quick: the head alone, on what the base’s "
                   "backbone sees.");
  own = acu_test_find (fixture->list, ADW_TYPE_EXPANDER_ROW, "card & more");
  g_assert_null (get_fact (own, "How well"));
  g_assert_null (get_fact (own, "What it learned from"));
}

/* Whether the card of the row @data is unfolded, and begins on what is seen of the list. */
static gboolean
shows_card (gpointer data)
{
  GtkWidget *card = acu_model_row_get_card (data);
  GtkWidget *view = gtk_widget_get_ancestor (data, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  return gtk_widget_get_mapped (card) && gtk_widget_get_height (card) > 0 &&
         gtk_widget_compute_bounds (card, view, &bounds) && bounds.origin.y >= 0 &&
         bounds.origin.y < gtk_widget_get_height (view);
}

/* Whoever asks for the card of a model has it before them, however many models there are. */
static void
test_show_card (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autofree char *card =
      g_build_filename (g_get_user_data_dir (), "acutance", "models", "wanted.md", NULL);

  for (guint i = 0; i < 12; i++) {
    g_autofree char *name = g_strdup_printf ("model %u", i);
    acu_test_add_model (name);
  }
  acu_test_add_model ("wanted");
  g_assert_true (g_file_set_contents (card, "# What it is for\n", -1, NULL));
  acu_models_fixture_show (fixture);
  GtkWidget *row = acu_test_find (fixture->list, ADW_TYPE_EXPANDER_ROW, "wanted");
  g_assert_false (shows_card (row));
  gtk_window_destroy (GTK_WINDOW (fixture->window));

  fixture->window = acu_models_window_new (fixture->library);
  acu_models_window_show_card (ACU_MODELS_WINDOW (fixture->window), "wanted");
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->list = acu_test_find (fixture->window, ACU_TYPE_MODEL_LIST, NULL);
  acu_models_fixture_wait_for_row (fixture, "wanted", TRUE);
  row = acu_test_find (fixture->list, ADW_TYPE_EXPANDER_ROW, "wanted");
  acu_test_wait_for (shows_card, row);
  g_assert_true (acu_test_says_text (acu_model_row_get_card (row), "What it is for"));
  g_assert_false (adw_expander_row_get_expanded (
      ADW_EXPANDER_ROW (acu_test_find (fixture->list, ADW_TYPE_EXPANDER_ROW, "model 3"))));
}

/* What others do to the models meanwhile, such as a run whose result is kept, is there without
 * anybody asking, and takes nothing from whoever reads: what is unfolded, or chosen, stays. */
static void
test_kept_meanwhile (AcuModelsFixture *fixture, gconstpointer data)
{
  GSettings *settings = acu_settings_get ();
  g_autoptr (AcuModelStore) store = acu_model_store_new ();

  acu_test_add_model ("read");
  acu_models_fixture_show (fixture);
  acu_models_fixture_wait_for_row (fixture, "read", TRUE);
  adw_expander_row_set_expanded (
      ADW_EXPANDER_ROW (acu_test_find (fixture->list, ADW_TYPE_EXPANDER_ROW, "read")), TRUE);
  GtkWidget *page = acu_test_find (fixture->window, ACU_TYPE_FOLDER_COMPARISON, NULL);
  AdwComboRow *compared = ADW_COMBO_ROW (acu_test_find (page, ADW_TYPE_COMBO_ROW, NULL));
  adw_combo_row_set_selected (compared, 1);

  /* It is used before the list knows of it. */
  g_settings_set_string (settings, "model", "another");
  acu_test_add_model ("another");
  acu_models_fixture_wait_for_row (fixture, "another", TRUE);
  g_assert_true (acu_test_says_text (
      acu_test_find (fixture->list, ADW_TYPE_EXPANDER_ROW, "another"), "scores now"));
  g_assert_false (acu_test_says_text (acu_test_find (fixture->list, ADW_TYPE_EXPANDER_ROW, "nano"),
                                      "scores now"));
  g_assert_true (adw_expander_row_get_expanded (
      ADW_EXPANDER_ROW (acu_test_find (fixture->list, ADW_TYPE_EXPANDER_ROW, "read"))));
  g_assert_cmpstr (gtk_string_object_get_string (adw_combo_row_get_selected_item (compared)), ==,
                   "read");
  g_assert_true (acu_model_store_remove (store, "another", NULL));
  acu_models_fixture_wait_for_row (fixture, "another", FALSE);
}

/* Notes in the catalog that a model called @model has scored; returns the scorer. */
static gint64
add_scorer (AcuCatalog *catalog, const char *model)
{
  char *const none[] = {NULL};
  const AcuScorerInfo info = {.model = (char *)model,
                              .fingerprint = (char *)"of a test",
                              .protocol = (char *)"native",
                              .plan = (char *)"grid",
                              .score_max = 100,
                              .faults = (char **)none};
  g_autoptr (GError) error = NULL;
  gint64 scorer = acu_score_store_add_scorer (catalog, &info, &error);

  g_assert_no_error (error);
  return scorer;
}

typedef struct {
  AcuCatalog *catalog;
  gint64 scorer;
  const char *model;
} Scorer;

/* Whether what @data has scored is the model's of that name. */
static gboolean
is_scorer_of (gpointer data)
{
  const Scorer *scorer = data;
  g_autoptr (AcuScorerInfo) info =
      acu_score_store_get_scorer (scorer->catalog, scorer->scorer, NULL);

  g_assert_nonnull (info);
  return g_str_equal (info->model, scorer->model);
}

static void
test_use_rename_delete (AcuModelsFixture *fixture, gconstpointer data)
{
  GSettings *settings = acu_settings_get ();
  AcuCatalog *catalog = acu_library_get_catalog (fixture->library);
  Scorer scorer = {catalog, add_scorer (catalog, "mine"), "mine"};

  acu_test_add_model ("mine");
  acu_models_fixture_show (fixture);

  gtk_widget_activate_action (fixture->list, "models.use", "s", "mine");
  g_autofree char *chosen = g_settings_get_string (settings, "model");
  g_assert_cmpstr (chosen, ==, "mine");
  g_assert_true (acu_test_says_text (acu_test_find (fixture->list, ADW_TYPE_EXPANDER_ROW, "mine"),
                                     "scores now"));

  /* What scores cannot be deleted, but renamed: then it scores on under the new name. */
  gtk_widget_activate_action (fixture->list, "models.delete", "s", "mine");
  g_assert_false (acu_test_has_dialog (NULL));
  gtk_widget_activate_action (fixture->list, "models.rename", "s", "mine");
  acu_test_wait_for (acu_test_has_dialog, NULL);
  GtkWidget *entry = adw_message_dialog_get_extra_child (acu_test_get_dialog ());
  gtk_editable_set_text (GTK_EDITABLE (entry), " renamed ");
  acu_test_answer ("rename");
  acu_models_fixture_wait_for_row (fixture, "renamed", TRUE);
  acu_models_fixture_wait_for_row (fixture, "mine", FALSE);
  g_autofree char *renamed = g_settings_get_string (settings, "model");
  g_assert_cmpstr (renamed, ==, "renamed");
  /* What it has scored it need not score once more. */
  g_assert_true (scorer.scorer > 0);
  scorer.model = "renamed";
  acu_test_wait_for (is_scorer_of, &scorer);
  g_assert_true (acu_score_store_remove_scorer (catalog, scorer.scorer, NULL));

  /* A name that is taken changes nothing and says so. */
  acu_test_add_model ("other");
  gtk_widget_activate_action (fixture->list, "models.rename-to", "(ss)", "other", "nano");
  acu_test_wait_for (acu_test_has_dialog, NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (acu_test_get_dialog ()), "nano"));
  acu_test_answer ("close");
  g_assert_true (exists ("other"));

  /* Deleting asks first. */
  acu_models_fixture_wait_for_row (fixture, "other", TRUE);
  gtk_widget_activate_action (fixture->list, "models.delete", "s", "other");
  acu_test_wait_for (acu_test_has_dialog, NULL);
  acu_test_answer ("cancel");
  g_assert_true (exists ("other"));
  gtk_widget_activate_action (fixture->list, "models.delete", "s", "other");
  acu_test_wait_for (acu_test_has_dialog, NULL);
  acu_test_answer ("delete");
  acu_models_fixture_wait_for_row (fixture, "other", FALSE);
  g_assert_false (exists ("other"));
}

/* A model whose scores cannot be renamed keeps its name, its card, and what it is chosen for. */
static void
test_refused_rename (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "acutance", "catalog.db", NULL);
  g_autofree char *card =
      g_build_filename (g_get_user_data_dir (), "acutance", "models", "scored.md", NULL);
  AcuCatalog *catalog = acu_library_get_catalog (fixture->library);
  GSettings *settings = acu_settings_get ();
  gint64 scorer = add_scorer (acu_library_get_catalog (fixture->library), "scored");
  g_autoptr (AcuDatabase) database = acu_database_open (path, ACU_DATABASE_WRITE, NULL);

  acu_test_add_model ("scored");
  g_assert_true (g_file_set_contents (card, "# Kept\n", -1, NULL));
  acu_models_fixture_show (fixture);
  acu_models_fixture_wait_for_row (fixture, "scored", TRUE);
  gtk_widget_activate_action (fixture->list, "models.use", "s", "scored");
  g_assert_true (acu_database_run_script (database,
                                          "CREATE TRIGGER refuse BEFORE UPDATE ON scorers "
                                          "BEGIN SELECT RAISE (ABORT, 'refused'); END",
                                          NULL));
  gtk_widget_activate_action (fixture->list, "models.rename-to", "(ss)", "scored", "called so");
  acu_test_wait_for (acu_test_has_dialog, NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (acu_test_get_dialog ()), "refused"));
  acu_test_answer ("close");
  g_assert_true (exists ("scored"));
  g_assert_false (exists ("called so"));
  g_assert_true (g_file_test (card, G_FILE_TEST_EXISTS));
  g_autofree char *chosen = g_settings_get_string (settings, "model");
  g_assert_cmpstr (chosen, ==, "scored");

  g_assert_true (acu_database_run_script (database, "DROP TRIGGER refuse", NULL));
  gtk_widget_activate_action (fixture->list, "models.rename-to", "(ss)", "scored", "called so");
  acu_models_fixture_wait_for_row (fixture, "called so", TRUE);
  g_autofree char *renamed = g_settings_get_string (settings, "model");
  g_assert_cmpstr (renamed, ==, "called so");
  g_autoptr (AcuScorerInfo) info = acu_score_store_get_scorer (catalog, scorer, NULL);
  g_assert_cmpstr (info->model, ==, "called so");
  g_assert_true (acu_score_store_remove_scorer (catalog, scorer, NULL));
}

/* An unfinished run called @name that began with the model called @base, of which @noted, where it
 * is one of the models, tells the weights, and learns from @teacher, or NULL, too. (transfer full)
 */
static AcuRunFolder *
begin_run (const char *name, const char *base, const char *noted, const char *teacher)
{
  AcuRunSettings settings;
  g_autoptr (GError) error = NULL;
  AcuRunFolder *folder;

  acu_run_settings_init (&settings, ACU_RUN_QUICK, "nano");
  settings.base = g_strdup (base);
  settings.data = g_strdup ("/nowhere/scores.csv");
  settings.teacher = g_strdup (teacher);
  folder = acu_run_folder_create (name, &settings, &error);
  acu_run_settings_clear (&settings);
  g_assert_no_error (error);
  if (noted) {
    g_autofree char *path = acu_run_folder_path (folder, ACU_RUN_BASE_FILE);
    g_autoptr (AcuModelStore) store = acu_model_store_new ();
    g_autoptr (AcuModelFile) file = acu_model_store_open_file (store, noted, &error);
    g_assert_no_error (error);
    g_autofree char *fingerprint = acu_model_file_dup_fingerprint (file);
    g_assert_true (g_file_set_contents (path, fingerprint, -1, NULL));
  }
  return folder;
}

/* What is said before the model @name is deleted, which then is not. (transfer full) */
static char *
ask_to_delete (AcuModelsFixture *fixture, const char *name)
{
  gtk_widget_activate_action (fixture->list, "models.delete", "s", name);
  acu_test_wait_for (acu_test_has_dialog, NULL);
  char *said = g_strdup (adw_message_dialog_get_body (acu_test_get_dialog ()));
  acu_test_answer ("cancel");
  return said;
}

/* Before a model is deleted it is said which runs could not be gone on with: those that began with
 * it, whatever it was called then, unless another one has the same weights, or learn from it. */
static void
test_delete_base (AcuModelsFixture *fixture, gconstpointer data)
{
  acu_test_add_seeded_model ("begun with", 8);
  acu_test_add_seeded_model ("learned by nobody", 9);
  acu_test_add_seeded_model ("teaches", 10);
  AcuRunFolder *runs[] = {
      begin_run ("Holidays, quick", "its former name", "begun with", NULL),
      begin_run ("Alps", "begun with", NULL, NULL),
      begin_run ("Of others", "begun with", "learned by nobody", NULL),
      begin_run ("Taught", "begun with", "learned by nobody", "teaches"),
  };
  acu_models_fixture_show (fixture);
  acu_models_fixture_wait_for_row (fixture, "begun with", TRUE);
  acu_models_fixture_wait_for_row (fixture, "learned by nobody", TRUE);
  acu_models_fixture_wait_for_row (fixture, "teaches", TRUE);

  g_autofree char *teacher = ask_to_delete (fixture, "teaches");
  g_assert_nonnull (strstr (teacher, "The run “Taught” is not finished, and could not go on"));
  g_autofree char *both = ask_to_delete (fixture, "begun with");
  g_assert_nonnull (strstr (both, "cannot be brought back"));
  g_assert_nonnull (strstr (both, "The runs “Alps”, “Holidays, quick” are not finished, and could "
                                  "not go on without this model."));
  acu_test_add_seeded_model ("the same", 8);
  acu_models_fixture_wait_for_row (fixture, "the same", TRUE);
  g_autofree char *one = ask_to_delete (fixture, "begun with");
  g_assert_nonnull (strstr (one, "The run “Alps” is not finished, and could not go on"));
  g_autofree char *copy = ask_to_delete (fixture, "the same");
  g_assert_null (strstr (copy, "not finished"));

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++) {
    g_assert_true (acu_run_folder_remove (runs[i], NULL));
    acu_run_folder_free (runs[i]);
  }
  g_autofree char *nothing = ask_to_delete (fixture, "learned by nobody");
  g_assert_null (strstr (nothing, "not finished"));
}

static void
test_card_markup (void)
{
  g_autofree char *markup =
      acu_card_to_markup ("# A & B\n\nOne **bold**\nline, `code` and 2 ** 3.\n\n- first\n\n"
                          "| a | b |\n| --- | --- |\n| 1 | <2 |\n```\n# no heading\n```\n");

  g_assert_cmpstr (
      markup, ==,
      "<b>A &amp; B</b>\n\nOne <b>bold</b> line, <tt>code</tt> and 2 ** 3.\n\n"
      "• first\n\n<tt>| a | b |</tt>\n<tt>| 1 | &lt;2 |</tt>\n<tt># no heading</tt>\n\n");
  g_assert_true (pango_parse_markup (markup, -1, 0, NULL, NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  acu_models_test_begin (&argc, &argv);

#define ADD(name, function)                                                                        \
  g_test_add ("/models/" name, AcuModelsFixture, NULL, acu_models_fixture_set_up, function,        \
              acu_models_fixture_tear_down)
  g_test_add_func ("/models/card-markup", test_card_markup);
  g_test_add_func ("/models/card-facts", test_card_facts);
  ADD ("cards", test_cards);
  ADD ("show-card", test_show_card);
  ADD ("kept-meanwhile", test_kept_meanwhile);
  ADD ("use-rename-delete", test_use_rename_delete);
  ADD ("refused-rename", test_refused_rename);
  ADD ("delete-base", test_delete_base);
#undef ADD
  return acu_models_test_run ();
}
