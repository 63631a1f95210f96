#include "app/views/shared/curtain.h"

struct _AcuCurtain {
  GObject parent_instance;

  GtkWindow *window;
  GListModel *windows; /* all that there are */
  gboolean is_drawn;
};

G_DEFINE_FINAL_TYPE (AcuCurtain, acu_curtain, G_TYPE_OBJECT)

/* What is noted of a window. */
#define EXEMPT "acu-curtain-exempt"
#define HIDDEN "acu-curtain-hidden"

void
acu_curtain_exempt (GtkWindow *window)
{
  g_return_if_fail (GTK_IS_WINDOW (window));

  g_object_set_data (G_OBJECT (window), EXEMPT, GINT_TO_POINTER (TRUE));
}

static gboolean
stays (AcuCurtain *self, GtkWindow *window)
{
  if (window == self->window)
    return TRUE;
  for (; window; window = gtk_window_get_transient_for (window))
    if (g_object_get_data (G_OBJECT (window), EXEMPT))
      return TRUE;
  return FALSE;
}

/* A window that wants to be shown is hidden before it is drawn. */
static void
visible_cb (AcuCurtain *self, GParamSpec *pspec, GtkWindow *window)
{
  if (!self->is_drawn || !gtk_widget_get_visible (GTK_WIDGET (window)) || stays (self, window))
    return;
  g_object_set_data (G_OBJECT (window), HIDDEN, GINT_TO_POINTER (TRUE));
  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
}

static void
watch (AcuCurtain *self, guint position, guint n_removed, guint n_added, GListModel *windows)
{
  for (guint i = position; i < position + n_added; i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
    g_signal_connect_object (window, "notify::visible", G_CALLBACK (visible_cb), self,
                             G_CONNECT_SWAPPED);
  }
}

static void
show_again (GtkWindow *window)
{
  if (g_object_steal_data (G_OBJECT (window), HIDDEN))
    gtk_window_present (window);
}

void
acu_curtain_set_drawn (AcuCurtain *self, gboolean drawn)
{
  g_autoptr (GPtrArray) windows = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (ACU_IS_CURTAIN (self));

  if (self->is_drawn == drawn)
    return;
  self->is_drawn = drawn;
  /* Showing and hiding may change what there is. */
  for (guint i = 0; i < g_list_model_get_n_items (self->windows); i++)
    g_ptr_array_add (windows, g_list_model_get_item (self->windows, i));
  for (guint i = 0; i < windows->len; i++) {
    GtkWindow *window = g_ptr_array_index (windows, i);
    if (drawn)
      visible_cb (self, NULL, window);
    else
      show_again (window);
  }
}

static void
acu_curtain_dispose (GObject *object)
{
  g_clear_object (&ACU_CURTAIN (object)->windows);
  G_OBJECT_CLASS (acu_curtain_parent_class)->dispose (object);
}

static void
acu_curtain_init (AcuCurtain *self)
{
  self->windows = g_object_ref (gtk_window_get_toplevels ());
  g_signal_connect_object (self->windows, "items-changed", G_CALLBACK (watch), self,
                           G_CONNECT_SWAPPED);
  watch (self, 0, 0, g_list_model_get_n_items (self->windows), self->windows);
}

static void
acu_curtain_class_init (AcuCurtainClass *class)
{
  G_OBJECT_CLASS (class)->dispose = acu_curtain_dispose;
}

AcuCurtain *
acu_curtain_new (GtkWindow *window)
{
  g_return_val_if_fail (GTK_IS_WINDOW (window), NULL);

  AcuCurtain *self = g_object_new (ACU_TYPE_CURTAIN, NULL);
  self->window = window;
  return self;
}
