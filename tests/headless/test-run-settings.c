/* What the settings of a run name, whichever folder it is gone on with from. */
#include "app/learning/training/run-settings.h"

#include "app/learning/datasets/dataset-spec.h"
#include "app/scoring/model-store.h"
#include "compute/weights/checkpoint.h"
#include "tests/headless/small-model.h"
#include "tests/headless/training-fixture.h"

#include <glib/gstdio.h>

static char *folder;

static void
check_data (const char *typed, const char *prefix, const char *file)
{
  g_autofree char *wanted =
      file != NULL ? g_strconcat (prefix, folder, file, NULL) : g_strdup (typed);
  AcuRunSettings settings = {.data = g_strdup (typed), .validation = g_strdup (typed)};

  acu_run_settings_make_absolute (&settings);
  g_assert_cmpstr (settings.data, ==, wanted);
  g_assert_cmpstr (settings.validation, ==, wanted);
  acu_run_settings_clear (&settings);
}

/* A colon is part of a name, but for one behind a layout. */
static void
test_data (void)
{
  g_autofree char *table = acu_fixture_write_scores (folder, "2026:best.csv", 3, 0, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuDataset) dataset = NULL;
  AcuRunSettings settings = {.data = g_strdup ("2026:best.csv")};

  check_data ("2026:best.csv", "", "/2026:best.csv");
  check_data ("best.csv", "", "/best.csv");
  check_data ("json:best:of.json", "json:", "/best:of.json");
  check_data ("koniq:KonIQ-10k", "koniq:", "/KonIQ-10k");
  check_data ("konik:KonIQ-10k", NULL, NULL); /* what is typed amiss is told as it was typed */
  acu_run_settings_make_absolute (&settings);
  g_assert_cmpint (g_chdir ("/"), ==, 0);
  dataset = acu_dataset_open (settings.data, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (acu_dataset_get_length (dataset), ==, 3);
  g_assert_cmpint (g_chdir (folder), ==, 0);
  acu_run_settings_clear (&settings);
}

static void
check_model (const char *typed, const char *wanted)
{
  AcuRunSettings settings = {.base = g_strdup (typed), .teacher = g_strdup (typed)};

  acu_run_settings_make_absolute (&settings);
  g_assert_cmpstr (settings.base, ==, wanted);
  g_assert_cmpstr (settings.teacher, ==, wanted);
  acu_run_settings_clear (&settings);
}

/* A model of the store is itself, whatever lies here under its name. */
static void
test_models (void)
{
  static const char *const names[] = {"kept", "other", "preset:nano", "test-weights:nano"};
  g_autofree char *small = acu_test_write_least_model (folder), *kept = NULL, *other = NULL;
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuModelFile) file = acu_checkpoint_open (small, NULL, &error);

  g_assert_no_error (error);
  kept = acu_model_store_add (store, file, "kept", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (g_file_set_contents (names[i], "words", -1, NULL));
  other = g_build_filename (folder, "other", NULL);
  check_model ("kept", "kept");
  check_model ("other", other);
  check_model ("./other", other);
  check_model ("preset:nano", "preset:nano");
  check_model ("test-weights:nano", "test-weights:nano");
  check_model ("nowhere", "nowhere");
}

int
main (int argc, char **argv)
{
  int status;

  folder = acu_fixture_begin_training (&argc, &argv);
  g_assert_cmpint (g_chdir (folder), ==, 0);
  g_test_add_func ("/run-settings/data", test_data);
  g_test_add_func ("/run-settings/models", test_models);
  status = g_test_run ();
  g_free (folder);
  return status;
}
