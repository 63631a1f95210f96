/* The widgets that draw photos and their patches, one by one: what they tell accessibility, where a
 * photo lies in them, and how they move together. */
#include "app/scoring/fault-words.h"
#include "app/views/compare/compare-board.h"
#include "app/views/compare/photo-round.h"
#include "app/views/shared/patch-words.h"
#include "app/views/shared/thumbnail-view.h"
#include "app/views/viewer/patch-chart.h"
#include "app/views/viewer/photo-canvas.h"
#include "app/views/viewer/photo-panel.h"

#include <adwaita.h>

/* The layouts, which their library registers where something of it is asked for. */
GResource *acu_ui_get_resource (void);

/* A photo of 448 x 672 pixels whose six patches score 10 more from one to the next, and whose last
 * one is blurred. */
static AcuPatchMap *
make_map_of (double score, float blur, float noise)
{
  static const char *const faults[] = {"blur", "noise", NULL};
  AcuPatch patches[6];
  float scores[6], patch_faults[12] = {0}, means[2] = {blur, noise};

  for (int i = 0; i < 6; i++) {
    patches[i] = (AcuPatch){224 * (i / 2), 224 * (i % 2)};
    scores[i] = 30 + 10 * i;
  }
  patch_faults[10] = 0.9f;
  AcuScoreDetails details = {.score = score,
                             .std = 17,
                             .width = 448,
                             .height = 672,
                             .side = 224,
                             .n_faults = 2,
                             .n_patches = 6,
                             .patches = patches,
                             .scores = scores,
                             .patch_faults = patch_faults,
                             .faults = means};
  AcuScorerInfo scorer = {
      .model = (char *)"m", .score_min = 0, .score_max = 100, .faults = (char **)faults};
  return acu_patch_map_new (&details, &scorer);
}

static AcuPatchMap *
make_map (void)
{
  return make_map_of (55, 0.1f, 0);
}

static void
test_patch_map (void)
{
  g_autoptr (AcuPatchMap) map = make_map ();
  float values[8 * 12];

  g_assert_cmpuint (acu_patch_map_get_worst (map), ==, 0);
  g_assert_cmpuint (acu_patch_map_get_best (map), ==, 5);
  g_assert_cmpfloat (acu_patch_map_get_median (map), ==, 55);
  g_assert_cmpuint (acu_patch_map_find (map, 0.9, 0.1), ==, 1);
  g_assert_cmpuint (acu_patch_map_find (map, 0.1, 0.99), ==, 4);

  /* Arrows go to the neighbour, and stay at the border. */
  g_assert_cmpuint (acu_patch_map_step (map, 0, 1, 0), ==, 1);
  g_assert_cmpuint (acu_patch_map_step (map, 1, 1, 0), ==, 1);
  g_assert_cmpuint (acu_patch_map_step (map, 1, 0, 1), ==, 3);
  g_assert_cmpuint (acu_patch_map_step (map, 3, -1, 0), ==, 2);
  g_assert_cmpuint (acu_patch_map_step (map, 2, 0, -1), ==, 0);

  /* Between the patches lies what is between their scores, rising as they do. */
  acu_patch_map_interpolate (map, 8, 12, values);
  for (int i = 0; i < 8 * 12; i++) {
    g_assert_cmpfloat (values[i], >=, 30);
    g_assert_cmpfloat (values[i], <=, 80);
  }
  for (int y = 1; y < 12; y++)
    g_assert_cmpfloat (values[8 * y + 3], >, values[8 * (y - 1) + 3]);
  g_assert_null (acu_patch_map_get_fusion (map));
}

static void
test_patch_words (void)
{
  g_autoptr (AcuPatchMap) map = make_map ();
  g_autofree char *words = acu_patch_words_describe (map);
  g_autofree char *sharp = acu_patch_words_describe_patch (map, 0);
  g_autofree char *blurred = acu_patch_words_describe_patch (map, 5);

  g_assert_cmpstr (words, ==, "Technically fair. The weakest part is the <b>upper left</b> (30).");
  g_assert_cmpstr (sharp, ==, "");
  g_assert_cmpstr (blurred, ==, "blur");
  g_assert_cmpstr (acu_fault_get_word ("something new"), ==, "something new");
}

/* What is found is a weakness of what is strong, too; and the list of faults is of the same ones.
 */
