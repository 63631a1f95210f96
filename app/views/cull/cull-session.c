#include "app/views/cull/cull-session.h"

#include "app/catalog/id-set.h"
#include "app/views/shared/likeness-service.h"

#include <glib/gi18n.h>

/* Milliseconds after a change of ratings or scores until the groups follow. */
#define REST 300

/* While photos are looked at, groups follow this often, milliseconds. */
#define INTERVAL 2500

struct _AcuCullSession {
  GObject parent_instance;

  AcuLibrary *library;
  GArray *photos;   /* gint64: what is culled; NULL between sessions */
  AcuIdSet members; /* the same */
  AcuPhotoGroups *groups;
  GHashTable *places; /* photo to its place in the groups' photos, plus one */
  AcuCullPlan *plan;
  double strictness;
  GCancellable *cancellable; /* of the session */
  gboolean grouping, stale;  /* a job runs; it will be out of date */
  guint reload_timeout;
  gboolean watching;
};

enum { GROUPS_CHANGED, PLAN_CHANGED, PROGRESS_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuCullSession, acu_cull_session, G_TYPE_OBJECT)

static void group_photos (AcuCullSession *self);

static void
make_plan (AcuCullSession *self)
{
  AcuScoreScale scale = acu_library_get_scale (self->library);

  g_clear_pointer (&self->plan, acu_cull_plan_free);
  self->plan = acu_cull_plan_new (self->groups, scale.min, scale.max, self->strictness);
}

/* Grouping, on one of the catalog's threads. */

typedef struct {
  GArray *photos;
  gint64 scorer;
} Job;

typedef struct {
  AcuPhotoGroups *groups;
  GHashTable *places;
} Grouped;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_array_unref (job->photos);
  g_free (job);
}

static void
grouped_free (gpointer data)
{
  Grouped *grouped = data;

  g_clear_pointer (&grouped->groups, acu_photo_groups_free);
  g_clear_pointer (&grouped->places, g_hash_table_unref);
  g_free (grouped);
}

static gpointer
load_and_group (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const Job *job = data;
  g_autoptr (GArray) photos =
      acu_likeness_store_load (catalog, (const gint64 *)job->photos->data, job->photos->len,
                               job->scorer, cancellable, error);
  g_autoptr (AcuPhotoGroups) groups =
      photos ? acu_photo_groups_new (photos, cancellable, error) : NULL;
  if (!groups)
    return NULL;

  Grouped *grouped = g_new0 (Grouped, 1);
  grouped->groups = g_steal_pointer (&groups);
  grouped->places = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint i = 0; i < photos->len; i++)
    g_hash_table_insert (grouped->places, &g_array_index (photos, AcuCullPhoto, i).photo,
                         GUINT_TO_POINTER (i + 1));
  return grouped;
}

static void
forget_groups (AcuCullSession *self)
{
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_pointer (&self->plan, acu_cull_plan_free);
  g_clear_pointer (&self->groups, acu_photo_groups_free);
}

static void
grouped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuCullSession) self = data;
  g_autoptr (GError) error = NULL;
  Grouped *grouped = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  if (!grouped) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      self->grouping = FALSE;
      g_signal_emit_by_name (self->library, "message", error->message, FALSE);
    }
    return;
  }

  self->grouping = FALSE;
  forget_groups (self);
  self->groups = g_steal_pointer (&grouped->groups);
  self->places = g_steal_pointer (&grouped->places);
  grouped_free (grouped);
  make_plan (self);
  g_signal_emit (self, signals[GROUPS_CHANGED], 0);
  if (self->stale)
    group_photos (self);
}

static void
group_photos (AcuCullSession *self)
{
  const AcuScorerInfo *scorer = acu_library_get_scorer (self->library);

  self->stale = self->grouping;
  if (self->grouping || !self->photos)
    return;

  Job *job = g_new (Job, 1);
  *job = (Job){g_array_ref (self->photos), scorer ? scorer->id : 0};
  self->grouping = TRUE;
  acu_catalog_run_async (acu_library_get_catalog (self->library), ACU_CATALOG_READS, load_and_group,
                         job, job_free, grouped_free, self->cancellable, grouped_cb,
                         g_object_ref (self));
}

static gboolean
reload_cb (gpointer data)
{
  AcuCullSession *self = data;

  self->reload_timeout = 0;
  group_photos (self);
  return G_SOURCE_REMOVE;
}

static void
group_later (AcuCullSession *self, guint delay)
{
  if (self->photos && self->reload_timeout == 0)
    self->reload_timeout = g_timeout_add (delay, reload_cb, self);
}

static void
catalog_changed_cb (AcuCullSession *self, const AcuCatalogChange *change)
{
  if (change->flags & (ACU_CHANGE_RATINGS | ACU_CHANGE_SCORES | ACU_CHANGE_FACTS))
    group_later (self, REST);
}

/* Looking at photos. */

static void
likenesses_changed_cb (AcuCullSession *self)
{
  guint n_done, n_total;
  gboolean busy = acu_cull_session_is_busy (self, &n_done, &n_total);

  if (!self->photos)
    return;
  if (!busy && n_total > 0)
    group_photos (self);
  else if (n_done > 0)
    group_later (self, INTERVAL);
  g_signal_emit (self, signals[PROGRESS_CHANGED], 0);
}

static void
take_photos (AcuCullSession *self, const AcuPhotoResult *result)
{
  gint64 last = 0;

  g_clear_pointer (&self->photos, g_array_unref);
  acu_id_set_clear (&self->members);
  self->photos = g_array_copy (result->photos);
  for (guint i = 0; i < self->photos->len; i++)
    last = MAX (last, g_array_index (self->photos, gint64, i));
  acu_id_set_init (&self->members, last);
  for (guint i = 0; i < self->photos->len; i++)
    acu_id_set_add (&self->members, g_array_index (self->photos, gint64, i));
}

