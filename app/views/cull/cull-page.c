#include "app/views/cull/cull-page.h"

#include "app/views/cull/cull-reason.h"
#include "app/views/cull/cull-sidebar.h"
#include "app/views/cull/cull-words.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/photo-actions.h"
#include "app/views/shared/photo-cell.h"
#include "app/views/shared/photo-subset.h"
#include "app/views/shared/settings.h"
#include "app/views/shared/shown-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Pixels that the style sheet puts around a cell, across. */
#define CELL_SPACING 12

/* The photos of a group are shown at least this much larger than in the library, and as large as a
 * row of all of them can be up to so many pixels: the thumbnail has 512. */
#define LARGER  1.35
#define LARGEST 360

/* Pixels between the two where they stand beside each other, besides the bar's own. */
#define APART 12

/* Below this width strictness and what comes of it stand one above the other. */
#define NARROW 640

/* The page gets along with this. */
#define LEAST_WIDTH 360

struct _AcuCullPage {
  GtkWidget parent_instance;

  AdwFlap *flap;
  AcuCullSidebar *sidebar;
  GtkLabel *title;
  AcuCullReason *reason;
  GtkProgressBar *progress;
  GtkStack *content;
  AdwStatusPage *nothing;
  GtkGridView *grid;
  GtkBox *bar;
  GtkScale *strictness;
  GtkLabel *counts;

  AcuLibrary *library;
  GActionMap *actions;
  AcuCullSession *session;
  AcuPhotoSubset *photos;
  GtkSingleSelection *selection;
  gboolean shown;
};

enum { SELECTION_CHANGED, ACTIVATE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AcuCullPage, acu_cull_page, GTK_TYPE_WIDGET)

/* What is proposed, as marks and in words. */

static void
mark_cell (AcuCullPage *self, AcuPhotoCell *cell)
{
  const AcuCullPlan *plan = acu_cull_session_get_plan (self->session);
  AcuPhoto *photo = acu_photo_cell_get_photo (cell);
  int index = photo ? acu_cull_session_find (self->session, acu_photo_get_id (photo)) : -1;

  if (!plan || index < 0) {
    acu_photo_cell_set_proposal (cell, NULL, FALSE);
    return;
  }
  const AcuProposal *proposal = &plan->proposals[index];
  acu_photo_cell_set_proposal (cell, acu_cull_words_get_mark (proposal),
                               proposal->verdict == ACU_VERDICT_REJECT);
}

static void
mark_cells (AcuCullPage *self)
{
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->grid)); item;
       item = gtk_widget_get_next_sibling (item)) {
    GtkWidget *cell = gtk_widget_get_first_child (item);
    if (ACU_IS_PHOTO_CELL (cell))
      mark_cell (self, ACU_PHOTO_CELL (cell));
  }
}

static void
show_counts (AcuCullPage *self)
{
  const AcuCullPlan *plan = acu_cull_session_get_plan (self->session);
  guint n_marks = plan ? plan->n_picked + plan->n_rejected : 0;
  GAction *apply = g_action_map_lookup_action (self->actions, "cull-apply");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (apply), self->shown && n_marks > 0);
  if (!plan) {
    gtk_label_set_label (self->counts, "");
    return;
  }
  /* Translators: how many photos would be picked, left alone, rejected */
  g_autofree char *text = g_strdup_printf (_ ("Pick %'u · leave %'u · reject %'u"), plan->n_picked,
                                           plan->n_left, plan->n_rejected);
  gtk_label_set_label (self->counts, text);
}

static void
show_progress (AcuCullPage *self)
{
  guint n_done, n_total;
  gboolean busy = acu_cull_session_is_busy (self->session, &n_done, &n_total);

  gtk_widget_set_visible (GTK_WIDGET (self->progress), busy && n_total > 0);
  if (n_total == 0)
    return;
  g_autofree char *text = g_strdup_printf (_ ("Looking at photos: %'u of %'u"), n_done, n_total);
  gtk_progress_bar_set_text (self->progress, text);
  gtk_progress_bar_set_fraction (self->progress, (double)n_done / n_total);
}