static void
test_found (void)
{
  static const struct {
    double score;
    float blur, noise;
    const char *words;
    gboolean listed;
  } cases[] = {
      {80, 0.19f, 0.1f, "Technically strong. ", FALSE},
      {80, 0.1f, 0.21f, "Technically strong, but with a weakness: noise. ", TRUE},
      {80, 0.3f, 0.4f, "Technically strong, but with weaknesses: noise, blur. ", TRUE},
      {50, 0.19f, 0, "Technically fair. ", FALSE},
      {50, 0.21f, 0, "Technically fair. Found: blur. ", TRUE},
      {20, 0.5f, 0.3f, "Technically weak. Found: blur, noise. ", TRUE},
  };
  GtkWidget *panel = g_object_ref_sink (g_object_new (ACU_TYPE_PHOTO_PANEL, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AcuPatchMap) map = make_map_of (cases[i].score, cases[i].blur, cases[i].noise);
    g_autofree char *words = acu_patch_words_describe (map);
    GObject *faults = gtk_widget_get_template_child (panel, ACU_TYPE_PHOTO_PANEL, "faults_card");

    g_assert_true (g_str_has_prefix (words, cases[i].words));
    acu_photo_panel_set_map (ACU_PHOTO_PANEL (panel), map, "m");
    g_assert_cmpint (gtk_widget_get_visible (GTK_WIDGET (faults)), ==, cases[i].listed);
  }
  g_object_unref (panel);
}

static const char *
get_label (GtkWidget *panel, const char *name)
{
  return gtk_label_get_label (
      GTK_LABEL (gtk_widget_get_template_child (panel, ACU_TYPE_PHOTO_PANEL, name)));
}

/* A score beyond the scale is at its end, and told as well. */
static void
test_beyond_scale (void)
{
  GtkWidget *panel = g_object_ref_sink (g_object_new (ACU_TYPE_PHOTO_PANEL, NULL));
  g_autoptr (AcuPatchMap) above = make_map_of (120.4, 0, 0);
  g_autoptr (AcuPatchMap) within = make_map ();

  acu_photo_panel_set_map (ACU_PHOTO_PANEL (panel), above, "m");
  g_assert_cmpstr (get_label (panel, "score"), ==, "100");
  g_assert_cmpstr (get_label (panel, "spread"), ==,
                   "120.4, beyond the scale · ± 17.0 over 6 patches · m");
  acu_photo_panel_set_map (ACU_PHOTO_PANEL (panel), within, "m");
  g_assert_cmpstr (get_label (panel, "spread"), ==, "± 17.0 over 6 patches · m");
  g_object_unref (panel);
}

static void
test_patch_chart (void)
{
  g_autoptr (AcuPatchMap) map = make_map ();
  GtkWidget *chart = g_object_ref_sink (acu_patch_chart_new ());

  acu_patch_chart_set_map (ACU_PATCH_CHART (chart), map);
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Scores of 6 patches: median 55, worst 30, best 80");

  /* Beside its folder, half of whose patches score 40 to 41 and half 70 to 71. */
  AcuPatchHistogram folder = {.max = 100, .n_photos = 4, .n_patches = 40};
  folder.counts[96] = folder.counts[97] = folder.counts[168] = folder.counts[169] = 10;
  g_assert_true (acu_patch_chart_set_folder (ACU_PATCH_CHART (chart), &folder));
  gtk_test_accessible_assert_property (
      chart, GTK_ACCESSIBLE_PROPERTY_LABEL,
      "Scores of 6 patches: median 55, worst 30, best 80. In its folder, with 4 photos scored, the "
      "median is 41");
  folder.n_photos = 1;
  g_assert_false (acu_patch_chart_set_folder (ACU_PATCH_CHART (chart), &folder));
  g_assert_false (acu_patch_chart_set_folder (ACU_PATCH_CHART (chart), NULL));
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Scores of 6 patches: median 55, worst 30, best 80");

  acu_patch_chart_set_map (ACU_PATCH_CHART (chart), NULL);
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL, "Not scored");
  g_object_unref (chart);
}

