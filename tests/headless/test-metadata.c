/* Metadata through the helper, as cameras write it and as nobody should. */
#include "app/catalog/folder-scan.h"
#include "app/catalog/scope-facts.h"
#include "app/catalog/undo-journal.h"
#include "app/imaging/decoder.h"
#include "app/imaging/error.h"
#include "picture-fixture.h"
#include "test-support.h"

#include <gexiv2/gexiv2.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static char *folder;
static AcuDecoder *decoder;

typedef struct {
  const char *tag, *value;
} Tag;

/* A picture of 30 x 20 pixels with @tags. */
static char *
make_photo (const char *name, const Tag *tags, gsize n)
{
  const AcuJpegRecipe recipe = {.width = 30, .height = 20, .components = 1};
  g_autofree guint8 *pixels = acu_fixture_make_noise (600);
  g_autoptr (GBytes) bytes = acu_fixture_make_jpeg (&recipe, pixels);
  g_autoptr (GExiv2Metadata) metadata = gexiv2_metadata_new ();
  g_autoptr (GError) error = NULL;
  char *path = acu_fixture_write (folder, name, bytes);

  gexiv2_metadata_open_path (metadata, path, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < n; i++) {
    gexiv2_metadata_try_set_tag_string (metadata, tags[i].tag, tags[i].value, &error);
    g_assert_no_error (error);
  }
  gexiv2_metadata_save_file (metadata, path, &error);
  g_assert_no_error (error);
  return path;
}

static AcuMetadata
describe (const char *path)
{
  g_autoptr (GError) error = NULL;
  AcuMetadata metadata;

  acu_decoder_describe (decoder, path, &metadata, NULL, &error);
  g_assert_no_error (error);
  return metadata;
}

static const Tag camera_tags[] = {
    {"Exif.Image.Make", "NIKON CORPORATION"},
    {"Exif.Image.Model", "NIKON D850 "},
    {"Exif.Image.Orientation", "6"},
    {"Exif.Photo.DateTimeOriginal", "2024:05:17 12:30:05"},
    {"Exif.Photo.SubSecTimeOriginal", "25"},
    {"Exif.Photo.ExposureTime", "1/250"},
    {"Exif.Photo.FNumber", "28/10"},
    {"Exif.Photo.FocalLength", "85/1"},
    {"Exif.Photo.ISOSpeedRatings", "640"},
    {"Exif.Photo.LensModel", "AF-S 85mm f/1.4G"},
};

static void
test_camera (void)
{
  g_autofree char *path = make_photo ("camera.jpg", camera_tags, G_N_ELEMENTS (camera_tags));
  AcuMetadata metadata = describe (path);

  g_assert_cmpstr (metadata.camera, ==, "NIKON D850");
  g_assert_cmpstr (metadata.lens, ==, "AF-S 85mm f/1.4G");
  g_assert_cmpstr (metadata.format, ==, "JPEG");
  g_assert_cmpint (metadata.orientation, ==, 6);
  /* Turned by the orientation. */
  g_assert_cmpint (metadata.width, ==, 20);
  g_assert_cmpint (metadata.height, ==, 30);
  /* date -u -d '2024-05-17 12:30:05' +%s */
  g_assert_cmpint (metadata.taken, ==, 1715949005);
  g_assert_cmpint (metadata.subsecond, ==, 250);
  g_assert_cmpfloat (metadata.exposure, ==, 1.0 / 250.0);
  g_assert_cmpfloat (metadata.aperture, ==, 2.8);
  g_assert_cmpfloat (metadata.focal_length, ==, 85.0);
  g_assert_cmpint (metadata.iso, ==, 640);
  g_assert_false (metadata.has_location);
}

static void
test_variants (void)
{
  static const Tag xmp[] = {{"Xmp.exif.DateTimeOriginal", "2024-05-17T12:30:05+02:00"},
                            {"Xmp.tiff.Make", "Canon"},
                            {"Xmp.tiff.Model", "EOS R5"}};
  static const Tag odd[] = {{"Exif.Photo.DateTimeOriginal", "0000:00:00 00:00:00"},
                            {"Exif.Photo.ExposureTime", "1/0"},
                            {"Exif.Photo.FNumber", "0/0"},
                            {"Exif.Image.Orientation", "99"}};
  static const Tag located[] = {{"Exif.GPSInfo.GPSLatitudeRef", "N"},
                                {"Exif.GPSInfo.GPSLatitude", "52/1 30/1 0/1"},
                                {"Exif.GPSInfo.GPSLongitudeRef", "E"},
                                {"Exif.GPSInfo.GPSLongitude", "13/1 24/1 0/1"}};
  g_autofree char *xmp_path = make_photo ("xmp.jpg", xmp, G_N_ELEMENTS (xmp));
  g_autofree char *odd_path = make_photo ("odd.jpg", odd, G_N_ELEMENTS (odd));
  g_autofree char *located_path = make_photo ("located.jpg", located, G_N_ELEMENTS (located));
  g_autofree char *plain_path = make_photo ("plain.jpg", NULL, 0);
  AcuMetadata metadata = describe (xmp_path);

  g_assert_cmpstr (metadata.camera, ==, "Canon EOS R5");
  g_assert_cmpint (metadata.taken, ==, 1715949005);
  metadata = describe (odd_path);
  g_assert_cmpint (metadata.taken, ==, G_MININT64);
  g_assert_cmpfloat (metadata.exposure, ==, 0.0);
  g_assert_cmpfloat (metadata.aperture, ==, 0.0);
  g_assert_cmpint (metadata.orientation, ==, 0);
  metadata = describe (located_path);
  g_assert_true (metadata.has_location);
  metadata = describe (plain_path);
  g_assert_cmpint (metadata.taken, ==, G_MININT64);
  g_assert_cmpstr (metadata.camera, ==, "");
  g_assert_cmpint (metadata.width, ==, 30);
  g_assert_cmpint (metadata.rating, ==, 0);
}

