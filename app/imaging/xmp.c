#include "app/imaging/xmp.h"

#include "app/imaging/error.h"
#include "app/imaging/xml-scanner.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define XMP "http://ns.adobe.com/xap/1.0/"

#define MAX_SIZE (64 << 20)

typedef enum { RATING, LABEL, N_PROPERTIES } Property;

static const char *const property_names[N_PROPERTIES] = {"Rating", "Label"};

/* One place where a property is written. */
typedef struct {
  Property property;
  AcuXmlSpan whole;  /* the attribute with the white space before it, or the element */
  AcuXmlSpan value;  /* empty and behind `whole` for an element <a/> */
  gboolean is_empty; /* an element <a/> */
  guint value_depth; /* of the rdf:value inside of an element that has qualifiers; 0: not in one */
  gboolean is_value_found;
  gboolean is_structure; /* an element that holds others, and no rdf:value that was found */
  AcuXmlSpan name;
  char quote; /* of an attribute; 0 for an element */
} Place;

/* What a packet has. */
typedef struct {
  GArray *places; /* Place, by position */
  gboolean has_rdf;
  AcuXmlSpan rdf; /* its start tag */
  AcuXmlSpan rdf_name;
  gboolean rdf_is_empty;
  char *rdf_prefix;
  gboolean has_description;
  gsize insert_at;    /* behind the name of the rdf:Description for new properties */
  char *separator;    /* the white space before its first attribute */
  char *prefix;       /* what stands for xmp: there; NULL where nothing does */
  gboolean xmp_taken; /* "xmp" stands for something else there */
} Packet;

void
acu_xmp_clear (AcuXmp *xmp)
{
  g_clear_pointer (&xmp->label, g_free);
}

