#include "compute/train/metrics.h"

#include "compute/train/logistic-fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  double key;
  gsize index;
} Keyed;

static int
compare_keyed_cb (const void *a, const void *b)
{
  const Keyed *left = a;
  const Keyed *right = b;

  if (left->key != right->key)
    return left->key < right->key ? -1 : 1;
  return left->index < right->index ? -1 : left->index > right->index;
}

static Keyed *
sorted_by_value (const double *values, gsize n)
{
  Keyed *sorted = g_new (Keyed, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    sorted[i] = (Keyed){values[i], i};
  qsort (sorted, n, sizeof (*sorted), compare_keyed_cb);
  return sorted;
}

static gboolean
all_finite (const double *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (values[i]))
      return FALSE;
  return TRUE;
}

void
acu_metrics_rank (const double *values, gsize n, double *ranks)
{
  g_autofree Keyed *sorted = NULL;

  g_return_if_fail (n == 0 || (values != NULL && ranks != NULL));

  sorted = sorted_by_value (values, n);
  for (gsize first = 0; first < n;) {
    gsize end = first + 1;

    while (end < n && sorted[end].key == sorted[first].key)
      end++;
    for (gsize i = first; i < end; i++)
      ranks[sorted[i].index] = 0.5 * (double)(first + 1 + end);
    first = end;
  }
}

/* Asked of the values themselves, because a rounded mean gives constants a variance. */
static gboolean
is_constant (const double *values, gsize n)
{
  for (gsize i = 1; i < n; i++)
    if (values[i] != values[0])
      return FALSE;
  return TRUE;
}

double
acu_metrics_plcc (const double *predictions, const double *targets, gsize n)
{
  double mean_p = 0;
  double mean_t = 0;
  double pp = 0;
  double tt = 0;
  double pt = 0;

  g_return_val_if_fail (n == 0 || (predictions != NULL && targets != NULL), NAN);

  if (n < 2 || is_constant (predictions, n) || is_constant (targets, n))
    return NAN;
  for (gsize i = 0; i < n; i++) {
    mean_p += predictions[i] / (double)n;
    mean_t += targets[i] / (double)n;
  }
  for (gsize i = 0; i < n; i++) {
    double p = predictions[i] - mean_p;
    double t = targets[i] - mean_t;

    pp += p * p;
    tt += t * t;
    pt += p * t;
  }
  if (!(pp > 0) || !(tt > 0) || !isfinite (pp) || !isfinite (tt))
    return NAN;
  return CLAMP (pt / (sqrt (pp) * sqrt (tt)), -1.0, 1.0);
}

double
acu_metrics_srcc (const double *predictions, const double *targets, gsize n)
{
  g_autofree double *ranks = NULL;

  g_return_val_if_fail (n == 0 || (predictions != NULL && targets != NULL), NAN);

  if (n < 2 || !all_finite (predictions, n) || !all_finite (targets, n))
    return NAN;
  ranks = g_new (double, 2 * n);
  acu_metrics_rank (predictions, n, ranks);
  acu_metrics_rank (targets, n, ranks + n);
  return acu_metrics_plcc (ranks, ranks + n, n);
}

typedef struct {
  double x;
  double y;
} Pair;

static int
compare_pair_cb (const void *a, const void *b)
{
  const Pair *left = a;
  const Pair *right = b;

  if (left->x != right->x)
    return left->x < right->x ? -1 : 1;
  return left->y < right->y ? -1 : left->y > right->y;
}

/* Sorts @values and returns by how many exchanges of neighbours that takes. */
static guint64
count_exchanges (double *values, double *scratch, gsize n)
{
  gsize half = n / 2;
  gsize left = 0;
  gsize right = half;
  guint64 exchanges;

  if (n < 2)
    return 0;
  exchanges =
      count_exchanges (values, scratch, half) + count_exchanges (values + half, scratch, n - half);
  for (gsize out = 0; out < n; out++) {
    if (right == n || (left < half && values[left] <= values[right])) {
      scratch[out] = values[left++];
    } else {
      exchanges += half - left;
      scratch[out] = values[right++];
    }
  }
  memcpy (values, scratch, n * sizeof (*values));
  return exchanges;
}

static double
pairs_of (gsize n)
{
  return 0.5 * (double)n * ((double)n - 1);
}

