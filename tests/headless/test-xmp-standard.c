/* Sidecars that were changed here, as another reader of XMP sees them: gexiv2 finds everything that
 * it found before, and the rating and the label that were written.
 */
#include "app/imaging/error.h"
#include "app/imaging/xmp.h"
#include "sidecar-fixture.h"
#include "test-support.h"

#include <gexiv2/gexiv2.h>
#include <stdlib.h>
#include <string.h>

#define HEAD(about)                                                                                \
  "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"                           \
  "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk=\"Adobe XMP Core 7.0-c000 1.000000\">\n"          \
  " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"                         \
  "  <rdf:Description rdf:about=\"" about "\"\n"                                                   \
  "    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"                                               \
  "    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"                                            \
  "    xmlns:crs=\"http://ns.adobe.com/camera-raw-settings/1.0/\"\n"                               \
  "    xmlns:own=\"http://example.org/own/\""
#define TAIL                                                                                       \
  "  </rdf:Description>\n"                                                                         \
  " </rdf:RDF>\n"                                                                                  \
  "</x:xmpmeta>\n"                                                                                 \
  "                                                                      \n"                       \
  "<?xpacket end=\"w\"?>"

/* Masks in groups in corrections, as Lightroom nests them. */
static const char masks[] = HEAD (
    "") " crs:Version=\"15.0\" xmp:Rating=\"1\">\n"
        "<crs:MaskGroupBasedCorrections><rdf:Seq><rdf:li>"
        "<rdf:Description crs:What=\"Correction\" crs:CorrectionAmount=\"1.000000\">"
        "<crs:CorrectionMasks><rdf:Seq><rdf:li>"
        "<rdf:Description crs:What=\"Mask/Group\" crs:MaskValue=\"1\">"
        "<crs:Masks><rdf:Seq><rdf:li>"
        "<rdf:Description crs:What=\"Mask/Paint\" crs:Radius=\"0.1\">"
        "<crs:Dabs><rdf:Seq><rdf:li>d 0.1 0.2</rdf:li><rdf:li>r 0.05</rdf:li></rdf:Seq></crs:Dabs>"
        "</rdf:Description></rdf:li></rdf:Seq></crs:Masks>"
        "</rdf:Description></rdf:li></rdf:Seq></crs:CorrectionMasks>"
        "</rdf:Description></rdf:li></rdf:Seq></crs:MaskGroupBasedCorrections>\n" TAIL;

/* Values with qualifiers, in several languages, and of a program that nobody knows; comments. */
static const char qualified[] =
    HEAD ("") " own:mark=\"1\">\n"
              "<!-- kept --><?own keep?>\n"
              "<dc:source rdf:parseType=\"Resource\"><rdf:value>scan</rdf:value>"
              "<own:trust>0.9</own:trust></dc:source>\n"
              "<dc:creator><rdf:Seq><rdf:li xml:lang=\"de\">J\xc3\xbcrgen</rdf:li></rdf:Seq>"
              "</dc:creator>\n"
              "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">A</rdf:li>"
              "<rdf:li xml:lang=\"de-DE\"><![CDATA[B <b> & c]]></rdf:li></rdf:Alt></dc:title>\n"
              "<dc:subject><rdf:Bag><rdf:li rdf:parseType=\"Resource\"><rdf:value>bird</rdf:value>"
              "<own:weight>0.7</own:weight></rdf:li><rdf:li>tree</rdf:li></rdf:Bag></dc:subject>\n"
              "<own:deep rdf:parseType=\"Resource\"><own:a>1</own:a><own:b><rdf:Bag>"
              "<rdf:li>x</rdf:li></rdf:Bag></own:b></own:deep><own:empty/>"
              "<own:link rdf:resource=\"http://example.org/x\"/>\n" TAIL;

/* The rating itself has a qualifier, in a form each; the label has a language. */
static const char rating_resource[] = HEAD (
    "") ">\n<xmp:Rating rdf:parseType=\"Resource\"><own:by>Eva</own:by>"
        "<rdf:value>2</rdf:value></xmp:Rating><xmp:Label xml:lang=\"en\">Blue</xmp:Label>" TAIL;
