#include "app/views/library/folder-item.h"

struct _AcuFolderItem {
  GObject parent_instance;

  gint64 id;
  char *path;
  char *name;
  char *problem;
  gboolean is_root, is_below_root;
  guint n_photos;
  GListStore *children;
  GPtrArray *fresh; /* the children to be, while a tree is brought up to date */
};

enum { PROP_0, PROP_N_PHOTOS };

G_DEFINE_FINAL_TYPE (AcuFolderItem, acu_folder_item, G_TYPE_OBJECT)

gint64
acu_folder_item_get_id (AcuFolderItem *self)
{
  return self->id;
}

const char *
acu_folder_item_get_path (AcuFolderItem *self)
{
  return self->path;
}

const char *
acu_folder_item_get_name (AcuFolderItem *self)
{
  return self->name;
}

const char *
acu_folder_item_get_problem (AcuFolderItem *self)
{
  return self->problem;
}

gboolean
acu_folder_item_is_removable (AcuFolderItem *self)
{
  return self->is_root && !self->is_below_root;
}

guint
acu_folder_item_get_n_photos (AcuFolderItem *self)
{
  return self->n_photos;
}

GListModel *
acu_folder_item_get_children (AcuFolderItem *self)
{
  return G_LIST_MODEL (self->children);
}

static void
take_over (AcuFolderItem *self, const AcuFolder *folder)
{
  if (g_strcmp0 (self->path, folder->path) != 0) {
    g_free (self->path);
    g_free (self->name);
    self->path = g_strdup (folder->path);
    self->name = g_filename_display_basename (folder->path);
  }
  if (self->n_photos != folder->n_below || g_strcmp0 (self->problem, folder->problem) != 0) {
    self->n_photos = folder->n_below;
    g_free (self->problem);
    self->problem = g_strdup (folder->problem);
    g_object_notify (G_OBJECT (self), "n-photos");
  }
}

static void
collect (GListModel *list, GHashTable *items)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (AcuFolderItem) item = g_list_model_get_item (list, i);
    collect (G_LIST_MODEL (item->children), items);
    g_hash_table_insert (items, &item->id, g_object_ref (item));
  }
}

/* Changes only what lies between the first and the last difference. */
static void
replace_contents (GListStore *store, GPtrArray *wanted)
{
  GListModel *list = G_LIST_MODEL (store);
  guint old = g_list_model_get_n_items (list), start = 0, end = 0;

  while (start < MIN (old, wanted->len)) {
    g_autoptr (GObject) item = g_list_model_get_item (list, start);
    if (item != g_ptr_array_index (wanted, start))
      break;
    start++;
  }
  while (end < MIN (old, wanted->len) - start) {
    g_autoptr (GObject) item = g_list_model_get_item (list, old - 1 - end);
    if (item != g_ptr_array_index (wanted, wanted->len - 1 - end))
      break;
    end++;
  }
  if (old != wanted->len || start < old)
    g_list_store_splice (store, start, old - start - end, wanted->pdata + start,
                         wanted->len - start - end);
}

/* The item of @folder, unless it gets its first child or loses its last: a row of the tree that can
 * be opened, and one that cannot, are two things. */
static AcuFolderItem *
find_known (GHashTable *known, const AcuFolder *folder, GHashTable *parents)
{
  AcuFolderItem *item = g_hash_table_lookup (known, &folder->id);
  gboolean has_children = g_hash_table_contains (parents, &folder->id);

  return item && (g_list_model_get_n_items (G_LIST_MODEL (item->children)) > 0) == has_children
             ? item
             : NULL;
}

void
acu_folder_item_update (GListStore *roots, const GPtrArray *folders)
{
  g_autoptr (GHashTable) known =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_object_unref);
  g_autoptr (GHashTable) current = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GHashTable) parents = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) top = g_ptr_array_new ();

  collect (G_LIST_MODEL (roots), known);
  for (guint i = 0; i < folders->len; i++)
    g_hash_table_add (parents, &((AcuFolder *)g_ptr_array_index (folders, i))->parent);
  for (guint i = 0; i < folders->len; i++) {
    const AcuFolder *folder = g_ptr_array_index (folders, i);
    AcuFolderItem *item = find_known (known, folder, parents);
    AcuFolderItem *parent = g_hash_table_lookup (current, &folder->parent);

    item = item ? g_object_ref (item) : g_object_new (ACU_TYPE_FOLDER_ITEM, NULL);
    item->id = folder->id;
    item->is_root = folder->is_root;
    item->is_below_root = parent && (parent->is_root || parent->is_below_root);
    item->fresh = g_ptr_array_new ();
    take_over (item, folder);
    g_ptr_array_add (items, item);
    g_hash_table_insert (current, &item->id, item);
    g_ptr_array_add (parent ? parent->fresh : top, item);
  }

  for (guint i = 0; i < items->len; i++) {
    AcuFolderItem *item = g_ptr_array_index (items, i);
    replace_contents (item->children, item->fresh);
    g_clear_pointer (&item->fresh, g_ptr_array_unref);
  }
  replace_contents (roots, top);
}

static void
acu_folder_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_uint (value, ACU_FOLDER_ITEM (object)->n_photos);
}

static void
acu_folder_item_finalize (GObject *object)
{
  AcuFolderItem *self = ACU_FOLDER_ITEM (object);

  g_free (self->path);
  g_free (self->name);
  g_free (self->problem);
  g_object_unref (self->children);
  G_OBJECT_CLASS (acu_folder_item_parent_class)->finalize (object);
}

static void
acu_folder_item_init (AcuFolderItem *self)
{
  self->children = g_list_store_new (ACU_TYPE_FOLDER_ITEM);
}

static void
acu_folder_item_class_init (AcuFolderItemClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = acu_folder_item_get_property;
  object_class->finalize = acu_folder_item_finalize;
  g_object_class_install_property (object_class, PROP_N_PHOTOS,
                                   g_param_spec_uint ("n-photos", NULL, NULL, 0, G_MAXUINT, 0,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}
