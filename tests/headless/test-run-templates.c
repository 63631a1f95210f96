/* What a run begins with, and the rows of the paper's ablation table: what each changes, and that
 * it gets to the trainer and into what a run keeps of itself. */
#include "app/learning/training/run-folder.h"
#include "app/learning/training/run-template.h"
#include "app/learning/training/run.h"
#include "app/learning/training/training-base.h"
#include "app/learning/training/training-error.h"
#include "tests/headless/small-model.h"
#include "tests/headless/training-fixture.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define PICTURES 8
#define TRAINING 6

static char *base; /* small: how large the network is makes no difference here */
static char *data;

/* The paper's settings with what @recipe changes put back: what is left must be the paper's. */
static void
undo_template (AcuRunTemplate recipe, AcuRunSettings *settings, const AcuRunSettings *paper)
{
  switch (recipe) {
  case ACU_TEMPLATE_SINGLE_SCALE:
  case ACU_TEMPLATE_NO_ATTENTION:
    g_assert_cmpstr (settings->fusion, ==,
                     recipe == ACU_TEMPLATE_SINGLE_SCALE ? "single" : "concat");
    g_clear_pointer (&settings->fusion, g_free);
    break;
  case ACU_TEMPLATE_RANKING_LOSS:
    g_assert_cmpint (settings->loss.kind, ==, ACU_LOSS_L1);
    g_assert_cmpfloat (settings->loss.rank_alpha, ==, 0.3);
    settings->loss.rank_alpha = paper->loss.rank_alpha;
    break;
  case ACU_TEMPLATE_COLOUR_JITTER:
    g_assert_true (settings->augmentation.jitters);
    settings->augmentation.jitters = FALSE;
    break;
  case ACU_TEMPLATE_STEP_DECAY:
    /* In a few epochs nothing would decay. */
    g_assert_cmpint (settings->schedule.kind, ==, ACU_SCHEDULE_STEP);
    g_assert_cmpuint (settings->schedule.epochs, ==, 12);
    settings->schedule.kind = paper->schedule.kind;
    settings->schedule.epochs = paper->schedule.epochs;
    break;
  case ACU_TEMPLATE_RESNET50:
    g_assert_cmpstr (settings->base, ==, "preset:resnet50");
    g_free (settings->base);
    settings->base = g_strdup (paper->base);
    break;
  default:
    break;
  }
}

/* Every row of the table differs from the paper's settings in what its name says, and no more. */
static void
test_settings (void)
{
  AcuRunSettings paper;
  g_autofree char *wanted = NULL;

  acu_fixture_training_settings (&paper, ACU_RUN_FULL, base, data);
  wanted = acu_run_settings_to_json (&paper);
  for (guint i = 0; i < ACU_N_TEMPLATES; i++) {
    AcuRunSettings settings;
    g_autofree char *text = NULL;

    acu_fixture_training_settings (&settings, ACU_RUN_FULL, base, data);
    acu_run_template_apply ((AcuRunTemplate)i, &settings);
    undo_template ((AcuRunTemplate)i, &settings, &paper);
    text = acu_run_settings_to_json (&settings);
    g_assert_cmpstr (text, ==, wanted);
    acu_run_settings_clear (&settings);
  }
  acu_run_settings_clear (&paper);
}

/* What is seen of a run from outside. */
typedef struct {
  AcuRunStep first;
  AcuRunStep last;
  AcuFusion fusion;
} Course;

static void
step_cb (const AcuRunStep *step, gpointer user_data)
{
  Course *course = user_data;

  if (step->step == 1)
    course->first = *step;
  course->last = *step;
}

/* One step an epoch, of every picture. */
static void
settings_init (AcuRunSettings *settings, AcuRunTemplate recipe)
{
  acu_fixture_training_settings (settings, ACU_RUN_FULL, base, data);
  settings->batch = TRAINING;
  settings->seed = 5;
  acu_run_template_apply (recipe, settings);
}

