/* XMP sidecars as digiKam, darktable and Lightroom write them: read, changed, and nothing else in
 * them touched. */
#include "app/catalog/folder-scan.h"
#include "app/catalog/rating-store.h"
#include "app/catalog/sidecar.h"
#include "app/imaging/error.h"
#include "app/imaging/xmp.h"
#include "catalog-fixture.h"
#include "test-support.h"

#include <fcntl.h>
#include <gexiv2/gexiv2.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* Attributes on lines of their own, the rating among them, a mask after it. */
static const char lightroom[] =
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk=\"Adobe XMP Core 7.0-c000 1.000000\">\n"
    " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
    "  <rdf:Description rdf:about=\"\"\n"
    "    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"
    "    xmlns:crs=\"http://ns.adobe.com/camera-raw-settings/1.0/\"\n"
    "    xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\"\n"
    "    xmlns:stEvt=\"http://ns.adobe.com/xap/1.0/sType/ResourceEvent#\"\n"
    "   xmp:CreatorTool=\"Adobe Lightroom &quot;Classic&quot; 13.1\"\n"
    "   xmp:Rating=\"2\"\n"
    "   xmp:Label=\"Yellow\"\n"
    "   crs:Exposure2012=\"+0.35\"\n"
    "   crs:HasSettings=\"True\">\n"
    "   <crs:ToneCurvePV2012>\n"
    "    <rdf:Seq>\n"
    "     <rdf:li>0, 0</rdf:li>\n"
    "     <rdf:li>255, 255</rdf:li>\n"
    "    </rdf:Seq>\n"
    "   </crs:ToneCurvePV2012>\n"
    "   <xmpMM:History>\n"
    "    <rdf:Seq>\n"
    "     <rdf:li stEvt:action=\"saved\" xmp:Rating=\"5\"/>\n"
    "    </rdf:Seq>\n"
    "   </xmpMM:History>\n"
    "  </rdf:Description>\n"
    " </rdf:RDF>\n"
    "</x:xmpmeta>\n";

/* A comment, single quotes, more than one description, the rating in the second. */
static const char darktable[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk=\"XMP Core 4.4.0-Exiv2\">\n"
    " <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\n"
    "  <!-- <rdf:Description xmp:Rating=\"1\"> -->\n"
    "  <rdf:Description rdf:about=\"\"\n"
    "    xmlns:darktable=\"http://darktable.sf.net/\"\n"
    "   darktable:history_end=\"4\">\n"
    "   <darktable:colorlabels>\n"
    "    <rdf:Seq>\n"
    "     <rdf:li>1</rdf:li>\n"
    "    </rdf:Seq>\n"
    "   </darktable:colorlabels>\n"
    "   <darktable:history>\n"
    "    <rdf:Seq>\n"
    "     <rdf:li\n"
    "      darktable:num=\"0\"\n"
    "      darktable:operation=\"exposure\"\n"
    "      darktable:params=\"gz12eJxjYGBgYAFiCQYYOOHEgAZY0QVwggZ7CB6pfNoAAE4gGQg=\"/>\n"
    "    </rdf:Seq>\n"
    "   </darktable:history>\n"
    "  </rdf:Description>\n"
    "  <rdf:Description rdf:about=''\n"
    "    xmlns:xap='http://ns.adobe.com/xap/1.0/'\n"
    "   xap:Rating='-1'/>\n"
    " </rdf:RDF>\n"
    "</x:xmpmeta>\n";

/* Properties as elements, an empty label, entities, other people's ratings. */
static const char digikam[] =
    "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk=\"XMP Core 4.4.0-Exiv2\">\n"
    " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
    "  <rdf:Description rdf:about=\"\"\n"
    "    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"
    "    xmlns:digiKam=\"http://www.digikam.org/ns/1.0/\"\n"
    "    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
    "    xmlns:MicrosoftPhoto=\"http://ns.microsoft.com/photo/1.0/\">\n"
    "   <digiKam:PickLabel>3</digiKam:PickLabel>\n"
    "   <digiKam:ColorLabel>4</digiKam:ColorLabel>\n"
    "   <xmp:Rating>\n    4.0\n   </xmp:Rating>\n"
    "   <xmp:Label/>\n"
    "   <MicrosoftPhoto:Rating>75</MicrosoftPhoto:Rating>\n"
    "   <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">K\xc3\xbc"
    "che &amp; Bad <![CDATA[<xmp:Rating>]]></rdf:li></rdf:Alt></dc:title>\n"
    "  </rdf:Description>\n"
    " </rdf:RDF>\n"
    "</x:xmpmeta>\n"
    "                                                              \n"
    "<?xpacket end=\"w\"?>";

static const struct {
  const char *name, *text;
  gboolean has_rating;
  int rating;
  const char *label;
} packets[] = {
    {"Lightroom", lightroom, TRUE, 2, "Yellow"},
    {"darktable", darktable, TRUE, -1, NULL},
    {"digiKam", digikam, TRUE, 4, NULL},
};

static AcuXmp
read_xmp (const char *text, gsize size)
{
  g_autoptr (GError) error = NULL;
  AcuXmp xmp;

  acu_xmp_read (text, size, &xmp, &error);
  g_assert_no_error (error);
  return xmp;
}

static void
test_read (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (packets); i++) {
    g_auto (AcuXmp) xmp = read_xmp (packets[i].text, strlen (packets[i].text));

    g_test_message ("%s", packets[i].name);
    g_assert_cmpint (xmp.has_rating, ==, packets[i].has_rating);
    g_assert_cmpint (xmp.rating, ==, packets[i].rating);
    g_assert_cmpstr (xmp.label, ==, packets[i].label);
  }
}

