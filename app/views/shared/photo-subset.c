#include "app/views/shared/photo-subset.h"

#include <string.h>

struct _AcuPhotoSubset {
  GObject parent_instance;

  AcuLibrary *library;
  GArray *photos; /* gint64 */
};

AcuPhoto *
acu_photo_subset_get_photo (AcuLibrary *library, gint64 photo)
{
  AcuPhotoList *photos = acu_library_get_photos (library);
  guint position = photos ? acu_photo_list_find (photos, photo) : G_MAXUINT;

  return position == G_MAXUINT ? acu_photo_new (photo)
                               : g_list_model_get_item (G_LIST_MODEL (photos), position);
}

static GType
get_item_type (GListModel *model)
{
  return ACU_TYPE_PHOTO;
}

static guint
get_n_items (GListModel *model)
{
  return ACU_PHOTO_SUBSET (model)->photos->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  AcuPhotoSubset *self = ACU_PHOTO_SUBSET (model);

  if (position >= self->photos->len)
    return NULL;
  return acu_photo_subset_get_photo (self->library, acu_photo_subset_get_id (self, position));
}

static void
implement_list_model (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (AcuPhotoSubset,
                               acu_photo_subset,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, implement_list_model))

void
acu_photo_subset_set (AcuPhotoSubset *self, const gint64 *photos, gsize n)
{
  guint before = self->photos->len;

  g_return_if_fail (ACU_IS_PHOTO_SUBSET (self));

  if (n == before && (n == 0 || memcmp (self->photos->data, photos, n * sizeof *photos) == 0))
    return;
  g_array_set_size (self->photos, 0);
  if (n > 0)
    g_array_append_vals (self->photos, photos, (guint)n);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, (guint)n);
}

gint64
acu_photo_subset_get_id (AcuPhotoSubset *self, guint position)
{
  g_return_val_if_fail (ACU_IS_PHOTO_SUBSET (self), 0);

  return position < self->photos->len ? g_array_index (self->photos, gint64, position) : 0;
}

guint
acu_photo_subset_find (AcuPhotoSubset *self, gint64 photo)
{
  g_return_val_if_fail (ACU_IS_PHOTO_SUBSET (self), G_MAXUINT);

  for (guint i = 0; i < self->photos->len; i++)
    if (g_array_index (self->photos, gint64, i) == photo)
      return i;
  return G_MAXUINT;
}

static void
acu_photo_subset_finalize (GObject *object)
{
  AcuPhotoSubset *self = ACU_PHOTO_SUBSET (object);

  g_array_unref (self->photos);
  g_object_unref (self->library);
  G_OBJECT_CLASS (acu_photo_subset_parent_class)->finalize (object);
}

static void
acu_photo_subset_init (AcuPhotoSubset *self)
{
  self->photos = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
acu_photo_subset_class_init (AcuPhotoSubsetClass *class)
{
  G_OBJECT_CLASS (class)->finalize = acu_photo_subset_finalize;
}

AcuPhotoSubset *
acu_photo_subset_new (AcuLibrary *library)
{
  AcuPhotoSubset *self = g_object_new (ACU_TYPE_PHOTO_SUBSET, NULL);

  self->library = g_object_ref (library);
  return self;
}
