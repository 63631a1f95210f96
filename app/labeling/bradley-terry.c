#include "app/labeling/bradley-terry.h"

#include "app/labeling/student-t.h"

#include <math.h>
#include <string.h>

#define MAX_ITERATIONS 20000
#define THRESHOLD      1e-10 /* of a strength's change in one iteration */

static AcuBradleyTerry *
fit_new (guint n)
{
  AcuBradleyTerry *fit = g_new0 (AcuBradleyTerry, 1);

  fit->n = n;
  fit->strength = g_new0 (double, n);
  fit->standard_error = g_new0 (double, n);
  fit->comparisons = g_new0 (double, n);
  fit->component = g_new0 (guint, n);
  return fit;
}

void
acu_bradley_terry_free (AcuBradleyTerry *fit)
{
  if (fit == NULL)
    return;
  g_free (fit->strength);
  g_free (fit->standard_error);
  g_free (fit->covariance);
  g_free (fit->comparisons);
  g_free (fit->component);
  g_free (fit);
}

static double
logistic (double x)
{
  return 1.0 / (1.0 + exp (-x));
}

/* One step of Hunter's iteration on the strengths' exponentials @p: wins over the sum of n(i,j) /
 * (p(i) + p(j)).  Returns the largest change of a logarithm. */
static double
iterate (const AcuPairTable *table, const double *wins, double prior, double *p, double *sums)
{
  guint n = acu_pair_table_get_n_items (table), n_pairs;
  const AcuPairCount *pairs = acu_pair_table_get_pairs (table, &n_pairs);
  double moved = 0.0, mean = 0.0;

  for (guint i = 0; i < n; i++)
    sums[i] = 2.0 * prior / (p[i] + 1.0);
  for (guint k = 0; k < n_pairs; k++) {
    double share =
        (pairs[k].first_wins + pairs[k].second_wins) / (p[pairs[k].first] + p[pairs[k].second]);

    sums[pairs[k].first] += share;
    sums[pairs[k].second] += share;
  }
  for (guint i = 0; i < n; i++) {
    sums[i] = log ((wins[i] + prior) / sums[i]);
    mean += sums[i] / n;
  }
  for (guint i = 0; i < n; i++) {
    /* Without a prior only differences are known; with one, its imagined item is the origin. */
    double next = prior > 0.0 ? sums[i] : sums[i] - mean;

    moved = fmax (moved, fabs (next - log (p[i])));
    p[i] = exp (next);
  }
  return moved;
}

/* Turns the lower triangular (n,n) @a into its inverse, row by row. */
static void
invert_factor (double *a, guint n)
{
  g_autofree double *sums = g_new (double, n + 1);

  for (guint i = 0; i < n; i++) {
    double *row_i = a + (gsize)i * n;

    for (guint j = 0; j < i; j++)
      sums[j] = 0.0;
    /* Rows above are inverted, this one is still the factor's. */
    for (guint k = 0; k < i; k++) {
      const double *row_k = a + (gsize)k * n;

      for (guint j = 0; j <= k; j++)
        sums[j] += row_i[k] * row_k[j];
    }
    for (guint j = 0; j < i; j++)
      row_i[j] = -sums[j] / row_i[i];
    row_i[i] = 1.0 / row_i[i];
  }
}

/* Replaces the lower triangular (n,n) @a by the lower triangle of its transpose times itself. */
static void
multiply_transposed (double *a, guint n)
{
  /* Row i of the product needs rows i and below of the factor, which are still there when rows are
   * made from the top; its own row is read last. */
  g_autofree double *product = g_new (double, n + 1);

  for (guint i = 0; i < n; i++) {
    for (guint j = 0; j <= i; j++)
      product[j] = 0.0;
    for (guint k = i; k < n; k++) {
      const double *row_k = a + (gsize)k * n;

      for (guint j = 0; j <= i; j++)
        product[j] += row_k[i] * row_k[j];
    }
    for (guint j = 0; j <= i; j++)
      a[(gsize)i * n + j] = product[j];
  }
}

/* Turns the lower triangle of the positive definite (n,n) @a into its inverse, by Cholesky's
 * decomposition.  FALSE where it is not positive definite. */
