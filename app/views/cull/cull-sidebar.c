#include "app/views/cull/cull-sidebar.h"

#include "app/views/shared/compat.h"
#include "app/views/shared/photo-cell.h"
#include "app/views/shared/photo-subset.h"

#include <glib/gi18n.h>

struct _AcuCullSidebar {
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkListView *view;

  AcuLibrary *library;
  AcuCullSession *session;
  GListStore *entries;
  GtkSingleSelection *selection;
  gboolean updating;
  gboolean chosen; /* a person has chosen an entry; until then it is the first group */
};

enum { SELECTED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuCullSidebar, acu_cull_sidebar, GTK_TYPE_WIDGET)

/* A line: the photo or icon that stands for the entry, title and subtitle. */

static const char *const icons[] = {
    [ACU_CULL_PICKED] = "acutance-pick-symbolic",
    [ACU_CULL_REJECTED] = "acutance-reject-symbolic",
    [ACU_CULL_LEFT] = "acutance-all-photos-symbolic",
};

static GtkWidget *
get_part (GtkListItem *item, const char *name)
{
  return g_object_get_data (G_OBJECT (item), name);
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, AcuCullSidebar *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *face = acu_photo_cell_new (self->library, TRUE);
  GtkWidget *icon =
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *title = gtk_label_new (NULL), *subtitle = gtk_label_new (NULL);

  acu_photo_cell_set_size (ACU_PHOTO_CELL (face), 44);
  for (int i = 0; i < 2; i++) {
    GtkWidget *label = i == 0 ? title : subtitle;
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_box_append (GTK_BOX (words), label);
  }
  gtk_widget_add_css_class (icon, "cull-icon");
  gtk_widget_add_css_class (subtitle, "caption");
  gtk_widget_add_css_class (subtitle, "dim-label");
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (line), face);
  gtk_box_append (GTK_BOX (line), icon);
  gtk_box_append (GTK_BOX (line), words);
  gtk_list_item_set_child (item, line);
  g_object_set_data (G_OBJECT (item), "sidebar", self);
  g_object_set_data (G_OBJECT (item), "face", face);
  g_object_set_data (G_OBJECT (item), "icon", icon);
  g_object_set_data (G_OBJECT (item), "title", title);
  g_object_set_data (G_OBJECT (item), "subtitle", subtitle);
}

static void
show_entry (GtkListItem *item)
{
  AcuCullSidebar *self = g_object_get_data (G_OBJECT (item), "sidebar");
  AcuCullEntry *entry = gtk_list_item_get_item (item);
  AcuCullKind kind = acu_cull_entry_get_kind (entry);
  g_autofree char *title = acu_cull_entry_get_title (entry);
  g_autofree char *subtitle = acu_cull_entry_get_subtitle (entry);
  gint64 face = acu_cull_entry_get_face (entry);
  g_autoptr (AcuPhoto) photo = face ? acu_photo_subset_get_photo (self->library, face) : NULL;

  gtk_label_set_label (GTK_LABEL (get_part (item, "title")), title);
  gtk_label_set_label (GTK_LABEL (get_part (item, "subtitle")), subtitle);
  gtk_widget_set_visible (get_part (item, "face"), kind == ACU_CULL_GROUP);
  gtk_widget_set_visible (get_part (item, "icon"), kind != ACU_CULL_GROUP);
  acu_photo_cell_set_photo (ACU_PHOTO_CELL (get_part (item, "face")), photo);
  if (kind != ACU_CULL_GROUP)
    gtk_image_set_from_icon_name (GTK_IMAGE (get_part (item, "icon")), icons[kind]);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, AcuCullSidebar *self)
{
  g_signal_connect_swapped (gtk_list_item_get_item (item), "changed", G_CALLBACK (show_entry),
                            item);
  show_entry (item);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, AcuCullSidebar *self)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), show_entry, item);
  acu_photo_cell_set_photo (ACU_PHOTO_CELL (get_part (item, "face")), NULL);
}

