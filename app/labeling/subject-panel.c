#include "app/labeling/subject-panel.h"

#include "app/culling/disjoint-sets.h"

#include <math.h>

static void
leave_out (AcuSubjectPanel *panel, guint rater, AcuScreeningRule rule)
{
  panel->rules[rater] = rule;
  panel->n_heard--;
  acu_opinion_matrix_drop_subject (panel->heard, rater);
}

/* ---- Who has rated the same ---- */

static void
drop_single_ratings (AcuOpinionMatrix *matrix)
{
  for (guint j = 0; j < matrix->n_stimuli; j++)
    if (acu_opinion_matrix_describe_stimulus (matrix, j, 0).n == 1)
      for (guint i = 0; i < matrix->n_subjects; i++)
        acu_opinion_matrix_set (matrix, j, i, (double)NAN);
}

/* What more than one of those who are heard have rated.  (transfer full) */
static AcuOpinionMatrix *
get_shared (const AcuSubjectPanel *panel)
{
  AcuOpinionMatrix *shared = acu_opinion_matrix_copy (panel->heard);

  drop_single_ratings (shared);
  return shared;
}

/* Who is left out takes from the others what they shared with him, until nobody lacks anything. */
static void
leave_out_strangers (AcuSubjectPanel *panel)
{
  gboolean again = TRUE;

  while (again) {
    g_autoptr (AcuOpinionMatrix) shared = get_shared (panel);

    again = FALSE;
    for (guint i = 0; i < shared->n_subjects; i++)
      if (panel->rules[i] == ACU_SCREENING_NONE &&
          acu_opinion_matrix_count_subject (shared, i) < ACU_SUBJECT_MODEL_RATINGS) {
        leave_out (panel, i, ACU_SCREENING_APART);
        again = TRUE;
      }
  }
}

/* @islands: (I) the first of all whom shared stimuli join to a rater, himself included. */
static void
find_islands (const AcuOpinionMatrix *matrix, guint *islands)
{
  g_autoptr (AcuDisjointSets) sets = acu_disjoint_sets_new (matrix->n_subjects);

  for (guint j = 0; j < matrix->n_stimuli; j++) {
    guint before = G_MAXUINT;

    for (guint i = 0; i < matrix->n_subjects; i++) {
      if (isnan (acu_opinion_matrix_get (matrix, j, i)))
        continue;
      if (before != G_MAXUINT)
        acu_disjoint_sets_join (sets, before, i);
      before = i;
    }
  }
  for (guint i = 0; i < matrix->n_subjects; i++)
    islands[i] = acu_disjoint_sets_find (sets, i);
}

/* Of the most raters, then of the most ratings, then of the first column. */
static guint
find_largest (const AcuSubjectPanel *panel, const guint *islands)
{
  guint n_subjects = panel->heard->n_subjects;
  g_autofree guint *n_raters = g_new0 (guint, n_subjects + 1);
  g_autofree guint *n_ratings = g_new0 (guint, n_subjects + 1);
  guint largest = 0;

  for (guint i = 0; i < n_subjects; i++) {
    n_raters[islands[i]] += panel->rules[i] == ACU_SCREENING_NONE;
    n_ratings[islands[i]] += acu_opinion_matrix_count_subject (panel->heard, i);
  }
  for (guint i = 1; i < n_subjects; i++)
    if (n_raters[i] > n_raters[largest] ||
        (n_raters[i] == n_raters[largest] && n_ratings[i] > n_ratings[largest]))
      largest = i;
  return largest;
}

static void
leave_out_islands (AcuSubjectPanel *panel)
{
  g_autofree guint *islands = g_new (guint, panel->heard->n_subjects + 1);
  guint largest;

  find_islands (panel->heard, islands);
  largest = find_largest (panel, islands);
  for (guint i = 0; i < panel->heard->n_subjects; i++)
    if (panel->rules[i] == ACU_SCREENING_NONE && islands[i] != largest)
      leave_out (panel, i, ACU_SCREENING_APART);
}

/* ---- The model ---- */

/* Whether @rater has rated less than half of what somebody else has. */
static gboolean
has_rated_less (const AcuSubjectPanel *panel, guint rater)
{
  guint most = 0;

  for (guint i = 0; i < panel->heard->n_subjects; i++)
    most = MAX (most, acu_opinion_matrix_count_subject (panel->heard, i));
  return 2 * acu_opinion_matrix_count_subject (panel->heard, rater) < most;
}

/* Of a handful of raters maximum likelihood tends to follow one alone, restricted likelihood
 * seldom. */
static void
fit (AcuSubjectPanel *panel)
{
  g_autoptr (AcuOpinionMatrix) shared = get_shared (panel);

  panel->model = acu_subject_model_fit (shared);
  panel->restricted = panel->model->collapsed != G_MAXUINT;
  if (panel->restricted) {
    acu_subject_model_free (panel->model);
    panel->model = acu_subject_model_fit_restricted (shared);
  }
  panel->follows = panel->model->collapsed;
  if (panel->follows == G_MAXUINT)
    acu_subject_model_extend (panel->model, panel->heard);
  else
    g_clear_pointer (&panel->model, acu_subject_model_free);
}

AcuSubjectPanel *
acu_subject_panel_fit (const AcuOpinionMatrix *matrix)
{
  AcuSubjectPanel *panel = g_new0 (AcuSubjectPanel, 1);

  panel->heard = acu_opinion_matrix_copy (matrix);
  panel->rules = g_new0 (AcuScreeningRule, matrix->n_subjects + 1);
  panel->n_heard = matrix->n_subjects;
  panel->follows = G_MAXUINT;
  for (guint i = 0; i < matrix->n_subjects; i++)
    if (acu_opinion_matrix_count_subject (matrix, i) < ACU_SUBJECT_MODEL_RATINGS)
      leave_out (panel, i, ACU_SCREENING_FEW);
  panel->n_enough = panel->n_heard;
  for (;;) {
    leave_out_strangers (panel);
    leave_out_islands (panel);
    if (panel->n_heard < ACU_SUBJECT_MODEL_RATERS)
      return panel;
    fit (panel);
    /* Who has rated little is followed for his few ratings. */
    if (panel->model != NULL || !has_rated_less (panel, panel->follows))
      return panel;
    leave_out (panel, panel->follows, ACU_SCREENING_FEW);
    panel->follows = G_MAXUINT;
  }
}

void
acu_subject_panel_free (AcuSubjectPanel *panel)
{
  if (panel == NULL)
    return;
  acu_subject_model_free (panel->model);
  acu_opinion_matrix_free (panel->heard);
  g_free (panel->rules);
  g_free (panel);
}