double
acu_metrics_krcc (const double *predictions, const double *targets, gsize n)
{
  g_autofree Pair *pairs = NULL;
  g_autofree double *y = NULL;
  double tied_x = 0;
  double tied_y = 0;
  double tied_both = 0;
  double discordant, untied_x, untied_y, difference;

  g_return_val_if_fail (n == 0 || (predictions != NULL && targets != NULL), NAN);

  if (n < 2 || !all_finite (predictions, n) || !all_finite (targets, n))
    return NAN;

  pairs = g_new (Pair, n);
  y = g_new (double, 2 * n);
  for (gsize i = 0; i < n; i++)
    pairs[i] = (Pair){predictions[i], targets[i]};
  qsort (pairs, n, sizeof (*pairs), compare_pair_cb);
  for (gsize i = 0; i < n; i++)
    y[i] = pairs[i].y;

  for (gsize first = 0; first < n;) {
    gsize end = first + 1;

    while (end < n && pairs[end].x == pairs[first].x)
      end++;
    tied_x += pairs_of (end - first);
    for (gsize i = first; i < end;) {
      gsize same = i + 1;

      while (same < end && pairs[same].y == pairs[i].y)
        same++;
      tied_both += pairs_of (same - i);
      i = same;
    }
    first = end;
  }

  /* Within equal x the pairs are ordered by y, so only truly discordant pairs need an exchange. */
  discordant = (double)count_exchanges (y, y + n, n);
  for (gsize first = 0; first < n;) {
    gsize end = first + 1;

    while (end < n && y[end] == y[first])
      end++;
    tied_y += pairs_of (end - first);
    first = end;
  }

  untied_x = pairs_of (n) - tied_x;
  untied_y = pairs_of (n) - tied_y;
  if (untied_x <= 0 || untied_y <= 0)
    return NAN;
  difference = pairs_of (n) - tied_x - tied_y + tied_both - 2 * discordant;
  return CLAMP (difference / (sqrt (untied_x) * sqrt (untied_y)), -1.0, 1.0);
}

double
acu_metrics_rmse (const double *predictions, const double *targets, gsize n)
{
  double sum = 0;

  g_return_val_if_fail (n == 0 || (predictions != NULL && targets != NULL), NAN);

  if (n == 0 || !all_finite (predictions, n) || !all_finite (targets, n))
    return NAN;
  for (gsize i = 0; i < n; i++) {
    double difference = predictions[i] - targets[i];

    sum += difference * difference;
  }
  return sqrt (sum / (double)n);
}

double
acu_metrics_average_precision (const double *scores, const gboolean *relevant, gsize n)
{
  g_autofree Keyed *sorted = NULL;
  gsize total = 0;
  gsize found = 0;
  double area = 0;

  g_return_val_if_fail (n == 0 || (scores != NULL && relevant != NULL), NAN);

  if (!all_finite (scores, n))
    return NAN;
  for (gsize i = 0; i < n; i++)
    total += relevant[i] ? 1 : 0;
  if (total == 0)
    return NAN;

  sorted = sorted_by_value (scores, n);
  for (gsize end = n; end > 0;) {
    gsize first = end;
    gsize hits = 0;

    while (first > 0 && sorted[first - 1].key == sorted[end - 1].key)
      hits += relevant[sorted[--first].index] ? 1 : 0;
    found += hits;
    area += ((double)hits / (double)total) * ((double)found / (double)(n - first));
    end = first;
  }
  return area;
}

void
acu_metrics_agreement (const double *predictions,
                       const double *targets,
                       gsize n,
                       AcuAgreement *agreement)
{
  AcuLogisticFit fit;
  g_autofree double *mapped = NULL;

  g_return_if_fail (n == 0 || (predictions != NULL && targets != NULL));
  g_return_if_fail (agreement != NULL);

  *agreement = (AcuAgreement){
      .count = n,
      .srcc = acu_metrics_srcc (predictions, targets, n),
      .krcc = acu_metrics_krcc (predictions, targets, n),
      .plcc = acu_metrics_plcc (predictions, targets, n),
      .rmse = acu_metrics_rmse (predictions, targets, n),
      .plcc_fitted = NAN,
      .rmse_fitted = NAN,
  };

  fit = acu_logistic_fit (predictions, targets, n);
  if (fit.kind == ACU_FIT_NONE)
    return;
  agreement->logistic = fit.kind == ACU_FIT_LOGISTIC;
  mapped = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    mapped[i] = acu_logistic_apply (&fit, predictions[i]);
  /* A line changes no correlation but its sign, and a level one would leave none to compute. */
  agreement->plcc_fitted =
      agreement->logistic ? acu_metrics_plcc (mapped, targets, n) : fabs (agreement->plcc);
  agreement->rmse_fitted = acu_metrics_rmse (mapped, targets, n);
}
