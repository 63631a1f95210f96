/* What the options of a training do to its steps.  Pictures are as large as a patch and nothing is
 * drawn, so that what the log says of a step can be worked out beside it. */
#include "app/imaging/resize.h"
#include "app/learning/synth/picture-codec.h"
#include "app/learning/training/run-folder.h"
#include "app/learning/training/run.h"
#include "app/learning/training/teacher.h"
#include "app/learning/training/training-error.h"
#include "app/scoring/model-store.h"
#include "compute/random.h"
#include "tests/headless/small-model.h"
#include "tests/headless/training-fixture.h"

#include <math.h>
#include <string.h>

#define LEARNED 4 /* pictures, which make one batch */
#define SIDE    ACU_TEST_LEAST_SIDE

static char *folder;
static char *base;

static const float scores[LEARNED] = {80.0f, 15.0f, 55.0f, 40.0f};

/* Writes pictures of @side x @side pixels, noise of more and more contrast, and what is known of
 * them, each with its row of @faults, as @name.csv.  @images: gets those that are
 * learned from; one more chooses the epoch.  (transfer full) */
static char *
write_data (const char *name,
            int side,
            const char *head,
            const char *const *faults,
            AcuImage *images[LEARNED])
{
  g_autoptr (GString) rows = g_string_new (NULL);
  g_autofree char *file = g_strconcat (name, ".csv", NULL);
  char *path = g_build_filename (folder, file, NULL);

  g_string_printf (rows, "path,mos,split%s\n", head);
  for (guint i = 0; i <= LEARNED; i++) {
    g_autoptr (AcuImage) image = acu_image_new (side, side, NULL);
    g_autofree char *picture = g_strdup_printf ("%s%u.png", name, i);
    g_autofree char *place = g_build_filename (folder, picture, NULL);
    AcuRandom random = acu_random_new (i, 0);

    for (int j = 0; j < 3 * side * side; j++)
      image->pixels[j] = (guint8)(20 * i + acu_random_below (&random, 40 * (i + 1)));
    g_assert_true (acu_picture_write_png (image, place, NULL));
    g_string_append_printf (rows, "%s,%g,%s%s\n", picture, i < LEARNED ? (double)scores[i] : 50.0,
                            i < LEARNED ? "train" : "val", faults[i % LEARNED]);
    if (i < LEARNED)
      images[i] = g_steal_pointer (&image);
  }
  g_assert_true (g_file_set_contents (path, rows->str, -1, NULL));
  return path;
}

static const char *const no_faults[LEARNED] = {"", "", "", ""};

static void
free_images (AcuImage *images[LEARNED])
{
  for (guint i = 0; i < LEARNED; i++)
    acu_image_unref (images[i]);
}

/* What the model file @path says of @images, each reduced to a patch; @faults: (nullable). */
static void
predict (const char *path, AcuImage *const images[LEARNED], float *said, float *faults)
{
  g_autoptr (AcuModelStore) store = acu_model_store_new ();
  g_autoptr (AcuModel) model = acu_model_store_open (store, path, NULL);
  g_autoptr (AcuPredictor) predictor =
      acu_predictor_new (model, &(AcuPredictorOptions){.device = "cpu"}, NULL);
  g_autofree guint8 *patches = g_new (guint8, LEARNED * 3 * SIDE * SIDE);
  const AcuPrediction prediction = {.scores = said, .faults = faults};

  g_assert_nonnull (predictor);
  for (guint i = 0; i < LEARNED; i++) {
    g_autoptr (AcuImage) patch = acu_image_resize (images[i], SIDE, SIDE, NULL);

    memcpy (patches + 3 * SIDE * SIDE * i, patch->pixels, 3 * SIDE * SIDE);
  }
  g_assert_true (acu_predictor_run (predictor, patches, LEARNED, &prediction, NULL, NULL));
}

static AcuRunSettings
make_settings (const char *from, const char *data)
{
  AcuRunSettings settings;

  acu_fixture_training_settings (&settings, ACU_RUN_FULL, from, data);
  settings.schedule.kind = ACU_SCHEDULE_CONSTANT;
  settings.schedule.epochs = 1;
  settings.batch = LEARNED;
  settings.augmentation = (AcuAugmentation){0};
  settings.dropout = settings.drop_path = settings.fusion_dropout = 0.0f;
  return settings;
}

/* Trains as @settings, which are cleared, say, and returns the lines of the log that are steps.
 * (transfer full) (element-type utf8) */
