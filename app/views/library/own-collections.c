#include "app/views/library/own-collections.h"

#include "app/catalog/repeated-read.h"

struct _AcuOwnCollections {
  GObject parent_instance;

  AcuLibrary *library;
  AcuRepeatedRead *reading;
  GPtrArray *list; /* AcuCollection */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuOwnCollections, acu_own_collections, G_TYPE_OBJECT)

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const AcuCollection *first = *(AcuCollection *const *)a, *second = *(AcuCollection *const *)b;
  g_autofree char *first_folded = g_utf8_casefold (first->name, -1);
  g_autofree char *second_folded = g_utf8_casefold (second->name, -1);
  int order = g_utf8_collate (first_folded, second_folded);

  return order != 0 ? order : g_strcmp0 (first->name, second->name);
}

static gpointer
list_collections (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray *list = acu_collection_store_list (catalog, error);

  if (list)
    g_ptr_array_sort (list, compare_names);
  return list;
}

static gpointer
copy_collection (gconstpointer source, gpointer data)
{
  AcuCollection *copy = g_memdup2 (source, sizeof *copy);

  copy->name = g_strdup (copy->name);
  return copy;
}

static void
listed_cb (gconstpointer answer, gpointer data)
{
  AcuOwnCollections *self = ACU_OWN_COLLECTIONS (data);

  g_ptr_array_unref (self->list);
  self->list = g_ptr_array_copy ((GPtrArray *)answer, copy_collection, NULL);
  g_ptr_array_set_free_func (self->list, (GDestroyNotify)acu_collection_free);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
catalog_changed_cb (AcuOwnCollections *self, const AcuCatalogChange *change)
{
  if (change->flags & (ACU_CHANGE_COLLECTIONS | ACU_CHANGE_LIST))
    acu_repeated_read_ask (self->reading, NULL, NULL);
}

static void
state_changed_cb (AcuOwnCollections *self)
{
  AcuCatalog *catalog = acu_library_get_catalog (self->library);

  if (acu_library_get_state (self->library) != ACU_LIBRARY_READY)
    return;
  g_clear_pointer (&self->reading, acu_repeated_read_free);
  self->reading = acu_repeated_read_new (catalog, list_collections,
                                         (GDestroyNotify)g_ptr_array_unref, listed_cb, self);
  g_signal_handlers_disconnect_by_func (catalog, catalog_changed_cb, self);
  g_signal_connect_object (catalog, "changed", G_CALLBACK (catalog_changed_cb), self,
                           G_CONNECT_SWAPPED);
  acu_repeated_read_ask (self->reading, NULL, NULL);
}

const GPtrArray *
acu_own_collections_get_list (AcuOwnCollections *self)
{
  g_return_val_if_fail (ACU_IS_OWN_COLLECTIONS (self), NULL);

  return self->list;
}

const AcuCollection *
acu_own_collections_find (AcuOwnCollections *self, gint64 id)
{
  g_return_val_if_fail (ACU_IS_OWN_COLLECTIONS (self), NULL);

  for (guint i = 0; i < self->list->len; i++) {
    const AcuCollection *collection = g_ptr_array_index (self->list, i);
    if (collection->id == id)
      return collection;
  }
  return NULL;
}

const AcuCollection *
acu_own_collections_find_named (AcuOwnCollections *self, const char *name)
{
  g_return_val_if_fail (ACU_IS_OWN_COLLECTIONS (self) && name, NULL);

  for (guint i = 0; i < self->list->len; i++) {
    const AcuCollection *collection = g_ptr_array_index (self->list, i);
    if (g_str_equal (collection->name, name))
      return collection;
  }
  return NULL;
}

const AcuCollection *
acu_own_collections_get_shown (AcuOwnCollections *self)
{
  g_return_val_if_fail (ACU_IS_OWN_COLLECTIONS (self), NULL);

  const AcuPhotoQuery *query = acu_library_get_query (self->library);

  return query->scope == ACU_SCOPE_COLLECTION ? acu_own_collections_find (self, query->scope_id)
                                              : NULL;
}

static void
acu_own_collections_dispose (GObject *object)
{
  AcuOwnCollections *self = ACU_OWN_COLLECTIONS (object);

  g_clear_pointer (&self->reading, acu_repeated_read_free);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_own_collections_parent_class)->dispose (object);
}

static void
acu_own_collections_finalize (GObject *object)
{
  g_ptr_array_unref (ACU_OWN_COLLECTIONS (object)->list);
  G_OBJECT_CLASS (acu_own_collections_parent_class)->finalize (object);
}

static void
acu_own_collections_init (AcuOwnCollections *self)
{
  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_collection_free);
}

static void
acu_own_collections_class_init (AcuOwnCollectionsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = acu_own_collections_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_own_collections_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

AcuOwnCollections *
acu_own_collections_new (AcuLibrary *library)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (library), NULL);

  AcuOwnCollections *self = g_object_new (ACU_TYPE_OWN_COLLECTIONS, NULL);

  self->library = g_object_ref (library);
  g_signal_connect_object (library, "state-changed", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  state_changed_cb (self);
  return self;
}
