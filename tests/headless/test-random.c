#include "compute/random.h"

#include <math.h>

#include "tests/headless/test-support.h"

/* The known answers of Random123 1.14's kat_vectors for philox4x32-10. */
static void
test_known_answers (void)
{
  static const struct {
    guint32 counter[4], key[2], words[4];
  } cases[] = {
      {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
       {0xffffffff, 0xffffffff},
       {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       {0xa4093822, 0x299f31d0},
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint32 words[4];

    acu_philox (cases[i].counter, cases[i].key, words);
    for (guint j = 0; j < 4; j++)
      g_assert_cmphex (words[j], ==, cases[i].words[j]);
  }
}

static void
test_moments (void)
{
  AcuRandom random = acu_random_new (7, 3);
  double sum = 0.0, squares = 0.0, uniform = 0.0;
  const guint n = 100000;

  for (guint i = 0; i < n; i++) {
    double x = acu_random_normal (&random);

    sum += x;
    squares += x * x;
  }
  for (guint i = 0; i < n; i++)
    uniform += acu_random_uniform (&random);
  g_assert_cmpfloat (fabs (sum / n), <, 0.02);
  g_assert_cmpfloat (fabs (squares / n - 1.0), <, 0.02);
  g_assert_cmpfloat (fabs (uniform / n - 0.5), <, 0.01);
}

/* A normal number is made of two uniform ones, also where these are not of one block. */
static void
test_normal (void)
{
  for (guint before = 0; before < 4; before++) {
    AcuRandom random = acu_random_new (5, 9), again;
    double u, v;

    for (guint i = 0; i < before; i++)
      acu_random_next (&random);
    again = random;
    u = 1.0 - acu_random_uniform (&again);
    v = acu_random_uniform (&again);
    g_assert_cmpfloat_with_epsilon (acu_random_normal (&random),
                                    sqrt (-2.0 * log (u)) * cos (2.0 * G_PI * v), 1e-6);
    g_assert_cmpuint (random.position, ==, again.position);
  }
}

static void
test_shuffle (void)
{
  AcuRandom random = acu_random_new (1, 0), again = random;
  guint32 items[257], repeated[257];
  gboolean seen[257] = {FALSE};
  guint moved = 0;

  for (guint i = 0; i < 257; i++)
    items[i] = repeated[i] = i;
  acu_random_shuffle (&random, items, 257);
  acu_random_shuffle (&again, repeated, 257);
  for (guint i = 0; i < 257; i++) {
    g_assert_cmpuint (items[i], ==, repeated[i]);
    g_assert_false (seen[items[i]]);
    seen[items[i]] = TRUE;
    moved += items[i] != i;
  }
  g_assert_cmpuint (moved, >, 240);
}

static void
test_below (void)
{
  AcuRandom random = acu_random_new (5, 5);
  guint counts[7] = {0};

  for (guint i = 0; i < 70000; i++)
    counts[acu_random_below (&random, 7)]++;
  for (guint i = 0; i < 7; i++)
    g_assert_cmpint (ABS ((int)counts[i] - 10000), <, 400);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/known-answers", test_known_answers);
  g_test_add_func ("/random/moments", test_moments);
  g_test_add_func ("/random/normal", test_normal);
  g_test_add_func ("/random/shuffle", test_shuffle);
  g_test_add_func ("/random/below", test_below);
  return g_test_run ();
}