/* @text with @from once replaced by @to. (transfer full) */
static char *
replace (const char *text, const char *from, const char *to)
{
  const char *at = strstr (text, from);
  g_autofree char *head = NULL;

  g_assert_nonnull (at);
  head = g_strndup (text, (gsize)(at - text));
  return g_strconcat (head, to, at + strlen (from), NULL);
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
  g_autofree char *lightroom_stars = replace (lightroom, "xmp:Rating=\"2\"", "xmp:Rating=\"5\"");
  g_autofree char *lightroom_red = replace (lightroom_stars, "\"Yellow\"", "\"Red\"");
  g_autofree char *lightroom_none =
      replace (lightroom, "\n   xmp:Rating=\"2\"\n   xmp:Label=\"Yellow\"", "");
  /* Where its namespace is known already, under the prefix that it has there. */
  g_autofree char *darktable_stars = replace (darktable, "'-1'", "'5'");
  g_autofree char *darktable_red = replace (darktable_stars, "<rdf:Description rdf:about=''",
                                            "<rdf:Description xap:Label=\"Red\" rdf:about=''");
  g_autofree char *digikam_stars = replace (digikam, "\n    4.0\n   <", "5<");
  g_autofree char *digikam_red =
      replace (digikam_stars, "<xmp:Label/>", "<xmp:Label>Red</xmp:Label>");
  g_autofree char *digikam_rejected = replace (digikam, "\n    4.0\n   <", "-1<");
  g_autofree char *digikam_plain = replace (digikam_rejected, "\n   <xmp:Label/>", "");

  assert_change (lightroom, &five_red, lightroom_red);
  assert_change (lightroom, &none, lightroom_none);
  assert_change (digikam, &five_red, digikam_red);
  assert_change (digikam, &rejected, digikam_plain);
  assert_change (darktable, &five_red, darktable_red);
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
    xmp = read_xmp (g_bytes_get_data (result, NULL), g_bytes_get_size (result));
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
        g_auto (AcuXmp) xmp = read_xmp (g_bytes_get_data (result, NULL), g_bytes_get_size (result));

        g_assert_cmpint (xmp.rating, ==, 1);
      }
    }
  }
}

/* ---- Beside photos ---- */

typedef struct {
  char *folder;
  AcuCatalog *catalog;
  AcuScanCounts counts;
} Fixture;

static void
put (Fixture *fixture, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

/* The same, @seconds from now. */
static void
put_later (Fixture *fixture, const char *name, const char *content, int seconds)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  const struct timespec later = {.tv_sec = time (NULL) + seconds};

  put (fixture, name, content);
  g_assert_cmpint (utimensat (AT_FDCWD, path, (const struct timespec[]){later, later}, 0), ==, 0);
}

static void
scan (Fixture *fixture)
{
  const AcuScanOptions options = {.recursive = TRUE};
  g_autoptr (GError) error = NULL;

  acu_folder_scan_run (fixture->catalog, fixture->folder, &options, NULL, NULL, &fixture->counts,
                       NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (other, "catalog.db", NULL);

  fixture->folder = acu_test_temporary_folder ();
  fixture->catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, NULL);
  put (fixture, "a.jpg", "photo a");
  put (fixture, "b.jpg", "photo b!");
  scan (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->catalog);
  g_free (fixture->folder);
}

