#include "app/labeling/label-result.h"

#include "app/labeling/bradley-terry.h"
#include "app/labeling/bt500-screening.h"
#include "app/labeling/error.h"
#include "app/labeling/student-t.h"
#include "app/labeling/subject-panel.h"
#include "app/labeling/z-score.h"

#include <glib/gi18n.h>
#include <math.h>

static const char *const methods[] = {
    [ACU_OPINION_MEAN] = "mean",
    [ACU_OPINION_Z_SCORE] = "zscore",
    [ACU_OPINION_BT500] = "bt500",
    [ACU_OPINION_SUBJECT_MODEL] = "p910",
    [ACU_OPINION_BRADLEY_TERRY] = "bradley-terry",
};

const char *
acu_opinion_method_to_string (AcuOpinionMethod method)
{
  g_return_val_if_fail (method < G_N_ELEMENTS (methods), "");

  return methods[method];
}

gboolean
acu_opinion_method_from_string (const char *text, AcuOpinionMethod *method, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (text, methods[i])) {
      *method = (AcuOpinionMethod)i;
      return TRUE;
    }
  g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
               _ ("the method is mean, zscore, bt500, p910 or bradley-terry, not “%s”"), text);
  return FALSE;
}

AcuOpinionMethod
acu_opinion_method_choose (AcuLabelMethod method)
{
  return method == ACU_METHOD_PAIRWISE ? ACU_OPINION_BRADLEY_TERRY : ACU_OPINION_MEAN;
}

AcuOpinionMethod
acu_opinion_method_of_set (const AcuLabelSet *set)
{
  AcuOpinionMethod method;

  if (set->method != ACU_METHOD_PAIRWISE && set->opinion != NULL &&
      acu_opinion_method_from_string (set->opinion, &method, NULL) &&
      method != ACU_OPINION_BRADLEY_TERRY)
    return method;
  return acu_opinion_method_choose (set->method);
}

void
acu_label_result_free (AcuLabelResult *result)
{
  if (result == NULL)
    return;
  acu_label_table_free (result->table);
  g_free (result->scores);
  acu_opinion_matrix_free (result->influence);
  g_free (result->low);
  g_free (result->high);
  g_free (result->raters);
  g_free (result);
}

/* ---- Single ratings ---- */

static gboolean
is_graded (const AcuLabelSet *set)
{
  return acu_label_method_is_graded (set->method, set->score_min, set->score_max);
}

static AcuOpinionScores *
compute_scores (const AcuLabelTable *table, AcuOpinionMethod method, const gboolean *keep)
{
  const AcuLabelSet *set = table->set;

  switch (method) {
  case ACU_OPINION_Z_SCORE:
    return acu_z_score_compute (table->matrix, set->score_min, set->score_max, is_graded (set),
                                keep);
  case ACU_OPINION_BT500:
    return acu_bt500_compute (table->matrix, keep);
  case ACU_OPINION_MEAN:
  case ACU_OPINION_SUBJECT_MODEL:
  case ACU_OPINION_BRADLEY_TERRY:
  default:
    return acu_mean_score_compute (table->matrix);
  }
}

static void
count_ratings (AcuLabelResult *result)
{
  const GArray *scores = result->table->scores;
  const AcuLabelSet *set = result->table->set;

  result->n_bins = is_graded (set) ? 5 : ACU_RESULT_BINS;
  for (guint k = 0; k < scores->len; k++) {
    double share =
        (g_array_index (scores, double, k) - set->score_min) / (set->score_max - set->score_min);

    /* Grades are the middles of their bins. */
    share = is_graded (set) ? round (share * 4.0) : share * result->n_bins;
    result->histogram[(guint)CLAMP (share, 0.0, result->n_bins - 1.0)]++;
  }
}

/* The mean difference of what a rater said from the means of what he and others did; NAN where no
 * other rated the same. */
static double
measure_bias (const AcuOpinionMatrix *matrix, guint rater)
{
  double sum = 0.0;
  guint n = 0;

  for (guint j = 0; j < matrix->n_stimuli; j++) {
    double score = acu_opinion_matrix_get (matrix, j, rater);
    AcuOpinionMoments moments = acu_opinion_matrix_describe_stimulus (matrix, j, 0);

    if (isnan (score) || moments.n < 2)
      continue;
    sum += score - moments.mean;
    n++;
  }
  return n > 0 ? sum / n : (double)NAN;
}

