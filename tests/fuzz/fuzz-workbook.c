#include "tests/fuzz/fuzz-workbook.h"

#include <string.h>
#include <zip.h>

static const char relations[] =
    "<Relationships><Relationship Id=\"a\" Target=\"sheet.xml\"/></Relationships>";
static const char strings[] = "<sst><si><t>Image name</t></si><si><t>MOS</t></si></sst>";

static void
add (zip_t *archive, const char *name, const void *data, gsize size)
{
  zip_source_t *part = zip_source_buffer (archive, data, size, 0);
  zip_int64_t index = zip_file_add (archive, name, part, 0);

  g_assert_cmpint (index, >=, 0);
  zip_set_file_compression (archive, (zip_uint64_t)index, ZIP_CM_STORE, 0);
}

GBytes *
acu_fuzz_pack_workbook (const char *name, const guint8 *sheet, gsize size)
{
  g_autofree char *workbook = g_strdup_printf (
      "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
      "<sheets><sheet name=\"%s\" r:id=\"a\"/></sheets></workbook>",
      name);
  zip_source_t *memory = zip_source_buffer_create (NULL, 0, 0, NULL);
  zip_t *archive = zip_open_from_source (memory, ZIP_TRUNCATE, NULL);
  zip_stat_t stat;
  guint8 *bytes;

  g_assert_nonnull (archive);
  add (archive, "xl/workbook.xml", workbook, strlen (workbook));
  add (archive, "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1);
  add (archive, "xl/sharedStrings.xml", strings, sizeof strings - 1);
  add (archive, "xl/sheet.xml", sheet, size);
  zip_source_keep (memory);
  g_assert_cmpint (zip_close (archive), ==, 0);
  g_assert_cmpint (zip_source_stat (memory, &stat), ==, 0);
  bytes = g_malloc (stat.size);
  g_assert_cmpint (zip_source_open (memory), ==, 0);
  g_assert_cmpint (zip_source_read (memory, bytes, stat.size), ==, (gint64)stat.size);
  zip_source_close (memory);
  zip_source_free (memory);
  return g_bytes_new_take (bytes, stat.size);
}
