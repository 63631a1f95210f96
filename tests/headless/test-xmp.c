/* XMP as digiKam, darktable and Lightroom write it: read, changed, and nothing else in it touched.
 */
#include "app/imaging/error.h"
#include "app/imaging/xmp.h"
#include "sidecar-fixture.h"
#include "test-support.h"

#include <gexiv2/gexiv2.h>
#include <string.h>

static const struct {
  const char *name, *text;
  gboolean has_rating;
  int rating;
  const char *label;
} packets[] = {
    {"Lightroom", acu_fixture_lightroom, TRUE, 2, "Yellow"},
    {"darktable", acu_fixture_darktable, TRUE, -1, NULL},
    {"digiKam", acu_fixture_digikam, TRUE, 4, NULL},
};

static void
test_read (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (packets); i++) {
    g_auto (AcuXmp) xmp = acu_fixture_read_xmp (packets[i].text, strlen (packets[i].text));

    g_test_message ("%s", packets[i].name);
    g_assert_cmpint (xmp.has_rating, ==, packets[i].has_rating);
    g_assert_cmpint (xmp.rating, ==, packets[i].rating);
    g_assert_cmpstr (xmp.label, ==, packets[i].label);
  }
}

static void
assert_change (const char *text, const AcuXmp *wanted, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) result = acu_xmp_change (text, strlen (text), wanted, &error);
  gsize size;
  g_autofree char *copy = NULL;

  g_assert_no_error (error);
  copy = g_strndup (g_bytes_get_data (result, &size), g_bytes_get_size (result));
  g_assert_cmpstr (copy, ==, expected);
}

/* The very bytes that are expected, by hand. */
static void
test_bytes (void)
{
  const AcuXmp five_red = {.has_rating = TRUE, .rating = 5, .label = (char *)"Red"};
  const AcuXmp rejected = {.has_rating = TRUE, .rating = -1};
  const AcuXmp none = {0};
  g_autofree char *lightroom_stars =
      acu_fixture_replace (acu_fixture_lightroom, "xmp:Rating=\"2\"", "xmp:Rating=\"5\"");
  g_autofree char *lightroom_red = acu_fixture_replace (lightroom_stars, "\"Yellow\"", "\"Red\"");
  g_autofree char *lightroom_none = acu_fixture_replace (
      acu_fixture_lightroom, "\n   xmp:Rating=\"2\"\n   xmp:Label=\"Yellow\"", "");
  /* Where its namespace is known already, under the prefix that it has there. */
  g_autofree char *darktable_stars = acu_fixture_replace (acu_fixture_darktable, "'-1'", "'5'");
  g_autofree char *darktable_red =
      acu_fixture_replace (darktable_stars, "<rdf:Description rdf:about=''",
                           "<rdf:Description xap:Label=\"Red\" rdf:about=''");
  g_autofree char *digikam_stars =
      acu_fixture_replace (acu_fixture_digikam, "\n    4.0\n   <", "5<");
  g_autofree char *digikam_red =
      acu_fixture_replace (digikam_stars, "<xmp:Label/>", "<xmp:Label>Red</xmp:Label>");
  g_autofree char *digikam_rejected =
      acu_fixture_replace (acu_fixture_digikam, "\n    4.0\n   <", "-1<");
  g_autofree char *digikam_plain = acu_fixture_replace (digikam_rejected, "\n   <xmp:Label/>", "");

  assert_change (acu_fixture_lightroom, &five_red, lightroom_red);
  assert_change (acu_fixture_lightroom, &none, lightroom_none);
  assert_change (acu_fixture_digikam, &five_red, digikam_red);
  assert_change (acu_fixture_digikam, &rejected, digikam_plain);
  assert_change (acu_fixture_darktable, &five_red, darktable_red);
}

/* Whatever is set is read back, and setting back gives the first text, for any values in any
 * packet. */
static void
test_round_trips (void)
{
  static const char *const label_texts[] = {NULL, "Red", "<&\"'>", "Grün"};

  for (gsize p = 0; p < G_N_ELEMENTS (packets); p++)
    for (int rating = -1; rating <= 5; rating++)
      for (gsize l = 0; l < G_N_ELEMENTS (label_texts); l++) {
        const AcuXmp wanted = {
            .has_rating = TRUE, .rating = rating, .label = (char *)label_texts[l]};
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) changed =
            acu_xmp_change (packets[p].text, strlen (packets[p].text), &wanted, &error);
        g_autoptr (GBytes) again = NULL;
        g_autoptr (GExiv2Metadata) other = gexiv2_metadata_new ();
        g_autofree char *path = NULL;
        g_autofree char *folder = NULL;

        g_assert_no_error (error);
        again = acu_xmp_change (g_bytes_get_data (changed, NULL), g_bytes_get_size (changed),
                                &wanted, &error);
        g_assert_no_error (error);
        g_assert_true (g_bytes_equal (changed, again));
        if (l > 1)
          continue;
        /* Another reader says the same. */
        folder = acu_test_temporary_folder ();
        path = g_build_filename (folder, "a.xmp", NULL);
        g_file_set_contents (path, g_bytes_get_data (changed, NULL),
                             (gssize)g_bytes_get_size (changed), NULL);
        g_assert_true (gexiv2_metadata_open_path (other, path, &error));
        {
          g_autofree char *stars =
              gexiv2_metadata_try_get_tag_string (other, "Xmp.xmp.Rating", NULL);
          g_autofree char *label =
              gexiv2_metadata_try_get_tag_string (other, "Xmp.xmp.Label", NULL);

          g_assert_cmpint (atoi (stars), ==, rating);
          g_assert_cmpstr (label, ==, label_texts[l]);
        }
      }
}