static GPtrArray *
train (AcuRunSettings *settings)
{
  static guint n_runs;
  const AcuRunListener listener = {NULL};
  GPtrArray *steps = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *name = g_strdup_printf ("options%u", n_runs++);
  g_autofree char *log = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRun) run = acu_run_new (name, settings, log, &error);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_no_error (error);
  acu_run_execute (run, &listener, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (acu_run_discard (run, NULL));
  g_assert_true (g_file_get_contents (log, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], "\"step\": ") != NULL)
      g_ptr_array_add (steps, g_strdup (lines[i]));
  acu_run_settings_clear (settings);
  return steps;
}

/* The number @key of step @index. */
static double
read_number (GPtrArray *steps, guint index, const char *key)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\": ", key);
  const char *place;

  g_assert_cmpuint (index, <, steps->len);
  place = strstr (g_ptr_array_index (steps, index), quoted);
  g_assert_nonnull (place);
  return g_ascii_strtod (place + strlen (quoted), NULL);
}

static void
assert_near (double found, double expected)
{
  g_assert_cmpfloat_with_epsilon (found, expected, 1e-4 * fabs (expected) + 1e-6);
}

/* The first step has the loss that was asked for, beside the two that are always told; the second
 * has less of it. */
static void
test_losses (void)
{
  static const AcuLossKind kinds[] = {ACU_LOSS_L1, ACU_LOSS_L2, ACU_LOSS_PLCC, ACU_LOSS_RANK,
                                      ACU_LOSS_FIDELITY};
  AcuImage *images[LEARNED];
  g_autofree char *data = write_data ("losses", SIDE, "", no_faults, images);
  float said[LEARNED];

  predict (base, images, said, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    AcuRunSettings settings = make_settings (base, data);
    AcuLossOptions loss = {
        .kind = kinds[i], .rank_alpha = 0.5, .rank_margin = 3.0, .fidelity_sigma = 7.0};
    g_autoptr (GPtrArray) steps = NULL;
    AcuLossValue expected;

    settings.loss = loss;
    settings.schedule.rate = 1e-4;
    settings.schedule.epochs = 2;
    steps = train (&settings);
    acu_loss_evaluate (&loss, said, scores, LEARNED, NULL, &expected);
    g_assert_cmpuint (steps->len, ==, 2);
    assert_near (read_number (steps, 0, "loss"), expected.total);
    assert_near (read_number (steps, 0, "l1"), expected.l1);
    assert_near (read_number (steps, 0, "rank"), expected.rank);
    g_assert_cmpfloat (read_number (steps, 1, "loss"), <, read_number (steps, 0, "loss"));
    g_assert_cmpfloat_with_epsilon (read_number (steps, 1, "lr_backbone"), 1e-4, 1e-11);
  }
  free_images (images);
}

/* The rates of every step: rising at first, then as the schedule says. */
static void
test_schedules (void)
{
  static const struct {
    AcuSchedule schedule;
    guint batch;
    double backbone[7], head[7];
  } cases[] = {
      {{ACU_SCHEDULE_STEP, 1e-6, 10, 7, 4, 0},
       LEARNED,
       {2.5e-7, 5e-7, 7.5e-7, 1e-6, 1e-6, 1e-6, 1e-6},
       {2.5e-6, 5e-6, 7.5e-6, 1e-5, 1e-5, 1e-5, 1e-6}},
      {{ACU_SCHEDULE_COSINE, 1e-4, 2, 2, 3, 1e-5},
       LEARNED / 2,
       {1e-4 / 3, 2e-4 / 3, 5.5e-5, 5.5e-5},
       {2e-4 / 3, 4e-4 / 3, 1.05e-4, 1.05e-4}},
  };
  AcuImage *images[LEARNED];
  g_autofree char *data = write_data ("schedules", SIDE, "", no_faults, images);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    AcuRunSettings settings = make_settings (base, data);
    g_autoptr (GPtrArray) steps = NULL;

    settings.schedule = cases[i].schedule;
    settings.batch = cases[i].batch;
    steps = train (&settings);
    g_assert_cmpuint (steps->len, ==, cases[i].schedule.epochs * LEARNED / cases[i].batch);
    for (guint step = 0; step < steps->len; step++) {
      g_assert_cmpfloat_with_epsilon (read_number (steps, step, "lr_backbone"),
                                      cases[i].backbone[step], 1e-11);
      g_assert_cmpfloat_with_epsilon (read_number (steps, step, "lr_head"), cases[i].head[step],
                                      1e-11);
    }
  }
  free_images (images);
}

