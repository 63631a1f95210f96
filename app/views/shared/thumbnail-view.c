#include "app/views/shared/thumbnail-view.h"

struct _AcuThumbnailView {
  GtkWidget parent;
  AcuPhotoTexture *texture;
  gboolean covers;
};

G_DEFINE_FINAL_TYPE (AcuThumbnailView, acu_thumbnail_view, GTK_TYPE_WIDGET)

static void
acu_thumbnail_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AcuThumbnailView *self = ACU_THUMBNAIL_VIEW (widget);
  graphene_rect_t whole =
      GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget));

  if (!self->texture || whole.size.width == 0 || whole.size.height == 0)
    return;

  double across = whole.size.width / acu_photo_texture_get_width (self->texture);
  double down = whole.size.height / acu_photo_texture_get_height (self->texture);
  double zoom = self->covers ? MAX (across, down) : MIN (across, down);
  double width = acu_photo_texture_get_width (self->texture) * zoom;
  double height = acu_photo_texture_get_height (self->texture) * zoom;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT ((whole.size.width - width) / 2,
                                               (whole.size.height - height) / 2, width, height);

  acu_photo_texture_snapshot (self->texture, snapshot, &bounds, &whole,
                              gtk_widget_get_scale_factor (widget));
}

static void
acu_thumbnail_view_finalize (GObject *object)
{
  g_clear_pointer (&ACU_THUMBNAIL_VIEW (object)->texture, acu_photo_texture_unref);
  G_OBJECT_CLASS (acu_thumbnail_view_parent_class)->finalize (object);
}

static void
acu_thumbnail_view_init (AcuThumbnailView *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "thumbnail");
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static void
acu_thumbnail_view_class_init (AcuThumbnailViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = acu_thumbnail_view_finalize;
  widget_class->snapshot = acu_thumbnail_view_snapshot;
  /* Whatever it stands for is named by what it stands in. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

GtkWidget *
acu_thumbnail_view_new (gboolean covers)
{
  AcuThumbnailView *self = g_object_new (ACU_TYPE_THUMBNAIL_VIEW, NULL);

  self->covers = covers;
  return GTK_WIDGET (self);
}

void
acu_thumbnail_view_set_texture (AcuThumbnailView *self, AcuPhotoTexture *texture)
{
  g_return_if_fail (ACU_IS_THUMBNAIL_VIEW (self));

  if (texture == self->texture)
    return;
  if (texture)
    acu_photo_texture_ref (texture);
  g_clear_pointer (&self->texture, acu_photo_texture_unref);
  self->texture = texture;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
