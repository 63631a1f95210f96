#include "app/views/library/photo-stacks.h"

#include "app/culling/photo-groups.h"
#include "app/views/shared/likeness-service.h"

#include <string.h>

/* Milliseconds that the list rests before its stacks are worked out. */
#define REST 400

/* While photos are looked at one after the other, the stacks follow after so many milliseconds, or
 * after so many times what it took to work them out. */
#define INTERVAL 1000
#define PATIENCE 10

/* A photo of a stack. */
typedef struct {
  gint64 photo;
  guint first, n; /* its stack's photos, in Stacks.members */
} Place;

/* In few pieces: that of a large folder is let go of in the main loop. */
typedef struct {
  GArray *places;  /* Place, by photo */
  GArray *members; /* gint64, stack by stack */
} Stacks;

struct _AcuPhotoStacks {
  GObject parent_instance;

  AcuLibrary *library;
  Stacks *stacks; /* NULL until they are known */
  gboolean is_watched;
  gboolean is_busy;          /* a job runs, perhaps one that was cancelled and ends soon */
  gboolean begins_again;     /* after it */
  gint64 begun;              /* when it began, monotonic */
  guint interval;            /* milliseconds */
  guint rest;                /* the timeout */
  GCancellable *cancellable; /* of the job under way, or NULL */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuPhotoStacks, acu_photo_stacks, G_TYPE_OBJECT)

static void
stacks_free (gpointer data)
{
  Stacks *stacks = data;

  g_array_unref (stacks->places);
  g_array_unref (stacks->members);
  g_free (stacks);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const Place *)a)->photo, y = ((const Place *)b)->photo;

  return (x > y) - (x < y);
}

static Stacks *
stacks_new (const AcuPhotoGroups *groups)
{
  Stacks *stacks = g_new (Stacks, 1);

  stacks->places = g_array_new (FALSE, FALSE, sizeof (Place));
  stacks->members = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < groups->groups->len; i++) {
    const AcuPhotoGroup *group = &g_array_index (groups->groups, AcuPhotoGroup, i);

    for (guint j = group->first; j < group->first + group->n; j++) {
      guint index = g_array_index (groups->members, guint, j);
      Place place = {g_array_index (groups->photos, AcuCullPhoto, index).photo, group->first,
                     group->n};
      g_array_append_val (stacks->places, place);
      g_array_append_val (stacks->members, place.photo);
    }
  }
  g_array_sort (stacks->places, compare_places);
  return stacks;
}

static gboolean
has_same_bytes (const GArray *a, const GArray *b)
{
  gsize size = (gsize)a->len * g_array_get_element_size ((GArray *)a);

  return a->len == b->len && (size == 0 || memcmp (a->data, b->data, size) == 0);
}

static gboolean
stacks_equal (const Stacks *a, const Stacks *b)
{
  return a && has_same_bytes (a->places, b->places) && has_same_bytes (a->members, b->members);
}

/* On one of the catalog's threads. */
static gpointer
stack_in_thread (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const GArray *ids = data;
  g_autoptr (GArray) photos =
      acu_likeness_store_load (catalog, (const gint64 *)ids->data, ids->len, 0, cancellable, error);
  g_autoptr (AcuPhotoGroups) groups =
      photos ? acu_photo_groups_new (photos, cancellable, error) : NULL;

  return groups ? stacks_new (groups) : NULL;
}

static void begin_anew (AcuPhotoStacks *self);

static void
stacked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuPhotoStacks) self = data;
  g_autoptr (GError) error = NULL;
  Stacks *stacks = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);
  gint64 took = (g_get_monotonic_time () - self->begun) / 1000;

  self->is_busy = FALSE;
  g_clear_object (&self->cancellable);
  self->interval = (guint)MAX (INTERVAL, PATIENCE * took);
  if (self->begins_again)
    begin_anew (self);
  /* A catalog that cannot be read says so elsewhere. */
  if (!stacks)
    return;
  if (stacks_equal (self->stacks, stacks)) {
    stacks_free (stacks);
    return;
  }
  g_clear_pointer (&self->stacks, stacks_free);
  self->stacks = stacks;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
stop (AcuPhotoStacks *self)
{
  self->begins_again = FALSE;
  g_clear_handle_id (&self->rest, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static gboolean
rest_cb (gpointer data)
{
  AcuPhotoStacks *self = data;
  const AcuPhotoResult *result = acu_photo_list_get_result (acu_library_get_photos (self->library));

  self->rest = 0;
  self->begins_again = self->is_busy;
  if (self->is_busy || !result)
    return G_SOURCE_REMOVE;
  self->is_busy = TRUE;
  self->begun = g_get_monotonic_time ();
  self->cancellable = g_cancellable_new ();
  acu_catalog_run_async (acu_library_get_catalog (self->library), ACU_CATALOG_READS,
                         stack_in_thread, g_array_copy (result->photos),
                         (GDestroyNotify)g_array_unref, stacks_free, self->cancellable, stacked_cb,
                         g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* What was begun for other photos is of no use. */
static void
begin_anew (AcuPhotoStacks *self)
{
  stop (self);
  if (self->is_watched)
    self->rest = g_timeout_add (REST, rest_cb, self);
}

/* More is known of the same photos. */
static void
likenesses_changed_cb (AcuPhotoStacks *self)
{
  guint n_done, n_total;

  acu_likeness_service_is_busy (acu_library_get_likenesses (self->library), &n_done, &n_total);
  if (self->is_watched && self->rest == 0 && n_done > 0)
    self->rest = g_timeout_add (self->interval, rest_cb, self);
}

void
acu_photo_stacks_set_watched (AcuPhotoStacks *self, gboolean watched)
{
  g_return_if_fail (ACU_IS_PHOTO_STACKS (self));

  self->is_watched = watched;
  begin_anew (self);
}

const gint64 *
acu_photo_stacks_get (AcuPhotoStacks *self, gint64 photo, guint *n)
{
  g_return_val_if_fail (ACU_IS_PHOTO_STACKS (self) && n, NULL);

  Place wanted = {.photo = photo};
  guint found;

  *n = 0;
  if (!self->stacks ||
      !g_array_binary_search (self->stacks->places, &wanted, compare_places, &found))
    return NULL;
  const Place *place = &g_array_index (self->stacks->places, Place, found);
  *n = place->n;
  return &g_array_index (self->stacks->members, gint64, place->first);
}

static void
acu_photo_stacks_dispose (GObject *object)
{
  AcuPhotoStacks *self = ACU_PHOTO_STACKS (object);

  stop (self);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_photo_stacks_parent_class)->dispose (object);
}

static void
acu_photo_stacks_finalize (GObject *object)
{
  g_clear_pointer (&ACU_PHOTO_STACKS (object)->stacks, stacks_free);
  G_OBJECT_CLASS (acu_photo_stacks_parent_class)->finalize (object);
}

static void
acu_photo_stacks_init (AcuPhotoStacks *self)
{
  self->interval = INTERVAL;
}

static void
acu_photo_stacks_class_init (AcuPhotoStacksClass *class)
{
  G_OBJECT_CLASS (class)->dispose = acu_photo_stacks_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_photo_stacks_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

AcuPhotoStacks *
acu_photo_stacks_new (AcuLibrary *library)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (library) && acu_library_get_photos (library), NULL);

  AcuPhotoStacks *self = g_object_new (ACU_TYPE_PHOTO_STACKS, NULL);

  self->library = g_object_ref (library);
  g_signal_connect_object (acu_library_get_photos (library), "updated", G_CALLBACK (begin_anew),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (acu_library_get_likenesses (library), "changed",
                           G_CALLBACK (likenesses_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
