/* What a run does not do in silence: go on without its pictures, throw away what another program
 * trains, keep the first of equals, or be judged by what its base has learned. */
#include "app/learning/synth/picture-codec.h"
#include "app/learning/training/run-folder.h"
#include "app/learning/training/run.h"
#include "app/learning/training/training-error.h"
#include "compute/random.h"
#include "tests/headless/small-model.h"
#include "tests/headless/test-support.h"
#include "tests/headless/training-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define PICTURES 24
#define SIDE     40

static char *folder;
static char *base;

static gboolean
has_warning (const GPtrArray *warnings, const char *part)
{
  for (guint i = 0; i < warnings->len; i++)
    if (strstr (g_ptr_array_index (warnings, i), part) != NULL)
      return TRUE;
  return FALSE;
}

/* Takes the pictures of @data away, or brings them back. */
static void
move_pictures (const char *data, gboolean away)
{
  for (guint i = 0; i < PICTURES; i++) {
    g_autofree char *path = g_strdup_printf ("%s.%u.png", data, i);
    g_autofree char *elsewhere = g_strconcat (path, ".away", NULL);

    g_assert_cmpint (g_rename (away ? path : elsewhere, away ? elsewhere : path), ==, 0);
  }
}

/* A run whose pictures are gone fails instead of being over in a moment, and goes on when they are
 * back.  (They are gone before it has read any: what it has read it remembers.) */
static void
test_lost (void)
{
  g_autofree char *data = acu_fixture_write_scores (folder, "lost.csv", PICTURES, 0, NULL);
  const AcuRunListener listener = {NULL};
  g_autoptr (GError) error = NULL;
  AcuRunSettings settings;
  AcuRun *run;

  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
  run = acu_fixture_begin_run ("lost", &settings, NULL);
  move_pictures (data, TRUE);
  g_assert_false (acu_run_execute (run, &listener, NULL, &error));
  g_assert_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_DATA);
  g_assert_nonnull (strstr (error->message, "lost.csv"));
  g_clear_error (&error);
  acu_run_free (run);

  move_pictures (data, FALSE);
  run = acu_fixture_resume_run ("lost", NULL, NULL);
  g_assert_true (acu_run_execute (run, &listener, NULL, &error));
  g_assert_no_error (error);
  acu_fixture_discard_run (run);
}

typedef struct {
  double srcc, rmse; /* of the best */
  guint n_ties;
  guint n_nearer; /* of these, epochs nearer than the one that was best */
} Best;

static void
compare_cb (const AcuRunEpoch *epoch, gpointer data)
{
  Best *best = data;
  const AcuAgreement *agreement = &epoch->validation;

  if (epoch->epoch > 0 && agreement->srcc == best->srcc) {
    best->n_ties++;
    best->n_nearer += agreement->rmse < best->rmse;
    g_assert_cmpint (epoch->is_best, ==, agreement->rmse <= best->rmse);
  }
  if (epoch->is_best) {
    best->srcc = agreement->srcc;
    best->rmse = agreement->rmse;
  }
}

/* Ten pictures of noise, each of more contrast than the one before. (transfer full) */
static char *
write_contrasts (void)
{
  g_autoptr (GString) rows = g_string_new ("path,mos\n");
  char *path = g_build_filename (folder, "ties.csv", NULL);

  for (guint i = 0; i < 10; i++) {
    g_autoptr (AcuImage) image = acu_image_new (SIDE, SIDE, NULL);
    g_autofree char *name = g_strdup_printf ("contrast%u.png", i);
    g_autofree char *picture = g_build_filename (folder, name, NULL);
    AcuRandom random = acu_random_new (i, 0);

    for (int j = 0; j < 3 * SIDE * SIDE; j++)
      image->pixels[j] = (guint8)(100 + acu_random_below (&random, 1 + 15 * i));
    g_assert_true (acu_picture_write_png (image, picture, NULL));
    g_string_append_printf (rows, "%s,%u\n", name, 5 + 10 * i);
  }
  g_assert_true (g_file_set_contents (path, rows->str, -1, NULL));
  return path;
}

/* Two pictures are in order, or are not: of epochs that are equal in that the nearest is kept. */
static void
test_ties (void)
{
  g_autofree char *data = write_contrasts ();
  Best best = {0};
  const AcuRunListener listener = {.epoch = compare_cb, .user_data = &best};
  g_autoptr (GError) error = NULL;
  AcuRunSettings settings;
  AcuRun *run;

  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
  settings.schedule.epochs = 6;
  settings.schedule.rate = 1e-4;
  run = acu_fixture_begin_run ("ties", &settings, NULL);
  g_assert_true (acu_run_execute (run, &listener, NULL, &error));
  g_assert_no_error (error);
  g_test_message ("%u ties, %u of them nearer", best.n_ties, best.n_nearer);
  g_assert_cmpuint (best.n_nearer, >, 0);
  acu_fixture_discard_run (run);
}