static void
describe_raters (AcuLabelResult *result,
                 const AcuOpinionScores *scores,
                 const AcuSubjectModel *model)
{
  const AcuLabelTable *table = result->table;
  g_autofree AcuRaterReliability *raters = g_new0 (AcuRaterReliability, table->raters->len + 1);

  acu_reliability_describe (table->matrix, (const AcuRepeat *)table->repeats->data,
                            table->repeats->len, raters);
  for (guint i = 0; i < table->raters->len; i++)
    result->raters[i] = (AcuRaterResult){
        .rule = scores->rules[i],
        .heard = scores->heard[i],
        .n_ratings = table->n_rated[i],
        .bias = model != NULL && !isnan (model->bias[i]) ? model->bias[i]
                                                         : measure_bias (table->matrix, i),
        .inconsistency = model != NULL ? model->inconsistency[i] : (double)NAN,
        .agreement = raters[i].srcc,
        .n_repeats = raters[i].n_repeats,
        .repeat_srcc = raters[i].repeat_srcc,
        .repeat_difference = raters[i].repeat_difference,
    };
}

/* Says why there is no model. */
static void
explain (const AcuLabelTable *table, const AcuSubjectPanel *panel, GError **error)
{
  if (panel->follows != G_MAXUINT)
    g_set_error (
        error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
        _ ("the method p910 has no answer for the label set “%s”: the ratings are too few, or "
           "agree too little, and it would follow “%s” alone; choose mean, or have more "
           "raters"),
        table->set->name,
        ((const AcuRater *)g_ptr_array_index (table->raters, panel->follows))->name);
  else if (panel->n_enough >= ACU_SUBJECT_MODEL_RATERS)
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
                 _ ("the raters of the label set “%s” have too few pictures in common for the "
                    "method p910, which compares what several say of the same; choose mean, or "
                    "have them rate the same pictures"),
                 table->set->name);
  else
    g_set_error (
        error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
        ngettext ("of the raters of the label set “%s” %u has rated enough for the method p910, "
                  "which needs %d to tell who of them is inconsistent; choose mean",
                  "of the raters of the label set “%s” %u have rated enough for the method p910, "
                  "which needs %d to tell who of them is inconsistent; choose mean",
                  panel->n_enough),
        table->set->name, panel->n_enough, ACU_SUBJECT_MODEL_RATERS);
}

static gboolean
compute_single (AcuLabelResult *result, const gboolean *keep, GError **error)
{
  const AcuLabelTable *table = result->table;
  gboolean by_model = result->method == ACU_OPINION_SUBJECT_MODEL;
  g_autoptr (AcuSubjectPanel) panel = acu_subject_panel_fit (table->matrix);
  g_autoptr (AcuOpinionScores) scores = NULL;

  result->restricted = panel->restricted;
  if (by_model && panel->model == NULL) {
    explain (table, panel, error);
    return FALSE;
  }
  scores = by_model ? acu_subject_model_get_scores (panel->model, panel->heard)
                    : compute_scores (table, result->method, keep);
  for (guint i = 0; i < table->raters->len && by_model; i++)
    if (panel->rules[i] != ACU_SCREENING_NONE) {
      scores->rules[i] = panel->rules[i];
      scores->heard[i] = FALSE;
    }
  for (guint j = 0; j < table->stimuli->len; j++) {
    result->scores[j] = scores->stimuli[j];
    result->low[j] = scores->stimuli[j].score - scores->stimuli[j].ci;
    result->high[j] = scores->stimuli[j].score + scores->stimuli[j].ci;
  }
  describe_raters (result, scores, panel->model);
  count_ratings (result);
  result->influence = g_steal_pointer (&scores->influence);
  result->alpha = acu_reliability_get_alpha (table->matrix);
  return TRUE;
}

/* ---- Pairs ---- */

/* How often a rater decided as the model would. */
static void
judge_answers (AcuLabelResult *result, const AcuBradleyTerry *fit)
{
  const GArray *answers = result->table->answers;
  guint n_raters = result->table->raters->len;
  g_autofree guint *n_decided = g_new0 (guint, n_raters + 1);
  g_autofree guint *n_likely = g_new0 (guint, n_raters + 1);

  for (guint k = 0; k < answers->len; k++) {
    const AcuPairAnswer *answer = &g_array_index (answers, AcuPairAnswer, k);
    double p = acu_bradley_terry_predict (fit, answer->first, answer->second);

    result->histogram[answer->left > 0.5 ? 0 : answer->left < 0.5 ? 2 : 1]++;
    if (answer->share == 0.5)
      continue;
    n_decided[answer->rater]++;
    n_likely[answer->rater] += answer->share > 0.5 ? p > 0.5 : p < 0.5;
  }
  for (guint i = 0; i < n_raters; i++)
    result->raters[i].agreement =
        n_decided[i] > 0 ? (double)n_likely[i] / n_decided[i] : (double)NAN;
}