static void
packet_clear (Packet *packet)
{
  g_clear_pointer (&packet->places, g_array_unref);
  g_clear_pointer (&packet->rdf_prefix, g_free);
  g_clear_pointer (&packet->separator, g_free);
  g_clear_pointer (&packet->prefix, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Packet, packet_clear)

/* ---- Looking ---- */

static void
find_attributes (AcuXmlScanner *scanner, Packet *packet)
{
  guint n;
  const AcuXmlAttribute *attributes = acu_xml_scanner_get_attributes (scanner, &n);

  for (guint i = 0; i < n; i++)
    for (int property = 0; property < N_PROPERTIES; property++)
      if (acu_xml_scanner_attribute_is (scanner, &attributes[i], XMP, property_names[property])) {
        Place place = {.property = (Property)property,
                       .whole = attributes[i].whole,
                       .value = attributes[i].value,
                       .name = attributes[i].name,
                       .quote = attributes[i].quote};

        g_array_append_val (packet->places, place);
      }
}

/* Chooses where new properties go: the first description in which the namespace has a prefix, else
 * the first of all.  Readers built on Adobe's toolkit refuse a packet in which one namespace has
 * two. */
static void
note_description (AcuXmlScanner *scanner, const char *text, Packet *packet)
{
  g_autofree char *prefix = acu_xml_scanner_find_prefix (scanner, XMP);
  const AcuXmlAttribute *attributes;
  guint n;

  find_attributes (scanner, packet);
  if (packet->has_description && (packet->prefix != NULL || prefix == NULL))
    return;
  attributes = acu_xml_scanner_get_attributes (scanner, &n);
  packet->has_description = TRUE;
  packet->insert_at = acu_xml_scanner_get_name (scanner).end;
  packet->prefix = g_steal_pointer (&prefix);
  packet->xmp_taken = acu_xml_scanner_has_prefix (scanner, "xmp");
  g_free (packet->separator);
  packet->separator = n > 0 ? g_strndup (text + attributes[0].whole.start,
                                         attributes[0].name.start - attributes[0].whole.start)
                            : g_strdup (" ");
}

/* A value with qualifiers, in the short form: an element without content, whose attributes they are
 * (ISO 16684-1, 7.8). */
static void
find_value_attribute (AcuXmlScanner *scanner, Place *place)
{
  guint n;
  const AcuXmlAttribute *attributes = acu_xml_scanner_get_attributes (scanner, &n);

  for (guint i = 0; i < n; i++) {
    if (acu_xml_scanner_attribute_is (scanner, &attributes[i], RDF, "value")) {
      place->value = attributes[i].value;
      place->is_value_found = TRUE;
    }
    place->is_structure |= acu_xml_scanner_attribute_is (scanner, &attributes[i], RDF, "resource");
  }
}

/* A property element: from here to its end. */
static void
begin_element (AcuXmlScanner *scanner, Property property, Place *place)
{
  AcuXmlSpan tag = acu_xml_scanner_get_tag (scanner);

  *place = (Place){.property = property,
                   .whole = tag,
                   .value = {tag.end, tag.end},
                   .name = acu_xml_scanner_get_name (scanner),
                   .is_empty = acu_xml_scanner_is_empty (scanner)};
  if (place->is_empty)
    find_value_attribute (scanner, place);
}

/* An element inside of a property's: what it is known by is its rdf:value, and the others are
 * qualifiers, such as who has said so. */
static void
begin_inside (AcuXmlScanner *scanner, Place *place)
{
  place->is_structure |= !place->is_value_found;
  if (place->is_value_found || place->value_depth != 0 || acu_xml_scanner_is_empty (scanner) ||
      !acu_xml_scanner_is (scanner, RDF, "value"))
    return;
  place->value_depth = acu_xml_scanner_get_depth (scanner);
  place->value.start = acu_xml_scanner_get_tag (scanner).end;
}

static void
end_inside (AcuXmlScanner *scanner, Place *place)
{
  if (acu_xml_scanner_get_depth (scanner) != place->value_depth)
    return;
  place->value.end = acu_xml_scanner_get_tag (scanner).start;
  place->value_depth = 0;
  place->is_value_found = TRUE;
  place->is_structure = FALSE;
}

static void
end_element (AcuXmlScanner *scanner, Place *place)
{
  AcuXmlSpan tag = acu_xml_scanner_get_tag (scanner);

  if (place->is_empty)
    return;
  place->whole.end = tag.end;
  if (!place->is_value_found)
    place->value.end = tag.start;
}

static gboolean
find_property (AcuXmlScanner *scanner, Property *property)
{
  for (int i = 0; i < N_PROPERTIES; i++)
    if (acu_xml_scanner_is (scanner, XMP, property_names[i])) {
      *property = (Property)i;
      return TRUE;
    }
  return FALSE;
}

/* Finds the properties of the rdf:Descriptions right below rdf:RDF; what is nested deeper belongs
 * to something else, such as an edit's history. */
static gboolean
look (const char *text, gsize size, Packet *packet, GError **error)
{
  g_autoptr (AcuXmlScanner) scanner = acu_xml_scanner_new (text, size);
  guint rdf_depth = 0, description_depth = 0, property_depth = 0;
  AcuXmlEvent event;
  Property property;
  Place place;

  packet->places = g_array_new (FALSE, FALSE, sizeof (Place));
  for (;;) {
    guint depth;

    if (!acu_xml_scanner_next (scanner, &event, error))
      return FALSE;
    if (event == ACU_XML_OVER)
      break;
    depth = acu_xml_scanner_get_depth (scanner);
    if (event == ACU_XML_END) {
      if (depth == property_depth) {
        end_element (scanner, &place);
        g_array_append_val (packet->places, place);
        property_depth = 0;
      } else if (property_depth != 0) {
        end_inside (scanner, &place);
      }
      rdf_depth = depth == rdf_depth ? 0 : rdf_depth;
      description_depth = depth == description_depth ? 0 : description_depth;
    } else if (property_depth != 0) {
      begin_inside (scanner, &place);
    } else if (rdf_depth == 0 && acu_xml_scanner_is (scanner, RDF, "RDF") && !packet->has_rdf) {
      rdf_depth = depth;
      packet->has_rdf = TRUE;
      packet->rdf = acu_xml_scanner_get_tag (scanner);
      packet->rdf_name = acu_xml_scanner_get_name (scanner);
      packet->rdf_is_empty = acu_xml_scanner_is_empty (scanner);
      packet->rdf_prefix = acu_xml_scanner_find_prefix (scanner, RDF);
    } else if (rdf_depth != 0 && depth == rdf_depth + 1 &&
               acu_xml_scanner_is (scanner, RDF, "Description")) {
      description_depth = depth;
      note_description (scanner, text, packet);
    } else if (description_depth != 0 && depth == description_depth + 1 &&
               find_property (scanner, &property)) {
      property_depth = depth;
      begin_element (scanner, property, &place);
    }
  }
  if (packet->has_rdf)
    return TRUE;
  g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT,
                       _ ("this is XML, but not XMP: there is no rdf:RDF in it"));
  return FALSE;
}