static void
test_canvas (void)
{
  g_autoptr (AcuImage) image = acu_image_new (3000, 2000, NULL);
  memset (image->pixels, 128, acu_image_get_bytes (image));
  g_autoptr (AcuPhotoTexture) texture = acu_photo_texture_new (image, 3000, 2000);
  AcuPhotoCanvas *canvas = ACU_PHOTO_CANVAS (g_object_ref_sink (acu_photo_canvas_new ()));
  g_autoptr (AcuPatchMap) map = make_map ();
  gboolean fit;

  g_assert_true (acu_photo_texture_is_full (texture));
  g_assert_cmpuint (acu_photo_texture_get_bytes (texture), <, 3000 * 2000 * 3 * 1.34);

  gtk_widget_size_allocate (GTK_WIDGET (canvas), &(GtkAllocation){0, 0, 628, 828}, -1);
  acu_photo_canvas_set_texture (canvas, texture);
  g_assert_cmpfloat_with_epsilon (acu_photo_canvas_get_zoom (canvas), 600.0 / 3000, 1e-9);
  acu_photo_canvas_zoom_to (canvas, 1);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (canvas), ==, 1);
  acu_photo_canvas_zoom_by (canvas, 1000);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (canvas), ==, 32);

  /* Neither the full photo in place of its preview moves, nor another one, whatever its size. */
  acu_photo_canvas_set_texture (canvas, texture);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (canvas), ==, 32);
  g_autoptr (AcuPhotoTexture) other = acu_photo_texture_new (image, 6000, 4000);
  g_assert_false (acu_photo_texture_is_full (other));
  acu_photo_canvas_set_texture (canvas, other);
  g_object_get (canvas, "fit", &fit, NULL);
  g_assert_false (fit);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (canvas), ==, 32);

  /* So it is with the next photo, which takes a moment to come. */
  acu_photo_canvas_zoom_to (canvas, 2);
  acu_photo_canvas_set_texture (canvas, NULL);
  acu_photo_canvas_set_texture (canvas, other);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (canvas), ==, 2);
  acu_photo_canvas_set_texture (canvas, NULL);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (canvas), ==, 2);
  acu_photo_canvas_set_texture (canvas, texture);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (canvas), ==, 2);

  /* A photo that fits does so whichever comes. */
  acu_photo_canvas_zoom_fit (canvas);
  acu_photo_canvas_set_texture (canvas, other);
  g_object_get (canvas, "fit", &fit, NULL);
  g_assert_true (fit);

  /* A patch is chosen only while there is a map. */
  acu_photo_canvas_set_map (canvas, map, NULL);
  g_object_set (canvas, "map-visible", TRUE, NULL);
  acu_photo_canvas_set_patch (canvas, 3);
  g_assert_cmpint (acu_photo_canvas_get_patch (canvas), ==, 3);
  g_object_set (canvas, "map-visible", FALSE, NULL);
  g_assert_cmpint (acu_photo_canvas_get_patch (canvas), ==, ACU_NO_PATCH);
  g_object_unref (canvas);
}

/* Until a photo comes its thumbnail lies where it will lie, and the zoom does not move. */
static void
test_stand_in (void)
{
  g_autoptr (AcuImage) image = acu_image_new (300, 200, NULL);
  g_autoptr (AcuImage) wide = acu_image_new (256, 171, NULL);
  g_autoptr (AcuImage) high = acu_image_new (171, 256, NULL);
  memset (image->pixels, 128, acu_image_get_bytes (image));
  memset (wide->pixels, 128, acu_image_get_bytes (wide));
  memset (high->pixels, 128, acu_image_get_bytes (high));
  g_autoptr (AcuPhotoTexture) photo = acu_photo_texture_new (image, 3000, 2000);
  g_autoptr (AcuPhotoTexture) across = acu_photo_texture_new_fine (wide);
  g_autoptr (AcuPhotoTexture) down = acu_photo_texture_new_fine (high);
  AcuPhotoCanvas *canvas = ACU_PHOTO_CANVAS (g_object_ref_sink (acu_photo_canvas_new ()));

  gtk_widget_size_allocate (GTK_WIDGET (canvas), &(GtkAllocation){0, 0, 628, 828}, -1);
  acu_photo_canvas_set_stand_in (canvas, across, 0, 0);
  g_assert_null (acu_photo_canvas_get_texture (canvas));
  acu_photo_canvas_set_stand_in (canvas, across, 6000, 4000);
  g_assert_cmpfloat_with_epsilon (acu_photo_canvas_get_zoom (canvas), 600.0 / 6000, 1e-9);

  acu_photo_canvas_set_texture (canvas, photo);
  acu_photo_canvas_zoom_to (canvas, 1);
  acu_photo_canvas_set_stand_in (canvas, across, 3008, 2008);
  g_assert_cmpint (acu_photo_texture_get_width (acu_photo_canvas_get_texture (canvas)), ==, 3000);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (canvas), ==, 1);
  acu_photo_canvas_set_texture (canvas, photo);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (canvas), ==, 1);

  /* One that stands upright is another size, and looked at as closely. */
  acu_photo_canvas_set_stand_in (canvas, down, 2000, 3000);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (canvas), ==, 1);
  acu_photo_canvas_zoom_fit (canvas);
  g_assert_cmpfloat_with_epsilon (acu_photo_canvas_get_zoom (canvas), 800.0 / 3000, 1e-9);
  g_object_unref (canvas);
}

