/* A device that is lost while a network is trained, which goes on to the same weights.  It is lost
 * at any call of Vulkan that has a result. */
#include <string.h>

#include "app/learning/training/run.h"
#include "compute/vulkan/vk-result.h"
#include "picture-fixture.h"
#include "test-support.h"
#include "tests/headless/loss-fixture.h"

#define SLOW_MILLISECONDS 300 /* for which a work is divided */

#define IN_A_ROW 3 /* losses that a run outlives which has not come further */

static char *least_model; /* the path of its file */

/* A run that loses its device again and again. */
typedef struct {
  gboolean is_slow;  /* the device, in every first step */
  gboolean is_later; /* calls are counted from when the first step is over, and not from when the
                      * device is open, which takes as many as it takes */
  gint call;         /* at which it is lost the next time */
  gint stride;       /* so many calls later the time after that */
  guint n_due;       /* how often that is still to come */

  gboolean is_waiting; /* for a loss */
  guint n_warnings;
  gint n_first;      /* calls until the first step is over, where nothing is due */
  gboolean passed;   /* the second step was over before the loss */
  gboolean has_come; /* the loss, be it when all was learned already */
} Course;

static void
await_loss (Course *course)
{
  course->is_waiting = course->n_due > 0;
  acu_vk_lose_device_at (course->is_waiting ? course->call : ACU_LOSS_MANY);
  if (course->is_waiting) {
    course->call += course->stride;
    course->n_due--;
  }
}

/* The device is open. */
static void
begin_course (Course *course)
{
  course->is_waiting = FALSE;
  acu_vk_lose_device_at (ACU_LOSS_MANY);
  if (!course->is_later)
    await_loss (course);
  if (course->is_slow)
    ACU_LOSS_LOADER (acu_warm_loader_slow_down) (SLOW_MILLISECONDS);
}

static void
warning_cb (const char *message, gpointer user_data)
{
  Course *course = user_data;

  course->n_warnings++;
  begin_course (course);
}

static void
step_cb (const AcuRunStep *step, gpointer user_data)
{
  Course *course = user_data;
  gint left = acu_vk_lose_device_at (0);

  acu_vk_lose_device_at (left);
  ACU_LOSS_LOADER (acu_warm_loader_slow_down) (0);
  if (step->step == 2)
    course->passed |= course->is_waiting && left > 0;
  else if (course->is_later)
    await_loss (course);
  else
    course->n_first = ACU_LOSS_MANY - left;
}

