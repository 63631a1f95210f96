#include "app/text/number-text.h"

#include <math.h>

#define LEFT_TO_RIGHT "\u200e"
#define MINUS         "\u2212"

static void
assert_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_values (void)
{
  assert_text (acu_number_format (12.345, 2), "12.35");
  assert_text (acu_number_format (-12.345, 1), LEFT_TO_RIGHT MINUS "12.3");
  assert_text (acu_number_format (NAN, 2), "–");
  assert_text (acu_number_format (-INFINITY, 2), "–");
  /* What rounds to nothing is neither more nor less. */
  assert_text (acu_number_format (-0.004, 2), "0.00");
  assert_text (acu_number_format (-0.4, 0), "0");
  assert_text (acu_number_format (-0.5, 0), "0");
  assert_text (acu_number_format (-0.0, 1), "0.0");
  assert_text (acu_number_format (-0.6, 0), LEFT_TO_RIGHT MINUS "1");
}

static void
test_differences (void)
{
  assert_text (acu_number_format_signed (0.25, 2), LEFT_TO_RIGHT "+0.25");
  assert_text (acu_number_format_signed (-0.25, 2), LEFT_TO_RIGHT MINUS "0.25");
  assert_text (acu_number_format_signed (-0.0001, 3), LEFT_TO_RIGHT "+0.000");
  assert_text (acu_number_format_signed (-0.5, 0), LEFT_TO_RIGHT "+0");
  assert_text (acu_number_format_signed (0, 1), LEFT_TO_RIGHT "+0.0");
  assert_text (acu_number_format_signed (NAN, 3), "–");
}

static void
test_digits (void)
{
  assert_text (acu_number_format_digits (0.5, 3), "0.5");
  assert_text (acu_number_format_digits (-1, 6), LEFT_TO_RIGHT MINUS "1");
  assert_text (acu_number_format_digits (-0.0, 3), "0");
  assert_text (acu_number_format_digits (0.00001, 3), "1e" MINUS "05");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/number-text/values", test_values);
  g_test_add_func ("/number-text/differences", test_differences);
  g_test_add_func ("/number-text/digits", test_digits);
  return g_test_run ();
}
