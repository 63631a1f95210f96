#include "app/views/library/folded-name.h"

#define LINES       2
#define LEAST_CHARS 3

struct _AcuFoldedName {
  GtkWidget parent_instance;

  GtkWidget *label; /* a GtkLabel */
  int width;        /* given last; 0 before */
};

G_DEFINE_FINAL_TYPE (AcuFoldedName, acu_folded_name, GTK_TYPE_WIDGET)

void
acu_folded_name_set (AcuFoldedName *self, const char *name)
{
  g_return_if_fail (ACU_IS_FOLDED_NAME (self));

  gtk_label_set_label (GTK_LABEL (self->label), name);
}

static void
acu_folded_name_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  AcuFoldedName *self = ACU_FOLDED_NAME (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL && for_size < 0 && self->width > 0)
    for_size = self->width;
  gtk_widget_measure (self->label, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
}

static gboolean
ask_again_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  gtk_widget_queue_resize (widget);
  return G_SOURCE_REMOVE;
}

static void
acu_folded_name_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AcuFoldedName *self = ACU_FOLDED_NAME (widget);

  if (self->width != width)
    gtk_widget_add_tick_callback (widget, ask_again_cb, NULL, NULL);
  self->width = width;
  gtk_widget_size_allocate (self->label, &(GtkAllocation){0, 0, width, height}, baseline);
}

static GtkSizeRequestMode
acu_folded_name_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
acu_folded_name_dispose (GObject *object)
{
  AcuFoldedName *self = ACU_FOLDED_NAME (object);

  g_clear_pointer (&self->label, gtk_widget_unparent);
  G_OBJECT_CLASS (acu_folded_name_parent_class)->dispose (object);
}

static void
acu_folded_name_init (AcuFoldedName *self)
{
  /* A name is shown as it is, without hyphens of its own where it is divided. */
  g_autoptr (PangoAttrList) attributes = pango_attr_list_from_string ("0 -1 insert-hyphens false");

  self->label =
      g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                    "lines", LINES, "ellipsize", PANGO_ELLIPSIZE_MIDDLE, "width-chars", LEAST_CHARS,
                    "attributes", attributes, NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

static void
acu_folded_name_class_init (AcuFoldedNameClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = acu_folded_name_dispose;
  widget_class->measure = acu_folded_name_measure;
  widget_class->size_allocate = acu_folded_name_size_allocate;
  widget_class->get_request_mode = acu_folded_name_get_request_mode;
}

GtkWidget *
acu_folded_name_new (void)
{
  return g_object_new (ACU_TYPE_FOLDED_NAME, NULL);
}