/* Trains for two steps; the digest of all weights. (transfer full) */
static char *
train (const char *list, const char *name, Course *course)
{
  const AcuRunListener listener = {.warning = warning_cb, .step = step_cb, .user_data = course};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRun) run = NULL;
  g_autoptr (AcuModelFile) file = NULL;
  AcuRunSettings settings;
  gint left;
  g_autofree char *log = g_strconcat (list, ".log", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  acu_run_settings_init (&settings, ACU_RUN_FULL, "nano");
  settings.base = g_strdup (least_model);
  settings.patch_list = g_strdup (list);
  settings.device = g_strdup (ACU_LOSS_DEVICE);
  settings.schedule.epochs = 1;
  settings.batch = 1;
  run = acu_run_new (name, &settings, log, &error);
  g_assert_no_error (error);
  acu_run_settings_clear (&settings);
  begin_course (course);
  acu_run_execute (run, &listener, NULL, &error);
  g_assert_no_error (error);
  left = acu_vk_lose_device_at (0);
  acu_vk_lose_device_at (left);
  course->has_come = !course->is_waiting || left == 0;
  file = acu_run_dup_model (run, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < acu_tensor_set_get_length (file->tensors); i++) {
    const AcuTensorView *view = acu_tensor_set_get (file->tensors, i);
    gsize count = acu_tensor_view_count (view);
    g_autofree float *values = g_new (float, count);

    acu_tensor_view_read_all (view, values);
    g_checksum_update (checksum, (const guchar *)view->name, -1);
    g_checksum_update (checksum, (const guchar *)values, (gssize)(count * sizeof *values));
  }
  /* What was taken back is not told twice: two steps and an epoch. */
  g_assert_true (g_file_get_contents (log, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3 + 1);
  acu_run_discard (run, &error);
  g_assert_no_error (error);
  return g_strdup (g_checksum_get_string (checksum));
}

/* Trains with a device that is lost; the weights are the @digest that they are without that, and it
 * is told but where all was learned already.  Returns how often it was lost. */
static guint
train_with_losses (const char *list, Course *course, const char *digest)
{
  g_autofree char *disturbed = NULL;

  course->n_due = MIN (course->n_due, IN_A_ROW);
  disturbed = train (list, "disturbed", course);
  acu_vk_lose_device_at (0);
  g_assert_cmpstr (disturbed, ==, digest);
  g_assert_true (course->passed || course->n_warnings > 0);
  return course->n_warnings;
}

/* Loses the device at every @stride-th call of the second step, however many there are. */
static void
lose_in_step (const char *list, gboolean is_slow, const char *digest, gint stride)
{
  gboolean passed = FALSE;
  gint call = 1;

  while (!passed) {
    Course course = {
        .is_slow = is_slow, .is_later = TRUE, .call = call, .stride = stride, .n_due = IN_A_ROW};
    guint n_losses;

    g_assert_cmpint (call, <, ACU_LOSS_TOO_MANY);
    n_losses = train_with_losses (list, &course, digest);
    passed = course.passed;
    g_assert_true (passed || n_losses == IN_A_ROW);
    call += (gint)n_losses * stride;
  }
  g_test_message ("lost at the calls of the second step up to %d, one in %d", call - stride,
                  stride);
  g_assert_cmpint (call, >, 1);
}

/* Every call of a step, of which the one before has made what it needs; of the calls before these,
 * most of which bring tensor after tensor to the device, a few.  A run outlives three losses, and
 * so is gone through once for three calls. */
static void
test_training (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *list = acu_loss_write_dataset (folder, 1);
  g_autofree char *digest = NULL;
  Course quiet = {0}, late = {0};
  gint n_calls, stride;

  if (acu_loss_count_opening_calls () == 0)
    return;
  acu_loss_begin_warm ();
  digest = train (list, "undisturbed", &quiet);
  n_calls = ACU_LOSS_MANY - acu_vk_lose_device_at (0);
  g_assert_cmpuint (quiet.n_warnings, ==, 0);
  g_test_message ("%d calls to train, %d of them until the first step is done", n_calls,
                  quiet.n_first);

  g_assert_cmpint (quiet.n_first, >, 100);

  /* While the network is made, and when the first step is due. */
  stride = acu_loss_choose_stride (quiet.n_first, 24);
  for (gint call = 1; call <= quiet.n_first;) {
    Course course = {
        .call = call, .stride = stride, .n_due = (guint)((quiet.n_first - call) / stride) + 1};

    call += (gint)MAX (train_with_losses (list, &course, digest), 1) * stride;
  }
  lose_in_step (list, FALSE, digest, acu_loss_choose_stride (1, 1));
  /* How many calls there are is a matter of speed as well: the late one may have to come earlier.
   */
  for (gint call = n_calls - 1; !late.has_come; call -= call / 8) {
    late = (Course){.call = call, .n_due = 1};
    train_with_losses (list, &late, digest);
    g_assert_cmpint (call, >, 8);
  }
  acu_loss_end_warm ();
}

/* A step that takes a slow device so long that it has it in pieces, some of which are under way
 * when it is lost: at few calls, which are all tried beside sanitizers too. */
static void
test_pieces (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *list = acu_loss_write_dataset (folder, 1);
  g_autofree char *digest = NULL;
  Course quiet = {0};
  guint n_before, n_cut_off;

  if (acu_loss_count_opening_calls () == 0)
    return;
  acu_loss_begin_warm ();
  digest = train (list, "undisturbed", &quiet);
  acu_vk_lose_device_at (0);
  n_before = ACU_LOSS_LOADER (acu_warm_loader_count_cut_off) ();
  lose_in_step (list, TRUE, digest, 1);
  n_cut_off = ACU_LOSS_LOADER (acu_warm_loader_count_cut_off) () - n_before;
  acu_loss_end_warm ();
  g_test_message ("%u of them with pieces under way", n_cut_off);
  g_assert_cmpuint (n_cut_off, >, 0);
}

/* What a quick run learns from, whose pictures are looked at once, and what it is judged by.
 * (transfer full) */
static char *
write_scores (const char *folder)
{
  static const char rows[] = "path,mos,split\na.jpg,40,train\nb.jpg,60,train\nc.jpg,50,val\n";
  const AcuJpegRecipe recipe = {
      .width = ACU_LOSS_SIDE + 8, .height = ACU_LOSS_SIDE, .components = 3};
  g_autofree guint8 *pixels =
      acu_fixture_make_noise ((gsize)(ACU_LOSS_SIDE + 8) * ACU_LOSS_SIDE * 3);
  g_autoptr (GBytes) jpeg = acu_fixture_make_jpeg (&recipe, pixels);
  g_autofree char *held_out = acu_fixture_write (folder, "c.jpg", jpeg);
  g_autoptr (GBytes) text = g_bytes_new_static (rows, strlen (rows));

  g_free (acu_loss_write_dataset (folder, 1));
  return acu_fixture_write (folder, "scores.csv", text);
}

typedef struct {
  gint lose_at; /* from when the device is open */
  guint n_warnings;
  gint after[4]; /* by patches looked at: the calls until then, where @lose_at is ACU_LOSS_MANY */
} Preparing;

static void
count_warning_cb (const char *message, gpointer user_data)
{
  Preparing *preparing = user_data;

  preparing->n_warnings++;
}

static void
prepared_cb (const AcuRunProgress *progress, gpointer user_data)
{
  Preparing *preparing = user_data;
  gint left = acu_vk_lose_device_at (0);

  acu_vk_lose_device_at (left);
  if (progress->stage == ACU_RUN_PREPARING && progress->done < G_N_ELEMENTS (preparing->after))
    preparing->after[progress->done] = ACU_LOSS_MANY - left;
}

/* The predictions of a quick run's one epoch, as its log has them; its base is measured before
 * where
 * @measures. (transfer full) */
static char *
train_quickly (const char *data, gboolean measures, Preparing *preparing)
{
  const AcuRunListener listener = {
      .warning = count_warning_cb, .progress = prepared_cb, .user_data = preparing};
  g_autofree char *log = g_strconcat (data, ".log", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuRun) run = NULL;
  AcuRunSettings settings;
  AcuAgreement before;
  char *text, *seconds;

  acu_run_settings_init (&settings, ACU_RUN_QUICK, "nano");
  settings.base = g_strdup (least_model);
  settings.data = g_strdup (data);
  settings.device = g_strdup (ACU_LOSS_DEVICE);
  settings.schedule.epochs = 1;
  settings.batch = 1;
  settings.patches_per_image = 1;
  run = acu_run_new ("quick", &settings, log, &error);
  g_assert_no_error (error);
  acu_run_settings_clear (&settings);
  acu_vk_lose_device_at (preparing->lose_at);
  if (measures) {
    acu_run_measure_base (run, &listener, NULL, &before, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (before.count, ==, 1);
  }
  acu_run_execute (run, &listener, NULL, &error);
  g_assert_no_error (error);
  acu_vk_lose_device_at (0);
  acu_run_discard (run, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (log, &text, NULL, NULL));
  seconds = strstr (text, "\"seconds\"");
  g_assert_nonnull (seconds);
  *seconds = '\0';
  return text;
}

/* While the pictures are looked at for the first time, before the base is measured or where it is
 * not, a lost device costs no more than the batch under way. */
static void
test_preparing (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *data = write_scores (folder);
  g_autofree char *undisturbed = NULL;
  Preparing preparing = {.lose_at = ACU_LOSS_MANY};

  if (acu_loss_count_opening_calls () == 0)
    return;
  undisturbed = train_quickly (data, TRUE, &preparing);
  g_assert_cmpuint (preparing.n_warnings, ==, 0);
  g_assert_cmpint (preparing.after[2], >, preparing.after[1]);
  for (guint measures = 0; measures < 2; measures++) {
    Preparing disturbed = {.lose_at = (preparing.after[1] + preparing.after[2]) / 2};
    g_autofree char *text = train_quickly (data, measures == 1, &disturbed);

    g_assert_cmpuint (disturbed.n_warnings, ==, 1);
    g_assert_cmpstr (text, ==, undisturbed);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  least_model = acu_loss_set_up ();
  g_test_add_func ("/training-loss/training", test_training);
  g_test_add_func ("/training-loss/pieces", test_pieces);
  g_test_add_func ("/training-loss/preparing", test_preparing);
  int status = g_test_run ();
  g_free (least_model);
  return status;
}
