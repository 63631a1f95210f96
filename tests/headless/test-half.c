#include "compute/half.h"

#include <math.h>

#include "tests/headless/test-support.h"

/* Every half that is a number survives the way to float and back. */
static void
test_round_trip (void)
{
  for (guint32 half = 0; half <= G_MAXUINT16; half++) {
    float value = acu_half_to_float ((guint16)half);

    if (isnan (value))
      g_assert_true (isnan (acu_half_to_float (acu_half_from_float (value))));
    else
      g_assert_cmphex (acu_half_from_float (value), ==, half);
  }
}

/* A float between two neighbouring halves goes to the nearer one, and half way to the even one. */
static void
test_rounding (void)
{
  for (guint32 half = 0; half < 0x7BFF; half++) {
    float low = acu_half_to_float ((guint16)half);
    float high = acu_half_to_float ((guint16)(half + 1));
    float middle = 0.5f * (low + high);

    g_assert_cmphex (acu_half_from_float (middle), ==, half % 2 == 0 ? half : half + 1);
    g_assert_cmphex (acu_half_from_float (nextafterf (middle, 0.0f)), ==, half);
    g_assert_cmphex (acu_half_from_float (nextafterf (middle, 1e9f)), ==, half + 1);
  }
}

static void
test_limits (void)
{
  g_assert_cmphex (acu_half_from_float (65504.0f), ==, 0x7BFF);
  g_assert_cmphex (acu_half_from_float (65519.996f), ==, 0x7BFF);
  g_assert_cmphex (acu_half_from_float (65520.0f), ==, 0x7C00);
  g_assert_cmphex (acu_half_from_float (-INFINITY), ==, 0xFC00);
  g_assert_cmphex (acu_half_from_float (0x1p-25f), ==, 0);
  g_assert_cmphex (acu_half_from_float (nextafterf (0x1p-25f, 1.0f)), ==, 1);
  g_assert_cmphex (acu_half_from_float (-0.0f), ==, 0x8000);
}

/* Many at once are the same numbers. */
static void
test_many (void)
{
  g_autofree guint16 *halves = g_new (guint16, G_MAXUINT16 + 1);
  g_autofree float *values = g_new (float, G_MAXUINT16 + 1);

  for (guint32 half = 0; half <= G_MAXUINT16; half++)
    halves[half] = (guint16)half;
  acu_half_to_floats (halves, values, G_MAXUINT16 + 1);
  for (guint32 half = 0; half <= G_MAXUINT16; half++) {
    float value = acu_half_to_float ((guint16)half);

    g_assert_cmpmem (&values[half], sizeof value, &value, sizeof value);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/half/round-trip", test_round_trip);
  g_test_add_func ("/half/rounding", test_rounding);
  g_test_add_func ("/half/limits", test_limits);
  g_test_add_func ("/half/many", test_many);
  return g_test_run ();
}
