#include "app/views/viewer/film-strip.h"

#include "app/views/shared/compat.h"
#include "app/views/shared/photo-cell.h"
#include "app/views/shared/settings.h"

/* Where so many photos change places at once, the film gets a new selection, as the grid does. */
#define MANY_CHANGES 1500

struct _AcuFilmStrip {
  GtkWidget parent_instance;

  GtkListView *view;

  AcuLibrary *library;
  AcuPhotoList *photos;
  GtkSingleSelection *selection; /* NULL while no photos are shown */
};

G_DEFINE_FINAL_TYPE (AcuFilmStrip, acu_film_strip, GTK_TYPE_WIDGET)

enum { CHOSEN, POINTED, N_SIGNALS };

static guint signals[N_SIGNALS];

guint
acu_film_strip_get_chosen (AcuFilmStrip *self)
{
  g_return_val_if_fail (ACU_IS_FILM_STRIP (self), GTK_INVALID_LIST_POSITION);

  return self->selection ? gtk_single_selection_get_selected (self->selection)
                         : GTK_INVALID_LIST_POSITION;
}

static void
chosen_cb (AcuFilmStrip *self)
{
  guint position = acu_film_strip_get_chosen (self);

  if (position == GTK_INVALID_LIST_POSITION)
    return;
  acu_scroll_to_item (GTK_WIDGET (self->view), position);
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
make_selection (AcuFilmStrip *self, guint position)
{
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->photos)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_selected (self->selection, position);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

/* A film that has just been made has no size yet to scroll in. */
static gboolean
scroll_cb (GtkWidget *view, GdkFrameClock *clock, gpointer data)
{
  guint position = acu_film_strip_get_chosen (data);

  if (position == GTK_INVALID_LIST_POSITION)
    return G_SOURCE_REMOVE;
  if (gtk_widget_get_width (view) == 0)
    return G_SOURCE_CONTINUE;
  acu_scroll_to_item (view, position);
  return G_SOURCE_REMOVE;
}

void
acu_film_strip_choose (AcuFilmStrip *self, guint position)
{
  g_return_if_fail (ACU_IS_FILM_STRIP (self) && self->photos);

  if (self->selection) {
    gtk_single_selection_set_selected (self->selection, position);
    acu_scroll_to_item (GTK_WIDGET (self->view), position); /* also where it is the chosen one */
    return;
  }
  make_selection (self, position);
  gtk_widget_add_tick_callback (GTK_WIDGET (self->view), scroll_cb, self, NULL);
}

void
acu_film_strip_clear (AcuFilmStrip *self)
{
  g_return_if_fail (ACU_IS_FILM_STRIP (self));

  gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->selection);
}

static void
changing_cb (AcuFilmStrip *self, guint removed, guint added)
{
  if (self->selection && removed > 0 && added >= MANY_CHANGES)
    acu_film_strip_clear (self);
}

static void
setup_cell_cb (GtkListItemFactory *factory, GtkListItem *item, AcuFilmStrip *self)
{
  gtk_list_item_set_child (item, acu_photo_cell_new (self->library, TRUE));
}

static void
bind_cell_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *cell = gtk_list_item_get_child (item);

  acu_photo_cell_set_photo (ACU_PHOTO_CELL (cell), gtk_list_item_get_item (item));
  /* A row with the focus has keys of its own, some of them those that turn pages. */
  gtk_widget_set_focus_on_click (gtk_widget_get_parent (cell), FALSE);
}

static void
unbind_cell_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  acu_photo_cell_set_photo (ACU_PHOTO_CELL (gtk_list_item_get_child (item)), NULL);
}

void
acu_film_strip_attach (AcuFilmStrip *self, AcuLibrary *library)
{
  g_return_if_fail (ACU_IS_FILM_STRIP (self) && ACU_IS_LIBRARY (library) && !self->photos);

  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->library = g_object_ref (library);
  self->photos = g_object_ref (acu_library_get_photos (library));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cell_cb), self, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cell_cb), NULL);
  gtk_list_view_set_factory (self->view, factory);
  g_signal_connect_object (self->photos, "changing", G_CALLBACK (changing_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
acu_film_strip_dispose (GObject *object)
{
  AcuFilmStrip *self = ACU_FILM_STRIP (object);

  acu_dispose_template (GTK_WIDGET (self), ACU_TYPE_FILM_STRIP);
  g_clear_object (&self->selection);
  g_clear_object (&self->photos);
  g_clear_object (&self->library);
  G_OBJECT_CLASS (acu_film_strip_parent_class)->dispose (object);
}

static void
pressed_cb (AcuFilmStrip *self)
{
  g_signal_emit (self, signals[POINTED], 0);
}

static void
acu_film_strip_init (AcuFilmStrip *self)
{
  GtkGesture *press = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Rows keep presses for themselves. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
}

static void
acu_film_strip_class_init (AcuFilmStripClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_film_strip_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[POINTED] = g_signal_new ("pointed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, ACU_RESOURCE_PATH "/film-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, AcuFilmStrip, view);
}
