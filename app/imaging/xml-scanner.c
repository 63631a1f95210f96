#include "app/imaging/xml-scanner.h"

#include "app/imaging/error.h"

#include <glib/gi18n.h>
#include <string.h>

/* Deeper than any packet; every level costs memory. */
#define MAX_DEPTH 200

typedef struct {
  AcuXmlSpan prefix;
  char *uri;
  guint depth; /* of the element that declares it */
} Binding;

struct _AcuXmlScanner {
  const char *text;
  gsize size;
  gsize at;

  GArray *open;     /* AcuXmlSpan: names of the open elements */
  GArray *bindings; /* Binding */
  gboolean has_root;

  AcuXmlEvent event; /* what the fields below tell of */
  AcuXmlSpan tag;
  AcuXmlSpan name;
  gboolean is_empty;
  GArray *attributes; /* AcuXmlAttribute */
};

static void
binding_clear (gpointer binding)
{
  g_free (((Binding *)binding)->uri);
}

AcuXmlScanner *
acu_xml_scanner_new (const char *text, gsize size)
{
  AcuXmlScanner *scanner = g_new0 (AcuXmlScanner, 1);

  scanner->text = text;
  scanner->size = size;
  scanner->open = g_array_new (FALSE, FALSE, sizeof (AcuXmlSpan));
  scanner->bindings = g_array_new (FALSE, FALSE, sizeof (Binding));
  g_array_set_clear_func (scanner->bindings, binding_clear);
  scanner->attributes = g_array_new (FALSE, FALSE, sizeof (AcuXmlAttribute));
  scanner->event = ACU_XML_OVER;
  return scanner;
}

void
acu_xml_scanner_free (AcuXmlScanner *scanner)
{
  g_array_unref (scanner->open);
  g_array_unref (scanner->bindings);
  g_array_unref (scanner->attributes);
  g_free (scanner);
}

/* ---- Text ---- */

static gboolean
fail (AcuXmlScanner *scanner, const char *what, GError **error)
{
  guint line = 1;

  for (gsize i = 0; i < MIN (scanner->at, scanner->size); i++)
    line += scanner->text[i] == '\n';
  g_set_error (error, ACU_IMAGING_ERROR, ACU_IMAGING_ERROR_DATA, _ ("line %u: %s"), line, what);
  return FALSE;
}

static gboolean
looks_at (const AcuXmlScanner *scanner, const char *wanted)
{
  gsize n = strlen (wanted);

  return n <= scanner->size - scanner->at && memcmp (scanner->text + scanner->at, wanted, n) == 0;
}

/* Steps behind the next @wanted. */
static gboolean
skip_behind (AcuXmlScanner *scanner, const char *wanted)
{
  const char *found =
      memmem (scanner->text + scanner->at, scanner->size - scanner->at, wanted, strlen (wanted));

  if (found == NULL)
    return FALSE;
  scanner->at = (gsize)(found - scanner->text) + strlen (wanted);
  return TRUE;
}

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
skip_space (AcuXmlScanner *scanner)
{
  while (scanner->at < scanner->size && is_space (scanner->text[scanner->at]))
    scanner->at++;
}

/* Reads a name; wider than XML's, since nothing depends on the difference. */
static gboolean
read_name (AcuXmlScanner *scanner, AcuXmlSpan *name)
{
  name->start = scanner->at;
  while (scanner->at < scanner->size && !is_space (scanner->text[scanner->at]) &&
         strchr ("<>/=\"'&", scanner->text[scanner->at]) == NULL)
    scanner->at++;
  name->end = scanner->at;
  return name->end > name->start;
}

static gboolean
span_is (const AcuXmlScanner *scanner, AcuXmlSpan span, const char *text, gsize size)
{
  return span.end - span.start == size && memcmp (scanner->text + span.start, text, size) == 0;
}

/* Splits "prefix:local"; a name without a colon has an empty prefix. */
static void
split_name (const AcuXmlScanner *scanner, AcuXmlSpan name, AcuXmlSpan *prefix, AcuXmlSpan *local)
{
  const char *colon = memchr (scanner->text + name.start, ':', name.end - name.start);

  *prefix = (AcuXmlSpan){name.start, name.start};
  *local = name;
  if (colon != NULL) {
    prefix->end = (gsize)(colon - scanner->text);
    local->start = prefix->end + 1;
  }
}