/* How many photos a row has, of a list of @n in @width pixels. */
static guint
choose_columns (guint n, int width)
{
  int least = (int)(g_settings_get_int (acu_settings_get (), "thumbnail-size") * LARGER);
  guint most = CLAMP (width / (least + CELL_SPACING), 2, 64);
  guint fewest = MIN (most, (guint)(width / (LARGEST + CELL_SPACING) + 1));

  return CLAMP (n, fewest, most);
}

/* No more cells than there can be in a row are made ready (see the library's grid). */
static void
set_columns (AcuCullPage *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int beside = 0;

  if (!adw_flap_get_folded (self->flap))
    gtk_widget_measure (GTK_WIDGET (self->sidebar), GTK_ORIENTATION_HORIZONTAL, -1, &beside, NULL,
                        NULL, NULL);
  if (width <= beside)
    return; /* before there is any */

  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->photos));
  guint columns = choose_columns (n, width - beside);
  if (gtk_grid_view_get_max_columns (self->grid) != columns)
    gtk_grid_view_set_max_columns (self->grid, columns);
}

/* The photos of what is chosen beside. */

static void
selection_changed_cb (AcuCullPage *self)
{
  acu_cull_reason_show (self->reason, acu_cull_page_get_photo (self));
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
select_photo (AcuCullPage *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  acu_scroll_to_item (GTK_WIDGET (self->grid), position);
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->grid)); item;
       item = gtk_widget_get_next_sibling (item)) {
    GtkWidget *cell = gtk_widget_get_first_child (item);
    AcuPhoto *photo =
        ACU_IS_PHOTO_CELL (cell) ? acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell)) : NULL;
    if (photo && acu_photo_get_id (photo) == acu_photo_subset_get_id (self->photos, position))
      gtk_widget_grab_focus (item);
  }
}

/* Keeps the photo that is selected, where it is still there. */
static void
show_entry (AcuCullPage *self)
{
  AcuCullEntry *entry = acu_cull_sidebar_get_selected (self->sidebar);
  gint64 before = acu_cull_page_get_photo (self);
  gboolean focused = gtk_widget_get_focus_child (GTK_WIDGET (self->grid)) != NULL;
  g_autoptr (GArray) photos = entry ? acu_cull_entry_list_photos (entry) : NULL;
  g_autofree char *title = entry ? acu_cull_entry_get_title (entry) : g_strdup ("");

  gtk_label_set_label (self->title, title);
  acu_photo_subset_set (self->photos, photos ? (const gint64 *)photos->data : NULL,
                        photos ? photos->len : 0);
  set_columns (self);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->photos));
  guint position = before ? acu_photo_subset_find (self->photos, before) : G_MAXUINT;
  if (n > 0 && gtk_single_selection_get_selected (self->selection) != position) {
    gtk_single_selection_set_selected (self->selection, position == G_MAXUINT ? 0 : position);
    if (focused)
      select_photo (self, position == G_MAXUINT ? 0 : position);
  }
  adw_status_page_set_description (
      self->nothing, acu_cull_words_explain_none (acu_cull_session_get_plan (self->session)));
  gtk_stack_set_visible_child_name (self->content, !entry   ? "waiting"
                                                   : n == 0 ? "nothing"
                                                            : "photos");
  mark_cells (self);
  show_counts (self);
  selection_changed_cb (self);
}

gint64
acu_cull_page_get_photo (AcuCullPage *self)
{
  g_return_val_if_fail (ACU_IS_CULL_PAGE (self), 0);

  guint position = self->selection ? gtk_single_selection_get_selected (self->selection)
                                   : GTK_INVALID_LIST_POSITION;
  return position == GTK_INVALID_LIST_POSITION ? 0
                                               : acu_photo_subset_get_id (self->photos, position);
}

GArray *
acu_cull_page_list_group (AcuCullPage *self)
{
  GArray *photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 current = acu_cull_page_get_photo (self);

  g_return_val_if_fail (ACU_IS_CULL_PAGE (self), photos);

  /* The best of a group is the first, as others are compared with it; else the one selected is. */
  AcuCullEntry *entry = acu_cull_sidebar_get_selected (self->sidebar);
  gint64 first =
      entry && acu_cull_entry_get_face (entry) ? acu_cull_entry_get_face (entry) : current;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->photos));
  if (first)
    g_array_append_val (photos, first);
  for (guint i = 0; i < n; i++) {
    gint64 photo = acu_photo_subset_get_id (self->photos, i);
    if (photo != first)
      g_array_append_val (photos, photo);
  }
  return photos;
}