/* Takes up photos that have come to the list, however many have left it.  What leaves it alone, as
 * what is decided may leave a filter, stays in its group. */
static void
list_updated_cb (AcuCullSession *self)
{
  const AcuPhotoResult *result = acu_photo_list_get_result (acu_library_get_photos (self->library));
  gboolean any_new = FALSE;

  if (!self->photos || !result)
    return;
  for (guint i = 0; i < result->photos->len && !any_new; i++)
    any_new = !acu_id_set_has (&self->members, g_array_index (result->photos, gint64, i));
  if (!any_new)
    return;
  take_photos (self, result);
  group_photos (self);
}

void
acu_cull_session_begin (AcuCullSession *self)
{
  g_return_if_fail (ACU_IS_CULL_SESSION (self));

  AcuCatalog *catalog = acu_library_get_catalog (self->library);
  AcuPhotoList *list = acu_library_get_photos (self->library);
  const AcuPhotoResult *result = list ? acu_photo_list_get_result (list) : NULL;

  acu_cull_session_end (self);
  if (!result)
    return;
  if (!self->watching) {
    self->watching = TRUE;
    g_signal_connect_object (catalog, "changed", G_CALLBACK (catalog_changed_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (list, "updated", G_CALLBACK (list_updated_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (acu_library_get_likenesses (self->library), "changed",
                             G_CALLBACK (likenesses_changed_cb), self, G_CONNECT_SWAPPED);
  }
  take_photos (self, result);
  self->cancellable = g_cancellable_new ();
  group_photos (self);
  acu_likeness_service_set_hurried (acu_library_get_likenesses (self->library), TRUE);
}

void
acu_cull_session_end (AcuCullSession *self)
{
  g_return_if_fail (ACU_IS_CULL_SESSION (self));

  g_autoptr (GArray) photos = g_steal_pointer (&self->photos);

  acu_id_set_clear (&self->members);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->reload_timeout, g_source_remove);
  /* What the service tells of it is no longer for this session. */
  if (photos)
    acu_likeness_service_set_hurried (acu_library_get_likenesses (self->library), FALSE);
  self->grouping = self->stale = FALSE;
  forget_groups (self);
}

const AcuPhotoGroups *
acu_cull_session_get_groups (AcuCullSession *self)
{
  g_return_val_if_fail (ACU_IS_CULL_SESSION (self), NULL);

  return self->groups;
}

const AcuCullPlan *
acu_cull_session_get_plan (AcuCullSession *self)
{
  g_return_val_if_fail (ACU_IS_CULL_SESSION (self), NULL);

  return self->plan;
}

int
acu_cull_session_find (AcuCullSession *self, gint64 photo)
{
  g_return_val_if_fail (ACU_IS_CULL_SESSION (self), -1);

  return self->places ? (int)GPOINTER_TO_UINT (g_hash_table_lookup (self->places, &photo)) - 1 : -1;
}

void
acu_cull_session_set_strictness (AcuCullSession *self, double strictness)
{
  g_return_if_fail (ACU_IS_CULL_SESSION (self));

  self->strictness = strictness;
  if (!self->groups)
    return;
  make_plan (self);
  g_signal_emit (self, signals[PLAN_CHANGED], 0);
}

gboolean
acu_cull_session_is_busy (AcuCullSession *self, guint *n_done, guint *n_total)
{
  g_return_val_if_fail (ACU_IS_CULL_SESSION (self), FALSE);

  return acu_likeness_service_is_busy (acu_library_get_likenesses (self->library), n_done, n_total);
}

void
acu_cull_session_apply (AcuCullSession *self)
{
  g_return_if_fail (ACU_IS_CULL_SESSION (self));

  if (!self->plan || self->plan->n_picked + self->plan->n_rejected == 0)
    return;

  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (AcuRatingChange));
  for (guint i = 0; i < self->groups->photos->len; i++) {
    AcuVerdict verdict = self->plan->proposals[i].verdict;
    AcuRatingChange change = {.photo = g_array_index (self->groups->photos, AcuCullPhoto, i).photo,
                              /* What a person has just decided is not in the plan yet. */
                              .fields = ACU_RATING_FLAG | ACU_RATING_IF_OPEN,
                              .flag =
                                  verdict == ACU_VERDICT_PICK ? ACU_FLAG_PICK : ACU_FLAG_REJECT};
    if (verdict != ACU_VERDICT_LEAVE)
      g_array_append_val (changes, change);
  }
  g_autofree char *title = g_strdup_printf (_ ("Cull: %'u picked, %'u rejected"),
                                            self->plan->n_picked, self->plan->n_rejected);
  acu_library_rate_each (self->library, (const AcuRatingChange *)changes->data, changes->len,
                         title);
}

static void
acu_cull_session_dispose (GObject *object)
{
  AcuCullSession *self = ACU_CULL_SESSION (object);

  acu_cull_session_end (self);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_cull_session_parent_class)->dispose (object);
}

static void
acu_cull_session_init (AcuCullSession *self)
{
  self->strictness = 0.5;
}

static void
acu_cull_session_class_init (AcuCullSessionClass *class)
{
  static const char *const names[] = {"groups-changed", "plan-changed", "progress-changed"};

  G_OBJECT_CLASS (class)->dispose = acu_cull_session_dispose;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
}

AcuCullSession *
acu_cull_session_new (AcuLibrary *library)
{
  AcuCullSession *self = g_object_new (ACU_TYPE_CULL_SESSION, NULL);

  self->library = g_object_ref (library);
  return self;
}
