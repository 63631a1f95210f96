/* The sheet of a spreadsheet, in an archive that is sound: checksums keep damage to a whole file
 * from getting this far. */
#include "app/learning/datasets/xlsx-reader.h"
#include "tests/fuzz/fuzz-input.h"

#include <zip.h>

static const char workbook[] =
    "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
    "<sheets><sheet name=\"Sheet1\" r:id=\"a\"/></sheets></workbook>";
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

/* The bytes of a workbook with this sheet. (transfer full) */
static GBytes *
pack (const guint8 *sheet, gsize size)
{
  zip_source_t *memory = zip_source_buffer_create (NULL, 0, 0, NULL);
  zip_t *archive = zip_open_from_source (memory, ZIP_TRUNCATE, NULL);
  zip_stat_t stat;
  guint8 *bytes;

  g_assert_nonnull (archive);
  add (archive, "xl/workbook.xml", workbook, sizeof workbook - 1);
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

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const columns[] = {"Image name", "MOS", NULL};
  g_autoptr (GBytes) book = pack (data, size);
  g_autoptr (GError) error = NULL;
  gsize book_size;
  const guint8 *bytes = g_bytes_get_data (book, &book_size);
  AcuTable *table = acu_xlsx_read (acu_fuzz_input_path (bytes, book_size), NULL, columns, &error);

  acu_fuzz_check_table (table, error);
  return 0;
}