/* Begins a run with @settings; its folder has them, word for word. (transfer full) */
static AcuRun *
begin (const char *name, const AcuRunSettings *settings)
{
  g_autofree char *root = acu_run_folder_root ();
  g_autofree char *path = g_build_filename (root, name, "settings.json", NULL);
  g_autofree char *kept = NULL, *wanted = acu_run_settings_to_json (settings);
  g_autoptr (GError) error = NULL;
  AcuRun *run = acu_run_new (name, settings, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
  g_assert_cmpstr (g_strstrip (kept), ==, g_strstrip (wanted));
  return run;
}

/* What the model says of how it was trained, beside places on this machine, is what was set. */
static void
assert_told (const AcuModelFile *file, const AcuRunSettings *settings)
{
  g_autofree char *text = acu_run_settings_to_json (settings);
  g_autoptr (JsonNode) wanted = json_from_string (text, NULL);
  g_autoptr (JsonNode) training = json_from_string (file->training, NULL);
  JsonObject *told = json_object_get_object_member (json_node_get_object (training), "settings");
  static const char *const names[] = {"rank_alpha", "jitters", "epochs", "dropout"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_true (json_object_has_member (told, names[i]));
    g_assert_true (
        json_node_equal (json_object_get_member (told, names[i]),
                         json_object_get_member (json_node_get_object (wanted), names[i])));
  }
  g_assert_cmpstr (json_object_get_string_member (told, "schedule"), ==,
                   acu_schedule_kind_name (settings->schedule.kind));
  g_assert_cmpstr (json_object_get_string_member_with_default (told, "fusion", NULL), ==,
                   settings->fusion);
}

/* Trains with @settings, which are cleared, to the end. */
static Course
train (const char *name, AcuRunSettings *settings)
{
  Course course = {0};
  const AcuRunListener listener = {.step = step_cb, .user_data = &course};
  g_autoptr (AcuRun) run = begin (name, settings);
  g_autoptr (AcuModelFile) file = NULL;
  g_autoptr (GError) error = NULL;

  acu_run_execute (run, &listener, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (course.last.step, ==, settings->schedule.epochs);
  file = acu_run_dup_model (run, &error);
  g_assert_no_error (error);
  assert_told (file, settings);
  course.fusion = file->architecture->fusion;
  acu_run_discard (run, &error);
  g_assert_no_error (error);
  acu_run_settings_clear (settings);
  return course;
}

static Course
train_template (AcuRunTemplate recipe)
{
  AcuRunSettings settings;

  settings_init (&settings, recipe);
  return train (acu_run_template_to_string (recipe), &settings);
}

/* The same seed, pictures and weights: whatever is different is the template's doing. */
static void
test_training (void)
{
  const Course paper = train_template (ACU_TEMPLATE_PAPER);
  Course course;
  AcuRunSettings settings;

  g_assert_cmpfloat_with_epsilon (paper.first.loss, paper.first.l1, 1e-9);
  g_assert_cmpint (paper.fusion, ==, ACU_FUSION_CHANNEL);

  course = train_template (ACU_TEMPLATE_SINGLE_SCALE);
  g_assert_cmpint (course.fusion, ==, ACU_FUSION_SINGLE);
  course = train_template (ACU_TEMPLATE_NO_ATTENTION);
  g_assert_cmpint (course.fusion, ==, ACU_FUSION_CONCAT);

  course = train_template (ACU_TEMPLATE_RANKING_LOSS);
  g_assert_cmpfloat (course.first.l1, ==, paper.first.l1);
  g_assert_cmpfloat (course.first.rank, >, 0);
  g_assert_cmpfloat_with_epsilon (course.first.loss, course.first.l1 + 0.3 * course.first.rank,
                                  1e-4);

  course = train_template (ACU_TEMPLATE_COLOUR_JITTER);
  g_assert_cmpfloat (course.first.l1, !=, paper.first.l1);

  course = train_template (ACU_TEMPLATE_STEP_DECAY);
  g_assert_cmpfloat (course.first.l1, ==, paper.first.l1);
  g_assert_cmpfloat_with_epsilon (course.last.rate_head, course.first.rate_head / 10, 1e-12);

  /* No row of the table, but of its text. */
  settings_init (&settings, ACU_TEMPLATE_PAPER);
  g_assert_cmpfloat (settings.dropout, >, 0);
  settings.dropout = 0;
  course = train ("no-dropout", &settings);
  g_assert_cmpfloat (course.first.l1, !=, paper.first.l1);
}

/* Its own base, random weights, would learn nothing from so few pictures and is refused; an
 * imported one is begun from.  Too large to be trained here: tests/golden has its steps. */
static void
test_resnet50 (void)
{
  AcuRunSettings settings;
  g_autoptr (AcuRun) run = NULL;
  g_autoptr (AcuTrainingBase) opened = NULL;
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;
  const AcuRunSettings *used;

  settings_init (&settings, ACU_TEMPLATE_RESNET50);
  g_assert_null (acu_run_new ("resnet50", &settings, NULL, &refused));
  g_assert_error (refused, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_OPTIONS);
  g_free (settings.base);
  settings.base = g_strdup ("test-weights:resnet50:single:1");
  run = begin ("resnet50", &settings);
  acu_run_settings_clear (&settings);
  used = acu_run_get_settings (run);
  opened = acu_training_base_open (used->base, used->fusion, used->seed, &error);
  g_assert_no_error (error);
  g_assert_cmpint (opened->architecture->backbone, ==, ACU_BACKBONE_RESNET50);
  acu_run_discard (run, &error);
  g_assert_no_error (error);
}

static const char *
mark (guint i)
{
  return i < TRAINING ? "train" : "val";
}

/* What every full run has, whatever its network: the paper's, as the specification's section on
 * training lists it. */
static void
assert_of_paper (const AcuRunSettings *settings)
{
  g_assert_cmpfloat (settings->schedule.rate, ==, 5e-6);
  g_assert_cmpfloat (settings->schedule.head_ratio, ==, 10);
  g_assert_cmpfloat (settings->schedule.cosine_floor, ==, 1e-6);
  g_assert_cmpint (settings->schedule.kind, ==, ACU_SCHEDULE_COSINE);
  g_assert_cmpuint (settings->schedule.epochs, ==, 5);
  g_assert_cmpuint (settings->schedule.warmup_steps, ==, 0);
  g_assert_cmpuint (settings->patience, ==, 5);
  g_assert_cmpint (settings->loss.kind, ==, ACU_LOSS_L1);
  g_assert_cmpfloat (settings->loss.rank_alpha, ==, 0);
  g_assert_true (settings->augmentation.flips);
  g_assert_false (settings->augmentation.jitters);
}

/* What a quick run has in common with it. */
static void
assert_common (const AcuRunSettings *settings, float dropout, float drop_path)
{
  g_assert_cmpuint (settings->batch, ==, 32);
  g_assert_cmpuint (settings->patches_per_image, ==, 20);
  g_assert_cmpfloat (settings->weight_decay, ==, 2e-4f);
  g_assert_cmpfloat (settings->clip_norm, ==, 1);
  g_assert_cmpfloat (settings->fault_weight, ==, 0.25f);
  g_assert_cmpfloat (settings->dropout, ==, dropout);
  g_assert_cmpfloat (settings->drop_path, ==, drop_path);
  g_assert_cmpfloat (settings->token_weight, ==, 0);
  g_assert_cmpfloat (settings->mosaic, ==, 0);
}

/* A run begins with the numbers that were published or measured, and not with others that look
 * alike. */
static void
test_defaults (void)
{
  static const struct {
    const char *preset;
    float dropout, drop_path;
  } sizes[] = {{"nano", 0.3f, 0.2f},
               {"tiny", 0.3f, 0.2f},
               {"small", 0.35f, 0.25f},
               {"base", 0.4f, 0.3f},
               {"resnet50", 0.4f, 0.3f}};
  AcuRunSettings settings;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    acu_run_settings_init (&settings, ACU_RUN_FULL, sizes[i].preset);
    assert_common (&settings, sizes[i].dropout, sizes[i].drop_path);
    assert_of_paper (&settings);
    acu_run_settings_clear (&settings);

    /* A head alone is small: larger steps, more and more patient epochs. */
    acu_run_settings_init (&settings, ACU_RUN_QUICK, sizes[i].preset);
    assert_common (&settings, sizes[i].dropout, sizes[i].drop_path);
    g_assert_cmpfloat (settings.schedule.rate, ==, 5e-5);
    g_assert_cmpfloat (settings.schedule.head_ratio, ==, 10);
    g_assert_cmpuint (settings.schedule.epochs, ==, 30);
    g_assert_cmpuint (settings.patience, ==, 10);
    acu_run_settings_clear (&settings);
  }

  /* From nothing: the rate and its warm-up are those of the specification's section on the starter
   * model; the rest is what was found to learn. */
  acu_run_settings_init (&settings, ACU_RUN_FULL, "nano");
  acu_run_settings_from_nothing (&settings);
  g_assert_cmpfloat (settings.schedule.rate, ==, 1e-3);
  g_assert_cmpuint (settings.schedule.warmup_steps, ==, 60);
  g_assert_cmpfloat (settings.schedule.head_ratio, ==, 0.2);
  g_assert_cmpuint (settings.schedule.epochs, ==, 20);
  g_assert_cmpuint (settings.batch, ==, 8);
  g_assert_cmpuint (settings.patches_per_image, ==, 1);
  g_assert_cmpuint (settings.patience, ==, 0);
  g_assert_cmpfloat (settings.weight_decay, ==, 0.02f);
  g_assert_cmpfloat (settings.clip_norm, ==, 1);
  g_assert_cmpfloat (settings.dropout, ==, 0);
  g_assert_cmpfloat (settings.drop_path, ==, 0);
  g_assert_cmpfloat (settings.fault_weight, ==, 5);
  g_assert_cmpfloat (settings.token_weight, ==, 40);
  g_assert_cmpfloat (settings.mosaic, ==, 0.9);
  acu_run_settings_clear (&settings);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = acu_fixture_begin_training (&argc, &argv);

  base = acu_test_write_least_model (folder);
  data = acu_fixture_write_scores (folder, "scores.csv", PICTURES, 0, mark);
  g_test_add_func ("/run-templates/defaults", test_defaults);
  g_test_add_func ("/run-templates/settings", test_settings);
  g_test_add_func ("/run-templates/training", test_training);
  g_test_add_func ("/run-templates/resnet50", test_resnet50);
  int status = g_test_run ();
  g_free (base);
  g_free (data);
  return status;
}
