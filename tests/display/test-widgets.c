/* The widgets that are drawn by ourselves, one by one: what they tell accessibility, and what keys
 * do to them. */
#include "app/views/cull/cull-words.h"
#include "app/views/library/score-histogram.h"
#include "app/views/library/scoring-banner.h"
#include "app/views/shared/choice-row.h"
#include "app/views/shared/photo-colour.h"
#include "app/views/shared/quality-colours.h"
#include "app/views/shared/shown-page.h"
#include "app/views/shared/star-rating.h"
#include "app/views/shared/wrap-layout.h"
#include "app/views/viewer/photo-panel.h"

#include <adwaita.h>
#include <math.h>

static void
count_cb (guint *count)
{
  (*count)++;
}

/* What a key that is bound to @widget's class does. */
static void
press (GtkWidget *widget, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
      continue;
    for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++) {
      g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
      GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);
      if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
          gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key &&
          gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == 0)
        gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                      gtk_shortcut_get_arguments (shortcut));
    }
  }
}

/* An arrow moves a handle to where it points; up is a higher score in every language. */
static void
check_arrows (gboolean backwards)
{
  g_autoptr (AcuScoreHistogram) histogram =
      ACU_SCORE_HISTOGRAM (g_object_ref_sink (acu_score_histogram_new ()));
  GtkWidget *lowest = gtk_widget_get_first_child (GTK_WIDGET (histogram));
  double lower, upper;

  acu_score_histogram_set_range (histogram, 40, 90);
  press (lowest, GDK_KEY_Right);
  acu_score_histogram_get_range (histogram, &lower, &upper);
  g_assert_cmpfloat_with_epsilon (lower, backwards ? 39 : 41, 1e-9);
  press (gtk_widget_get_next_sibling (lowest), GDK_KEY_Left);
  press (lowest, GDK_KEY_Up);
  acu_score_histogram_get_range (histogram, &lower, &upper);
  g_assert_cmpfloat_with_epsilon (lower, backwards ? 40 : 42, 1e-9);
  g_assert_cmpfloat_with_epsilon (upper, backwards ? 91 : 89, 1e-9);
}

static void
test_histogram_arrows (void)
{
  check_arrows (FALSE);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  check_arrows (TRUE);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
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
rate_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  *(int *)data = g_variant_get_int32 (parameter);
}

/* Stars that put what is asked of them into @rated. (transfer full) */
static GtkWidget *
make_stars (int *rated)
{
  static const GActionEntry actions[] = {{"rate", rate_action, "i"}};
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  GtkWidget *stars = g_object_ref_sink (acu_star_rating_new ());

  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, 1, rated);
  gtk_widget_insert_action_group (stars, "test", G_ACTION_GROUP (group));
  acu_star_rating_set_action (ACU_STAR_RATING (stars), "test.rate");
  return stars;
}

/* The arrow that points to where the stars end gives one more. */
static void
test_star_arrows (void)
{
  int rated = -1;
  GtkWidget *stars = make_stars (&rated);

  acu_star_rating_set_stars (ACU_STAR_RATING (stars), 3);
  for (int backwards = 0; backwards < 2; backwards++) {
    gtk_widget_set_direction (stars, backwards ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
    press (stars, GDK_KEY_Right);
    g_assert_cmpint (rated, ==, backwards ? 2 : 4);
    acu_star_rating_set_stars (ACU_STAR_RATING (stars), 3);
    press (stars, GDK_KEY_Left);
    g_assert_cmpint (rated, ==, backwards ? 4 : 2);
    acu_star_rating_set_stars (ACU_STAR_RATING (stars), 3);
  }
  g_object_unref (stars);
}

/* Two arrows give two stars, however long the first one takes to be written; the next photo is not
 * counted on from it, not even where it has as many. */
static void
test_star_arrows_ahead (void)
{
  int rated = -1;
  GtkWidget *stars = make_stars (&rated);

  press (stars, GDK_KEY_Right);
  g_assert_cmpint (rated, ==, 1);
  press (stars, GDK_KEY_Right);
  g_assert_cmpint (rated, ==, 2);
  acu_star_rating_set_stars (ACU_STAR_RATING (stars), 0);
  press (stars, GDK_KEY_Right);
  g_assert_cmpint (rated, ==, 1);
  g_object_unref (stars);
}

static GtkEventController *
get_click (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
    if (GTK_IS_GESTURE_CLICK (controller))
      return controller; /* that @widget owns */
  }
  return NULL;
}

