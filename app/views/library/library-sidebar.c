#include "app/views/library/library-sidebar.h"

#include "app/catalog/photo-result.h"
#include "app/catalog/repeated-read.h"
#include "app/views/library/collection-list.h"
#include "app/views/library/counted-name.h"
#include "app/views/library/folded-name.h"
#include "app/views/library/folder-actions.h"
#include "app/views/library/folder-item.h"
#include "app/views/library/reading-card.h"
#include "app/views/library/scoring-card.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>
#include <math.h>

/* A tree of no more folders than this opens by itself. */
#define AUTO_EXPAND_MAX 60

/* The counts are taken again this long after a change, milliseconds, so that a run of ratings costs
 * one. */
#define COUNT_DELAY 700

typedef enum {
  COLLECTION_ALL,
  COLLECTION_PICKED,
  COLLECTION_FIVE_STARS,
  COLLECTION_WEAKEST,
  COLLECTION_REJECTED,
  COLLECTION_UNSCORED,
  COLLECTION_UNREADABLE,
  N_COLLECTIONS,
} Collection;

static const struct {
  const char *name;
  const char *title;
  const char *icon;
} collections[N_COLLECTIONS] = {
    [COLLECTION_ALL] = {"all", N_ ("All photos"), "acutance-all-photos-symbolic"},
    [COLLECTION_PICKED] = {"picked", N_ ("Picked"), "acutance-pick-symbolic"},
    [COLLECTION_FIVE_STARS] = {"five-stars", N_ ("Five stars"), "acutance-star-empty-symbolic"},
    [COLLECTION_WEAKEST] = {"weakest", N_ ("Weakest tenth"), "acutance-weakest-symbolic"},
    [COLLECTION_REJECTED] = {"rejected", N_ ("Rejected"), "acutance-reject-symbolic"},
    [COLLECTION_UNSCORED] = {"unscored", N_ ("Not scored yet"), "acutance-unscored-symbolic"},
    [COLLECTION_UNREADABLE] = {"unreadable", N_ ("Cannot be read"), "image-missing-symbolic"},
};

/* How many photos each has, and below which score the weakest tenth lies (NAN: nothing is scored).
 */
typedef struct {
  guint n[N_COLLECTIONS];
  double weakest_below;
} Counts;

struct _AcuLibrarySidebar {
  GtkWidget parent_instance;

  GtkListView *folders;
  GtkWidget *folders_heading;
  GtkListBox *collections;
  GtkListBox *own_collections;
  AcuReadingCard *reading;
  AcuScoringCard *scoring;
  GtkWidget *count_labels[N_COLLECTIONS];

  AcuLibrary *library;
  AcuFolderActions *folder_actions;
  AcuCollectionList *collection_list;
  GListStore *roots;
  GtkTreeListModel *tree;
  GtkSingleSelection *selection;
  AcuRepeatedRead *folder_list;
  AcuRepeatedRead *counting;
  Counts counts;
  guint count_timeout;
  guint n_folders;
};

G_DEFINE_FINAL_TYPE (AcuLibrarySidebar, acu_library_sidebar, GTK_TYPE_WIDGET)

/* What each collection means. */
static gboolean
make_query (Collection collection, double weakest_below, AcuPhotoQuery *query)
{
  acu_photo_query_init (query);
  switch (collection) {
  case COLLECTION_PICKED:
    query->flags = 1 << (ACU_FLAG_PICK + 1);
    return TRUE;
  case COLLECTION_FIVE_STARS:
    query->stars_min = 5;
    return TRUE;
  case COLLECTION_WEAKEST:
    query->score_max = weakest_below;
    return !isnan (weakest_below);
  case COLLECTION_REJECTED:
    query->flags = 1 << (ACU_FLAG_REJECT + 1);
    return TRUE;
  case COLLECTION_UNSCORED:
    query->unscored = TRUE;
    return TRUE;
  case COLLECTION_UNREADABLE:
    query->errors = ACU_ERRORS_ONLY;
    return TRUE;
  default:
    return TRUE;
  }
}

/* Whether there is nothing to see of @collection while nothing is in it. */
static gboolean
is_passing (Collection collection)
{
  return collection == COLLECTION_UNSCORED || collection == COLLECTION_UNREADABLE;
}

/* Counting. */

typedef struct {
  gint64 scorer;
  AcuScoreScale scale;
} CountJob;