static const char rating_description[] =
    HEAD ("") ">\n<xmp:Rating><rdf:Description own:by=\"Eva\"><rdf:value>2</rdf:value>"
              "</rdf:Description></xmp:Rating><xmp:Label>Blue</xmp:Label>" TAIL;
static const char rating_attributes[] =
    HEAD ("") ">\n<xmp:Rating rdf:value=\"2\" own:by=\"Eva\"/><xmp:Label>Blue</xmp:Label>" TAIL;

/* About something. */
static const char named[] = HEAD ("uuid:2fc5") ">\n<dc:source>one</dc:source>\n" TAIL;

static const struct {
  const char *name, *text;
} packets[] = {
    {"Lightroom", acu_fixture_lightroom},
    {"darktable", acu_fixture_darktable},
    {"digiKam", acu_fixture_digikam},
    {"masks", masks},
    {"qualifiers", qualified},
    {"rating with a qualifier", rating_resource},
    {"rating with a qualifier, as a description", rating_description},
    {"rating with a qualifier, as attributes", rating_attributes},
    {"about something", named},
};

static const AcuXmp changes[] = {
    {.has_rating = TRUE, .rating = 5, .label = (char *)"Red"},
    {.has_rating = TRUE, .rating = -1, .label = (char *)"<&\"'> Gr\xc3\xbcn"},
    {.has_rating = TRUE, .rating = 3},
    {.label = (char *)"Green"},
    {0},
};

/* (transfer full) */
static GExiv2Metadata *
open_packet (const char *text, gsize size)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "a.xmp", NULL);
  GExiv2Metadata *metadata = gexiv2_metadata_new ();
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, (gssize)size, &error);
  g_assert_no_error (error);
  gexiv2_metadata_open_path (metadata, path, &error);
  g_assert_no_error (error);
  return metadata;
}

/* The rating and the label, and the qualifiers of either. */
static gboolean
is_changed (const char *tag)
{
  return g_str_has_prefix (tag, "Xmp.xmp.Rating") || g_str_has_prefix (tag, "Xmp.xmp.Label");
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Everything that gexiv2 lists, a line a tag, but the rating and the label. (transfer full) */
static char *
describe (GExiv2Metadata *metadata)
{
  g_auto (GStrv) tags = gexiv2_metadata_get_xmp_tags (metadata);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; tags[i] != NULL; i++) {
    g_auto (GStrv) values = NULL;
    g_autofree char *joined = NULL;

    if (is_changed (tags[i]))
      continue;
    values = gexiv2_metadata_try_get_tag_multiple (metadata, tags[i], NULL);
    joined = values != NULL ? g_strjoinv (" | ", values) : g_strdup ("");
    g_ptr_array_add (lines,
                     g_strdup_printf ("%s (%s) = %s", tags[i],
                                      gexiv2_metadata_try_get_tag_type (tags[i], NULL), joined));
  }
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **)lines->pdata);
}

static void
assert_says (GExiv2Metadata *metadata, const AcuXmp *wanted)
{
  g_autofree char *stars = gexiv2_metadata_try_get_tag_string (metadata, "Xmp.xmp.Rating", NULL);
  g_autofree char *label = gexiv2_metadata_try_get_tag_string (metadata, "Xmp.xmp.Label", NULL);

  g_assert_true ((stars != NULL) == wanted->has_rating);
  if (stars != NULL)
    g_assert_cmpint (atoi (stars), ==, wanted->rating);
  g_assert_cmpstr (label, ==, wanted->label);
}

/* (transfer full) */
static GBytes *
change (const char *text, gsize size, const AcuXmp *wanted)
{
  g_autoptr (GError) error = NULL;
  GBytes *result = acu_xmp_change (text, size, wanted, &error);

  g_assert_no_error (error);
  return result;
}

/* Changes @text in every way, one on top of the other. */
static void
assert_kept (const char *text)
{
  g_autoptr (GExiv2Metadata) before = open_packet (text, strlen (text));
  g_autofree char *expected = describe (before);
  g_autoptr (GBytes) now = g_bytes_new_static (text, strlen (text));

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (GBytes) last = g_steal_pointer (&now);
    g_autoptr (GExiv2Metadata) after = NULL;
    g_autofree char *found = NULL;

    now = change (g_bytes_get_data (last, NULL), g_bytes_get_size (last), &changes[i]);
    after = open_packet (g_bytes_get_data (now, NULL), g_bytes_get_size (now));
    found = describe (after);
    g_assert_cmpstr (found, ==, expected);
    assert_says (after, &changes[i]);
  }
}

