#include "app/views/compare/compare-page.h"

#include "app/views/compare/compare-board.h"
#include "app/views/compare/compare-pane.h"
#include "app/views/compare/photo-round.h"
#include "app/views/shared/compat.h"
#include "app/views/shared/key-hint.h"
#include "app/views/shared/map-key.h"
#include "app/views/shared/photo-actions.h"
#include "app/views/shared/photo-subset.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>

struct _AcuComparePage {
  GtkWidget parent_instance;

  AcuCompareBoard *board;
  AcuMapKey *map_key;
  GtkLabel *place;
  GtkMenuButton *count;

  AcuLibrary *library;
  GActionMap *actions;
  AcuPhotoPlace *zoom;
  AcuComparePane *panes[ACU_COMPARE_MAX];
  AcuPhotoRound round;
  guint current; /* the pane that keys act on */
};

G_DEFINE_FINAL_TYPE (AcuComparePage, acu_compare_page, GTK_TYPE_WIDGET)

static void
enable (AcuComparePage *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (self->actions, name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
show_place (AcuComparePage *self)
{
  guint n = acu_photo_round_get_n_shown (&self->round);
  AcuPhotoCanvas *canvas =
      acu_photo_view_get_canvas (acu_compare_pane_get_view (self->panes[self->current]));

  if (n == 0)
    return;
  guint n_others = self->round.photos->len - 1, first = self->round.first;
  g_autofree char *zoom =
      acu_photo_place_get_fit (self->zoom)
          ? g_strdup (_ ("Fit"))
          : g_strdup_printf ("%.0f %%", acu_photo_canvas_get_zoom (canvas) * 100);
  /* Translators: how many photos are compared, and how large: "3 photos · 100 %" */
  g_autofree char *text =
      n - 1 == n_others
          ? g_strdup_printf (ngettext ("%u photo · %s", "%u photos · %s", n), n, zoom)
          /* Translators: which of the photos are beside the reference, and how large */
          : g_strdup_printf (_ ("Reference, and %u–%u of %u · %s"), first + 1, first + n - 1,
                             n_others, zoom);
  gtk_label_set_label (self->place, text);
}

static void
set_current (AcuComparePage *self, guint current)
{
  self->current = current;
  for (guint i = 0; i < ACU_COMPARE_MAX; i++)
    acu_compare_pane_set_current (self->panes[i], i == current);
  show_place (self);
}

/* Brings the panes in line with the round. */
static void
show_round (AcuComparePage *self)
{
  guint n = acu_photo_round_get_n_shown (&self->round);
  g_autofree gint64 *visible = g_new0 (gint64, ACU_COMPARE_MAX);
  AcuScoringService *scoring = acu_library_get_scoring (self->library);

  for (guint i = 0; i < ACU_COMPARE_MAX; i++) {
    g_autoptr (AcuPhoto) photo = NULL;
    if (i < n) {
      visible[i] = acu_photo_round_get (&self->round, i);
      photo = acu_photo_subset_get_photo (self->library, visible[i]);
    }
    acu_compare_pane_set_photo (self->panes[i], photo, i == 0);
    gtk_widget_set_visible (GTK_WIDGET (self->panes[i]), i < n);
  }
  if (scoring && n > 0)
    acu_scoring_service_set_visible (scoring, visible, n);

  g_autofree char *count = g_strdup_printf (_ ("%u at once"), MIN (self->round.n_panes, n));
  gtk_menu_button_set_label (self->count, count);
  GAction *panes = g_action_map_lookup_action (self->actions, "compare-panes");
  g_simple_action_set_state (G_SIMPLE_ACTION (panes),
                             g_variant_new_int32 ((int)self->round.n_panes));
  enable (self, "compare-next", acu_photo_round_can_page (&self->round, 1));
  enable (self, "compare-previous", acu_photo_round_can_page (&self->round, -1));
  enable (self, "compare-remove", n > 0 && self->round.photos->len > ACU_COMPARE_MIN);
  enable (self, "compare-swap", n > 0);
  set_current (self, MIN (self->current, n > 0 ? n - 1 : 0));
}

void
acu_compare_page_show (AcuComparePage *self, const gint64 *photos, gsize n)
{
  g_return_if_fail (ACU_IS_COMPARE_PAGE (self) && n >= ACU_COMPARE_MIN);

  int n_panes = g_settings_get_int (acu_settings_get (), "compare-panes");
  acu_photo_round_begin (&self->round, photos, n, (guint)n_panes);
  acu_photo_place_fit (self->zoom);
  self->current = 0;
  show_round (self);
}

void
acu_compare_page_hide (AcuComparePage *self)
{
  g_return_if_fail (ACU_IS_COMPARE_PAGE (self));

  acu_photo_round_clear (&self->round);
  show_round (self);
}

gint64
acu_compare_page_get_photo (AcuComparePage *self)
{
  g_return_val_if_fail (ACU_IS_COMPARE_PAGE (self), 0);

  return self->current < acu_photo_round_get_n_shown (&self->round)
             ? acu_photo_round_get (&self->round, self->current)
             : 0;
}

static AcuPhotoCanvas *
get_canvas (AcuComparePage *self, guint pane)
{
  return acu_photo_view_get_canvas (acu_compare_pane_get_view (self->panes[pane]));
}

void
acu_compare_page_zoom_by (AcuComparePage *self, double factor)
{
  g_return_if_fail (ACU_IS_COMPARE_PAGE (self));

  acu_photo_canvas_zoom_by (get_canvas (self, self->current), factor);
}

void
acu_compare_page_focus (AcuComparePage *self)
{
  g_return_if_fail (ACU_IS_COMPARE_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (get_canvas (self, self->current)));
}

/* Actions. */

static void
page_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuComparePage *self = data;
  gboolean onwards = g_str_equal (g_action_get_name (G_ACTION (action)), "compare-next");

  if (acu_photo_round_page (&self->round, onwards ? 1 : -1))
    show_round (self);
}

static void
swap_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuComparePage *self = data;

  if (acu_photo_round_get_n_shown (&self->round) == 0)
    return;
  /* From the reference itself, the first of the others takes its place. */
  acu_photo_round_swap (&self->round, MAX (self->current, 1));
  self->current = 0;
  show_round (self);
  acu_compare_page_focus (self);
}

