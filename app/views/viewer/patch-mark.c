#include "app/views/viewer/patch-mark.h"

#include "app/views/shared/patch-words.h"

void
acu_patch_mark_snapshot (GtkWidget *widget,
                         GtkSnapshot *snapshot,
                         AcuPatchMap *map,
                         guint patch,
                         const graphene_rect_t *bounds)
{
  static const GdkRGBA white = {1, 1, 1, 1}, shade = {0, 0, 0, 0.55f},
                       ground = {0.08f, 0.08f, 0.08f, 0.86f};
  graphene_rect_t part = acu_patch_map_get_rect (map, patch);
  graphene_rect_t rect = GRAPHENE_RECT_INIT (bounds->origin.x + part.origin.x * bounds->size.width,
                                             bounds->origin.y + part.origin.y * bounds->size.height,
                                             part.size.width * bounds->size.width,
                                             part.size.height * bounds->size.height);
  GskRoundedRect frame;

  /* White within black is seen on any photo. */
  gsk_rounded_rect_init_from_rect (&frame, &rect, 3);
  gtk_snapshot_append_border (snapshot, &frame, (float[]){2, 2, 2, 2},
                              (GdkRGBA[]){white, white, white, white});
  graphene_rect_inset (&rect, -1, -1);
  gsk_rounded_rect_init_from_rect (&frame, &rect, 4);
  gtk_snapshot_append_border (snapshot, &frame, (float[]){1, 1, 1, 1},
                              (GdkRGBA[]){shade, shade, shade, shade});

  double score = acu_patch_map_get_patch_score (map, patch);
  AcuScoreScale scale = acu_patch_map_get_scale (map);
  AcuScoreBand band = acu_score_band_get (scale, score);
  GdkRGBA colour = acu_score_band_get_colour (band, widget, TRUE);
  g_autofree char *number = acu_score_format (scale, score);
  g_autofree char *faults = acu_patch_words_describe_patch (map, patch);
  g_autoptr (PangoLayout) bold = gtk_widget_create_pango_layout (widget, number);
  g_autoptr (PangoLayout) plain = gtk_widget_create_pango_layout (widget, faults);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int number_width, text_width, text_height;

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (bold, attributes);
  pango_layout_get_pixel_size (bold, &number_width, &text_height);
  pango_layout_get_pixel_size (plain, &text_width, NULL);

  /* The bubble stands beside the patch, on the side that has room. */
  double width = 8 + 12 + 5 + number_width + (text_width > 0 ? 6 + text_width : 0) + 8;
  double height = text_height + 6;
  double x = rect.origin.x + rect.size.width + 6, y = rect.origin.y;
  if (x + width > gtk_widget_get_width (widget) - 4)
    x = rect.origin.x - width - 6;
  if (x < 4) {
    x = rect.origin.x + 4;
    y = rect.origin.y + 4;
  }
  x = CLAMP (x, 4, MAX (4, gtk_widget_get_width (widget) - width - 4));
  y = CLAMP (y, 4, MAX (4, gtk_widget_get_height (widget) - height - 4));

  GskRoundedRect bubble;
  gsk_rounded_rect_init_from_rect (&bubble, &GRAPHENE_RECT_INIT (x, y, width, height), 6);
  gtk_snapshot_push_rounded_clip (snapshot, &bubble);
  gtk_snapshot_append_color (snapshot, &ground, &bubble.bounds);
  gtk_snapshot_pop (snapshot);

  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  g_autoptr (GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (
      theme, acu_score_band_get_icon (band), NULL, 12, gtk_widget_get_scale_factor (widget),
      gtk_widget_get_direction (widget), GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + 8, y + (height - 12) / 2));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, 12, 12,
                                            &colour, 1);
  gtk_snapshot_restore (snapshot);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + 25, y + 3));
  gtk_snapshot_append_layout (snapshot, bold, &colour);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (number_width + 6, 0));
  gtk_snapshot_append_layout (snapshot, plain, &white);
  gtk_snapshot_restore (snapshot);
}