/* What a sight of it takes of a photo: what is seen of it, in whole pixels, and no more than it
 * may.
 */
static void
test_sight (void)
{
  AcuPhotoSight sight = {.x = 0.25, .y = 0.9, .zoom = 2, .width = 800, .height = 600};
  GdkRectangle found;

  acu_photo_sight_find (&sight, 2000, 1000, &found);
  g_assert_true (gdk_rectangle_equal (&found, &(GdkRectangle){300, 700, 400, 300}));
  /* With a quarter of the window around it, as far as there is a photo. */
  acu_photo_sight_find_around (&sight, 2000, 1000, 1000000, &found);
  g_assert_true (gdk_rectangle_equal (&found, &(GdkRectangle){200, 625, 600, 375}));
  acu_photo_sight_find_around (&sight, 2000, 1000, 400 * 300, &found);
  g_assert_true (gdk_rectangle_equal (&found, &(GdkRectangle){300, 700, 400, 300}));
  acu_photo_sight_find_around (&sight, 2000, 1000, 200 * 150, &found);
  g_assert_true (gdk_rectangle_equal (&found, &(GdkRectangle){400, 775, 200, 150}));
  /* All of a photo that is smaller than the window. */
  acu_photo_sight_find (&sight, 300, 200, &found);
  g_assert_true (gdk_rectangle_equal (&found, &(GdkRectangle){0, 0, 300, 200}));
}

/* Two fingers that go as far as one step of a wheel zoom as much, and a stroke that they make in
 * small parts as much as in one. */
static void
test_scroll_factor (void)
{
  double step = acu_photo_canvas_get_scroll_factor (GDK_SCROLL_UNIT_WHEEL, 1);
  double part = acu_photo_canvas_get_scroll_factor (GDK_SCROLL_UNIT_SURFACE, -2.5);

  g_assert_cmpfloat_with_epsilon (step, 1 / 1.2, 1e-9);
  g_assert_cmpfloat_with_epsilon (acu_photo_canvas_get_scroll_factor (GDK_SCROLL_UNIT_SURFACE, 10),
                                  step, 1e-9);
  g_assert_cmpfloat_with_epsilon (part * part * part * part, 1.2, 1e-9);
  g_assert_cmpfloat (acu_photo_canvas_get_scroll_factor (GDK_SCROLL_UNIT_SURFACE, 0), ==, 1);
}

/* The first texture that is drawn in or below @node and is @width wide, or NULL. */
static GskRenderNode *
find_drawn (GskRenderNode *node, int width)
{
  if (gsk_render_node_get_node_type (node) == GSK_TEXTURE_NODE)
    return gdk_texture_get_width (gsk_texture_node_get_texture (node)) == width ? node : NULL;
  if (gsk_render_node_get_node_type (node) != GSK_CONTAINER_NODE)
    return NULL;
  for (guint i = 0; i < gsk_container_node_get_n_children (node); i++) {
    GskRenderNode *found = find_drawn (gsk_container_node_get_child (node, i), width);
    if (found)
      return found;
  }
  return NULL;
}

/* A part with every pixel lies over a coarse copy, to the pixel where it belongs, and only as long
 * as it is seen closely. */