/* Of pictures twice as large as a patch, the whole is seen at half the size and nothing else is;
 * colours that are varied are seen as well. */
static void
test_augmentation (void)
{
  AcuImage *images[LEARNED];
  g_autofree char *data = write_data ("scaled", 2 * SIDE, "", no_faults, images);
  AcuRunSettings settings = make_settings (base, data);
  g_autoptr (GPtrArray) whole = NULL, parts = NULL, coloured = NULL;
  AcuLossValue expected;
  float said[LEARNED];
  double l1;

  predict (base, images, said, NULL);
  acu_loss_evaluate (&settings.loss, said, scores, LEARNED, NULL, &expected);
  settings.augmentation.scale_low = settings.augmentation.scale_high = 0.5;
  whole = train (&settings);
  l1 = read_number (whole, 0, "l1");
  assert_near (l1, expected.l1);

  settings = make_settings (base, data);
  parts = train (&settings);
  g_assert_cmpfloat (fabs (read_number (parts, 0, "l1") - l1), >, 1e-3);

  settings = make_settings (base, data);
  settings.augmentation.scale_low = settings.augmentation.scale_high = 0.5;
  settings.augmentation.jitters = TRUE;
  coloured = train (&settings);
  g_assert_cmpfloat (fabs (read_number (coloured, 0, "l1") - l1), >, 1e-3);
  free_images (images);
}

/* Writes @architecture that knows @faults, on scores from @low to @high. (transfer full) */
static char *
write_model (
    const char *name, guint width, const char *const *faults, float low, float high, guint64 seed)
{
  g_autoptr (AcuArchitecture) architecture = acu_test_least_architecture ();

  architecture->embed_dim = width;
  acu_architecture_name_preset (architecture);
  acu_architecture_set_faults (architecture, faults);
  architecture->score_min = low;
  architecture->score_max = high;
  return acu_test_write_model (architecture, seed, folder, name);
}

/* Binary cross entropy. */
static double
cross_entropy (float said, float wanted)
{
  return -((double)wanted * log ((double)said) + (1.0 - (double)wanted) * log (1.0 - (double)said));
}

/* A teacher of another width, on another scale, that knows other faults in another order: its
 * scores are brought to the student's scale, and it answers for the faults that nobody labelled and
 * that it knows. */
static void
test_teacher (void)
{
  enum { BLUR, HALOS, NOISE, TAUGHT }; /* the student's */
  const char *const student_faults[] = {"blur", "halos", "noise", NULL};
  const char *const teacher_faults[] = {"noise", "blur", NULL};
  const char *const labels[LEARNED] = {",0.75,,", ",,0.25,", ",,,0.5", ",,,"};
  const AcuLossOptions l1 = {.kind = ACU_LOSS_L1};
  g_autofree char *student = write_model ("student.safetensors", 8, student_faults, 0, 100, 1);
  g_autofree char *teacher = write_model ("teacher.safetensors", 16, teacher_faults, 1, 5, 2);
  AcuImage *images[LEARNED];
  g_autofree char *data =
      write_data ("taught", SIDE, ",fault:blur,fault:halos,fault:noise", labels, images);
  float said[LEARNED], wanted[LEARNED], faults[LEARNED][TAUGHT], answers[LEARNED][2];
  AcuLossValue own, taught;
  double sum = 0.0;

  predict (student, images, said, &faults[0][0]);
  predict (teacher, images, wanted, &answers[0][0]);
  for (guint i = 0; i < LEARNED; i++) {
    wanted[i] = 25.0f * (wanted[i] - 1.0f);
    sum += cross_entropy (faults[i][BLUR], i == 0 ? 0.75f : answers[i][1]);
    sum += cross_entropy (faults[i][NOISE], i == 2 ? 0.5f : answers[i][0]);
  }
  sum += cross_entropy (faults[1][HALOS], 0.25f);
  acu_loss_evaluate (&l1, said, scores, LEARNED, NULL, &own);
  acu_loss_evaluate (&l1, said, wanted, LEARNED, NULL, &taught);
  g_assert_cmpfloat (fabs (own.l1 - taught.l1), >, 1.0);

  for (guint i = 0; i < 2; i++) {
    const float share = i == 0 ? 1.0f : 0.25f;
    AcuRunSettings settings = make_settings (student, data);
    g_autoptr (GPtrArray) steps = NULL;

    settings.teacher = g_strdup (teacher);
    settings.teacher_share = share;
    steps = train (&settings);
    assert_near (read_number (steps, 0, "l1"), own.l1);
    assert_near (read_number (steps, 0, "loss"),
                 (double)share * taught.total + (1.0 - (double)share) * own.total);
    assert_near (read_number (steps, 0, "fault_loss"), sum / (2 * LEARNED + 1));
  }
  free_images (images);
}