/* The entries. */

static void
selected_cb (AcuCullSidebar *self)
{
  if (self->updating)
    return;
  self->chosen = TRUE;
  g_signal_emit (self, signals[SELECTED], 0);
}

/* Those of now, where there was one already as the same object. (transfer full) (element-type
 * AcuCullEntry) */
static GPtrArray *
make_entries (AcuCullSidebar *self, const AcuPhotoGroups *groups)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) known =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  AcuCullEntry *entry;

  for (guint i = 0; (entry = g_list_model_get_item (G_LIST_MODEL (self->entries), i)); i++) {
    gint64 key = acu_cull_entry_get_key (entry);
    g_hash_table_insert (known, g_memdup2 (&key, sizeof key), entry);
  }
  for (guint i = 0; i < ACU_CULL_GROUP + groups->groups->len; i++) {
    guint group = i < ACU_CULL_GROUP ? 0 : i - ACU_CULL_GROUP;
    g_autoptr (AcuCullEntry) made =
        acu_cull_entry_new (self->session, MIN (i, ACU_CULL_GROUP), group);
    gint64 key = acu_cull_entry_get_key (made);

    entry = g_hash_table_lookup (known, &key);
    if (entry)
      acu_cull_entry_renew (entry, group);
    g_ptr_array_add (entries, g_object_ref (entry ? entry : made));
  }
  return entries;
}

/* Puts @entries into the list; what is the same at both ends of it is not touched. */
static void
put_entries (AcuCullSidebar *self, GPtrArray *entries)
{
  GListModel *list = G_LIST_MODEL (self->entries);
  guint n = g_list_model_get_n_items (list), first = 0, last = 0;

  for (; first < MIN (n, entries->len); first++) {
    g_autoptr (GObject) entry = g_list_model_get_item (list, first);
    if (entry != g_ptr_array_index (entries, first))
      break;
  }
  for (; last < MIN (n, entries->len) - first; last++) {
    g_autoptr (GObject) entry = g_list_model_get_item (list, n - 1 - last);
    if (entry != g_ptr_array_index (entries, entries->len - 1 - last))
      break;
  }
  if (n > first + last || entries->len > first + last)
    g_list_store_splice (self->entries, first, n - first - last, entries->pdata + first,
                         entries->len - first - last);
}

/* Lists the entries anew, keeping what is selected; at first, that is the first group.  Who scrolls
 * in the list, or walks in it, is left where he is. */
static void
list_entries (AcuCullSidebar *self)
{
  AcuCullEntry *selected = acu_cull_sidebar_get_selected (self);
  const AcuPhotoGroups *groups = acu_cull_session_get_groups (self->session);
  gint64 key = selected ? acu_cull_entry_get_key (selected) : 0;
  guint before = gtk_single_selection_get_selected (self->selection), place = 0;

  if (!groups)
    return;
  g_autoptr (GPtrArray) entries = make_entries (self, groups);
  if (groups->groups->len > 0)
    place = ACU_CULL_GROUP;
  for (guint i = 0; i < entries->len && selected && self->chosen; i++)
    if (acu_cull_entry_get_key (g_ptr_array_index (entries, i)) == key)
      place = i;

  self->updating = TRUE;
  put_entries (self, entries);
  gtk_single_selection_set_selected (self->selection, place);
  self->updating = FALSE;
  if (self->chosen && place != before)
    acu_scroll_to_item (GTK_WIDGET (self->view), place);
  g_signal_emit (self, signals[SELECTED], 0);
}

/* The same entries say something else now. */
static void
plan_changed_cb (AcuCullSidebar *self)
{
  /* Only what counts photos: the groups are as they were. */
  for (guint kind = ACU_CULL_PICKED; kind < ACU_CULL_GROUP; kind++) {
    g_autoptr (AcuCullEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->entries), kind);
    if (entry)
      acu_cull_entry_renew (entry, 0);
  }
  g_signal_emit (self, signals[SELECTED], 0);
}

