/* The widgets that are drawn by ourselves, one by one: what they tell accessibility, and what keys
 * do to them. */
#include "app/views/compare/compare-board.h"
#include "app/views/compare/photo-round.h"
#include "app/views/cull/cull-words.h"
#include "app/views/library/score-histogram.h"
#include "app/views/library/scoring-banner.h"
#include "app/views/shared/choice-row.h"
#include "app/views/shared/patch-words.h"
#include "app/views/shared/quality-colours.h"
#include "app/views/shared/score-badge.h"
#include "app/views/shared/star-rating.h"
#include "app/views/shared/thumbnail-view.h"
#include "app/views/shared/wrap-layout.h"
#include "app/views/train/run-words.h"
#include "app/views/viewer/patch-chart.h"
#include "app/views/viewer/photo-canvas.h"

#include <adwaita.h>
#include <math.h>

/* A photo of 448 x 672 pixels whose six patches score 10 more from one to the next, and whose last
 * one is blurred. */
static AcuPatchMap *
make_map (void)
{
  static const char *const faults[] = {"blur", "noise", NULL};
  AcuPatch patches[6];
  float scores[6], patch_faults[12] = {0}, means[2] = {0.1f, 0};

  for (int i = 0; i < 6; i++) {
    patches[i] = (AcuPatch){224 * (i / 2), 224 * (i % 2)};
    scores[i] = 30 + 10 * i;
  }
  patch_faults[10] = 0.9f;
  AcuScoreDetails details = {.score = 55,
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

static void
test_score_band (void)
{
  AcuScoreScale unit = {0, 1};

  g_assert_cmpint (acu_score_band_get (ACU_SCORE_SCALE_DEFAULT, 39.9), ==, ACU_SCORE_BAND_WEAK);
  g_assert_cmpint (acu_score_band_get (ACU_SCORE_SCALE_DEFAULT, 40), ==, ACU_SCORE_BAND_FAIR);
  g_assert_cmpint (acu_score_band_get (unit, 0.65), ==, ACU_SCORE_BAND_STRONG);
  g_assert_cmpint (acu_score_band_get (unit, NAN), ==, ACU_SCORE_BAND_NONE);

  g_autofree char *whole = acu_score_format (ACU_SCORE_SCALE_DEFAULT, 71.6);
  g_autofree char *fine = acu_score_format (unit, 0.716);
  g_assert_cmpstr (whole, ==, "72");
  g_assert_cmpstr (fine, ==, "0.72");
  g_autofree char *nothing = acu_score_format (ACU_SCORE_SCALE_DEFAULT, -0.2);
  g_assert_cmpstr (nothing, ==, "0");
}

static void
test_badge (void)
{
  GtkWidget *badge = g_object_ref_sink (acu_score_badge_new ());

  acu_score_badge_set_score (ACU_SCORE_BADGE (badge), ACU_SCORE_SCALE_DEFAULT, 88);
  gtk_test_accessible_assert_property (badge, GTK_ACCESSIBLE_PROPERTY_LABEL, "Score 88, strong");
  g_assert_true (gtk_widget_has_css_class (badge, "strong"));
  acu_score_badge_set_score (ACU_SCORE_BADGE (badge), ACU_SCORE_SCALE_DEFAULT, NAN);
  gtk_test_accessible_assert_property (badge, GTK_ACCESSIBLE_PROPERTY_LABEL, "Not scored");
  g_assert_false (gtk_widget_has_css_class (badge, "strong"));
  g_object_unref (badge);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_histogram (void)
{
  AcuScoreHistogram *histogram =
      ACU_SCORE_HISTOGRAM (g_object_ref_sink (acu_score_histogram_new ()));
  GtkWidget *lowest = gtk_widget_get_first_child (GTK_WIDGET (histogram));
  GtkWidget *highest = gtk_widget_get_next_sibling (lowest);
  guint changes = 0;
  double lower, upper;

  g_signal_connect_swapped (histogram, "range-changed", G_CALLBACK (count_cb), &changes);
  g_assert_true (acu_score_histogram_is_open (histogram));
  gtk_test_accessible_assert_role (lowest, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_test_accessible_assert_property (lowest, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 0.0);
  gtk_test_accessible_assert_property (highest, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 100.0);

  acu_score_histogram_set_range (histogram, 40, 90);
  g_assert_cmpuint (changes, ==, 1);
  gtk_test_accessible_assert_property (lowest, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 40.0);
  gtk_test_accessible_assert_property (highest, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "90");
  acu_score_histogram_set_range (histogram, 40, 90);
  g_assert_cmpuint (changes, ==, 1);

  /* Beyond the scale is its end. */
  acu_score_histogram_set_range (histogram, -5, 300);
  acu_score_histogram_get_range (histogram, &lower, &upper);
  g_assert_cmpfloat (lower, ==, 0);
  g_assert_cmpfloat (upper, ==, 100);
  g_assert_true (acu_score_histogram_is_open (histogram));

  /* Bars of four points each, in words: none, one photo, and many of them. */
  guint counts[ACU_SCORE_HISTOGRAM_BINS] = {0};
  acu_score_histogram_set_counts (histogram, ACU_SCORE_SCALE_DEFAULT, counts);
  gtk_test_accessible_assert_property (histogram, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "No photo has a score yet.");
  counts[10] = 1;
  acu_score_histogram_set_counts (histogram, ACU_SCORE_SCALE_DEFAULT, counts);
  gtk_test_accessible_assert_property (histogram, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "1 photo has a score; the middle half lies from 41 to 43.");
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    counts[i] = 4000;
  acu_score_histogram_set_counts (histogram, ACU_SCORE_SCALE_DEFAULT, counts);
  gtk_test_accessible_assert_property (
      histogram, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      "100000 photos have a score; the middle half lies from 25 to 75.");
  g_object_unref (histogram);
}

/* What one run says and another does not moves the lines below it, which are the same all the same.
 */
static void
test_run_differences (void)
{
  char title[] = "a set", device[] = "CPU";
  AcuRunRecord plain = {.title = title, .device = device};
  AcuRunRecord other = {.title = title, .device = device};
  g_autoptr (GPtrArray) configurations =
      g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr (GPtrArray) differing = NULL;

  acu_run_settings_init (&plain.settings, ACU_RUN_QUICK, "nano");
  acu_run_settings_init (&other.settings, ACU_RUN_QUICK, "nano");
  other.settings.validation = g_strdup ("labels:others");
  other.settings.schedule.epochs++;
  g_ptr_array_add (configurations, acu_run_words_configuration (&plain));
  g_ptr_array_add (configurations, acu_run_words_configuration (&other));
  differing = acu_run_words_list_differing (configurations);
  g_assert_cmpuint (differing->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (differing, 0), ==, "Epochs");
  g_assert_cmpstr (g_ptr_array_index (differing, 1), ==, "Held out");
  g_assert_null (acu_run_words_find_value (g_ptr_array_index (configurations, 0), "Held out"));
  g_assert_cmpstr (acu_run_words_find_value (g_ptr_array_index (configurations, 1), "Held out"), ==,
                   "labels:others");
  acu_run_settings_clear (&plain.settings);
  acu_run_settings_clear (&other.settings);
}

/* What a run began with is called what people call it, not what its settings do. */
static void
test_run_base (void)
{
  char title[] = "a set";
  AcuRunRecord record = {.title = title};
  g_autoptr (GPtrArray) configuration = NULL;
  g_autofree char *summary = NULL;

  acu_run_settings_init (&record.settings, ACU_RUN_FULL, "nano");
  record.settings.base = g_strdup ("preset:nano");
  configuration = acu_run_words_configuration (&record);
  g_assert_cmpstr (acu_run_words_find_value (configuration, "Base model"), ==,
                   "random weights (nano)");
  summary = acu_run_words_summary (&record);
  g_assert_true (g_str_has_prefix (summary, "From random weights (nano), full"));
  acu_run_settings_clear (&record.settings);
}

/* Lines of a wrap layout: the first child shrinks from 260 pixels to 120, each of the three others
 * is 90 wide and 30 high, and the last one goes to the end. */

#define WRAP_SPACING 10

static GtkWidget *
make_wrapped (GtkWidget *children[4])
{
  GtkWidget *parent = g_object_ref_sink (adw_bin_new ());
  GtkLayoutManager *layout = acu_wrap_layout_new ();

  g_object_set (layout, "spacing", WRAP_SPACING, NULL);
  gtk_widget_set_layout_manager (parent, layout);
  for (int i = 0; i < 4; i++) {
    children[i] = i == 0 ? acu_score_histogram_new () : gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
    if (i > 0)
      gtk_widget_set_size_request (children[i], 90, 30);
    gtk_widget_set_parent (children[i], parent);
  }
  gtk_widget_set_hexpand (children[0], TRUE);
  gtk_widget_set_halign (children[3], GTK_ALIGN_END);
  return parent;
}

/* Gives @parent that width; returns how high it asks to be. */
static int
allocate_wrapped (GtkWidget *parent, int width)
{
  int height;

  gtk_widget_measure (parent, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  gtk_widget_allocate (parent, width, height, -1, NULL);
  return height;
}

static void
assert_at (GtkWidget *child, float x, float y, float width)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (child, gtk_widget_get_parent (child), &bounds));
  g_assert_cmpfloat (bounds.origin.x, ==, x);
  g_assert_cmpfloat (bounds.origin.y, ==, y);
  g_assert_cmpfloat (bounds.size.width, ==, width);
}

static void
test_wrap_layout (void)
{
  GtkWidget *children[4];
  GtkWidget *parent = make_wrapped (children);
  int minimum, natural, line;

  gtk_widget_measure (parent, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 120);
  g_assert_cmpint (natural, ==, 260 + 3 * 90 + 3 * WRAP_SPACING);

  /* All in a line: what is left lies before the last one, what is missing the first one gives. */
  line = allocate_wrapped (parent, 1000);
  assert_at (children[0], 0, 0, 260);
  assert_at (children[1], 270, 0, 90);
  assert_at (children[3], 910, 0, 90);
  g_assert_cmpint (allocate_wrapped (parent, 420), ==, line);
  assert_at (children[0], 0, 0, 120);
  assert_at (children[3], 330, 0, 90);

  g_assert_cmpint (allocate_wrapped (parent, 419), ==, line + WRAP_SPACING / 2 + 30);
  assert_at (children[0], 0, 0, 219);
  assert_at (children[2], 329, 0, 90);
  assert_at (children[3], 329, line + WRAP_SPACING / 2, 90);

  /* From right to left, and without one that is hidden. */
  gtk_widget_set_direction (parent, GTK_TEXT_DIR_RTL);
  gtk_widget_set_visible (children[2], FALSE);
  g_assert_cmpint (allocate_wrapped (parent, 419), ==, line);
  assert_at (children[0], 200, 0, 219);
  assert_at (children[1], 100, 0, 90);
  assert_at (children[3], 0, 0, 90);
  g_assert_cmpint (allocate_wrapped (parent, 130), ==, line + 2 * (WRAP_SPACING / 2 + 30));
  assert_at (children[1], 40, line + WRAP_SPACING / 2, 90);

  for (int i = 0; i < 4; i++)
    gtk_widget_unparent (children[i]);
  g_object_unref (parent);
}

static void
test_stars (void)
{
  GtkWidget *stars = g_object_ref_sink (acu_star_rating_new ());

  acu_star_rating_set_stars (ACU_STAR_RATING (stars), 1);
  gtk_test_accessible_assert_property (stars, GTK_ACCESSIBLE_PROPERTY_LABEL, "1 star");
  acu_star_rating_set_stars (ACU_STAR_RATING (stars), 9);
  gtk_test_accessible_assert_property (stars, GTK_ACCESSIBLE_PROPERTY_LABEL, "5 stars");
  g_object_unref (stars);
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

/* Linear light of an sRGB value. */
static double
decode (guint8 value)
{
  double v = value / 255.0;

  return v <= 0.04045 ? v / 12.92 : pow ((v + 0.055) / 1.055, 2.4);
}

/* Steps of the map look equally large; and who lacks one kind of cone still tells its ends and its
 * middle apart (Viénot, Brettel and Mollon 1999, for protanopia and deuteranopia). */
static void
test_quality_colours (void)
{
  const guint8 *colours = acu_quality_colours_get ();
  double least = INFINITY, most = 0;

  for (int i = 8; i < ACU_QUALITY_COLOURS; i += 8) {
    const guint8 *a = colours + 3 * (i - 8), *b = colours + 3 * i;
    double lab[2][3];
    for (int k = 0; k < 2; k++) {
      const guint8 *c = k ? b : a;
      double red = decode (c[0]), green = decode (c[1]), blue = decode (c[2]);
      double l = cbrt (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
      double m = cbrt (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
      double s = cbrt (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
      lab[k][0] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
      lab[k][1] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
      lab[k][2] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
    }
    double step = sqrt (pow (lab[1][0] - lab[0][0], 2) + pow (lab[1][1] - lab[0][1], 2) +
                        pow (lab[1][2] - lab[0][2], 2));
    least = MIN (least, step);
    most = MAX (most, step);
  }
  g_assert_cmpfloat (most, <, 1.35 * least);

  static const int places[] = {0, ACU_QUALITY_COLOURS / 2, ACU_QUALITY_COLOURS - 1};
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < i; k++) {
      const guint8 *a = colours + 3 * places[i], *b = colours + 3 * places[k];
      /* Such eyes see red and green as one mixture, and blue. */
      double yellow =
          fabs (0.3 * (decode (a[0]) - decode (b[0])) + 0.7 * (decode (a[1]) - decode (b[1])));
      double blue = fabs (decode (a[2]) - decode (b[2]));
      g_assert_cmpfloat (yellow + blue, >, 0.2);
    }
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

  /* The full photo in place of its preview does not move; another one fits again. */
  acu_photo_canvas_set_texture (canvas, texture);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (canvas), ==, 32);
  g_autoptr (AcuPhotoTexture) other = acu_photo_texture_new (image, 6000, 4000);
  g_assert_false (acu_photo_texture_is_full (other));
  acu_photo_canvas_set_texture (canvas, other);
  g_object_get (canvas, "fit", &fit, NULL);
  g_assert_true (fit);

  /* So it is with the next photo, which takes a moment to come. */
  acu_photo_canvas_zoom_to (canvas, 2);
  acu_photo_canvas_set_texture (canvas, NULL);
  acu_photo_canvas_set_texture (canvas, other);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (canvas), ==, 2);
  acu_photo_canvas_set_texture (canvas, NULL);
  g_assert_cmpfloat (acu_photo_canvas_get_zoom (canvas), ==, 2);
  acu_photo_canvas_set_texture (canvas, texture);
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
  gboolean fit;

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

  /* One that stands upright is another size, and all of it is shown. */
  acu_photo_canvas_set_stand_in (canvas, down, 2000, 3000);
  g_object_get (canvas, "fit", &fit, NULL);
  g_assert_true (fit);
  g_assert_cmpfloat_with_epsilon (acu_photo_canvas_get_zoom (canvas), 800.0 / 3000, 1e-9);
  g_object_unref (canvas);
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
test_scoring_banner (void)
{
  AcuScoringBanner *banner = g_object_ref_sink (g_object_new (ACU_TYPE_SCORING_BANNER, NULL));
  GtkWidget *widget = GTK_WIDGET (banner);
  const AcuScoringStatus good = {.state = ACU_SCORING_WORKING};
  const AcuScoringStatus lost = {.trouble = ACU_TROUBLE_DEVICE_LOST};
  const AcuScoringStatus gone = {.trouble = ACU_TROUBLE_DEVICE_LOST, .is_on_fallback = TRUE};
  const AcuScoringStatus memory = {.trouble = ACU_TROUBLE_MEMORY};
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  AcuLibrary *library = acu_library_new ();

  acu_scoring_banner_attach (banner, library, G_ACTION_MAP (actions));
  acu_scoring_banner_show (banner, &good);
  g_assert_false (gtk_widget_get_visible (widget));
  acu_scoring_banner_show (banner, &lost);
  g_assert_true (gtk_widget_get_visible (widget));

  /* What was put away stays away, and something else does not. */
  g_action_group_activate_action (G_ACTION_GROUP (actions), "dismiss-banner", NULL);
  g_assert_false (gtk_widget_get_visible (widget));
  acu_scoring_banner_show (banner, &lost);
  g_assert_false (gtk_widget_get_visible (widget));
  acu_scoring_banner_show (banner, &gone);
  g_assert_true (gtk_widget_get_visible (widget));
  acu_scoring_banner_show (banner, &memory);
  g_assert_true (gtk_widget_get_visible (widget));
  acu_scoring_banner_show (banner, NULL);
  g_assert_false (gtk_widget_get_visible (widget));
  g_object_unref (banner);
  g_object_unref (library);
}

/* Another strictness is spoken of only where it can change anything. */
static void
test_cull_nothing (void)
{
  AcuProposal proposals[] = {{.reason = ACU_REASON_NOT_SCORED}, {.reason = ACU_REASON_NOT_SCORED}};
  AcuCullPlan none = {0}, some = {.proposals = proposals, .n_left = G_N_ELEMENTS (proposals)};

  g_assert_cmpstr (acu_cull_words_explain_none (&none), ==,
                   "Only photos that can be read are looked at.");
  g_assert_cmpstr (acu_cull_words_explain_none (&some), ==, "No photo has been scored yet.");
  proposals[1].reason = ACU_REASON_CLOSE;
  g_assert_cmpstr (acu_cull_words_explain_none (&some), ==,
                   "At another strictness there may be some.");
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

static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_label (child, text);
    if (found)
      return found;
  }
  return NULL;
}

/* In the narrowest window what is chosen is read in full beside what explains it. */
static void
test_choice_row (void)
{
  static const char *const choices[] = {"The model’s own", "Every pixel", NULL};
  GtkWidget *window = gtk_window_new ();
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = adw_combo_row_new ();

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "Size of the photo");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), "Models agree with people best at their own");
  acu_choice_row_keep_legible (ADW_COMBO_ROW (row), 16);
  acu_choice_row_offer (ADW_COMBO_ROW (row), choices, 0);
  gtk_window_set_default_size (GTK_WINDOW (window), 336, 200);
  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_widget_get_width (row) == 0)
    g_main_context_iteration (NULL, TRUE);

  GtkWidget *label = find_label (row, choices[0]);
  g_assert_nonnull (label);
  g_assert_cmpint (gtk_widget_get_width (row), <=, 336);
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/widgets/score-band", test_score_band);
  g_test_add_func ("/widgets/score-badge", test_badge);
  g_test_add_func ("/widgets/score-histogram", test_histogram);
  g_test_add_func ("/widgets/wrap-layout", test_wrap_layout);
  g_test_add_func ("/widgets/star-rating", test_stars);
  g_test_add_func ("/widgets/run-differences", test_run_differences);
  g_test_add_func ("/widgets/run-base", test_run_base);
  g_test_add_func ("/widgets/choice-row", test_choice_row);
  g_test_add_func ("/widgets/scoring-banner", test_scoring_banner);
  g_test_add_func ("/widgets/patch-map", test_patch_map);
  g_test_add_func ("/widgets/patch-words", test_patch_words);
  g_test_add_func ("/widgets/patch-chart", test_patch_chart);
  g_test_add_func ("/widgets/quality-colours", test_quality_colours);
  g_test_add_func ("/widgets/photo-canvas", test_canvas);
  g_test_add_func ("/widgets/stand-in", test_stand_in);
  g_test_add_func ("/widgets/thumbnail", test_thumbnail);
  g_test_add_func ("/widgets/shared-place", test_shared_place);
  g_test_add_func ("/widgets/photo-round", test_photo_round);
  g_test_add_func ("/widgets/compare-board", test_compare_board);
  g_test_add_func ("/widgets/cull-nothing", test_cull_nothing);
  return g_test_run ();
}
