#include "compute/train/schedule.h"
#include "compute/train/train-error.h"

#include <math.h>

static void
assert_rates (AcuLearningRates rates, double backbone, double head)
{
  g_assert_cmpfloat_with_epsilon (rates.backbone, backbone, 1e-12 * backbone + 1e-18);
  g_assert_cmpfloat_with_epsilon (rates.head, head, 1e-12 * head + 1e-18);
}

static void
test_names (void)
{
  g_autoptr (GError) error = NULL;
  AcuScheduleKind kind;

  for (AcuScheduleKind k = ACU_SCHEDULE_COSINE; k <= ACU_SCHEDULE_CONSTANT; k++) {
    g_assert_true (acu_schedule_kind_from_name (acu_schedule_kind_name (k), &kind, NULL));
    g_assert_cmpint (kind, ==, k);
  }
  g_assert_false (acu_schedule_kind_from_name ("linear", &kind, &error));
  g_assert_error (error, ACU_TRAIN_ERROR, ACU_TRAIN_ERROR_UNKNOWN_NAME);
}

/* 1e-6 + (rate - 1e-6) (1 + cos (pi e / 4)) / 2 by hand: at e = 2 the cosine is 0, at e = 1 it is
 * sqrt (1/2). */
static void
test_cosine (void)
{
  AcuSchedule schedule = ACU_SCHEDULE_INIT;
  double quarter = 0.5 * (1 + sqrt (0.5));

  schedule.epochs = 4;
  assert_rates (acu_schedule_rates (&schedule, 0, 0), 5e-6, 5e-5);
  assert_rates (acu_schedule_rates (&schedule, 1, 99), 1e-6 + 4e-6 * quarter,
                1e-6 + 49e-6 * quarter);
  assert_rates (acu_schedule_rates (&schedule, 2, 0), 3e-6, 25.5e-6);
  assert_rates (acu_schedule_rates (&schedule, 4, 0), 1e-6, 1e-6);
  assert_rates (acu_schedule_rates (&schedule, 40, 0), 1e-6, 1e-6);
}

static void
test_cosine_never_rises (void)
{
  AcuSchedule schedule = ACU_SCHEDULE_INIT;

  schedule.rate = 5e-7;
  for (guint epoch = 0; epoch < 6; epoch++)
    g_assert_cmpfloat (acu_schedule_rates (&schedule, epoch, 0).backbone, ==, 5e-7);
  g_assert_cmpfloat (acu_schedule_rates (&schedule, 5, 0).head, ==, 1e-6);
}

static void
test_step (void)
{
  AcuSchedule schedule = {.kind = ACU_SCHEDULE_STEP, .rate = 2e-5, .head_ratio = 10, .epochs = 16};

  assert_rates (acu_schedule_rates (&schedule, 0, 0), 2e-5, 2e-4);
  assert_rates (acu_schedule_rates (&schedule, 5, 0), 2e-5, 2e-4);
  assert_rates (acu_schedule_rates (&schedule, 6, 0), 2e-5, 2e-5);
  assert_rates (acu_schedule_rates (&schedule, 11, 0), 2e-5, 2e-5);
  assert_rates (acu_schedule_rates (&schedule, 12, 0), 2e-5, 2e-6);
}

static void
test_constant_with_warmup (void)
{
  AcuSchedule schedule = {
      .kind = ACU_SCHEDULE_CONSTANT, .rate = 1e-3, .head_ratio = 2, .epochs = 1, .warmup_steps = 4};

  assert_rates (acu_schedule_rates (&schedule, 0, 0), 0.25e-3, 0.5e-3);
  assert_rates (acu_schedule_rates (&schedule, 0, 2), 0.75e-3, 1.5e-3);
  assert_rates (acu_schedule_rates (&schedule, 0, 3), 1e-3, 2e-3);
  assert_rates (acu_schedule_rates (&schedule, 0, 4), 1e-3, 2e-3);
  assert_rates (acu_schedule_rates (&schedule, 9, G_MAXUINT64), 1e-3, 2e-3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/names", test_names);
  g_test_add_func ("/schedule/cosine", test_cosine);
  g_test_add_func ("/schedule/cosine-never-rises", test_cosine_never_rises);
  g_test_add_func ("/schedule/step", test_step);
  g_test_add_func ("/schedule/warm-up", test_constant_with_warmup);
  return g_test_run ();
}
