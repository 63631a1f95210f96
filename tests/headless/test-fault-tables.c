/* What an evaluation counts where a set says what was done to each picture. */
#include "app/learning/evaluation/fault-tables.h"

#include <math.h>

static const char *const labels_of_set[] = {"noise", "blur", NULL};
static char *names_of_model[] = {(char *)"blur", (char *)"halos", (char *)"noise", NULL};

/* The pictures of two groups, what the model says of each, and its faults in its own order. */
static const struct {
  const char *group;
  const char *kind;
  double level;
  double mos;
  float labels[2];
  double prediction;
  double faults[3];
} pictures[] = {
    {"a", "none", 0.0, 100, {0, 0}, 90, {0.1, 0.2, 0.1}},
    {"a", "jpeg", 1.0, 85, {0, 0}, 80, {0.1, 0.2, 0.1}},
    {"a", "jpeg", 3.0, 50, {0, 0.5f}, 60, {0.9, 0.2, 0.1}},   /* named */
    {"a", "jpeg", 5.0, 5, {0.9f, 0}, 70, {0.3, 0.2, 0.1}},    /* called blur, is noise */
    {"a", "local jpeg", 4.0, 60, {0.4f, 0}, 95, {0, 0, 0.1}}, /* named; above the untouched one */
    {"a", "jpeg+halos", 3.5, 40, {0.2f, 0.5f}, 30, {1, 1, 1}},
    {"b", "jpeg", 4.0, 25, {0.7f, 0}, 10, {0.1, 0.2, 0.9}}, /* named; none untouched in its group */
    {NULL, NULL, 0.0, 70, {0, 0}, 75, {0, 0, 0}},
    /* Grey, from which less colour takes nothing: not to be named, nor worse than untouched. */
    {"c", "none", 0.0, 100, {0, 0}, 80, {0, 0, 0}},
    {"c", "saturation", 5.0, 100, {0, 0}, 80, {0, 0, 0}},
};

#define N G_N_ELEMENTS (pictures)

static AcuDataset *
make_dataset (void)
{
  AcuDataset *dataset = acu_dataset_new ("set", 0, 100);

  acu_dataset_set_fault_names (dataset, labels_of_set);
  for (gsize i = 0; i < N; i++) {
    g_autofree char *path = g_strdup_printf ("/%" G_GSIZE_FORMAT, i);

    acu_dataset_add (dataset, &(AcuSample){.path = path,
                                           .mos = pictures[i].mos,
                                           .group = pictures[i].group,
                                           .kind = pictures[i].kind,
                                           .level = pictures[i].level,
                                           .faults = pictures[i].labels});
  }
  return dataset;
}

static AcuEvaluation *
tabulate (gboolean with_faults)
{
  g_autoptr (AcuDataset) dataset = make_dataset ();
  AcuEvaluation *evaluation = g_new0 (AcuEvaluation, 1);
  double faults[3 * N];

  evaluation->faults = g_array_new (FALSE, FALSE, sizeof (AcuFaultResult));
  evaluation->kinds = g_array_new (FALSE, FALSE, sizeof (AcuKindResult));
  evaluation->n = N;
  evaluation->samples = g_new (guint32, N);
  evaluation->predictions = g_new (double, N);
  evaluation->targets = g_new (double, N);
  /* Backwards, since places in the evaluation are not those in the set. */
  for (gsize i = 0; i < N; i++) {
    gsize picture = N - 1 - i;

    evaluation->samples[i] = (guint32)picture;
    evaluation->predictions[i] = pictures[picture].prediction;
    evaluation->targets[i] = pictures[picture].mos;
    for (guint j = 0; j < 3; j++)
      faults[3 * i + j] = pictures[picture].faults[j];
  }
  acu_evaluation_tabulate (evaluation, dataset, names_of_model, with_faults ? faults : NULL,
                           with_faults ? 3 : 0);
  return evaluation;
}

static void
test_kinds (void)
{
  g_autoptr (AcuEvaluation) evaluation = tabulate (TRUE);
  const AcuKindResult *kinds = (const AcuKindResult *)evaluation->kinds->data;

  g_assert_cmpuint (evaluation->kinds->len, ==, 4);
  g_assert_cmpstr (kinds[0].name, ==, "in a part");
  g_assert_cmpuint (kinds[0].n, ==, 1);
  g_assert_true (isnan (kinds[0].srcc));
  g_assert_cmpstr (kinds[1].name, ==, "jpeg");
  g_assert_cmpuint (kinds[1].n, ==, 4);
  /* 85, 50, 5, 25 as 80, 60, 70, 10: ranks 4 3 1 2 and 4 2 3 1, squared differences 0 1 4 1. */
  g_assert_cmpfloat_with_epsilon (kinds[1].srcc, 1.0 - 6.0 * 6.0 / (4.0 * 15.0), 1e-12);
  g_assert_cmpstr (kinds[2].name, ==, "mixtures");
  g_assert_cmpuint (kinds[2].n, ==, 1);
}