static gboolean
check_encoding (const char *text, gsize size, GError **error)
{
  if (size <= MAX_SIZE && g_utf8_validate (text, (gssize)size, NULL))
    return TRUE;
  g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_FORMAT,
                       size > MAX_SIZE ? _ ("too large for XMP")
                                       : _ ("not UTF-8, the only encoding of XMP read here"));
  return FALSE;
}

static void
read_rating (const char *value, AcuXmp *xmp)
{
  char *end;
  double number = g_ascii_strtod (value, &end);

  if (end == value || !isfinite (number))
    return;
  xmp->has_rating = TRUE;
  /* Anything below nought is a rejection; some write decimals. */
  xmp->rating = number < 0 ? -1 : (int)MIN (number + 0.5, 5.0);
}

static void
collect (const char *text, const Packet *packet, AcuXmp *xmp)
{
  for (guint i = 0; i < packet->places->len; i++) {
    const Place *place = &g_array_index (packet->places, Place, i);
    g_autofree char *value = g_strstrip (acu_xml_unescape (text, place->value));

    if (place->property == RATING && !xmp->has_rating)
      read_rating (value, xmp);
    else if (place->property == LABEL && xmp->label == NULL && *value != '\0')
      xmp->label = g_steal_pointer (&value);
  }
}

gboolean
acu_xmp_read (const char *text, gsize size, AcuXmp *xmp, GError **error)
{
  g_auto (Packet) packet = {0};

  *xmp = (AcuXmp){0};
  if (!check_encoding (text, size, error) || !look (text, size, &packet, error))
    return FALSE;
  collect (text, &packet, xmp);
  return TRUE;
}

/* ---- Changing ---- */

/* What goes where a span was. */
typedef struct {
  AcuXmlSpan span;
  char *text;
} Edit;

static void
edit_clear (gpointer edit)
{
  g_free (((Edit *)edit)->text);
}

/* What is put in goes before what is taken away behind the same place. */
static int
compare_edits (gconstpointer a, gconstpointer b)
{
  AcuXmlSpan x = ((const Edit *)a)->span, y = ((const Edit *)b)->span;

  return x.start != y.start ? (x.start > y.start) - (x.start < y.start)
                            : (x.end > y.end) - (x.end < y.end);
}

/* Takes @text. */
static void
add_edit (GArray *edits, AcuXmlSpan span, char *text)
{
  Edit edit = {.span = span, .text = text};

  g_array_append_val (edits, edit);
}

static GBytes *
apply (const char *text, gsize size, GArray *edits)
{
  GByteArray *out = g_byte_array_sized_new ((guint)size + 256);
  gsize at = 0;

  g_array_sort (edits, compare_edits);
  for (guint i = 0; i < edits->len; i++) {
    const Edit *edit = &g_array_index (edits, Edit, i);

    g_byte_array_append (out, (const guint8 *)text + at, (guint)(edit->span.start - at));
    g_byte_array_append (out, (const guint8 *)edit->text, (guint)strlen (edit->text));
    at = edit->span.end;
  }
  g_byte_array_append (out, (const guint8 *)text + at, (guint)(size - at));
  return g_byte_array_free_to_bytes (out);
}

/* Everything that must not stand in a value, whatever its quotes. (transfer full) */
static char *
escape (const char *value)
{
  return g_markup_escape_text (value, -1);
}

/* An element is taken out together with the white space before it. */
static AcuXmlSpan
with_space_before (const char *text, AcuXmlSpan span)
{
  while (span.start > 0 && strchr (" \t\r\n", text[span.start - 1]) != NULL)
    span.start--;
  return span;
}

static void
change_place (const char *text, const Place *place, const char *value, GArray *edits)
{
  g_autofree char *escaped = value != NULL ? escape (value) : NULL;
  int name_size = (int)(place->name.end - place->name.start);
  const char *name = text + place->name.start;

  if (value == NULL)
    add_edit (edits, place->quote != 0 ? place->whole : with_space_before (text, place->whole),
              g_strdup (""));
  else if (place->is_empty && !place->is_value_found)
    add_edit (edits, (AcuXmlSpan){place->whole.end - 2, place->whole.end},
              g_strdup_printf (">%s</%.*s>", escaped, name_size, name));
  else
    add_edit (edits, place->value, g_strdup (escaped));
}

/* The attributes for @values, each after @separator, with their namespace where it is not known. */
static char *
make_attributes (const char *separator,
                 const char *prefix,
                 gboolean declare,
                 const char *const values[N_PROPERTIES])
{
  GString *out = g_string_new (NULL);

  if (declare)
    g_string_append_printf (out, "%sxmlns:%s=\"" XMP "\"", separator, prefix);
  for (int i = 0; i < N_PROPERTIES; i++)
    if (values[i] != NULL) {
      g_autofree char *escaped = escape (values[i]);

      g_string_append_printf (out, "%s%s:%s=\"%s\"", separator, prefix, property_names[i], escaped);
    }
  return g_string_free (out, FALSE);
}