/* A double click gives what its first press asks for, and nothing to the photo that comes then. */
static void
test_star_double_click (void)
{
  int rated = -1;
  GtkWidget *stars = make_stars (&rated), *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), stars);
  gtk_widget_set_halign (stars, GTK_ALIGN_START);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (stars) || gtk_widget_get_width (stars) == 0)
    g_main_context_iteration (NULL, TRUE);
  double x = gtk_widget_get_width (stars) / 2.0, y = gtk_widget_get_height (stars) / 2.0;

  g_signal_emit_by_name (get_click (stars), "pressed", 1, x, y);
  g_assert_cmpint (rated, ==, 3);
  acu_star_rating_set_stars (ACU_STAR_RATING (stars), 0);
  rated = -1;
  g_signal_emit_by_name (get_click (stars), "pressed", 2, x, y);
  g_assert_cmpint (rated, ==, -1);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (stars);
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

/* All that is written in @widget. */
static void
add_words (GtkWidget *widget, GString *words)
{
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (words, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    add_words (child, words);
}

/* A colour label is told by a letter as well, and in a language where all begin alike by the first
 * ones in which it differs. */
static void
test_colour_mark (void)
{
  g_autoptr (GtkWidget) mark = g_object_ref_sink (gtk_label_new (NULL));
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  acu_colour_mark_set (GTK_LABEL (mark), ACU_COLOUR_RED);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (mark)), ==, "R");
  acu_colour_mark_set (GTK_LABEL (mark), ACU_COLOUR_PURPLE);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (mark)), ==, "P");
  g_assert_true (gtk_widget_has_css_class (mark, "purple"));
  g_assert_false (gtk_widget_has_css_class (mark, "red"));
  for (AcuColour colour = ACU_COLOUR_RED; colour <= ACU_COLOUR_PURPLE; colour++)
    g_assert_true (g_hash_table_add (seen, acu_colour_abbreviate (colour)));
}

/* What is equal is not ahead by nothing, nor behind. */
static void
test_cull_equal (void)
{
  gint32 group[] = {0, 0};
  AcuPhotoGroup burst = {.kind = ACU_GROUP_BURST, .n = 2};
  g_autoptr (GArray) bursts = g_array_new (FALSE, FALSE, sizeof burst);
  AcuPhotoGroups groups = {.groups = bursts, .group = group};
  AcuProposal proposals[] = {{ACU_VERDICT_PICK, ACU_REASON_BEST, 0},
                             {ACU_VERDICT_LEAVE, ACU_REASON_CLOSE, 0}};
  AcuCullPlan plan = {.proposals = proposals};

  g_array_append_val (bursts, burst);
  g_autofree char *best = acu_cull_words_explain (&groups, &plan, 0, ACU_SCORE_SCALE_DEFAULT, NULL);
  g_autofree char *other =
      acu_cull_words_explain (&groups, &plan, 1, ACU_SCORE_SCALE_DEFAULT, NULL);
  g_assert_cmpstr (best, ==, "Would be picked: the best of 2, as good as the next");
  g_assert_cmpstr (other, ==, "Stays as it is: as good as the best of its group");
  proposals[0].difference = 3;
  g_autofree char *ahead =
      acu_cull_words_explain (&groups, &plan, 0, ACU_SCORE_SCALE_DEFAULT, NULL);
  g_assert_cmpstr (ahead, ==, "Would be picked: the best of 2, 3 points ahead of the next");
}

/* What is written in the panel beside the photo that @row is. */
static guint
count_reasons (AcuPhotoPanel *panel, const AcuPhotoRow *row, const char *reason)
{
  g_autoptr (GString) all = g_string_new (NULL);
  guint n = 0;

  acu_photo_panel_set_row (panel, row);
  add_words (GTK_WIDGET (panel), all);
  for (const char *p = all->str; (p = strstr (p, reason)); p += strlen (reason))
    n++;
  return n;
}

/* Generated; in the library of views. */
GResource *acu_ui_get_resource (void);