static void
test_part (void)
{
  g_autoptr (AcuImage) small = acu_image_new (300, 200, NULL);
  g_autoptr (AcuImage) whole = acu_image_new (3000, 2000, NULL);
  memset (small->pixels, 128, acu_image_get_bytes (small));
  memset (whole->pixels, 128, acu_image_get_bytes (whole));
  g_autoptr (AcuPhotoTexture) coarse = acu_photo_texture_new (small, 3000, 2000);
  g_autoptr (AcuPhotoTexture) part =
      acu_photo_texture_new_part (whole, &(GdkRectangle){1000, 700, 400, 300});
  g_autoptr (AcuPhotoTexture) both = acu_photo_texture_new_over (coarse, part);
  g_autoptr (AcuPhotoTexture) other = acu_photo_texture_new (small, 6000, 4000);
  g_autoptr (AcuPhotoTexture) mixed = acu_photo_texture_new_over (other, part);
  const graphene_rect_t all = GRAPHENE_RECT_INIT (-1000, -700, 3000, 2000);
  const graphene_rect_t window = GRAPHENE_RECT_INIT (0, 0, 400, 300);
  const graphene_rect_t little = GRAPHENE_RECT_INIT (0, 0, 300, 200);
  graphene_rect_t drawn;

  g_assert_cmpuint (acu_photo_texture_get_bytes (part), ==, 400 * 300 * 3);
  g_assert_false (acu_photo_texture_is_full (both));
  g_assert_cmpint (acu_photo_texture_get_part (both)->x, ==, 1000);
  g_assert_cmpint (acu_photo_texture_get_part (mixed)->width, ==, 0);

  GtkSnapshot *snapshot = gtk_snapshot_new ();
  acu_photo_texture_snapshot (both, snapshot, &all, &window, 1);
  g_autoptr (GskRenderNode) near = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (find_drawn (near, 300));
  g_assert_nonnull (find_drawn (near, 400));
  gsk_render_node_get_bounds (find_drawn (near, 400), &drawn);
  g_assert_true (graphene_rect_equal (&drawn, &window));

  snapshot = gtk_snapshot_new ();
  acu_photo_texture_snapshot (both, snapshot, &little, &little, 1);
  g_autoptr (GskRenderNode) far = gtk_snapshot_free_to_node (snapshot);
  g_assert_null (find_drawn (far, 400));
}

/* What a view of @side x @side pixels draws of a texture: its one node. (transfer full) */
static GskRenderNode *
draw_thumbnail (AcuPhotoTexture *texture, gboolean covers, int side)
{
  GtkWidget *view = g_object_ref_sink (acu_thumbnail_view_new (covers));
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  acu_thumbnail_view_set_texture (ACU_THUMBNAIL_VIEW (view), texture);
  gtk_widget_size_allocate (view, &(GtkAllocation){0, 0, side, side}, -1);
  GTK_WIDGET_GET_CLASS (view)->snapshot (view, snapshot);
  g_object_unref (view);
  return gtk_snapshot_free_to_node (snapshot);
}

/* A thumbnail is drawn from a copy hardly larger than it is seen, whatever that is. */
static void
test_thumbnail (void)
{
  g_autoptr (AcuImage) image = acu_image_new (256, 160, NULL);
  memset (image->pixels, 128, acu_image_get_bytes (image));
  g_autoptr (AcuPhotoTexture) texture = acu_photo_texture_new_fine (image);

  g_assert_cmpuint (acu_photo_texture_get_bytes (texture), <, 256 * 160 * 3 * 2.3);
  for (int covers = 0; covers < 2; covers++)
    for (int side = 60; side <= 256; side += 7) {
      g_autoptr (GskRenderNode) node = draw_thumbnail (texture, covers, side);
      double width = covers ? side * 256 / 160.0 : side;
      graphene_rect_t bounds;

      g_assert_cmpint (gsk_render_node_get_node_type (node), ==, GSK_TEXTURE_NODE);
      gsk_render_node_get_bounds (node, &bounds);
      g_assert_cmpfloat_with_epsilon (bounds.size.width, width, 1e-3);
      g_assert_cmpfloat_with_epsilon (bounds.size.height, width * 160 / 256, 1e-3);
      g_assert_cmpfloat_with_epsilon (bounds.origin.x, (side - width) / 2, 1e-3);
      int drawn = gdk_texture_get_width (gsk_texture_node_get_texture (node));
      g_assert_cmpfloat (drawn, >=, MIN (width * 0.9, 256));
      /* From 4/3 on cairo takes its good filter. */
      g_assert_true (drawn < width * 4 / 3 || drawn < 80 * 4 / 3);
    }
}

/* Two canvases that share a place zoom and move together, whatever their photos' sizes, and go on
 * doing so when another photo comes. */
