/* How a score is told at a glance: its band, its words where it leaves the scale, and its badge. */
#include "app/views/shared/score-badge.h"

#include <adwaita.h>
#include <math.h>

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

/* A network gives any number: what is beyond its scale is at its end, and told where one looks
 * closely. */
static void
test_beyond_scale (void)
{
  AcuScoreScale around = {-1, 1};
  g_autofree char *above = acu_score_format (ACU_SCORE_SCALE_DEFAULT, 120.4);
  g_autofree char *below = acu_score_format (ACU_SCORE_SCALE_DEFAULT, -68.2);
  g_autofree char *negative = acu_score_format (around, -0.5);
  g_autofree char *points = acu_score_format_points (ACU_SCORE_SCALE_DEFAULT, 188.6);
  g_autofree char *far = acu_score_dup_beyond (ACU_SCORE_SCALE_DEFAULT, 120.4);
  g_autofree char *low = acu_score_dup_beyond (ACU_SCORE_SCALE_DEFAULT, -68.2);

  g_assert_cmpstr (above, ==, "100");
  g_assert_cmpstr (below, ==, "0");
  g_assert_cmpstr (negative, ==, "\u200e\u22120.5");
  g_assert_cmpstr (points, ==, "189");
  g_assert_cmpstr (far, ==, "120.4, beyond the scale");
  g_assert_cmpstr (low, ==, "\u200e\u221268.2, beyond the scale");
  g_assert_null (acu_score_dup_beyond (ACU_SCORE_SCALE_DEFAULT, 100.3));
  g_assert_null (acu_score_dup_beyond (ACU_SCORE_SCALE_DEFAULT, 0));
  /* What is rounded to the scale's end looks no different, on either side. */
  g_assert_null (acu_score_dup_beyond (ACU_SCORE_SCALE_DEFAULT, 100.5));
  g_assert_null (acu_score_dup_beyond (ACU_SCORE_SCALE_DEFAULT, -0.5));
}

static void
test_badge (void)
{
  GtkWidget *badge = g_object_ref_sink (acu_score_badge_new ());

  acu_score_badge_set_score (ACU_SCORE_BADGE (badge), ACU_SCORE_SCALE_DEFAULT, 120.4);
  gtk_test_accessible_assert_property (badge, GTK_ACCESSIBLE_PROPERTY_LABEL, "Score 100, strong");
  acu_score_badge_set_score (ACU_SCORE_BADGE (badge), ACU_SCORE_SCALE_DEFAULT, 88);
  gtk_test_accessible_assert_property (badge, GTK_ACCESSIBLE_PROPERTY_LABEL, "Score 88, strong");
  g_assert_true (gtk_widget_has_css_class (badge, "strong"));
  acu_score_badge_set_score (ACU_SCORE_BADGE (badge), ACU_SCORE_SCALE_DEFAULT, NAN);
  gtk_test_accessible_assert_property (badge, GTK_ACCESSIBLE_PROPERTY_LABEL, "Not scored");
  g_assert_false (gtk_widget_has_css_class (badge, "strong"));
  g_object_unref (badge);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/score-band/bands", test_score_band);
  g_test_add_func ("/score-band/beyond-scale", test_beyond_scale);
  g_test_add_func ("/score-band/badge", test_badge);
  return g_test_run ();
}