static void
test_kept (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (packets); i++) {
    g_autoptr (GExiv2Metadata) metadata = open_packet (packets[i].text, strlen (packets[i].text));

    g_test_message ("%s", packets[i].name);
    g_assert_true (gexiv2_metadata_has_xmp (metadata));
    assert_kept (packets[i].text);
  }
}

/* A qualifier of the rating stays as long as there is a rating. */
static void
test_qualifier_of_rating (void)
{
  static const char *const forms[] = {rating_resource, rating_description, rating_attributes};
  const AcuXmp four = {.has_rating = TRUE, .rating = 4, .label = (char *)"Blue"};

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_auto (AcuXmp) xmp = acu_fixture_read_xmp (forms[i], strlen (forms[i]));
    g_autoptr (GBytes) result = change (forms[i], strlen (forms[i]), &four);
    g_autoptr (GExiv2Metadata) after =
        open_packet (g_bytes_get_data (result, NULL), g_bytes_get_size (result));
    g_autofree char *by =
        gexiv2_metadata_try_get_tag_string (after, "Xmp.xmp.Rating/?own:by", NULL);

    g_test_message ("%s", forms[i]);
    g_assert_cmpint (xmp.rating, ==, 2);
    g_assert_cmpstr (by, ==, "Eva");
    assert_says (after, &four);
  }
}

/* What is no value is not written over. */
static void
test_structure (void)
{
  static const char text[] = HEAD ("") "><xmp:Rating><rdf:Bag><rdf:li>2</rdf:li></rdf:Bag>"
                                       "</xmp:Rating>" TAIL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) result = acu_xmp_change (text, strlen (text), &changes[0], &error);

  g_assert_null (result);
  g_assert_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_DATA);
}

static void
test_new (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autoptr (GBytes) made = change (NULL, 0, &changes[i]);
    g_autoptr (GExiv2Metadata) metadata =
        open_packet (g_bytes_get_data (made, NULL), g_bytes_get_size (made));
    g_autofree char *others = describe (metadata);

    g_assert_cmpstr (others, ==, "");
    assert_says (metadata, &changes[i]);
  }
}

/* What gexiv2 makes of a sidecar is read and changed here. */
static void
test_written_by_gexiv2 (void)
{
  static const char *const texts[] = {acu_fixture_lightroom, acu_fixture_darktable,
                                      acu_fixture_digikam, masks};

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GExiv2Metadata) metadata = open_packet (texts[i], strlen (texts[i]));
    g_autofree char *folder = acu_test_temporary_folder ();
    g_autofree char *path = g_build_filename (folder, "b.xmp", NULL);
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;
    g_auto (AcuXmp) xmp = {0};
    gsize size;

    gexiv2_metadata_try_set_tag_string (metadata, "Xmp.xmp.Rating", "4", &error);
    g_assert_no_error (error);
    gexiv2_metadata_try_set_tag_string (metadata, "Xmp.xmp.Label", "Purple", &error);
    g_assert_no_error (error);
    gexiv2_metadata_save_external (metadata, path, &error);
    g_assert_no_error (error);
    g_file_get_contents (path, &text, &size, &error);
    g_assert_no_error (error);
    xmp = acu_fixture_read_xmp (text, size);
    g_assert_cmpint (xmp.rating, ==, 4);
    g_assert_cmpstr (xmp.label, ==, "Purple");
    assert_kept (text);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xmp-standard/kept", test_kept);
  g_test_add_func ("/xmp-standard/qualifier-of-rating", test_qualifier_of_rating);
  g_test_add_func ("/xmp-standard/structure", test_structure);
  g_test_add_func ("/xmp-standard/new", test_new);
  g_test_add_func ("/xmp-standard/written-by-gexiv2", test_written_by_gexiv2);
  return g_test_run ();
}