/* New packets, and packets that have hardly anything. */
static void
test_sparse (void)
{
#define RDF_OPEN "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\""
  static const char *const sparse[] = {
      NULL,
      RDF_OPEN "/>",
      RDF_OPEN "></rdf:RDF>",
      RDF_OPEN "><rdf:Description/></rdf:RDF>",
      RDF_OPEN "><rdf:Description xmlns:xmp=\"urn:other\" xmp:Rating=\"3\"/></rdf:RDF>",
      "<r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"></r:RDF>",
      "<RDF xmlns=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><Description/></RDF>",
      "<RDF xmlns=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>",
  };
  const AcuXmp wanted = {.has_rating = TRUE, .rating = 4, .label = (char *)"Blue"};

  for (gsize i = 0; i < G_N_ELEMENTS (sparse); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) result =
        acu_xmp_change (sparse[i], sparse[i] != NULL ? strlen (sparse[i]) : 0, &wanted, &error);
    g_auto (AcuXmp) xmp = {0};

    g_test_message ("%s", sparse[i]);
    g_assert_no_error (error);
    xmp = acu_fixture_read_xmp (g_bytes_get_data (result, NULL), g_bytes_get_size (result));
    g_assert_cmpint (xmp.rating, ==, 4);
    g_assert_cmpstr (xmp.label, ==, "Blue");
  }
}

static void
test_refused (void)
{
  static const struct {
    const char *text;
    AcuImagingError code;
  } refused[] = {
      {"", ACU_IMAGING_ERROR_DATA},
      {"no XML", ACU_IMAGING_ERROR_DATA},
      {"<html><body/></html>", ACU_IMAGING_ERROR_FORMAT},
      {"<a><b></a></b>", ACU_IMAGING_ERROR_DATA},
      {"<a", ACU_IMAGING_ERROR_DATA},
      {"<a b=c/>", ACU_IMAGING_ERROR_DATA},
      {"<a b=\"c/>", ACU_IMAGING_ERROR_DATA},
      {"<a/><b/>", ACU_IMAGING_ERROR_DATA},
      {"<!DOCTYPE a [<!ENTITY b \"c\">]><a/>", ACU_IMAGING_ERROR_DATA},
      {"<a><!-- ", ACU_IMAGING_ERROR_DATA},
      {"\xff\xfe<\0a\0/\0>\0", ACU_IMAGING_ERROR_FORMAT},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;
    AcuXmp xmp;

    g_test_message ("%s", refused[i].text);
    g_assert_false (acu_xmp_read (refused[i].text, strlen (refused[i].text), &xmp, &error));
    g_assert_error (error, ACU_IMAGING_ERROR, (int)refused[i].code);
  }
}

/* Every cut and many damaged packets: an answer or an error. */
static void
test_hostile (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  const AcuXmp wanted = {.has_rating = TRUE, .rating = 1, .label = (char *)"Green"};

  for (gsize p = 0; p < G_N_ELEMENTS (packets); p++) {
    gsize size = strlen (packets[p].text);

    for (gsize cut = 0; cut < size; cut += 3) {
      g_autofree char *copy = g_memdup2 (packets[p].text, cut);
      g_autoptr (GBytes) result = acu_xmp_change (cut > 0 ? copy : "", cut, &wanted, NULL);

      (void)result;
    }
    for (int i = 0; i < 2000; i++) {
      g_autofree char *copy = g_memdup2 (packets[p].text, size);
      g_autoptr (GBytes) result = NULL;

      for (int j = 0; j <= i % 4; j++)
        copy[g_rand_int_range (rand, 0, (gint32)size)] =
            "<>/=\"'&:! x"[g_rand_int_range (rand, 0, 11)];
      result = acu_xmp_change (copy, size, &wanted, NULL);
      if (result != NULL) {
        g_auto (AcuXmp) xmp =
            acu_fixture_read_xmp (g_bytes_get_data (result, NULL), g_bytes_get_size (result));

        g_assert_cmpint (xmp.rating, ==, 1);
      }
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmp/read", test_read);
  g_test_add_func ("/xmp/bytes", test_bytes);
  g_test_add_func ("/xmp/round-trips", test_round_trips);
  g_test_add_func ("/xmp/sparse", test_sparse);
  g_test_add_func ("/xmp/refused", test_refused);
  g_test_add_func ("/xmp/hostile", test_hostile);
  return g_test_run ();
}