void
acu_cull_sidebar_reset (AcuCullSidebar *self)
{
  g_return_if_fail (ACU_IS_CULL_SIDEBAR (self));

  self->updating = TRUE;
  g_list_store_remove_all (self->entries);
  self->updating = FALSE;
  self->chosen = FALSE;
}

AcuCullEntry *
acu_cull_sidebar_get_selected (AcuCullSidebar *self)
{
  g_return_val_if_fail (ACU_IS_CULL_SIDEBAR (self), NULL);

  return gtk_single_selection_get_selected_item (self->selection);
}

gboolean
acu_cull_sidebar_step (AcuCullSidebar *self, int step)
{
  g_return_val_if_fail (ACU_IS_CULL_SIDEBAR (self), FALSE);

  guint selected = gtk_single_selection_get_selected (self->selection);
  guint next = selected + (guint)step;
  if (selected == GTK_INVALID_LIST_POSITION ||
      next >= g_list_model_get_n_items (G_LIST_MODEL (self->entries)))
    return FALSE;
  gtk_single_selection_set_selected (self->selection, next);
  acu_scroll_to_item (GTK_WIDGET (self->view), next);
  return TRUE;
}

static gboolean
has_photo (AcuCullEntry *entry, gint64 photo)
{
  g_autoptr (GArray) photos = acu_cull_entry_list_photos (entry);

  for (guint i = 0; i < photos->len; i++)
    if (g_array_index (photos, gint64, i) == photo)
      return TRUE;
  return FALSE;
}

gboolean
acu_cull_sidebar_select_photo (AcuCullSidebar *self, gint64 photo)
{
  g_return_val_if_fail (ACU_IS_CULL_SIDEBAR (self), FALSE);

  AcuCullEntry *selected = acu_cull_sidebar_get_selected (self);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->entries));

  if (selected && has_photo (selected, photo))
    return TRUE;
  /* The groups come behind the fates. */
  for (guint i = 0; i < n; i++) {
    guint place = (i + ACU_CULL_GROUP) % n;
    g_autoptr (AcuCullEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->entries), place);
    if (!has_photo (entry, photo))
      continue;
    gtk_single_selection_set_selected (self->selection, place);
    acu_scroll_to_item (GTK_WIDGET (self->view), place);
    return TRUE;
  }
  return FALSE;
}

void
acu_cull_sidebar_attach (AcuCullSidebar *self, AcuLibrary *library, AcuCullSession *session)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_return_if_fail (ACU_IS_CULL_SIDEBAR (self) && ACU_IS_CULL_SESSION (session));

  self->library = g_object_ref (library);
  self->session = g_object_ref (session);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  gtk_list_view_set_factory (self->view, factory);
  g_object_unref (factory);
  g_signal_connect_object (session, "groups-changed", G_CALLBACK (list_entries), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "plan-changed", G_CALLBACK (plan_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
acu_cull_sidebar_dispose (GObject *object)
{
  AcuCullSidebar *self = ACU_CULL_SIDEBAR (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->entries);
  g_clear_object (&self->session);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_cull_sidebar_parent_class)->dispose (object);
}

static void
acu_cull_sidebar_init (AcuCullSidebar *self)
{
  self->entries = g_list_store_new (ACU_TYPE_CULL_ENTRY);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->entries)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  g_signal_connect_swapped (self->selection, "notify::selected", G_CALLBACK (selected_cb), self);

  GtkWidget *view = gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)), NULL);
  self->view = GTK_LIST_VIEW (view);
  gtk_widget_add_css_class (view, "cull-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Groups of photos"), -1);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), view);
  gtk_widget_set_size_request (self->scroller, 244, -1);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "library-sidebar");
}

static void
acu_cull_sidebar_class_init (AcuCullSidebarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_cull_sidebar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  signals[SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}