/* Trains on @data from @from, as the set "Holidays". (transfer full) */
static AcuModelFile *
train (const char *from, const char *data, GPtrArray *warnings)
{
  const AcuRunListener listener = {.warning = acu_fixture_note_warning_cb, .user_data = warnings};
  AcuRunSettings settings;
  g_autoptr (GError) error = NULL;
  AcuModelFile *file;
  AcuRun *run;

  acu_fixture_training_settings (&settings, ACU_RUN_FULL, from, data);
  settings.schedule.epochs = 1;
  settings.data_name = g_strdup ("Holidays");
  run = acu_fixture_begin_run ("care", &settings, NULL);
  g_assert_true (acu_run_execute (run, &listener, NULL, &error));
  g_assert_no_error (error);
  file = acu_run_dup_model (run, &error);
  g_assert_no_error (error);
  acu_fixture_discard_run (run);
  return file;
}

/* Of a set that has grown other pictures are held out, which the base may have learned from. */
static void
test_seen (void)
{
  g_autofree char *few = acu_fixture_write_scores (folder, "holidays.csv", 12, 0, NULL);
  g_autofree char *more = acu_fixture_write_scores (folder, "holidays.csv", 18, 0, NULL);
  g_autofree char *path = g_build_filename (folder, "first.safetensors", NULL);
  g_autoptr (GPtrArray) none = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (AcuModelFile) first = train (base, few, none), second = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_nonnull (strstr (first->card, "that it did not learn from"));
  g_assert_true (acu_model_file_save (first, ACU_ELEMENT_F32, path, NULL));
  second = train (path, more, warnings);
  g_assert_true (has_warning (warnings, "Holidays"));
  g_assert_nonnull (strstr (second->card, "that this training did not learn from"));
  g_assert_nonnull (strstr (second->card, "perhaps from these very pictures"));
}

/* Labels of faults that the base does not know are passed over, and that is told. */
static void
test_unknown_faults (void)
{
  static const char *const heads[] = {"path,mos,fault:blur\n", "path,mos,fault:blur,fault:dust\n"};
  g_autofree char *path = g_build_filename (folder, "blur.safetensors", NULL);
  g_autofree char *table = g_build_filename (folder, "faults.csv", NULL);
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GString) rows = g_string_new (heads[i]);
    g_autoptr (AcuModelFile) file = NULL;

    for (guint j = 0; j < 4; j++) {
      g_autofree char *name = g_strdup_printf ("fault%u.png", j);

      acu_fixture_write_version (folder, name);
      g_string_append_printf (rows, "%s,%u,%u%s\n", name, 20 * j, j % 2, i > 0 ? ",1" : "");
    }
    g_assert_true (g_file_set_contents (table, rows->str, -1, NULL));
    file = train (i == 0 ? base : path, table, warnings);
    g_assert_true (acu_model_file_save (file, ACU_ELEMENT_F32, path, NULL));
    g_assert_cmpint (has_warning (warnings, "the fault dust"), ==, i == 1);
  }
}

/* What one program trains no other one throws away. */
static void
test_discard (void)
{
  g_autofree char *data = acu_fixture_write_scores (folder, "locked.csv", 8, 0, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRunFolder) other = NULL;
  AcuRunSettings settings, found = {NULL};
  AcuRun *run;

  acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
  run = acu_fixture_begin_run ("locked", &settings, NULL);
  other = acu_run_folder_open ("locked", &found, &error);
  g_assert_no_error (error);
  acu_run_settings_clear (&found);
  g_assert_false (acu_run_folder_remove (other, &error));
  g_assert_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_RUN);
  acu_fixture_discard_run (run);
}

int
main (int argc, char **argv)
{
  int status;

  folder = acu_fixture_begin_training (&argc, &argv);
  base = acu_test_write_least_model (folder);
  g_test_add_func ("/run-care/lost", test_lost);
  g_test_add_func ("/run-care/ties", test_ties);
  g_test_add_func ("/run-care/seen", test_seen);
  g_test_add_func ("/run-care/unknown-faults", test_unknown_faults);
  g_test_add_func ("/run-care/discard", test_discard);
  status = g_test_run ();
  g_free (base);
  g_free (folder);
  return status;
}