static void
remove_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuComparePage *self = data;

  if (acu_photo_round_get_n_shown (&self->round) == 0 ||
      !acu_photo_round_remove (&self->round, self->current))
    return;
  show_round (self);
  acu_compare_page_focus (self);
}

static void
panes_action (GSimpleAction *action, GVariant *value, gpointer data)
{
  AcuComparePage *self = data;
  int n = CLAMP (g_variant_get_int32 (value), ACU_COMPARE_MIN, ACU_COMPARE_MAX);

  g_settings_set_int (acu_settings_get (), "compare-panes", n);
  if (acu_photo_round_get_n_shown (&self->round) == 0)
    return;
  acu_photo_round_set_n_panes (&self->round, (guint)n);
  show_round (self);
  acu_compare_page_focus (self);
}

static void
zoom_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AcuComparePage *self = data;

  if (g_str_equal (g_action_get_name (G_ACTION (action)), "compare-fit"))
    acu_photo_place_fit (self->zoom);
  else
    acu_photo_canvas_zoom_to (get_canvas (self, self->current), 1);
}

/* Arrows that the canvas has no use for go to the pane beside, above or below. */
static gboolean
arrow_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  AcuComparePage *self = ACU_COMPARE_PAGE (widget);
  int n = (int)acu_photo_round_get_n_shown (&self->round);
  int columns = (int)acu_compare_board_get_columns (self->board);
  int dx, dy;

  g_variant_get (arguments, "(ii)", &dx, &dy);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    dx = -dx;
  int next = (int)self->current + dx + dy * columns;
  if (next < 0 || next >= n)
    return TRUE;
  gtk_widget_grab_focus (GTK_WIDGET (get_canvas (self, (guint)next)));
  return TRUE;
}