char *
acu_xml_unescape (const char *text, AcuXmlSpan span)
{
  static const struct {
    const char *entity;
    char value;
  } named[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
  GString *out = g_string_sized_new (span.end - span.start);

  for (gsize i = span.start; i < span.end;) {
    const char *end = text[i] == '&' ? memchr (text + i, ';', span.end - i) : NULL;
    gsize n = end != NULL ? (gsize)(end - (text + i)) + 1 : 1;
    gboolean known = FALSE;

    if (n > 3 && text[i + 1] == '#') {
      gboolean hex = text[i + 2] == 'x';
      guint64 code = g_ascii_strtoull (text + i + (hex ? 3 : 2), NULL, hex ? 16 : 10);

      known = code > 0 && code <= G_MAXUINT32 && g_unichar_validate ((gunichar)code);
      if (known)
        g_string_append_unichar (out, (gunichar)code);
    }
    for (gsize k = 0; !known && n > 1 && k < G_N_ELEMENTS (named); k++)
      if (strlen (named[k].entity) == n && memcmp (text + i, named[k].entity, n) == 0) {
        g_string_append_c (out, named[k].value);
        known = TRUE;
      }
    if (!known)
      g_string_append_len (out, text + i, (gssize)n);
    i += n;
  }
  return g_string_free (out, FALSE);
}

/* ---- Namespaces ---- */

static const char *
find_uri (const AcuXmlScanner *scanner, AcuXmlSpan prefix)
{
  for (guint i = scanner->bindings->len; i-- > 0;) {
    const Binding *binding = &g_array_index (scanner->bindings, Binding, i);

    if (span_is (scanner, binding->prefix, scanner->text + prefix.start, prefix.end - prefix.start))
      return binding->uri;
  }
  return NULL;
}

/* Enters what the tag's attributes say about namespaces. */
static void
bind (AcuXmlScanner *scanner)
{
  for (guint i = 0; i < scanner->attributes->len; i++) {
    const AcuXmlAttribute *attribute = &g_array_index (scanner->attributes, AcuXmlAttribute, i);
    Binding binding = {.depth = scanner->open->len};
    AcuXmlSpan prefix, local;

    split_name (scanner, attribute->name, &prefix, &local);
    if (span_is (scanner, prefix, "xmlns", 5))
      binding.prefix = local;
    else if (span_is (scanner, attribute->name, "xmlns", 5))
      binding.prefix = (AcuXmlSpan){local.start, local.start};
    else
      continue;
    binding.uri = acu_xml_unescape (scanner->text, attribute->value);
    g_array_append_val (scanner->bindings, binding);
  }
}

static void
unbind (AcuXmlScanner *scanner)
{
  guint n = scanner->bindings->len;

  while (n > 0 && g_array_index (scanner->bindings, Binding, n - 1).depth > scanner->open->len)
    n--;
  g_array_set_size (scanner->bindings, n);
}

/* An attribute without a prefix is in no namespace, an element in the default one. */
static gboolean
name_is (AcuXmlScanner *scanner,
         AcuXmlSpan name,
         gboolean is_element,
         const char *uri,
         const char *local_name)
{
  AcuXmlSpan prefix, local;
  const char *bound;

  split_name (scanner, name, &prefix, &local);
  if (!span_is (scanner, local, local_name, strlen (local_name)) ||
      (prefix.end == prefix.start && !is_element))
    return FALSE;
  bound = find_uri (scanner, prefix);
  return bound != NULL && g_str_equal (bound, uri);
}

gboolean
acu_xml_scanner_is (AcuXmlScanner *scanner, const char *uri, const char *local_name)
{
  return name_is (scanner, scanner->name, TRUE, uri, local_name);
}

gboolean
acu_xml_scanner_attribute_is (AcuXmlScanner *scanner,
                              const AcuXmlAttribute *attribute,
                              const char *uri,
                              const char *local_name)
{
  return name_is (scanner, attribute->name, FALSE, uri, local_name);
}

char *
acu_xml_scanner_find_prefix (AcuXmlScanner *scanner, const char *uri)
{
  for (guint i = scanner->bindings->len; i-- > 0;) {
    const Binding *binding = &g_array_index (scanner->bindings, Binding, i);
    gsize size = binding->prefix.end - binding->prefix.start;

    /* One that another element has given a new meaning since is of no use. */
    if (size > 0 && g_str_equal (binding->uri, uri) &&
        g_str_equal (find_uri (scanner, binding->prefix), uri))
      return g_strndup (scanner->text + binding->prefix.start, size);
  }
  return NULL;
}

gboolean
acu_xml_scanner_has_prefix (AcuXmlScanner *scanner, const char *prefix)
{
  for (guint i = 0; i < scanner->bindings->len; i++)
    if (span_is (scanner, g_array_index (scanner->bindings, Binding, i).prefix, prefix,
                 strlen (prefix)))
      return TRUE;
  return FALSE;
}

/* ---- Tags ---- */

static gboolean
read_attribute (AcuXmlScanner *scanner, gsize start, GError **error)
{
  AcuXmlAttribute attribute = {.whole.start = start};

  if (!read_name (scanner, &attribute.name))
    return fail (scanner, _ ("an attribute's name is missing"), error);
  skip_space (scanner);
  if (!looks_at (scanner, "="))
    return fail (scanner, _ ("an attribute has no value"), error);
  scanner->at++;
  skip_space (scanner);
  if (!looks_at (scanner, "\"") && !looks_at (scanner, "'"))
    return fail (scanner, _ ("an attribute's value is not in quotes"), error);
  attribute.quote = scanner->text[scanner->at++];
  attribute.value.start = scanner->at;
  while (scanner->at < scanner->size && scanner->text[scanner->at] != attribute.quote) {
    if (scanner->text[scanner->at] == '<')
      return fail (scanner, _ ("an attribute's value has a “<” in it"), error);
    scanner->at++;
  }
  if (scanner->at >= scanner->size)
    return fail (scanner, _ ("an attribute's value does not end"), error);
  attribute.value.end = scanner->at++;
  attribute.whole.end = scanner->at;
  g_array_append_val (scanner->attributes, attribute);
  return TRUE;
}

static gboolean
read_start (AcuXmlScanner *scanner, GError **error)
{
  scanner->tag.start = scanner->at++;
  g_array_set_size (scanner->attributes, 0);
  if (!read_name (scanner, &scanner->name))
    return fail (scanner, _ ("an element has no name"), error);
  if (scanner->open->len == 0 && scanner->has_root)
    return fail (scanner, _ ("there is a second element beside the outermost"), error);
  if (scanner->open->len >= MAX_DEPTH)
    return fail (scanner, _ ("elements are nested too deeply"), error);
  for (;;) {
    gsize before = scanner->at;

    skip_space (scanner);
    if (looks_at (scanner, ">") || looks_at (scanner, "/>"))
      break;
    if (scanner->at == before || scanner->at >= scanner->size)
      return fail (scanner, _ ("a tag does not end"), error);
    if (!read_attribute (scanner, before, error))
      return FALSE;
  }
  scanner->is_empty = looks_at (scanner, "/");
  scanner->at += scanner->is_empty ? 2 : 1;
  scanner->tag.end = scanner->at;
  scanner->has_root = TRUE;
  g_array_append_val (scanner->open, scanner->name);
  bind (scanner);
  return TRUE;
}

static gboolean
read_end (AcuXmlScanner *scanner, GError **error)
{
  AcuXmlSpan opened;

  scanner->tag.start = scanner->at;
  scanner->at += 2;
  if (!read_name (scanner, &scanner->name) || scanner->open->len == 0)
    return fail (scanner, _ ("an end tag ends nothing"), error);
  opened = g_array_index (scanner->open, AcuXmlSpan, scanner->open->len - 1);
  if (!span_is (scanner, opened, scanner->text + scanner->name.start,
                scanner->name.end - scanner->name.start))
    return fail (scanner, _ ("an end tag does not match its start"), error);
  skip_space (scanner);
  if (!looks_at (scanner, ">"))
    return fail (scanner, _ ("an end tag does not end"), error);
  scanner->at++;
  scanner->tag.end = scanner->at;
  return TRUE;
}

/* Steps over what is neither text nor a tag. */
static gboolean
skip_special (AcuXmlScanner *scanner, GError **error)
{
  if (looks_at (scanner, "<!--"))
    return skip_behind (scanner, "-->") || fail (scanner, _ ("a comment does not end"), error);
  if (looks_at (scanner, "<![CDATA["))
    return skip_behind (scanner, "]]>") ||
           fail (scanner, _ ("a CDATA section does not end"), error);
  if (looks_at (scanner, "<?"))
    return skip_behind (scanner, "?>") || fail (scanner, _ ("an instruction does not end"), error);
  return fail (scanner, _ ("there is a declaration, which XMP does not have"), error);
}

gboolean
acu_xml_scanner_next (AcuXmlScanner *scanner, AcuXmlEvent *event, GError **error)
{
  /* The element that ended last is open until its end has been looked at. */
  if (scanner->event == ACU_XML_END) {
    g_array_set_size (scanner->open, scanner->open->len - 1);
    unbind (scanner);
  } else if (scanner->event == ACU_XML_START && scanner->is_empty) {
    *event = scanner->event = ACU_XML_END;
    return TRUE;
  }
  for (;;) {
    const char *next = memchr (scanner->text + scanner->at, '<', scanner->size - scanner->at);

    if (next == NULL) {
      scanner->at = scanner->size;
      if (scanner->open->len > 0 || !scanner->has_root)
        return fail (scanner, _ ("it ends too early"), error);
      *event = scanner->event = ACU_XML_OVER;
      return TRUE;
    }
    scanner->at = (gsize)(next - scanner->text);
    if (looks_at (scanner, "<!") || looks_at (scanner, "<?")) {
      if (!skip_special (scanner, error))
        return FALSE;
      continue;
    }
    *event = scanner->event = looks_at (scanner, "</") ? ACU_XML_END : ACU_XML_START;
    return *event == ACU_XML_END ? read_end (scanner, error) : read_start (scanner, error);
  }
}

guint
acu_xml_scanner_get_depth (AcuXmlScanner *scanner)
{
  return scanner->open->len;
}

AcuXmlSpan
acu_xml_scanner_get_tag (AcuXmlScanner *scanner)
{
  return scanner->tag;
}

AcuXmlSpan
acu_xml_scanner_get_name (AcuXmlScanner *scanner)
{
  return scanner->name;
}

gboolean
acu_xml_scanner_is_empty (AcuXmlScanner *scanner)
{
  return scanner->is_empty;
}

const AcuXmlAttribute *
acu_xml_scanner_get_attributes (AcuXmlScanner *scanner, guint *n)
{
  *n = scanner->attributes->len;
  return (const AcuXmlAttribute *)scanner->attributes->data;
}