/* Writes properties that stand nowhere yet. */
static void
insert (const char *text,
        const Packet *packet,
        const char *const values[N_PROPERTIES],
        GArray *edits)
{
  if (packet->has_description) {
    /* "xap" is what it was called before. */
    const char *prefix =
        packet->prefix != NULL ? packet->prefix : (packet->xmp_taken ? "xap" : "xmp");

    add_edit (edits, (AcuXmlSpan){packet->insert_at, packet->insert_at},
              make_attributes (packet->separator, prefix, packet->prefix == NULL, values));
  } else {
    g_autofree char *attributes = make_attributes (" ", "xmp", TRUE, values);
    const char *rdf = packet->rdf_prefix != NULL ? packet->rdf_prefix : "rdf";
    g_autofree char *declaration =
        packet->rdf_prefix != NULL ? g_strdup ("") : g_strdup (" xmlns:rdf=\"" RDF "\"");
    g_autofree char *description = g_strdup_printf ("\n  <%s:Description%s %s:about=\"\"%s/>\n",
                                                    rdf, declaration, rdf, attributes);

    if (packet->rdf_is_empty)
      add_edit (edits, (AcuXmlSpan){packet->rdf.end - 2, packet->rdf.end},
                g_strdup_printf (">%s</%.*s>", description,
                                 (int)(packet->rdf_name.end - packet->rdf_name.start),
                                 text + packet->rdf_name.start));
    else
      add_edit (edits, (AcuXmlSpan){packet->rdf.end, packet->rdf.end},
                g_steal_pointer (&description));
  }
}

static gpointer
fail_structure (GError **error)
{
  g_set_error_literal (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_DATA,
                       _ ("its structure does not allow the rating to be changed safely"));
  return NULL;
}

/* That the result says what it should is cheap to know and would be dear to take on trust. */
static gboolean
check_result (GBytes *result, const AcuXmp *wanted, GError **error)
{
  g_auto (AcuXmp) now = {0};
  gsize size;
  const char *text = g_bytes_get_data (result, &size);

  if (!acu_xmp_read (text, size, &now, error))
    return FALSE;
  if (now.has_rating == wanted->has_rating && (!now.has_rating || now.rating == wanted->rating) &&
      g_strcmp0 (now.label, wanted->label) == 0)
    return TRUE;
  fail_structure (error);
  return FALSE;
}

GBytes *
acu_xmp_change (const char *text, gsize size, const AcuXmp *xmp, GError **error)
{
  static const char blank[] = "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                              "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk=\"Acutance\">\n"
                              " <rdf:RDF xmlns:rdf=\"" RDF "\">\n"
                              "  <rdf:Description rdf:about=\"\"\n    xmlns:xmp=\"" XMP "\"/>\n"
                              " </rdf:RDF>\n"
                              "</x:xmpmeta>\n"
                              "<?xpacket end=\"w\"?>\n";
  g_auto (Packet) packet = {0};
  g_autoptr (GArray) edits = g_array_new (FALSE, FALSE, sizeof (Edit));
  g_autofree char *rating =
      xmp->has_rating ? g_strdup_printf ("%d", CLAMP (xmp->rating, -1, 5)) : NULL;
  const char *values[N_PROPERTIES] = {[RATING] = rating, [LABEL] = xmp->label};
  g_autoptr (GBytes) result = NULL;

  g_array_set_clear_func (edits, edit_clear);
  if (text == NULL) {
    text = blank;
    size = sizeof blank - 1;
  }
  if (!check_encoding (text, size, error) || !look (text, size, &packet, error))
    return NULL;
  for (guint i = 0; i < packet.places->len; i++) {
    const Place *place = &g_array_index (packet.places, Place, i);

    if (place->is_structure && values[place->property] != NULL)
      return fail_structure (error);
    change_place (text, place, values[place->property], edits);
  }
  for (guint i = 0; i < packet.places->len; i++)
    values[g_array_index (packet.places, Place, i).property] = NULL;
  if (values[RATING] != NULL || values[LABEL] != NULL)
    insert (text, &packet, values, edits);
  result = apply (text, size, edits);
  return check_result (result, xmp, error) ? g_steal_pointer (&result) : NULL;
}