static void
test_shared_place (void)
{
  AcuImage *image = acu_image_new (300, 200, NULL);
  g_autoptr (AcuPhotoTexture) large = acu_photo_texture_new (image, 3000, 2000);
  g_autoptr (AcuPhotoTexture) small = acu_photo_texture_new (image, 900, 1200);
  g_autoptr (AcuPhotoPlace) place = acu_photo_place_new ();
  AcuPhotoCanvas *canvases[2];
  double x, y;

  for (int i = 0; i < 2; i++) {
    canvases[i] = ACU_PHOTO_CANVAS (g_object_ref_sink (acu_photo_canvas_new ()));
    acu_photo_canvas_share_place (canvases[i], place);
    acu_photo_canvas_set_texture (canvases[i], i == 0 ? large : small);
    gtk_widget_size_allocate (GTK_WIDGET (canvases[i]), &(GtkAllocation){0, 0, 600, 400}, -1);
  }
  g_assert_cmpfloat_with_epsilon (acu_photo_canvas_get_zoom (canvases[0]), 0.2, 1e-9);
  g_assert_cmpfloat_with_epsilon (acu_photo_canvas_get_zoom (canvases[1]), 400.0 / 1200, 1e-9);

  acu_photo_canvas_zoom_to (canvases[0], 2);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (canvases[1]), ==, 2);
  acu_photo_canvas_set_texture (canvases[1], large);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (canvases[1]), ==, 2);
  acu_photo_place_move (place, 0.7, 0.4);
  acu_photo_place_get_centre (place, &x, &y);
  g_assert_cmpfloat (x, ==, 0.7);
  g_assert_false (acu_photo_place_get_fit (place));
  acu_photo_canvas_zoom_fit (canvases[1]);
  g_assert_cmpfloat_with_epsilon (acu_photo_canvas_get_zoom (canvases[0]), 0.2, 1e-9);
  for (int i = 0; i < 2; i++)
    g_object_unref (canvases[i]);
  acu_image_unref (image);
}

static void
assert_round (const AcuPhotoRound *round, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < acu_photo_round_get_n_shown (round); i++)
    g_string_append_printf (text, "%s%d", i > 0 ? " " : "", (int)acu_photo_round_get (round, i));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_photo_round (void)
{
  const gint64 photos[] = {1, 2, 3, 4, 5, 6};
  AcuPhotoRound compared = {0};

  g_assert_cmpint (acu_photo_round_get_n_shown (&compared), ==, 0);
  acu_photo_round_begin (&compared, photos, 6, 3);
  assert_round (&compared, "1 2 3");
  g_assert_true (acu_photo_round_page (&compared, 1));
  assert_round (&compared, "1 4 5");
  g_assert_true (acu_photo_round_page (&compared, 1)); /* the last page is full */
  assert_round (&compared, "1 5 6");
  g_assert_false (acu_photo_round_page (&compared, 1));
  acu_photo_round_swap (&compared, 2);
  assert_round (&compared, "6 5 1");
  g_assert_true (acu_photo_round_remove (&compared, 0));
  assert_round (&compared, "2 5 1");
  acu_photo_round_set_n_panes (&compared, 6);
  assert_round (&compared, "2 3 4 5 1");
  g_assert_false (acu_photo_round_can_page (&compared, -1));
  for (int i = 0; i < 3; i++)
    g_assert_true (acu_photo_round_remove (&compared, 1));
  assert_round (&compared, "2 1");
  g_assert_false (acu_photo_round_remove (&compared, 1));
  acu_photo_round_clear (&compared);
}

static void
test_compare_board (void)
{
  g_assert_cmpint (acu_compare_board_choose_columns (2, 1280, 640), ==, 2);
  g_assert_cmpint (acu_compare_board_choose_columns (2, 360, 600), ==, 1);
  g_assert_cmpint (acu_compare_board_choose_columns (4, 1280, 700), ==, 2);
  g_assert_cmpint (acu_compare_board_choose_columns (6, 1280, 700), ==, 3);
  g_assert_cmpint (acu_compare_board_choose_columns (6, 360, 600), ==, 2);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_assert_nonnull (acu_ui_get_resource ());

  g_test_add_func ("/widgets/patch-map", test_patch_map);
  g_test_add_func ("/widgets/patch-words", test_patch_words);
  g_test_add_func ("/widgets/found", test_found);
  g_test_add_func ("/widgets/beyond-scale", test_beyond_scale);
  g_test_add_func ("/widgets/patch-chart", test_patch_chart);
  g_test_add_func ("/widgets/photo-canvas", test_canvas);
  g_test_add_func ("/widgets/stand-in", test_stand_in);
  g_test_add_func ("/widgets/sight", test_sight);
  g_test_add_func ("/widgets/scroll-factor", test_scroll_factor);
  g_test_add_func ("/widgets/part", test_part);
  g_test_add_func ("/widgets/thumbnail", test_thumbnail);
  g_test_add_func ("/widgets/shared-place", test_shared_place);
  g_test_add_func ("/widgets/photo-round", test_photo_round);
  g_test_add_func ("/widgets/compare-board", test_compare_board);
  return g_test_run ();
}
