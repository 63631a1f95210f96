#include "app/views/library/photo-stacks.h"

#include "app/culling/photo-groups.h"

/* Milliseconds that the list rests before its stacks are worked out. */
#define REST 400

struct _AcuPhotoStacks {
  GObject parent_instance;

  AcuLibrary *library;
  GHashTable *stacks; /* a photo's id, in itself, to its stack */
  gboolean is_watched;
  gboolean is_busy; /* a job runs, perhaps one that was cancelled: not all of it can be stopped */
  gboolean begins_again;     /* after it */
  guint rest;                /* the timeout */
  GCancellable *cancellable; /* of the job under way, or NULL */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuPhotoStacks, acu_photo_stacks, G_TYPE_OBJECT)

/* On one of the catalog's threads. */
static gpointer
stack_in_thread (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const GArray *ids = data;
  g_autoptr (GArray) photos =
      acu_likeness_store_load (catalog, (const gint64 *)ids->data, ids->len, 0, cancellable, error);
  g_autoptr (AcuPhotoGroups) groups = NULL;
  GHashTable *stacks;

  if (!photos)
    return NULL;
  groups = acu_photo_groups_new (photos);
  stacks =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_array_unref);
  for (guint i = 0; i < groups->groups->len; i++) {
    const AcuPhotoGroup *group = &g_array_index (groups->groups, AcuPhotoGroup, i);

    const guint *members = &g_array_index (groups->members, guint, group->first);
    g_autoptr (GArray) stack = g_array_sized_new (FALSE, FALSE, sizeof (gint64), group->n);

    for (guint j = 0; j < group->n; j++)
      g_array_append_val (stack, g_array_index (photos, AcuCullPhoto, members[j]).photo);
    for (guint j = 0; j < group->n; j++)
      g_hash_table_insert (stacks, g_memdup2 (&g_array_index (stack, gint64, j), sizeof (gint64)),
                           g_array_ref (stack));
  }
  return stacks;
}

static void begin_anew (AcuPhotoStacks *self);

static void
stacked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AcuPhotoStacks) self = data;
  g_autoptr (GError) error = NULL;
  GHashTable *stacks = acu_catalog_run_finish (ACU_CATALOG (source), result, &error);

  self->is_busy = FALSE;
  if (self->begins_again)
    begin_anew (self);
  /* A catalog that cannot be read says so elsewhere. */
  if (!stacks)
    return;
  g_hash_table_unref (self->stacks);
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
  self->cancellable = g_cancellable_new ();
  acu_catalog_run_async (acu_library_get_catalog (self->library), ACU_CATALOG_READS,
                         stack_in_thread, g_array_copy (result->photos),
                         (GDestroyNotify)g_array_unref, (GDestroyNotify)g_hash_table_unref,
                         self->cancellable, stacked_cb, g_object_ref (self));
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

void
acu_photo_stacks_set_watched (AcuPhotoStacks *self, gboolean watched)
{
  g_return_if_fail (ACU_IS_PHOTO_STACKS (self));

  self->is_watched = watched;
  begin_anew (self);
}

const GArray *
acu_photo_stacks_get (AcuPhotoStacks *self, gint64 photo)
{
  g_return_val_if_fail (ACU_IS_PHOTO_STACKS (self), NULL);

  return g_hash_table_lookup (self->stacks, &photo);
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
  g_hash_table_unref (ACU_PHOTO_STACKS (object)->stacks);
  G_OBJECT_CLASS (acu_photo_stacks_parent_class)->finalize (object);
}

static void
acu_photo_stacks_init (AcuPhotoStacks *self)
{
  self->stacks = g_hash_table_new (g_int64_hash, g_int64_equal);
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
  return self;
}