static void
test_panel_reason (void)
{
  g_resources_register (acu_ui_get_resource ());

  g_autoptr (AcuPhotoPanel) panel = g_object_ref_sink (g_object_new (ACU_TYPE_PHOTO_PANEL, NULL));
  AcuPhotoRow row = {.path = (char *)"/photos/a.jpg",
                     .display_name = (char *)"a.jpg",
                     .error = (char *)"/photos/a.jpg: cut short"};

  g_assert_cmpuint (count_reasons (panel, &row, "cut short"), ==, 1);
  g_assert_cmpuint (count_reasons (panel, &row, "/photos"), ==, 0);
  row.score_error = (char *)"/photos/a.jpg: cut short";
  g_assert_cmpuint (count_reasons (panel, &row, "cut short"), ==, 1);
  row.score_error = (char *)"cut short";
  g_assert_cmpuint (count_reasons (panel, &row, "cut short"), ==, 1);
  row.score_error = (char *)"too small to be scored";
  g_assert_cmpuint (count_reasons (panel, &row, "cut short"), ==, 1);
  g_assert_cmpuint (count_reasons (panel, &row, "too small to be scored"), ==, 1);
}

/* A photo of two files says so. */
static void
test_panel_pair (void)
{
  g_autoptr (AcuPhotoPanel) panel = g_object_ref_sink (g_object_new (ACU_TYPE_PHOTO_PANEL, NULL));
  char *raws[] = {(char *)"/photos/a.cr2", NULL};
  AcuPhotoRow row = {.display_name = (char *)"a.jpg",
                     .has_facts = TRUE,
                     .facts = {.format = (char *)"JPEG", .taken = G_MININT64}};

  g_assert_cmpuint (count_reasons (panel, &row, "CR2"), ==, 0);
  row.raws = raws;
  g_assert_cmpuint (count_reasons (panel, &row, "CR2 + JPEG"), ==, 1);
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

static void
assert_told (GtkWidget *shown, GtkWidget *hidden)
{
  gtk_test_accessible_assert_state (shown, GTK_ACCESSIBLE_STATE_HIDDEN, FALSE);
  gtk_test_accessible_assert_state (hidden, GTK_ACCESSIBLE_STATE_HIDDEN, TRUE);
}

/* Of the pages of a stack those who listen are told of the one that others see. */
static void
test_shown_page (void)
{
  GtkStack *stack = g_object_ref_sink (GTK_STACK (gtk_stack_new ()));
  AdwViewStack *views = g_object_ref_sink (ADW_VIEW_STACK (adw_view_stack_new ()));
  GtkWidget *pages[] = {gtk_label_new ("a"), gtk_label_new ("b")};
  GtkWidget *more_pages[] = {gtk_label_new ("a"), gtk_label_new ("b")};

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    gtk_stack_add_child (stack, pages[i]);
    adw_view_stack_add (views, more_pages[i]);
  }
  acu_shown_page_follow (GTK_WIDGET (stack));
  acu_shown_page_follow (GTK_WIDGET (views));
  assert_told (pages[0], pages[1]);
  assert_told (more_pages[0], more_pages[1]);
  gtk_stack_set_visible_child (stack, pages[1]);
  adw_view_stack_set_visible_child (views, more_pages[1]);
  assert_told (pages[1], pages[0]);
  assert_told (more_pages[1], more_pages[0]);
  g_object_unref (stack);
  g_object_unref (views);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/widgets/score-histogram", test_histogram);
  g_test_add_func ("/widgets/score-histogram-arrows", test_histogram_arrows);
  g_test_add_func ("/widgets/wrap-layout", test_wrap_layout);
  g_test_add_func ("/widgets/star-rating", test_stars);
  g_test_add_func ("/widgets/star-arrows", test_star_arrows);
  g_test_add_func ("/widgets/star-arrows-ahead", test_star_arrows_ahead);
  g_test_add_func ("/widgets/star-double-click", test_star_double_click);
  g_test_add_func ("/widgets/choice-row", test_choice_row);
  g_test_add_func ("/widgets/scoring-banner", test_scoring_banner);
  g_test_add_func ("/widgets/quality-colours", test_quality_colours);
  g_test_add_func ("/widgets/cull-nothing", test_cull_nothing);
  g_test_add_func ("/widgets/colour-mark", test_colour_mark);
  g_test_add_func ("/widgets/cull-equal", test_cull_equal);
  g_test_add_func ("/widgets/panel-reason", test_panel_reason);
  g_test_add_func ("/widgets/panel-pair", test_panel_pair);
  g_test_add_func ("/widgets/shown-page", test_shown_page);
  return g_test_run ();
}