static void
test_strong_faults (void)
{
  g_autoptr (AcuEvaluation) evaluation = tabulate (TRUE);
  g_autoptr (AcuEvaluation) without = tabulate (FALSE);

  g_assert_cmpuint (evaluation->n_strong, ==, 4);
  g_assert_cmpuint (evaluation->n_named, ==, 3);
  g_assert_cmpuint (without->n_strong, ==, 0);
  g_assert_cmpuint (without->n_pairs, ==, evaluation->n_pairs);
}

static void
test_pairs (void)
{
  g_autoptr (AcuEvaluation) evaluation = tabulate (TRUE);

  g_assert_cmpuint (evaluation->n_pairs, ==, 4);
  g_assert_cmpuint (evaluation->n_ordered, ==, 3);
}

/* Faults are found by name, from a label of a half on, in whatever order the pictures were scored;
 * pictures that do not say are left out. */
static void
test_faults (void)
{
  static const char *const labels[] = {"noise", "blur", "grain", NULL};
  static const struct {
    float labels[3];  /* in the set's order */
    double faults[3]; /* in the model's */
  } cases[] = {
      {{0.5f, 0, 1}, {0.65, 0.9, 0.8}}, {{0.49f, 1, 1}, {0.7, 0.1, 0.9}},
      {{1, NAN, 1}, {0.9, 0.8, 0.6}},   {{0, 0.5f, 1}, {0.6, 0.3, 0.1}},
      {{NAN, NAN, NAN}, {1, 1, 1}},
  };
  enum { CASES = G_N_ELEMENTS (cases) };
  g_autoptr (AcuDataset) dataset = acu_dataset_new ("set", 0, 100);
  g_autoptr (AcuEvaluation) evaluation = g_new0 (AcuEvaluation, 1);
  const AcuFaultResult *results;
  double faults[3 * (CASES + 1)];

  acu_dataset_set_fault_names (dataset, labels);
  evaluation->faults = g_array_new (FALSE, FALSE, sizeof (AcuFaultResult));
  evaluation->kinds = g_array_new (FALSE, FALSE, sizeof (AcuKindResult));
  evaluation->n = CASES + 1;
  evaluation->samples = g_new (guint32, CASES + 1);
  evaluation->predictions = g_new0 (double, CASES + 1);
  evaluation->targets = g_new0 (double, CASES + 1);
  for (guint i = 0; i < CASES + 1; i++) {
    g_autofree char *path = g_strdup_printf ("/%u", i);

    /* The last one has no labels at all. */
    acu_dataset_add (dataset,
                     &(AcuSample){.path = path, .faults = i < CASES ? cases[i].labels : NULL});
    evaluation->samples[CASES - i] = i;
    for (guint j = 0; j < 3; j++)
      faults[3 * (CASES - i) + j] = i < CASES ? cases[i].faults[j] : 1.0;
  }
  acu_evaluation_tabulate (evaluation, dataset, names_of_model, faults, 3);

  results = (const AcuFaultResult *)evaluation->faults->data;
  g_assert_cmpuint (evaluation->faults->len, ==, 2);
  /* The second (which has it), the first and the fourth (which has it). */
  g_assert_cmpstr (results[0].name, ==, "blur");
  g_assert_cmpuint (results[0].n_labelled, ==, 3);
  g_assert_cmpuint (results[0].n_present, ==, 2);
  g_assert_cmpfloat_with_epsilon (results[0].average_precision, (1.0 + 2.0 / 3.0) / 2.0, 1e-12);
  /* The second, the first (which has it), the third (which has it) and the fourth. */
  g_assert_cmpstr (results[1].name, ==, "noise");
  g_assert_cmpuint (results[1].n_labelled, ==, 4);
  g_assert_cmpuint (results[1].n_present, ==, 2);
  g_assert_cmpfloat_with_epsilon (results[1].average_precision, (1.0 / 2.0 + 2.0 / 3.0) / 2.0,
                                  1e-12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fault-tables/faults", test_faults);
  g_test_add_func ("/fault-tables/kinds", test_kinds);
  g_test_add_func ("/fault-tables/strong-faults", test_strong_faults);
  g_test_add_func ("/fault-tables/pairs", test_pairs);
  return g_test_run ();
}