static gpointer
count_collections (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  const CountJob *job = data;
  g_autofree Counts *counts = g_new0 (Counts, 1);

  counts->weakest_below = NAN;
  for (guint i = 0; i < N_COLLECTIONS; i++) {
    g_auto (AcuPhotoQuery) query;
    if (!make_query (i, counts->weakest_below, &query) ||
        (i == COLLECTION_UNSCORED && job->scorer == 0)) /* nothing will be */
      continue;
    query.scorer = job->scorer;

    g_autoptr (AcuPhotoResult) result = acu_photo_query_run (catalog, &query, cancellable, error);
    if (!result)
      return NULL;
    counts->n[i] = result->photos->len;

    if (i != COLLECTION_ALL)
      continue;
    /* The tenth ends with the bin in which the histogram of all photos reaches it. */
    guint scored = 0, below = 0;
    for (guint bin = 0; bin < ACU_HISTOGRAM_BINS; bin++)
      scored += result->histogram[bin];
    for (guint bin = 0; bin < ACU_HISTOGRAM_BINS && scored > 0; bin++) {
      below += result->histogram[bin];
      if (below * 10 >= scored) {
        counts->weakest_below =
            job->scale.min + (bin + 1) * (job->scale.max - job->scale.min) / ACU_HISTOGRAM_BINS;
        break;
      }
    }
  }
  return g_steal_pointer (&counts);
}

static void
counted_cb (gconstpointer answer, gpointer data)
{
  AcuLibrarySidebar *self = ACU_LIBRARY_SIDEBAR (data);
  const Counts *counts = answer;

  self->counts = *counts;
  for (guint i = 0; i < N_COLLECTIONS; i++) {
    GtkWidget *row = gtk_widget_get_ancestor (self->count_labels[i], GTK_TYPE_LIST_BOX_ROW);
    g_autofree char *text = g_strdup_printf ("%'u", counts->n[i]);
    g_autofree char *name = acu_counted_name_new (_ (collections[i].title), counts->n[i]);
    gtk_label_set_label (GTK_LABEL (self->count_labels[i]), text);
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    gtk_widget_set_visible (row, counts->n[i] > 0 || !is_passing (i));
  }
}

static gboolean
count (gpointer data)
{
  AcuLibrarySidebar *self = data;
  const AcuScorerInfo *scorer = acu_library_get_scorer (self->library);
  CountJob job = {scorer ? scorer->id : 0, acu_library_get_scale (self->library)};

  self->count_timeout = 0;
  acu_repeated_read_ask (self->counting, g_memdup2 (&job, sizeof job), g_free);
  return G_SOURCE_REMOVE;
}

static void
count_soon (AcuLibrarySidebar *self)
{
  if (self->count_timeout == 0 && self->counting)
    self->count_timeout = g_timeout_add (COUNT_DELAY, count, self);
}

/* Folders. */

/* Marks the folder or the collection that is shown. */
static void
select_shown (AcuLibrarySidebar *self)
{
  const AcuPhotoQuery *query = acu_library_get_query (self->library);
  guint selected = GTK_INVALID_LIST_POSITION;

  gtk_list_box_unselect_all (self->collections);
  if (query->scope == ACU_SCOPE_TREE || query->scope == ACU_SCOPE_FOLDER) {
    for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->tree)); i++) {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->tree), i);
      g_autoptr (AcuFolderItem) item = gtk_tree_list_row_get_item (row);
      if (acu_folder_item_get_id (item) == query->scope_id)
        selected = i;
    }
  }
  gtk_single_selection_set_selected (self->selection, selected);
  if (query->scope == ACU_SCOPE_ALL && !acu_photo_query_has_filter (query))
    gtk_list_box_select_row (self->collections,
                             gtk_list_box_get_row_at_index (self->collections, COLLECTION_ALL));
}

static gpointer
list_folders (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  return acu_folder_store_list (catalog, error);
}

static void
folders_cb (gconstpointer answer, gpointer data)
{
  AcuLibrarySidebar *self = ACU_LIBRARY_SIDEBAR (data);
  const GPtrArray *folders = answer;

  gtk_tree_list_model_set_autoexpand (self->tree, folders->len <= AUTO_EXPAND_MAX);
  acu_folder_item_update (self->roots, folders);
  gtk_widget_set_visible (self->folders_heading, folders->len > 0);
  select_shown (self);
}

static void
folder_activated_cb (AcuLibrarySidebar *self, guint position)
{
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->tree), position);
  g_autoptr (AcuFolderItem) item = gtk_tree_list_row_get_item (row);

  acu_library_enter_folder (self->library, acu_folder_item_get_id (item),
                            acu_folder_item_get_path (item),
                            gtk_tree_list_row_get_depth (row) == 0);
}

static GListModel *
get_children (gpointer item, gpointer data)
{
  GListModel *children = acu_folder_item_get_children (item);

  return g_list_model_get_n_items (children) > 0 ? g_object_ref (children) : NULL;
}