static gboolean
invert (double *a, guint n)
{
  for (guint j = 0; j < n; j++) {
    double *row_j = a + (gsize)j * n;

    for (guint i = j; i < n; i++) {
      double *row_i = a + (gsize)i * n;
      double sum = row_i[j];

      for (guint k = 0; k < j; k++)
        sum -= row_i[k] * row_j[k];
      if (i == j && !(sum > 0.0))
        return FALSE;
      row_i[j] = i == j ? sqrt (sum) : sum / row_j[j];
    }
  }
  invert_factor (a, n);
  multiply_transposed (a, n);
  return TRUE;
}

/* The Fisher information of the strengths: n(i,j) p(i,j) p(j,i) with the signs of a graph's
 * Laplacian; the lower triangle. */
static void
add_information (const AcuPairTable *table,
                 const AcuBradleyTerry *fit,
                 double prior,
                 double *matrix)
{
  guint n = fit->n, n_pairs;
  const AcuPairCount *pairs = acu_pair_table_get_pairs (table, &n_pairs);

  for (guint i = 0; i < n; i++) {
    double p = logistic (fit->strength[i]);

    matrix[(gsize)i * n + i] += 2.0 * prior * p * (1.0 - p);
  }
  for (guint k = 0; k < n_pairs; k++) {
    guint i = pairs[k].first, j = pairs[k].second;
    double p = acu_bradley_terry_predict (fit, i, j);
    double information = (pairs[k].first_wins + pairs[k].second_wins) * p * (1.0 - p);

    matrix[(gsize)i * n + i] += information;
    matrix[(gsize)j * n + j] += information;
    matrix[(gsize)j * n + i] -= information;
  }
}

/* Takes the part that all strengths have in common out of the symmetric (n,n) @covariance, as the
 * strengths' mean is taken out of them: subtracts the means of rows and columns. */
static void
centre (double *covariance, guint n)
{
  g_autofree double *means = g_new0 (double, n + 1);
  double mean = 0.0;

  for (guint i = 0; i < n; i++) {
    for (guint j = 0; j < n; j++)
      means[i] += covariance[(gsize)i * n + j] / n;
    mean += means[i] / n;
  }
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      covariance[(gsize)i * n + j] += mean - means[i] - means[j];
}

static void
estimate_errors (AcuBradleyTerry *fit, const AcuPairTable *table, double prior)
{
  guint n = fit->n;
  double *matrix = g_new0 (double, (gsize)n *n + 1);

  add_information (table, fit, prior, matrix);
  /* Without a prior the constant vector is not determined.  Adding one to every entry determines
   * it, and centring takes it out again. */
  if (prior == 0.0)
    for (guint i = 0; i < n; i++)
      for (guint j = 0; j <= i; j++)
        matrix[(gsize)i * n + j] += 1.0;
  if (!invert (matrix, n)) {
    for (guint i = 0; i < n; i++)
      fit->standard_error[i] = (double)INFINITY;
    g_free (matrix);
    return;
  }
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < i; j++)
      matrix[(gsize)j * n + i] = matrix[(gsize)i * n + j];
  centre (matrix, n);
  for (guint i = 0; i < n; i++)
    fit->standard_error[i] = sqrt (fmax (matrix[(gsize)i * n + i], 0.0));
  fit->covariance = matrix;
}

static void
estimate_errors_alone (AcuBradleyTerry *fit, const AcuPairTable *table, double prior)
{
  guint n_pairs;
  const AcuPairCount *pairs = acu_pair_table_get_pairs (table, &n_pairs);

  for (guint i = 0; i < fit->n; i++) {
    double p = logistic (fit->strength[i]);

    fit->standard_error[i] = 2.0 * prior * p * (1.0 - p);
  }
  for (guint k = 0; k < n_pairs; k++) {
    double p = acu_bradley_terry_predict (fit, pairs[k].first, pairs[k].second);
    double information = (pairs[k].first_wins + pairs[k].second_wins) * p * (1.0 - p);

    fit->standard_error[pairs[k].first] += information;
    fit->standard_error[pairs[k].second] += information;
  }
  for (guint i = 0; i < fit->n; i++)
    fit->standard_error[i] = 1.0 / sqrt (fit->standard_error[i]);
}