static AcuPhotoRow *
get (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  return acu_photo_store_get (fixture->catalog, acu_photo_store_find (fixture->catalog, path, NULL),
                              0, NULL);
}

static void
rate (Fixture *fixture, const char *name, int stars, AcuFlag flag, AcuColour colour)
{
  g_autoptr (AcuPhotoRow) row = get (fixture, name);
  const AcuRatingChange change = {
      .photo = row->id,
      .fields = ACU_RATING_STARS | ACU_RATING_FLAG | ACU_RATING_COLOUR,
      .stars = stars,
      .flag = flag,
      .colour = colour,
  };

  g_assert_true (acu_rating_store_apply (fixture->catalog, &change, 1, NULL, NULL));
}

static void
write_sidecars (Fixture *fixture, AcuSidecarNaming naming, guint n_written, guint n_problems)
{
  g_autoptr (AcuPhotoRow) a = get (fixture, "a.jpg");
  g_autoptr (AcuPhotoRow) b = get (fixture, "b.jpg");
  const gint64 photos[] = {a->id, b->id};
  g_auto (AcuSidecarReport) report = {0};
  g_autoptr (GError) error = NULL;

  acu_sidecar_write (fixture->catalog, photos, 2, naming, &report, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_written, ==, n_written);
  g_assert_cmpuint (report.problems->len, ==, n_problems);
}

static char *
read_text (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
assert_sidecar (Fixture *fixture, const char *name, int rating, const char *label)
{
  g_autofree char *text = read_text (fixture, name);
  g_auto (AcuXmp) xmp = {0};

  g_assert_nonnull (text);
  xmp = read_xmp (text, strlen (text));
  g_assert_cmpint (xmp.rating, ==, rating);
  g_assert_cmpstr (xmp.label, ==, label);
}

static void
test_written (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nothing = NULL;

  rate (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_BLUE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  assert_sidecar (fixture, "a.jpg.xmp", 3, "Blue");
  nothing = read_text (fixture, "b.jpg.xmp");
  g_assert_null (nothing);
  /* Nothing new to say. */
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 0, 0);

  rate (fixture, "b.jpg", 4, ACU_FLAG_REJECT, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_REPLACED, 1, 0);
  assert_sidecar (fixture, "b.xmp", -1, NULL);
  /* What exists is kept up, whatever its name. */
  rate (fixture, "a.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_REPLACED, 1, 0);
  assert_sidecar (fixture, "a.jpg.xmp", 0, NULL);
}

/* Ours are not read back as news; another program's are. */
static void
test_read_back (Fixture *fixture, gconstpointer data)
{
  rate (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_BLUE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 0);

  put_later (fixture, "a.jpg.xmp", lightroom, 100);
  put (fixture, "b.xmp", darktable);
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 2);
  {
    g_autoptr (AcuPhotoRow) a = get (fixture, "a.jpg");
    g_autoptr (AcuPhotoRow) b = get (fixture, "b.jpg");

    g_assert_cmpint (a->stars, ==, 2);
    g_assert_cmpint (a->colour, ==, ACU_COLOUR_YELLOW);
    g_assert_cmpint (b->flag, ==, ACU_FLAG_REJECT);
  }
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 0);
}

static void
assert_rating (Fixture *fixture, const char *name, int stars, AcuFlag flag, AcuColour colour)
{
  g_autoptr (AcuPhotoRow) row = get (fixture, name);

  g_assert_cmpint (row->stars, ==, stars);
  g_assert_cmpint (row->flag, ==, flag);
  g_assert_cmpint (row->colour, ==, colour);
}

/* Programs that know no labels, or no ratings, take none away. */
static void
test_silent (Fixture *fixture, gconstpointer data)
{
  g_autofree char *no_rating = replace (lightroom, "\n   xmp:Rating=\"2\"", "");

  rate (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_RED);
  put_later (fixture, "a.jpg.xmp", darktable, 100);
  rate (fixture, "b.jpg", 4, ACU_FLAG_NONE, ACU_COLOUR_RED);
  put_later (fixture, "b.xmp", no_rating, 100);
  scan (fixture);
  assert_rating (fixture, "a.jpg", 3, ACU_FLAG_REJECT, ACU_COLOUR_RED);
  assert_rating (fixture, "b.jpg", 4, ACU_FLAG_NONE, ACU_COLOUR_YELLOW);
}

