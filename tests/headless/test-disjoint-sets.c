/* Sets that grow together, against marking everything anew at every join. */
#include "app/culling/disjoint-sets.h"
#include "compute/random.h"

static void
test_alone (void)
{
  g_autoptr (AcuDisjointSets) sets = acu_disjoint_sets_new (3);
  g_autoptr (AcuDisjointSets) none = acu_disjoint_sets_new (0);

  g_assert_nonnull (none);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (acu_disjoint_sets_find (sets, i), ==, i);
  acu_disjoint_sets_join (sets, 2, 2);
  g_assert_cmpuint (acu_disjoint_sets_find (sets, 2), ==, 2);
}

/* A set is called by its first item, in whichever order it grew. */
static void
test_joined (void)
{
  enum { N = 60 };
  AcuRandom random = acu_random_new (7, 0);

  for (guint round = 0; round < 50; round++) {
    g_autoptr (AcuDisjointSets) sets = acu_disjoint_sets_new (N);
    guint mark[N];

    for (guint i = 0; i < N; i++)
      mark[i] = i;
    for (guint n = 0; n < round; n++) {
      guint a = acu_random_below (&random, N), b = acu_random_below (&random, N);
      guint first = MIN (mark[a], mark[b]), other = MAX (mark[a], mark[b]);

      acu_disjoint_sets_join (sets, a, b);
      for (guint i = 0; i < N; i++)
        mark[i] = mark[i] == other ? first : mark[i];
    }
    for (guint i = 0; i < N; i++)
      g_assert_cmpuint (acu_disjoint_sets_find (sets, i), ==, mark[i]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/disjoint-sets/alone", test_alone);
  g_test_add_func ("/disjoint-sets/joined", test_joined);
  return g_test_run ();
}