AcuBradleyTerry *
acu_bradley_terry_fit (const AcuPairTable *table, double prior, guint max_dense)
{
  guint n = acu_pair_table_get_n_items (table), n_pairs;
  const AcuPairCount *pairs = acu_pair_table_get_pairs (table, &n_pairs);
  AcuBradleyTerry *fit = fit_new (n);
  g_autofree double *wins = g_new0 (double, n + 1);
  g_autofree double *p = g_new0 (double, n + 1);
  g_autofree double *sums = g_new0 (double, n + 1);
  double mean = 0.0;

  fit->n_components = acu_pair_table_find_components (table, fit->component);
  fit->separated = !acu_pair_table_is_strongly_connected (table);
  if (fit->separated && prior == 0.0)
    prior = ACU_BRADLEY_TERRY_PRIOR;
  fit->prior = prior;
  for (guint k = 0; k < n_pairs; k++) {
    double times = pairs[k].first_wins + pairs[k].second_wins;

    wins[pairs[k].first] += pairs[k].first_wins;
    wins[pairs[k].second] += pairs[k].second_wins;
    fit->comparisons[pairs[k].first] += times;
    fit->comparisons[pairs[k].second] += times;
  }
  for (guint i = 0; i < n; i++)
    p[i] = 1.0;
  for (guint step = 0; step < MAX_ITERATIONS && n > 1 && !fit->converged; step++)
    fit->converged = iterate (table, wins, prior, p, sums) < THRESHOLD;
  for (guint i = 0; i < n; i++)
    fit->strength[i] = log (p[i]);
  if (n > 1 && n <= max_dense)
    estimate_errors (fit, table, prior);
  else
    estimate_errors_alone (fit, table, prior);
  for (guint i = 0; i < n; i++)
    mean += fit->strength[i] / n;
  for (guint i = 0; i < n; i++)
    fit->strength[i] -= mean;
  return fit;
}

double
acu_bradley_terry_predict (const AcuBradleyTerry *fit, guint first, guint second)
{
  return logistic (fit->strength[first] - fit->strength[second]);
}

double
acu_bradley_terry_get_difference_variance (const AcuBradleyTerry *fit, guint first, guint second)
{
  double a = fit->standard_error[first], b = fit->standard_error[second];
  double shared = 0.0;

  if (fit->covariance != NULL)
    shared = fit->covariance[(gsize)first * fit->n + second];
  return fmax (a * a + b * b - 2.0 * shared, 0.0);
}

/* Variance of the sum over all strengths of @gradient times them. */
static double
get_variance (const AcuBradleyTerry *fit, const double *gradient)
{
  double variance = 0.0;

  for (guint i = 0; i < fit->n; i++) {
    double shared = 0.0;

    if (fit->covariance != NULL)
      for (guint j = 0; j < i; j++)
        shared += fit->covariance[(gsize)i * fit->n + j] * gradient[j];
    variance += gradient[i] *
                (2.0 * shared + gradient[i] * fit->standard_error[i] * fit->standard_error[i]);
  }
  return fmax (variance, 0.0);
}

AcuPairShare
acu_bradley_terry_get_share (const AcuBradleyTerry *fit, guint item)
{
  g_autofree double *gradient = g_new0 (double, fit->n + 1);
  AcuPairShare share = {.share = 0.5, .low = 0.5, .high = 0.5};
  double sum = 0.0, middle, reach;

  if (fit->n < 2)
    return share;
  for (guint j = 0; j < fit->n; j++) {
    double p = acu_bradley_terry_predict (fit, item, j);

    if (j == item)
      continue;
    sum += p;
    gradient[j] = -p * (1.0 - p) / (fit->n - 1);
    gradient[item] -= gradient[j];
  }
  share.share = sum / (fit->n - 1);
  share.standard_error = sqrt (get_variance (fit, gradient));
  middle = log (share.share / (1.0 - share.share));
  reach = ACU_NORMAL_QUANTILE_975 * share.standard_error / (share.share * (1.0 - share.share));
  share.low = logistic (middle - reach);
  share.high = logistic (middle + reach);
  return share;
}