/* What one took out of a sidecar that had it goes here too, unless it has become another here. */
static void
test_taken_out (Fixture *fixture, gconstpointer data)
{
  g_autofree char *no_rating = replace (lightroom, "\n   xmp:Rating=\"2\"", "");
  g_autofree char *nothing = replace (no_rating, "\n   xmp:Label=\"Yellow\"", "");

  /* Written here, and read here. */
  rate (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_BLUE);
  put_later (fixture, "b.jpg.xmp", lightroom, 100);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  scan (fixture);
  assert_rating (fixture, "b.jpg", 2, ACU_FLAG_NONE, ACU_COLOUR_YELLOW);
  put_later (fixture, "a.jpg.xmp", nothing, 200);
  put_later (fixture, "b.jpg.xmp", nothing, 200);
  scan (fixture);
  assert_rating (fixture, "a.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  assert_rating (fixture, "b.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);

  put_later (fixture, "a.jpg.xmp", darktable, 300);
  put_later (fixture, "b.jpg.xmp", lightroom, 300);
  scan (fixture);
  rate (fixture, "b.jpg", 5, ACU_FLAG_NONE, ACU_COLOUR_GREEN);
  put_later (fixture, "a.jpg.xmp", nothing, 400);
  put_later (fixture, "b.jpg.xmp", nothing, 400);
  scan (fixture);
  assert_rating (fixture, "a.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  assert_rating (fixture, "b.jpg", 5, ACU_FLAG_NONE, ACU_COLOUR_GREEN);
}

/* Whatever a scan took over is taken back at once. */
static void
test_undone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuUndone) undone = NULL, more = NULL;
  g_autoptr (GError) error = NULL;

  rate (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_BLUE);
  put_later (fixture, "a.jpg.xmp", lightroom, 100);
  put_later (fixture, "b.xmp", darktable, 100);
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 2);
  undone = acu_undo_journal_undo (fixture->catalog, &error);
  g_assert_no_error (error);
  g_assert_nonnull (undone);
  g_assert_cmpuint (undone->photos->len, ==, 2);
  assert_rating (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_BLUE);
  assert_rating (fixture, "b.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  more = acu_undo_journal_undo (fixture->catalog, &error);
  g_assert_no_error (error);
  g_assert_null (more);
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 0);
}

/* The RAW file behind a JPEG has no rating of its own: what was written for the JPEG is no step of
 * its, until it stands alone. */
static void
test_pair (Fixture *fixture, gconstpointer data)
{
  g_autofree char *jpeg = g_build_filename (fixture->folder, "a.jpg", NULL);
  g_autofree char *undo = NULL, *redo = NULL;

  rate (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_BLUE);
  write_sidecars (fixture, ACU_SIDECAR_REPLACED, 1, 0);
  put (fixture, "a.cr2", "the RAW file of a");
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 0);
  assert_rating (fixture, "a.cr2", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  g_assert_true (acu_undo_journal_peek (fixture->catalog, &undo, &redo, NULL));
  g_assert_null (undo);

  g_assert_cmpint (g_unlink (jpeg), ==, 0);
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 1);
  assert_rating (fixture, "a.cr2", 3, ACU_FLAG_NONE, ACU_COLOUR_BLUE);
}