static void
show_folder_count (AcuFolderItem *item, GParamSpec *pspec, GtkListItem *list_item)
{
  GtkWidget *expander = gtk_list_item_get_child (list_item);
  GtkWidget *box = gtk_tree_expander_get_child (GTK_TREE_EXPANDER (expander));
  GtkWidget *label = gtk_widget_get_last_child (box);
  guint n = acu_folder_item_get_n_photos (item);
  g_autofree char *text = g_strdup_printf ("%'u", n);
  g_autofree char *name = acu_counted_name_new (acu_folder_item_get_name (item), n);

  gtk_label_set_label (GTK_LABEL (label), text);
  acu_name_list_item (list_item, name);
}

static gboolean
folder_tooltip_cb (
    GtkWidget *box, int x, int y, gboolean keyboard, GtkTooltip *tooltip, GtkListItem *list_item)
{
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);
  g_autoptr (AcuFolderItem) item = row ? gtk_tree_list_row_get_item (row) : NULL;

  if (!item)
    return FALSE;
  const char *problem = acu_folder_item_get_problem (item);
  gtk_tooltip_set_text (tooltip, problem ? problem : acu_folder_item_get_path (item));
  return TRUE;
}

static void
setup_folder_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *name = acu_folded_name_new ();
  GtkWidget *n = gtk_label_new (NULL);

  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (n, "count");
  gtk_box_append (GTK_BOX (box),
                  g_object_new (GTK_TYPE_IMAGE, "icon-name", "folder-symbolic", "accessible-role",
                                GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), n);
  gtk_widget_set_has_tooltip (box, TRUE);
  g_signal_connect (box, "query-tooltip", G_CALLBACK (folder_tooltip_cb), list_item);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  gtk_list_item_set_child (list_item, expander);
}

static void
bind_folder_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item));
  g_autoptr (AcuFolderItem) item = gtk_tree_list_row_get_item (row);
  GtkWidget *box = gtk_tree_expander_get_child (expander);
  GtkWidget *icon = gtk_widget_get_first_child (box);

  gtk_tree_expander_set_list_row (expander, row);
  gtk_image_set_from_icon_name (GTK_IMAGE (icon), acu_folder_item_get_problem (item)
                                                      ? "dialog-warning-symbolic"
                                                      : "folder-symbolic");
  acu_folded_name_set (ACU_FOLDED_NAME (gtk_widget_get_next_sibling (icon)),
                       acu_folder_item_get_name (item));
  g_signal_connect (item, "notify::n-photos", G_CALLBACK (show_folder_count), list_item);
  show_folder_count (item, NULL, list_item);
}

static void
unbind_folder_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);
  g_autoptr (AcuFolderItem) item = gtk_tree_list_row_get_item (row);

  if (item)
    g_signal_handlers_disconnect_by_func (item, show_folder_count, list_item);
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item)), NULL);
}

/* Collections. */

static void
show_collection (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuLibrarySidebar *self = data;
  const char *name = g_variant_get_string (parameter, NULL);

  for (guint i = 0; i < N_COLLECTIONS; i++) {
    g_auto (AcuPhotoQuery) query;
    gboolean usable = make_query (i, self->counts.weakest_below, &query);
    if (usable && g_str_equal (name, collections[i].name))
      acu_library_go_to (self->library, &query);
  }
}

static void
collection_activated_cb (AcuLibrarySidebar *self, GtkListBoxRow *row)
{
  const char *name = collections[gtk_list_box_row_get_index (row)].name;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.collection", "s", name);
}