static void
test_rating (void)
{
  static const struct {
    const char *text;
    int rating;
  } cases[] = {{"4", 4}, {"-1", -1}, {"5.0", 5}, {"0", 0}, {"6", 0}, {"-2", 0}, {"good", 0}};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Tag tag = {"Xmp.xmp.Rating", cases[i].text};
    g_autofree char *path = make_photo ("rating.jpg", &tag, 1);

    g_assert_cmpint (describe (path).rating, ==, cases[i].rating);
    g_assert_cmpint (g_unlink (path), ==, 0);
  }
}

static void
test_sanitized (void)
{
  AcuMetadata metadata;

  memset (&metadata, 0xff, sizeof metadata);
  acu_metadata_sanitize (&metadata);
  g_assert_cmpstr (metadata.camera, ==, "");
  g_assert_cmpfloat (metadata.exposure, ==, 0.0);
  g_assert_cmpint (metadata.iso, ==, 0);
  g_assert_cmpint (metadata.orientation, ==, 0);
  g_assert_cmpint (metadata.rating, ==, -1);
  memset (&metadata, 'x', sizeof metadata);
  metadata.aperture = INFINITY;
  acu_metadata_sanitize (&metadata);
  g_assert_cmpint (metadata.rating, ==, 0);
  g_assert_cmpuint (strlen (metadata.lens), ==, sizeof metadata.lens - 1);
  g_assert_cmpfloat (metadata.aperture, ==, 0.0);
}

/* A photo's every prefix and many damaged versions: an answer or an error, and a helper that lives.
 */
static void
test_hostile (void)
{
  g_autofree char *path = make_photo ("hostile.jpg", camera_tags, G_N_ELEMENTS (camera_tags));
  g_autofree char *copy = g_build_filename (folder, "copy.jpg", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  for (int i = 0; i < 300; i++) {
    g_autofree char *damaged = g_memdup2 (content, size);
    g_autoptr (GError) error = NULL;
    AcuMetadata metadata;
    gsize length = i % 3 == 0 ? (gsize)g_rand_int_range (rand, 0, (gint32)size) : size;

    for (int j = 0; j < i % 9; j++)
      damaged[g_rand_int_range (rand, 0, (gint32)MIN (size, 700))] =
          (char)g_rand_int_range (rand, 0, 256);
    g_assert_true (g_file_set_contents (copy, damaged, (gssize)length, NULL));
    if (!acu_decoder_describe (decoder, copy, &metadata, NULL, &error))
      g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT);
  }
}

/* Where nothing can be read. */
static void
test_refused (void)
{
  g_autofree char *path = g_build_filename (folder, "text.jpg", NULL);
  g_autoptr (GError) error = NULL;
  AcuMetadata metadata;

  g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
  g_assert_false (acu_decoder_describe (decoder, path, &metadata, NULL, &error));
  g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, path));
  g_clear_error (&error);
  g_assert_false (acu_decoder_describe (decoder, "/nowhere.jpg", &metadata, NULL, &error));
  g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FILE);
}

/* From the file into the catalog. */
static void
test_scanned (void)
{
  const AcuScanOptions options = {.recursive = TRUE, .decoder = decoder};
  g_autofree char *catalog_folder = acu_test_temporary_folder ();
  g_autofree char *catalog_path = g_build_filename (catalog_folder, "catalog.db", NULL);
  g_autoptr (AcuCatalog) catalog = acu_catalog_open (catalog_path, ACU_CATALOG_OPEN_DEFAULT, NULL);
  g_autofree char *path = make_photo ("scanned.jpg", camera_tags, G_N_ELEMENTS (camera_tags));
  g_autoptr (AcuPhotoRow) row = NULL;
  g_autoptr (GPtrArray) cameras = NULL;
  g_auto (AcuPhotoQuery) query = {0};
  g_autoptr (GError) error = NULL;
  AcuScanCounts counts;

  acu_photo_query_init (&query);
  acu_folder_scan_run (catalog, folder, &options, NULL, NULL, &counts, NULL, &error);
  g_assert_no_error (error);
  row = acu_photo_store_get (catalog, acu_photo_store_find (catalog, path, NULL), 0, &error);
  g_assert_no_error (error);
  g_assert_true (row->has_facts);
  g_assert_cmpint (row->facts.taken, ==, 1715949005);
  g_assert_cmpstr (row->facts.camera, ==, "NIKON D850");
  g_assert_cmpfloat (row->facts.aperture, ==, 2.8);
  g_assert_cmpint (row->facts.width, ==, 20);
  cameras = acu_scope_list_cameras (catalog, &query, NULL, NULL);
  g_assert_cmpuint (cameras->len, >, 0);

  /* What could not be described is not tried again. */
  acu_folder_scan_run (catalog, folder, &options, NULL, NULL, &counts, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts.n_described, ==, 0);
}