/* A teacher that is asked much answers no more once it is cancelled. */
static void
test_teacher_stops (void)
{
  enum { ASKED = 2 };
  const char *const no_names[] = {NULL};
  const AcuPredictorOptions options = {.device = "cpu", .batch = 1};
  g_autofree char *path = write_model ("asked.safetensors", 8, no_names, 0, 100, 1);
  g_autofree guint8 *patches = g_new0 (guint8, ASKED * SIDE * SIDE * 3);
  g_autoptr (AcuArchitecture) student = acu_test_least_architecture ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTeacher) teacher = acu_teacher_new (path, &options, student, &error);
  float answers[ASKED];

  g_assert_no_error (error);
  acu_teacher_ask (teacher, patches, ASKED, answers, NULL, cancellable, &error);
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_false (acu_teacher_ask (teacher, patches, ASKED, answers, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What is wrong with @settings, which are cleared: no folder is left of the run that was not begun.
 * (transfer full) */
static GError *
refuse (AcuRunSettings *settings)
{
  g_autofree char *root = acu_run_folder_root ();
  g_autofree char *place = g_build_filename (root, "refused", NULL);
  GError *error = NULL;

  g_assert_null (acu_run_new ("refused", settings, NULL, &error));
  g_assert_false (g_file_test (place, G_FILE_TEST_EXISTS));
  acu_run_settings_clear (settings);
  return error;
}

/* Halves that the device cannot store are refused before anything is computed. */
static void
test_precision (void)
{
  AcuImage *images[LEARNED];
  g_autofree char *data = write_data ("precision", SIDE, "", no_faults, images);

  for (AcuRunMode mode = ACU_RUN_FULL; mode <= ACU_RUN_QUICK; mode++) {
    AcuRunSettings settings;
    g_autoptr (GError) error = NULL;

    acu_fixture_training_settings (&settings, mode, base, data);
    settings.precision = ACU_PRECISION_FP16;
    error = refuse (&settings);
    g_assert_error (error, ACU_COMPUTE_ERROR, ACU_COMPUTE_ERROR_UNSUPPORTED);
    g_assert_nonnull (strstr (error->message, "half precision"));
  }
  free_images (images);
}

/* A patch begins at a whole pixel. */
static void
test_patch_list (void)
{
  static const char *const positions[] = {"0.9,0", "0,1.5"};
  AcuImage *images[LEARNED];
  g_autofree char *data = write_data ("listed", SIDE, "", no_faults, images);
  g_autofree char *list = g_build_filename (folder, "list.csv", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (positions); i++) {
    AcuRunSettings settings = make_settings (base, NULL);
    g_autofree char *text = g_strdup_printf ("path,protocol,y,x,mos\nlisted0.png,native,0,0,50\n"
                                             "listed1.png,native,%s,50\n",
                                             positions[i]);
    g_autofree char *place = g_strdup_printf ("%s, line 3: ", list);
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (list, text, -1, NULL));
    settings.patch_list = g_strdup (list);
    error = refuse (&settings);
    g_assert_error (error, ACU_TRAINING_ERROR, ACU_TRAINING_ERROR_DATA);
    g_assert_true (g_str_has_prefix (error->message, place));
    g_assert_nonnull (strstr (error->message, "whole pixels"));
  }
  free_images (images);
}

int
main (int argc, char **argv)
{
  int status;

  folder = acu_fixture_begin_training (&argc, &argv);
  base = acu_test_write_least_model (folder);
  g_test_add_func ("/run-options/losses", test_losses);
  g_test_add_func ("/run-options/schedules", test_schedules);
  g_test_add_func ("/run-options/augmentation", test_augmentation);
  g_test_add_func ("/run-options/teacher", test_teacher);
  g_test_add_func ("/run-options/teacher-stops", test_teacher_stops);
  g_test_add_func ("/run-options/precision", test_precision);
  g_test_add_func ("/run-options/patch-list", test_patch_list);
  status = g_test_run ();
  g_free (base);
  g_free (folder);
  return status;
}
