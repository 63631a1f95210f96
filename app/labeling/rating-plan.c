/* What a session is to be, and how one comes of it. */
#include "app/labeling/error.h"
#include "app/labeling/queue-basis.h"
#include "app/labeling/rating-session-private.h"
#include "compute/random.h"

#include <glib/gi18n.h>

void
acu_rating_plan_init (AcuRatingPlan *plan)
{
  *plan = (AcuRatingPlan){.repeat_share = 0.05,
                          .repeat_distance = 10,
                          .patch_side = 224,
                          .patches = 1,
                          .break_minutes = 20.0};
}

static gboolean
check_plan (const AcuRatingPlan *plan, const AcuLabelSet *set, GError **error)
{
  gsize least = set->method == ACU_METHOD_PAIRWISE ? 2 : 1;

  if (plan->n_photos >= least)
    return TRUE;
  g_set_error (error, ACU_LABELING_ERROR, ACU_LABELING_ERROR_DATA,
               ngettext ("%u photo is chosen, but a session needs at least %u",
                         "%u photos are chosen, but a session needs at least %u",
                         (guint)plan->n_photos),
               (guint)plan->n_photos, (guint)least);
  return FALSE;
}

/* Two running are a pair: how many there are. */
static guint
count_pairs (gsize n_photos)
{
  return (guint)n_photos / 2;
}

/* The order in which control pairs have their turn is chance: by strength, as they are given, it
 * would tell what the model thinks. */
static void
add_controls (const AcuRatingPlan *plan, guint64 seed, GArray *controls)
{
  guint n = count_pairs (plan->n_anchors);
  AcuRandom random = acu_random_new (seed, G_MAXUINT32);
  g_autofree guint32 *order = g_new (guint32, n + 1);

  for (guint32 k = 0; k < n; k++)
    order[k] = k;
  acu_random_shuffle (&random, order, n);
  for (guint k = 0; k < n; k++)
    g_array_append_vals (controls, plan->anchors + 2 * (gsize)order[k], 2);
}

static void
fill_settings (const AcuRatingPlan *plan,
               gboolean pairs,
               guint64 seed,
               AcuSessionSettings *settings)
{
  *settings = (AcuSessionSettings){.display = plan->display,
                                   .has_display = TRUE,
                                   .informed = plan->informed,
                                   .has_informed = TRUE,
                                   .break_minutes = plan->break_minutes,
                                   .repeat_share = plan->repeat_share,
                                   .photos = g_array_new (FALSE, FALSE, sizeof (gint64)),
                                   .controls = g_array_new (FALSE, FALSE, sizeof (gint64))};
  if (!pairs)
    return;
  g_array_append_vals (settings->photos, plan->photos, (guint)plan->n_photos);
  add_controls (plan, seed, settings->controls);
  settings->n_total = (plan->n_pairs != 0 ? plan->n_pairs : 5 * (guint)plan->n_photos) +
                      count_pairs (plan->n_training) + count_pairs (plan->n_anchors);
}

/* Finds out what the queue can rest on, and notes it.  Pairs are picked by what they tell, whatever
 * the queue. */
static gboolean
choose_basis (AcuCatalog *catalog,
              const AcuLabelSet *set,
              AcuRatingPlan *plan,
              AcuSessionSettings *settings,
              GError **error)
{
  g_autoptr (AcuQueueBasis) basis = NULL;

  if (set->method == ACU_METHOD_PAIRWISE) {
    settings->queue = g_strdup ("information");
    settings->basis = g_strdup ("ratings");
    return TRUE;
  }
  basis = acu_queue_basis_find (catalog, &plan->queue, plan->photos, plan->n_photos, error);
  if (basis == NULL)
    return FALSE;
  plan->queue.previous = basis->previous;
  settings->queue = g_strdup (acu_rating_queue_to_string (plan->queue.queue));
  settings->basis = acu_queue_basis_to_string (basis);
  return TRUE;
}

AcuRatingSession *
acu_rating_session_create (AcuCatalog *catalog, const AcuRatingPlan *given, GError **error)
{
  g_autoptr (AcuLabelSet) set = acu_rating_session_find_set (catalog, given->label_set, error);
  AcuRatingPlan sorted = *given;
  const AcuRatingPlan *plan = &sorted;
  g_autoptr (GArray) photos = NULL;
  g_auto (AcuSessionSettings) settings = {.photos = NULL};
  g_autoptr (GArray) items = NULL;
  g_autofree char *json = NULL, *name = NULL;
  AcuLabelSession session = {
      .label_set = given->label_set, .rater = given->rater, .seed = given->seed};
  guint64 seed;
  gint64 id;

  if (set == NULL || !check_plan (given, set, error))
    return NULL;
  name = acu_rating_session_find_rater (catalog, given->rater, error);
  if (name == NULL)
    return NULL;
  photos = acu_session_plan_sort_photos (catalog, given->photos, given->n_photos, error);
  if (photos == NULL)
    return NULL;
  sorted.photos = (const gint64 *)photos->data;
  while (session.seed == 0)
    session.seed = (guint64)g_random_int () << 32 | g_random_int ();
  seed = acu_session_plan_mix_seed (session.seed, name);
  fill_settings (plan, set->method == ACU_METHOD_PAIRWISE, seed, &settings);
  if (!choose_basis (catalog, set, &sorted, &settings, error))
    return NULL;
  items = acu_session_plan_make_items (catalog, plan, set, &settings, seed, error);
  if (items == NULL)
    return NULL;
  if (set->method != ACU_METHOD_PAIRWISE)
    settings.n_total = items->len;
  session.settings = json = acu_session_settings_to_json (&settings);
  id = acu_label_store_create_session (catalog, &session, (const AcuLabelItem *)items->data,
                                       items->len, error);
  return id != 0 ? acu_rating_session_open (catalog, id, error) : NULL;
}