static void
assert_rating (AcuCatalog *catalog, const char *path, int stars, AcuFlag flag)
{
  g_autoptr (GError) error = NULL;
  gint64 id = acu_photo_store_find (catalog, path, &error);

  g_assert_no_error (error);
  g_autoptr (AcuPhotoRow) row = acu_photo_store_get (catalog, id, 0, &error);
  g_assert_no_error (error);
  g_test_message ("%s", path);
  g_assert_cmpint (row->stars, ==, stars);
  g_assert_cmpint (row->flag, ==, flag);
}

/* A rating in a file counts while there is none in the catalog and no sidecar, and can be undone.
 */
static void
test_embedded_rating (void)
{
  static const Tag four[] = {{"Xmp.xmp.Rating", "4"}};
  static const Tag two[] = {{"Xmp.xmp.Rating", "2"}};
  static const Tag rejected[] = {{"Xmp.xmp.Rating", "-1"}};
  const AcuScanOptions options = {.recursive = TRUE, .decoder = decoder};
  g_autofree char *photos = acu_test_temporary_folder ();
  g_autofree char *catalog_folder = acu_test_temporary_folder ();
  g_autofree char *catalog_path = g_build_filename (catalog_folder, "catalog.db", NULL);
  g_autoptr (AcuCatalog) catalog = acu_catalog_open (catalog_path, ACU_CATALOG_OPEN_DEFAULT, NULL);
  g_autofree char *common = g_steal_pointer (&folder);
  g_autoptr (GError) error = NULL;
  AcuScanCounts counts;

  folder = g_strdup (photos);
  g_autofree char *a = make_photo ("a.jpg", four, 1);
  g_autofree char *b = make_photo ("b.jpg", rejected, 1);
  g_autofree char *c = make_photo ("c.jpg", two, 1);
  g_autofree char *d = make_photo ("d.jpg", NULL, 0);
  g_autofree char *sidecar = g_strconcat (c, ".xmp", NULL);
  g_assert_true (g_file_set_contents (
      sidecar,
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
      "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
      "<rdf:Description rdf:about='' xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:Rating='5'/>"
      "</rdf:RDF></x:xmpmeta>",
      -1, NULL));

  acu_folder_scan_run (catalog, photos, &options, NULL, NULL, &counts, NULL, &error);
  g_assert_no_error (error);
  assert_rating (catalog, a, 4, ACU_FLAG_NONE);
  assert_rating (catalog, b, 0, ACU_FLAG_REJECT);
  assert_rating (catalog, c, 5, ACU_FLAG_NONE);
  assert_rating (catalog, d, 0, ACU_FLAG_NONE);

  /* What is in the catalog stays, whatever is written into the file. */
  g_free (make_photo ("a.jpg", two, 1));
  g_free (make_photo ("d.jpg", two, 1));
  acu_folder_scan_run (catalog, photos, &options, NULL, NULL, &counts, NULL, &error);
  g_assert_no_error (error);
  assert_rating (catalog, a, 4, ACU_FLAG_NONE);
  assert_rating (catalog, d, 2, ACU_FLAG_NONE);

  g_autoptr (AcuUndone) undone = acu_undo_journal_undo (catalog, &error);
  g_assert_no_error (error);
  g_assert_nonnull (undone);
  assert_rating (catalog, d, 0, ACU_FLAG_NONE);
  g_free (folder);
  folder = g_steal_pointer (&common);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = acu_test_temporary_folder ();
  decoder = acu_decoder_new (NULL, NULL);
  g_assert_nonnull (decoder);
  g_test_add_func ("/metadata/camera", test_camera);
  g_test_add_func ("/metadata/variants", test_variants);
  g_test_add_func ("/metadata/rating", test_rating);
  g_test_add_func ("/metadata/sanitized", test_sanitized);
  g_test_add_func ("/metadata/hostile", test_hostile);
  g_test_add_func ("/metadata/refused", test_refused);
  g_test_add_func ("/metadata/scanned", test_scanned);
  g_test_add_func ("/metadata/embedded-rating", test_embedded_rating);
  result = g_test_run ();
  acu_decoder_unref (decoder);
  g_free (folder);
  return result;
}