void
acu_cull_page_select (AcuCullPage *self, gint64 photo)
{
  g_return_if_fail (ACU_IS_CULL_PAGE (self));

  if (!self->shown || !acu_cull_sidebar_select_photo (self->sidebar, photo))
    return;
  guint position = acu_photo_subset_find (self->photos, photo);
  if (position != G_MAXUINT)
    select_photo (self, position);
}

void
acu_cull_page_advance (AcuCullPage *self)
{
  g_return_if_fail (ACU_IS_CULL_PAGE (self));

  guint position = gtk_single_selection_get_selected (self->selection);
  if (position != GTK_INVALID_LIST_POSITION &&
      position + 1 < g_list_model_get_n_items (G_LIST_MODEL (self->photos)))
    select_photo (self, position + 1);
  else if (acu_cull_sidebar_step (self->sidebar, 1))
    select_photo (self, 0);
}

void
acu_cull_page_focus (AcuCullPage *self)
{
  g_return_if_fail (ACU_IS_CULL_PAGE (self));

  guint position = gtk_single_selection_get_selected (self->selection);
  if (position != GTK_INVALID_LIST_POSITION)
    select_photo (self, position);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->sidebar));
}

void
acu_cull_page_show (AcuCullPage *self)
{
  g_return_if_fail (ACU_IS_CULL_PAGE (self));

  if (self->shown)
    return;
  self->shown = TRUE;
  gtk_stack_set_visible_child_name (self->content, "waiting");
  acu_cull_session_begin (self->session);
}

void
acu_cull_page_hide (AcuCullPage *self)
{
  g_return_if_fail (ACU_IS_CULL_PAGE (self));

  self->shown = FALSE;
  acu_cull_session_end (self->session);
  acu_cull_sidebar_reset (self->sidebar);
  acu_photo_subset_set (self->photos, NULL, 0);
  show_counts (self);
}

/* Actions. */

static void
apply_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  acu_cull_session_apply (ACU_CULL_PAGE (data)->session);
}

static void
step_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuCullPage *self = data;
  gboolean onwards = g_str_equal (g_action_get_name (G_ACTION (action)), "cull-next");

  if (self->shown && acu_cull_sidebar_step (self->sidebar, onwards ? 1 : -1))
    select_photo (self, 0);
}

static void
strictness_changed_cb (AcuCullPage *self)
{
  double strictness = g_settings_get_double (acu_settings_get (), "cull-strictness");

  acu_cull_session_set_strictness (self->session, strictness / 100);
}

/* Where the list lies over the photos, it comes when it is asked for. */
static void
folded_cb (AcuCullPage *self)
{
  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_folded (self->flap));
  set_columns (self);
}

static void
activated_cb (AcuCullPage *self, guint position)
{
  g_signal_emit (self, signals[ACTIVATE], 0, acu_photo_subset_get_id (self->photos, position));
}

/* Cells. */

static void
setup_cell_cb (GtkListItemFactory *factory, GtkListItem *item, AcuCullPage *self)
{
  GtkWidget *cell = acu_photo_cell_new (self->library, FALSE);
  int size = g_settings_get_int (acu_settings_get (), "thumbnail-size");

  acu_photo_cell_set_size (ACU_PHOTO_CELL (cell), (int)(size * LARGER));
  gtk_list_item_set_child (item, cell);
}

static void
bind_cell_cb (GtkListItemFactory *factory, GtkListItem *item, AcuCullPage *self)
{
  AcuPhotoCell *cell = ACU_PHOTO_CELL (gtk_list_item_get_child (item));

  acu_photo_cell_set_photo (cell, gtk_list_item_get_item (item));
  mark_cell (self, cell);
}

static void
unbind_cell_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  acu_photo_cell_set_photo (ACU_PHOTO_CELL (gtk_list_item_get_child (item)), NULL);
}

