/* Walks through an XML document and says where everything is, for whoever wants to change a few
 * bytes of it and keep the rest.  Knows namespaces; refuses document type declarations, which XMP
 * has no use for and entity bombs do. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A stretch of the text: from the byte at `start` to before the one at `end`. */
typedef struct {
  gsize start, end;
} AcuXmlSpan;

typedef struct {
  AcuXmlSpan whole; /* with the white space before it */
  AcuXmlSpan name;
  AcuXmlSpan value; /* between the quotes */
  char quote;
} AcuXmlAttribute;

typedef enum {
  ACU_XML_START, /* of an element */
  ACU_XML_END,   /* of an element; follows the start at once where that is empty */
  ACU_XML_OVER,
} AcuXmlEvent;

typedef struct _AcuXmlScanner AcuXmlScanner;

/* @text must be valid UTF-8 and outlive the scanner. (transfer full) */
AcuXmlScanner *acu_xml_scanner_new (const char *text, gsize size);
void acu_xml_scanner_free (AcuXmlScanner *scanner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuXmlScanner, acu_xml_scanner_free)

/* Goes on to the next tag.  FALSE with ACU_IMAGING_ERROR_DATA where the document is not
 * well-formed. */
gboolean acu_xml_scanner_next (AcuXmlScanner *scanner, AcuXmlEvent *event, GError **error);

/* The element whose tag this is. */
gboolean acu_xml_scanner_is (AcuXmlScanner *scanner, const char *uri, const char *local_name);

/* How many elements are open, this one included (at its end too). */
guint acu_xml_scanner_get_depth (AcuXmlScanner *scanner);

/* The tag with its brackets, and the name in it. */
AcuXmlSpan acu_xml_scanner_get_tag (AcuXmlScanner *scanner);
AcuXmlSpan acu_xml_scanner_get_name (AcuXmlScanner *scanner);

/* Whether the start is the end as well: <a/>. */
gboolean acu_xml_scanner_is_empty (AcuXmlScanner *scanner);

/* The attributes of a start tag. */
const AcuXmlAttribute *acu_xml_scanner_get_attributes (AcuXmlScanner *scanner, guint *n);
gboolean acu_xml_scanner_attribute_is (AcuXmlScanner *scanner,
                                       const AcuXmlAttribute *attribute,
                                       const char *uri,
                                       const char *local_name);

/* The prefix that stands for @uri here, or NULL. (transfer full) (nullable) */
char *acu_xml_scanner_find_prefix (AcuXmlScanner *scanner, const char *uri);

/* Whether @prefix stands for anything here. */
gboolean acu_xml_scanner_has_prefix (AcuXmlScanner *scanner, const char *prefix);

/* The text of a span with its character references and the five named entities replaced.
 * (transfer full) */
char *acu_xml_unescape (const char *text, AcuXmlSpan span);

G_END_DECLS