/* What was rated here after the sidecar was written stays. */
static void
test_older (Fixture *fixture, gconstpointer data)
{
  const struct timespec before[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
  g_autofree char *path = g_build_filename (fixture->folder, "a.jpg.xmp", NULL);
  g_autoptr (AcuPhotoRow) row = NULL;

  rate (fixture, "a.jpg", 5, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  put (fixture, "a.jpg.xmp", lightroom);
  g_assert_cmpint (utimensat (AT_FDCWD, path, before, 0), ==, 0);
  scan (fixture);
  row = get (fixture, "a.jpg");
  g_assert_cmpint (row->stars, ==, 5);
}

/* A label that is nobody's colour is somebody's own. */
static void
test_foreign_label (Fixture *fixture, gconstpointer data)
{
  g_autofree char *own = replace (lightroom, "\"Yellow\"", "\"Print at A3\"");

  put (fixture, "a.xmp", own);
  rate (fixture, "a.jpg", 4, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  assert_sidecar (fixture, "a.xmp", 4, "Print at A3");
  rate (fixture, "a.jpg", 4, ACU_FLAG_NONE, ACU_COLOUR_GREEN);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  assert_sidecar (fixture, "a.xmp", 4, "Green");
}

/* What another program wrote and no scan has read yet is merged, and then read. */
static void
test_unseen (Fixture *fixture, gconstpointer data)
{
  rate (fixture, "a.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_RED);
  put (fixture, "a.xmp", lightroom);
  rate (fixture, "b.jpg", 5, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  put (fixture, "b.jpg.xmp", lightroom);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 2, 0);
  assert_sidecar (fixture, "a.xmp", 2, "Red");
  assert_sidecar (fixture, "b.jpg.xmp", 5, "Yellow");

  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_sidecars, ==, 2);
  assert_rating (fixture, "a.jpg", 2, ACU_FLAG_NONE, ACU_COLOUR_RED);
  assert_rating (fixture, "b.jpg", 5, ACU_FLAG_NONE, ACU_COLOUR_YELLOW);
  /* By now they are known, and what is taken away here is taken away there. */
  rate (fixture, "a.jpg", 0, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  assert_sidecar (fixture, "a.xmp", 0, NULL);
}

/* Of two sidecars the one that is known does not make the other look so. */
static void
test_one_unseen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AcuPhotoRow) row = NULL;

  rate (fixture, "a.jpg", 3, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  g_usleep (20000); /* more than a tick of the clock that files get their times from */
  put (fixture, "a.xmp", lightroom);
  rate (fixture, "a.jpg", 2, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  /* The other says so already. */
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  assert_sidecar (fixture, "a.jpg.xmp", 2, NULL);
  assert_sidecar (fixture, "a.xmp", 2, "Yellow");
  scan (fixture);
  row = get (fixture, "a.jpg");
  g_assert_cmpint (row->stars, ==, 2);
  g_assert_cmpint (row->colour, ==, ACU_COLOUR_YELLOW);
}

/* One that cannot be changed is told and left alone; the other is written. */
static void
test_problems (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  put (fixture, "a.jpg.xmp", "<broken");
  rate (fixture, "a.jpg", 4, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  rate (fixture, "b.jpg", 2, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 1);
  text = read_text (fixture, "a.jpg.xmp");
  g_assert_cmpstr (text, ==, "<broken");
  scan (fixture);
  g_assert_cmpuint (fixture->counts.n_unreadable, ==, 1);
  {
    g_autoptr (AcuPhotoRow) row = get (fixture, "a.jpg");

    g_assert_cmpint (row->stars, ==, 4);
  }
}

/* A file keeps its permissions; a folder that cannot be written to is a problem, not a failure. */
static void
test_permissions (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "a.jpg.xmp", NULL);
  GStatBuf info;

  put (fixture, "a.jpg.xmp", lightroom);
  g_assert_cmpint (g_chmod (path, 0640), ==, 0);
  rate (fixture, "a.jpg", 1, ACU_FLAG_NONE, ACU_COLOUR_NONE);
  write_sidecars (fixture, ACU_SIDECAR_APPENDED, 1, 0);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0640);
}

static void
test_labels (void)
{
  for (int colour = ACU_COLOUR_RED; colour <= ACU_COLOUR_PURPLE; colour++)
    g_assert_cmpint (acu_sidecar_parse_label (acu_sidecar_get_label ((AcuColour)colour)), ==,
                     colour);
  g_assert_null (acu_sidecar_get_label (ACU_COLOUR_NONE));
  g_assert_cmpint (acu_sidecar_parse_label ("approved"), ==, ACU_COLOUR_GREEN);
  g_assert_cmpint (acu_sidecar_parse_label ("Rot"), ==, ACU_COLOUR_NONE);
  g_assert_cmpint (acu_sidecar_parse_label (NULL), ==, ACU_COLOUR_NONE);
}

#define ADD(name, func) g_test_add ("/sidecar/" name, Fixture, NULL, set_up, func, tear_down)

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
  g_test_add_func ("/sidecar/labels", test_labels);
  ADD ("written", test_written);
  ADD ("read-back", test_read_back);
  ADD ("silent", test_silent);
  ADD ("taken-out", test_taken_out);
  ADD ("undone", test_undone);
  ADD ("pair", test_pair);
  ADD ("older", test_older);
  ADD ("foreign-label", test_foreign_label);
  ADD ("unseen", test_unseen);
  ADD ("one-unseen", test_one_unseen);
  ADD ("problems", test_problems);
  ADD ("permissions", test_permissions);
  return g_test_run ();
}