static void
add_collections (AcuLibrarySidebar *self)
{
  for (guint i = 0; i < N_COLLECTIONS; i++) {
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
    GtkWidget *title = gtk_label_new (_ (collections[i].title));
    GtkWidget *row = gtk_list_box_row_new ();

    gtk_label_set_xalign (GTK_LABEL (title), 0);
    gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
    gtk_widget_set_hexpand (title, TRUE);
    self->count_labels[i] = gtk_label_new (NULL);
    gtk_widget_add_css_class (self->count_labels[i], "count");
    gtk_box_append (GTK_BOX (box),
                    g_object_new (GTK_TYPE_IMAGE, "icon-name", collections[i].icon,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
    gtk_box_append (GTK_BOX (box), title);
    gtk_box_append (GTK_BOX (box), self->count_labels[i]);
    gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
    gtk_widget_set_visible (row, !is_passing (i));
    gtk_list_box_append (self->collections, row);
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ (collections[i].title), -1);
  }
}

/* What is being computed. */

static void
catalog_changed_cb (AcuLibrarySidebar *self, const AcuCatalogChange *change)
{
  if (change->flags & (ACU_CHANGE_FOLDERS | ACU_CHANGE_LIST))
    acu_repeated_read_ask (self->folder_list, NULL, NULL);
  if (change->flags & (ACU_CHANGE_LIST | ACU_CHANGE_RATINGS | ACU_CHANGE_SCORES | ACU_CHANGE_FACTS))
    count_soon (self);
}

static void
state_changed_cb (AcuLibrarySidebar *self)
{
  AcuCatalog *catalog = acu_library_get_catalog (self->library);

  if (acu_library_get_state (self->library) != ACU_LIBRARY_READY)
    return;
  g_clear_pointer (&self->folder_list, acu_repeated_read_free);
  g_clear_pointer (&self->counting, acu_repeated_read_free);
  self->folder_list = acu_repeated_read_new (catalog, list_folders,
                                             (GDestroyNotify)g_ptr_array_unref, folders_cb, self);
  self->counting = acu_repeated_read_new (catalog, count_collections, g_free, counted_cb, self);
  g_signal_handlers_disconnect_by_func (catalog, catalog_changed_cb, self);
  g_signal_connect_object (catalog, "changed", G_CALLBACK (catalog_changed_cb), self,
                           G_CONNECT_SWAPPED);
  acu_repeated_read_ask (self->folder_list, NULL, NULL);
  count_soon (self);
}

void
acu_library_sidebar_attach (AcuLibrarySidebar *self,
                            AcuLibrary *library,
                            AcuOwnCollections *own,
                            GActionMap *map)
{
  static const GActionEntry actions[] = {{"collection", show_collection, "s"}};

  g_return_if_fail (ACU_IS_LIBRARY_SIDEBAR (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  g_action_map_add_action_entries (map, actions, G_N_ELEMENTS (actions), self);
  self->folder_actions = acu_folder_actions_new (self->folders, library, map);
  self->collection_list = acu_collection_list_new (self->own_collections, library, own);
  acu_reading_card_attach (self->reading, library, map);
  acu_scoring_card_attach (self->scoring, library, map);
  g_signal_connect_object (library, "state-changed", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "query-changed", G_CALLBACK (select_shown), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "scorer-changed", G_CALLBACK (count_soon), self,
                           G_CONNECT_SWAPPED);
  state_changed_cb (self);
}

static void
acu_library_sidebar_dispose (GObject *object)
{
  AcuLibrarySidebar *self = ACU_LIBRARY_SIDEBAR (object);

  g_clear_pointer (&self->folder_list, acu_repeated_read_free);
  g_clear_pointer (&self->counting, acu_repeated_read_free);
  g_clear_handle_id (&self->count_timeout, g_source_remove);
  g_clear_pointer (&self->folder_actions, acu_folder_actions_free);
  g_clear_pointer (&self->collection_list, acu_collection_list_free);
  g_clear_object (&self->library);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_LIBRARY_SIDEBAR);
  G_OBJECT_CLASS (acu_library_sidebar_parent_class)->dispose (object);
}

static void
acu_library_sidebar_finalize (GObject *object)
{
  AcuLibrarySidebar *self = ACU_LIBRARY_SIDEBAR (object);

  g_clear_object (&self->selection);
  G_OBJECT_CLASS (acu_library_sidebar_parent_class)->finalize (object);
}

static void
acu_library_sidebar_init (AcuLibrarySidebar *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_type_ensure (ACU_TYPE_READING_CARD);
  g_type_ensure (ACU_TYPE_SCORING_CARD);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->counts.weakest_below = NAN;

  /* The tree owns the roots, and the selection the tree. */
  self->roots = g_list_store_new (ACU_TYPE_FOLDER_ITEM);
  self->tree =
      gtk_tree_list_model_new (G_LIST_MODEL (self->roots), FALSE, TRUE, get_children, NULL, NULL);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (self->tree));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_folder_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_folder_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_folder_cb), NULL);
  gtk_list_view_set_factory (self->folders, factory);
  g_object_unref (factory);
  gtk_list_view_set_model (self->folders, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_swapped (self->folders, "activate", G_CALLBACK (folder_activated_cb), self);

  add_collections (self);
  g_signal_connect_swapped (self->collections, "row-activated",
                            G_CALLBACK (collection_activated_cb), self);
}

static void
acu_library_sidebar_class_init (AcuLibrarySidebarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_library_sidebar_dispose;
  G_OBJECT_CLASS (class)->finalize = acu_library_sidebar_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               ACU_RESOURCE_PATH "/library-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuLibrarySidebar, folders);
  gtk_widget_class_bind_template_child (widget_class, AcuLibrarySidebar, folders_heading);
  gtk_widget_class_bind_template_child (widget_class, AcuLibrarySidebar, collections);
  gtk_widget_class_bind_template_child (widget_class, AcuLibrarySidebar, own_collections);
  gtk_widget_class_bind_template_child (widget_class, AcuLibrarySidebar, reading);
  gtk_widget_class_bind_template_child (widget_class, AcuLibrarySidebar, scoring);
}