void
acu_cull_page_attach (AcuCullPage *self, AcuLibrary *library, GActionMap *map)
{
  static const GActionEntry actions[] = {
      {"cull-apply", apply_action},
      {"cull-next", step_action},
      {"cull-previous", step_action},
  };
  GSettings *settings = acu_settings_get ();

  g_return_if_fail (ACU_IS_CULL_PAGE (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  self->actions = map;
  self->session = acu_cull_session_new (library);
  self->photos = acu_photo_subset_new (library);
  g_action_map_add_action_entries (map, actions, G_N_ELEMENTS (actions), self);
  g_autoptr (GAction) strictness = g_settings_create_action (settings, "cull-strictness");
  g_action_map_add_action (map, strictness);
  g_settings_bind (settings, "cull-strictness",
                   gtk_range_get_adjustment (GTK_RANGE (self->strictness)), "value",
                   G_SETTINGS_BIND_DEFAULT);

  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->photos)));
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cell_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cell_cb), self, 0);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cell_cb), NULL);
  gtk_grid_view_set_factory (self->grid, factory);
  g_object_unref (factory);
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (self->selection));

  acu_cull_reason_attach (self->reason, library, self->session);
  acu_cull_sidebar_attach (self->sidebar, library, self->session);
  g_signal_connect_object (self->sidebar, "selected", G_CALLBACK (show_entry), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "progress-changed", G_CALLBACK (show_progress), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::cull-strictness", G_CALLBACK (strictness_changed_cb),
                           self, G_CONNECT_SWAPPED);
  strictness_changed_cb (self);
  show_counts (self);
}

static void
acu_cull_page_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  /* Where there is no room beside each other, the parts of the bar go one below the other. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, LEAST_WIDTH);
}

static void
acu_cull_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AcuCullPage *self = ACU_CULL_PAGE (widget);
  GtkOrientation orientation =
      width < NARROW ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  set_columns (self);
  if (gtk_orientable_get_orientation (GTK_ORIENTABLE (self->bar)) != orientation) {
    gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bar), orientation);
    gtk_widget_set_margin_start (GTK_WIDGET (self->counts),
                                 orientation == GTK_ORIENTATION_HORIZONTAL ? APART : 0);
  }
  gtk_widget_size_allocate (gtk_widget_get_first_child (widget),
                            &(GtkAllocation){0, 0, width, height}, baseline);
}

static void
acu_cull_page_dispose (GObject *object)
{
  AcuCullPage *self = ACU_CULL_PAGE (object);

  if (self->session)
    acu_cull_session_end (self->session);
  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_CULL_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->photos);
  g_clear_object (&self->session);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_cull_page_parent_class)->dispose (object);
}

static void
acu_cull_page_init (AcuCullPage *self)
{
  g_type_ensure (ACU_TYPE_CULL_REASON);
  g_type_ensure (ACU_TYPE_CULL_SIDEBAR);
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_photo_actions_spare_next (GTK_WIDGET (self));
  acu_shown_page_follow (GTK_WIDGET (self->content));
  /* They may be there longer than this page, while a window is closed. */
  g_signal_connect_object (self->grid, "activate", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flap, "notify::folded", G_CALLBACK (folded_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
acu_cull_page_class_init (AcuCullPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_cull_page_dispose;
  widget_class->measure = acu_cull_page_measure;
  widget_class->size_allocate = acu_cull_page_size_allocate;
  signals[SELECTION_CHANGED] =
      g_signal_new ("selection-changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATE] = g_signal_new ("activate", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/cull-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuCullPage, flap);
  gtk_widget_class_bind_template_child (widget_class, AcuCullPage, sidebar);
  gtk_widget_class_bind_template_child (widget_class, AcuCullPage, title);
  gtk_widget_class_bind_template_child (widget_class, AcuCullPage, reason);
  gtk_widget_class_bind_template_child (widget_class, AcuCullPage, progress);
  gtk_widget_class_bind_template_child (widget_class, AcuCullPage, content);
  gtk_widget_class_bind_template_child (widget_class, AcuCullPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, AcuCullPage, grid);
  gtk_widget_class_bind_template_child (widget_class, AcuCullPage, bar);
  gtk_widget_class_bind_template_child (widget_class, AcuCullPage, strictness);
  gtk_widget_class_bind_template_child (widget_class, AcuCullPage, counts);
}