static void
focus_changed_cb (GtkEventControllerFocus *controller, GParamSpec *pspec, AcuComparePage *self)
{
  GtkWidget *pane = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));

  if (!gtk_event_controller_focus_contains_focus (controller))
    return;
  for (guint i = 0; i < ACU_COMPARE_MAX; i++)
    if (GTK_WIDGET (self->panes[i]) == pane)
      set_current (self, i);
}

static gboolean
has_map (AcuComparePage *self)
{
  for (guint i = 0; i < ACU_COMPARE_MAX; i++)
    if (acu_photo_view_get_map (acu_compare_pane_get_view (self->panes[i])))
      return TRUE;
  return FALSE;
}

static void
update_map_key (AcuComparePage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->map_key),
                          g_settings_get_boolean (acu_settings_get (), "heatmap") &&
                              has_map (self));
  acu_map_key_set_scale (self->map_key, acu_library_get_scale (self->library));
}

void
acu_compare_page_attach (AcuComparePage *self, AcuLibrary *library, GActionMap *map)
{
  static const GActionEntry actions[] = {
      {"compare-next", page_action},
      {"compare-previous", page_action},
      {"compare-swap", swap_action},
      {"compare-remove", remove_action},
      {"compare-panes", NULL, "i", "4", panes_action},
      {"compare-actual", zoom_action},
      {"compare-fit", zoom_action},
  };

  g_return_if_fail (ACU_IS_COMPARE_PAGE (self) && ACU_IS_LIBRARY (library));

  self->library = g_object_ref (library);
  self->actions = map;
  g_action_map_add_action_entries (map, actions, G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < ACU_COMPARE_MAX; i++) {
    GtkWidget *pane = acu_compare_pane_new (library, self->zoom);
    AcuPhotoView *view = acu_compare_pane_get_view (ACU_COMPARE_PANE (pane));
    g_signal_connect_object (view, "map-changed", G_CALLBACK (update_map_key), self,
                             G_CONNECT_SWAPPED);
    GtkEventController *focus = gtk_event_controller_focus_new ();
    self->panes[i] = ACU_COMPARE_PANE (pane);
    g_signal_connect_object (focus, "notify::contains-focus", G_CALLBACK (focus_changed_cb), self,
                             0);
    gtk_widget_add_controller (pane, focus);
    acu_compare_board_append (self->board, pane);
  }
  g_signal_connect_object (self->zoom, "changed", G_CALLBACK (show_place), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (acu_settings_get (), "changed::heatmap", G_CALLBACK (update_map_key),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (library, "scorer-changed", G_CALLBACK (update_map_key), self,
                           G_CONNECT_SWAPPED);
  update_map_key (self);
  show_round (self);
}

static void
acu_compare_page_dispose (GObject *object)
{
  AcuComparePage *self = ACU_COMPARE_PAGE (object);

  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_COMPARE_PAGE);
  acu_photo_round_clear (&self->round);
  g_clear_object (&self->zoom);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_compare_page_parent_class)->dispose (object);
}

static void
acu_compare_page_init (AcuComparePage *self)
{
  g_type_ensure (ACU_TYPE_COMPARE_BOARD);
  g_type_ensure (ACU_TYPE_MAP_KEY);
  g_type_ensure (ACU_TYPE_KEY_HINT);
  gtk_widget_init_template (GTK_WIDGET (self));
  acu_photo_actions_spare_next (GTK_WIDGET (self));
  self->zoom = acu_photo_place_new ();
  self->round.n_panes = ACU_COMPARE_MIN;
}

static void
acu_compare_page_class_init (AcuComparePageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_compare_page_dispose;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, arrow_cb, "(ii)", -1, 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, arrow_cb, "(ii)", 1, 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, 0, arrow_cb, "(ii)", 0, -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, arrow_cb, "(ii)", 0, 1);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/compare-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuComparePage, board);
  gtk_widget_class_bind_template_child (widget_class, AcuComparePage, map_key);
  gtk_widget_class_bind_template_child (widget_class, AcuComparePage, place);
  gtk_widget_class_bind_template_child (widget_class, AcuComparePage, count);
}