/* What all raters were shown is held against what the others said of it. */
static void
judge_controls (AcuLabelResult *result)
{
  g_autoptr (GArray) controls = g_array_new (FALSE, FALSE, sizeof (AcuPairAnswer));
  const GArray *answers = result->table->answers;

  for (guint k = 0; k < answers->len; k++)
    if (g_array_index (answers, AcuPairAnswer, k).is_control)
      g_array_append_vals (controls, &g_array_index (answers, AcuPairAnswer, k), 1);
  for (guint k = 0; k < controls->len; k++) {
    const AcuPairAnswer *own = &g_array_index (controls, AcuPairAnswer, k);
    AcuRaterResult *rater = &result->raters[own->rater];
    double others = 0.0;

    for (guint i = 0; i < controls->len; i++) {
      const AcuPairAnswer *other = &g_array_index (controls, AcuPairAnswer, i);

      if (other->rater != own->rater && other->first == own->first && other->second == own->second)
        others += other->share - 0.5;
    }
    if (others == 0.0 || own->share == 0.5)
      continue;
    rater->n_controls++;
    rater->n_controls_passed += (own->share > 0.5) == (others > 0.0);
  }
}

static void
describe_pair_raters (AcuLabelResult *result)
{
  const AcuLabelTable *table = result->table;

  for (guint i = 0; i < table->raters->len; i++) {
    double sum = 0.0;
    guint n = 0;

    for (guint k = 0; k < table->repeats->len; k++) {
      const AcuRepeat *repeat = &g_array_index (table->repeats, AcuRepeat, k);

      if (repeat->subject == i) {
        sum += fabs (repeat->first - repeat->second);
        n++;
      }
    }
    result->raters[i] = (AcuRaterResult){
        .heard = TRUE,
        .n_ratings = table->n_rated[i],
        .bias = (double)NAN,
        .inconsistency = (double)NAN,
        .n_repeats = n,
        .repeat_srcc = (double)NAN,
        .repeat_difference = n > 0 ? sum / n : (double)NAN,
    };
  }
}

static void
compute_pairs (AcuLabelResult *result)
{
  const AcuLabelSet *set = result->table->set;
  g_autoptr (AcuBradleyTerry) fit = acu_bradley_terry_fit (
      result->table->pairs, ACU_BRADLEY_TERRY_PRIOR, ACU_BRADLEY_TERRY_DENSE);
  double range = set->score_max - set->score_min;

  result->n_bins = 3;
  result->alpha = (double)NAN;
  result->n_components = fit->n_components;
  result->separated = fit->separated;
  for (guint j = 0; j < fit->n; j++) {
    AcuPairShare share = acu_bradley_terry_get_share (fit, j);

    result->scores[j] = (AcuOpinionScore){
        .n = (guint)fit->comparisons[j],
        .score = set->score_min + range * share.share,
        .stddev = (double)NAN,
        .ci = 0.5 * range * (share.high - share.low),
    };
    result->low[j] = set->score_min + range * share.low;
    result->high[j] = set->score_min + range * share.high;
  }
  describe_pair_raters (result);
  judge_answers (result, fit);
  judge_controls (result);
}

gboolean
acu_opinion_method_check (AcuOpinionMethod method, const AcuLabelSet *set, GError **error)
{
  if ((set->method == ACU_METHOD_PAIRWISE) == (method == ACU_OPINION_BRADLEY_TERRY))
    return TRUE;
  g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
               set->method == ACU_METHOD_PAIRWISE
                   ? _ ("the label set “%s” holds comparisons of pairs, of which only the method "
                        "bradley-terry makes scores")
                   : _ ("the label set “%s” holds ratings of single pictures, and the method "
                        "bradley-terry is for pairs; choose mean, zscore, bt500 or p910"),
               set->name);
  return FALSE;
}

static gboolean
check (const AcuLabelTable *table, AcuOpinionMethod method, GError **error)
{
  const AcuLabelSet *set = table->set;

  if (!acu_opinion_method_check (method, set, error))
    return FALSE;
  if (table->n_ratings == 0) {
    g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
                 _ ("the label set “%s” holds no ratings yet"), set->name);
    return FALSE;
  }
  return TRUE;
}

AcuLabelResult *
acu_label_result_new (
    AcuLabelTable *table, AcuOpinionMethod method, const gint64 *kept, gsize n_kept, GError **error)
{
  g_autoptr (AcuLabelResult) result = g_new0 (AcuLabelResult, 1);
  g_autofree gboolean *keep = g_new0 (gboolean, table->raters->len + 1);

  result->table = table;
  result->method = method;
  if (!check (table, method, error))
    return NULL;
  result->scores = g_new0 (AcuOpinionScore, table->stimuli->len);
  result->low = g_new (double, table->stimuli->len);
  result->high = g_new (double, table->stimuli->len);
  result->raters = g_new0 (AcuRaterResult, table->raters->len);
  for (guint i = 0; i < table->raters->len; i++)
    for (gsize k = 0; k < n_kept; k++)
      keep[i] |= ((const AcuRater *)g_ptr_array_index (table->raters, i))->id == kept[k];
  if (method == ACU_OPINION_BRADLEY_TERRY)
    compute_pairs (result);
  else if (!compute_single (result, keep, error))
    return NULL;
  return g_steal_pointer (&result);
}

AcuLabelResult *
acu_label_result_compute (AcuCatalog *catalog,
                          const char *name,
                          const AcuOpinionMethod *method,
                          GError **error)
{
  g_autoptr (AcuLabelTable) table = acu_label_table_load (catalog, name, error);
  g_autoptr (GArray) kept =
      table != NULL ? acu_label_store_list_kept (catalog, table->set->id, error) : NULL;
  AcuOpinionMethod chosen;

  if (kept == NULL)
    return NULL;
  chosen = method != NULL ? *method : acu_opinion_method_of_set (table->set);
  return acu_label_result_new (g_steal_pointer (&table), chosen, (const gint64 *)kept->data,
                               kept->len, error);
}

/* Half the 95 % interval of the mean of the @n patches that count, from stimulus @first to before
 * @end. */
static double
measure_interval (const AcuLabelResult *result, guint first, guint end, guint n)
{
  const AcuOpinionMatrix *influence = result->influence;
  double clustered = 0.0, independent = 0.0;
  guint n_raters = 0;

  for (guint j = first; j < end; j++)
    if (result->scores[j].n > 0)
      independent += result->scores[j].ci * result->scores[j].ci;
  for (guint i = 0; i < influence->n_subjects; i++) {
    double moved = 0.0;
    gboolean has_rated = FALSE;

    for (guint j = first; j < end; j++)
      if (!isnan (acu_opinion_matrix_get (influence, j, i))) {
        moved += acu_opinion_matrix_get (influence, j, i);
        has_rated = TRUE;
      }
    n_raters += has_rated;
    clustered += moved * moved;
  }
  if (isnan (independent) || n_raters < 2)
    return (double)NAN;
  clustered = acu_student_t_quantile_975 (n_raters - 1) *
              sqrt (clustered * n_raters / (n_raters - 1.0)) / n;
  /* By the subject model an interval is there for a patch that one rater has seen, who cannot
   * differ from himself. */
  return result->method == ACU_OPINION_SUBJECT_MODEL ? fmax (clustered, sqrt (independent) / n)
                                                     : clustered;
}

GPtrArray *
acu_label_result_list_photos (const AcuLabelResult *result)
{
  const GPtrArray *stimuli = result->table->stimuli;
  GPtrArray *photos = g_ptr_array_new_with_free_func (g_free);

  /* Patches of one photo follow each other. */
  for (guint j = 0, end; j < stimuli->len; j = end) {
    const AcuStimulus *first = g_ptr_array_index (stimuli, j);
    AcuPhotoScore photo = {.stimulus = first,
                           .score = {.stddev = (double)NAN, .ci = (double)NAN},
                           .low = (double)NAN,
                           .high = (double)NAN};
    guint n_scores = 0;

    for (end = j; end < stimuli->len; end++) {
      const AcuStimulus *stimulus = g_ptr_array_index (stimuli, end);

      if (stimulus->image != first->image)
        break;
      if (!isnan (result->scores[end].score) && result->scores[end].n > 0) {
        photo.score.score += result->scores[end].score;
        photo.score.n += result->scores[end].n;
        n_scores++;
      }
    }
    if (n_scores == 0)
      continue;
    if (end - j == 1) {
      photo.score = result->scores[j];
      photo.low = result->low[j];
      photo.high = result->high[j];
    } else {
      photo.score.score /= n_scores;
      photo.score.ci = measure_interval (result, j, end, n_scores);
      photo.low = photo.score.score - photo.score.ci;
      photo.high = photo.score.score + photo.score.ci;
    }
    g_ptr_array_add (photos, g_memdup2 (&photo, sizeof photo));
  }
  return photos;
}
