#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/xlsx-reader.h"
#include "tests/headless/dataset-fixture.h"
#include "tests/headless/test-support.h"

#include <string.h>

#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const char *const columns[] = {"name", "score", NULL};

static const char workbook[] =
    "<workbook xmlns:r=\"" RELATIONS "\"><sheets><sheet name=\"Notes\" r:id=\"a\"/>"
    "<sheet name=\"First\" r:id=\"b\"/><sheet name=\"Second\" r:id=\"c\"/></sheets></workbook>";
static const char relations[] = "<Relationships><Relationship Id=\"a\" Target=\"notes.xml\"/>"
                                "<Relationship Id=\"b\" Target=\"/xl/first.xml\"/><Relationship "
                                "Id=\"c\" Target=\"second.xml\"/>"
                                "</Relationships>";

#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"
#define ROW(a, b)                                                                                  \
  "<row><c t=\"inlineStr\"><is><t>" a "</t></is></c><c t=\"inlineStr\"><is><t>" b                  \
  "</t></is></c></row>"

static AcuTable *
read_sheets (const char *notes,
             const char *first,
             const char *second,
             const char *strings,
             const char *sheet,
             GError **error)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "book.xlsx", NULL);
  const char *parts[] = {"xl/workbook.xml",
                         workbook,
                         "xl/_rels/workbook.xml.rels",
                         relations,
                         "xl/notes.xml",
                         notes,
                         "xl/first.xml",
                         first,
                         "xl/second.xml",
                         second,
                         strings != NULL ? "xl/sharedStrings.xml" : NULL,
                         strings,
                         NULL};

  acu_fixture_zip (folder, "book.xlsx", parts);
  return acu_xlsx_read (path, sheet, columns, error);
}

static AcuTable *
read_first (const char *first, const char *strings, GError **error)
{
  return read_sheets (SHEET (""), first, SHEET (""), strings, NULL, error);
}

static void
assert_fails (const char *first, const char *strings, const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTable) table = read_first (first, strings, &error);

  g_assert_null (table);
  g_assert_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "book.xlsx"));
  g_assert_nonnull (strstr (error->message, reason));
}

static void
test_kinds_of_cells (void)
{
  static const char strings[] =
      "<sst><si><t>name</t></si><si><r><t>sc</t></r><r><t>ore</t></r><rPh><t>no</t></rPh></si>"
      "<si><t xml:space=\"preserve\"> rich &amp; poor </t></si><si/></sst>";
  static const char sheet[] = SHEET (
      "<row r=\"3\"><c r=\"B3\" t=\"s\"><v>0</v></c><c r=\"D3\" t=\"s\"><v>1</v></c></row>"
      "<row r=\"5\"><c r=\"B5\" t=\"s\"><v>2</v></c><c r=\"D5\"><f>1+1</f><v>2.5</v></c></row>"
      "<row r=\"6\"><c r=\"B6\" t=\"str\"><f>x</f><v>made</v></c><c r=\"D6\" "
      "t=\"e\"><v>#N/A</v></c></row>"
      "<row r=\"7\"><c r=\"B7\" t=\"b\"><v>1</v></c><c r=\"D7\" t=\"s\"><v>99</v></c></row>"
      "<row r=\"8\"><c r=\"B8\" t=\"s\"><v>3</v></c><c r=\"D8\"/></row>"
      "<row r=\"9\"><c r=\"B9\" t=\"inlineStr\"><is><t><![CDATA[in & line]]></t></is></c>"
      "<c r=\"ZZ9\"><v>7</v></c></row>");
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTable) table = read_first (sheet, strings, &error);
  double value;

  g_assert_no_error (error);
  g_assert_cmpint (acu_table_find_column (table, "name"), ==, 1);
  g_assert_cmpint (acu_table_find_column (table, "score"), ==, 3);
  g_assert_cmpuint (acu_table_get_n_columns (table), ==, 4);
  g_assert_cmpuint (acu_table_get_n_rows (table), ==, 4);
  g_assert_cmpuint (acu_table_get_line (table, 0), ==, 5);
  g_assert_cmpstr (acu_table_get_text (table, 0, 1), ==, "rich & poor");
  g_assert_true (acu_table_get_number (table, 0, 3, &value, NULL));
  g_assert_cmpfloat (value, ==, 2.5);
  g_assert_cmpstr (acu_table_get_text (table, 1, 1), ==, "made");
  g_assert_cmpstr (acu_table_get_text (table, 1, 3), ==, "");
  g_assert_cmpstr (acu_table_get_text (table, 2, 1), ==, "1");
  g_assert_cmpstr (acu_table_get_text (table, 2, 3), ==, "");
  g_assert_cmpstr (acu_table_get_text (table, 3, 1), ==, "in & line");
}

static void
test_cells_without_places (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTable) table =
      read_first (SHEET (ROW ("Score", "NAME") ROW ("1", "a")), NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (acu_table_find_column (table, "name"), ==, 1);
  g_assert_cmpstr (acu_table_get_text (table, 0, 1), ==, "a");
}

static void
test_choice_of_sheet (void)
{
  const char *notes = SHEET (ROW ("name", "remark") ROW ("a", "b"));
  const char *first = SHEET (ROW ("name", "score") ROW ("one", "1"));
  const char *second = SHEET (ROW ("name", "score") ROW ("two", "2"));
  static const struct {
    const char *sheet;
    const char *expected;
  } cases[] = {{NULL, "one"}, {"Second", "two"}, {"Notes", "one"}, {"Absent", "one"}};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (AcuTable) table = read_sheets (notes, first, second, NULL, cases[i].sheet, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (acu_table_get_text (table, 0, 0), ==, cases[i].expected);
  }
}

static void
test_no_header (void)
{
  g_autoptr (GString) late = g_string_new ("<worksheet><sheetData>");

  assert_fails (SHEET (ROW ("name", "value") ROW ("a", "1")), NULL, "name”, “score");
  for (guint i = 0; i < 60; i++)
    g_string_append (late, ROW ("a", "b"));
  g_string_append (late, ROW ("name", "score") "</sheetData></worksheet>");
  assert_fails (late->str, NULL, "name”, “score");
}

/* Each of ten entities is ten of the one before: unfolded, the last would be ten billion. */
static void
test_entities_are_refused (void)
{
  static const char bomb[] =
      "<!DOCTYPE worksheet [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
      "\"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
      "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">"
      "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">"
      "<!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;\"><!ENTITY h \"&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;\">"
      "<!ENTITY i \"&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;\"><!ENTITY j "
      "\"&i;&i;&i;&i;&i;&i;&i;&i;&i;&i;\">]>" SHEET (
          "<row><c t=\"inlineStr\"><is><t>&j;</t></is></c></row>");
  static const char outside[] =
      "<!DOCTYPE sst SYSTEM \"file:///etc/passwd\"><sst><si><t>name</t></si></sst>";

  assert_fails (bomb, NULL, "document type");
  assert_fails (SHEET (ROW ("name", "score")), outside, "document type");
}

static void
test_damage (void)
{
  assert_fails ("<worksheet><sheetData><row><c><v>1</c>", NULL, "xl/first.xml");
  assert_fails ("", NULL, "xl/first.xml");
  assert_fails (SHEET ("<row><c r=\"12\"><v>1</v></c></row>"), NULL, "no place");
  assert_fails (SHEET ("<row><c r=\"ZZZZZZZZZ1\"><v>1</v></c></row>"), NULL, "no place");
  assert_fails (SHEET ("<row><c r=\"A99999999999999999999\"><v>1</v></c></row>"), NULL, "no place");
  assert_fails (SHEET (ROW ("name", "score")), "<sst><si>", "sharedStrings.xml");
}

/* 80 MiB of blanks in a part of 80 KiB. */
static void
test_unpacked_size_is_limited (void)
{
  gsize length = (gsize)80 << 20;
  g_autofree char *blanks = g_malloc (length + 1);

  memset (blanks, ' ', length);
  blanks[length] = '\0';
  assert_fails (SHEET (ROW ("name", "score")), blanks, "larger");
}

static void
test_not_a_workbook (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "other.zip", NULL);
  g_autofree char *absent = g_build_filename (folder, "absent.xlsx", NULL);
  g_autoptr (GError) error = NULL;

  acu_fixture_zip (folder, "other.zip", (const char *const[]){"readme.txt", "hello", NULL});
  g_assert_null (acu_xlsx_read (path, NULL, columns, &error));
  g_assert_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "xl/workbook.xml"));
  g_clear_error (&error);

  acu_fixture_text (folder, "other.zip", "PK\003\004 and nothing else");
  g_assert_null (acu_xlsx_read (path, NULL, columns, &error));
  g_assert_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT);
  g_clear_error (&error);

  g_assert_null (acu_xlsx_read (absent, NULL, columns, &error));
  g_assert_nonnull (strstr (error->message, absent));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xlsx/kinds-of-cells", test_kinds_of_cells);
  g_test_add_func ("/xlsx/cells-without-places", test_cells_without_places);
  g_test_add_func ("/xlsx/choice-of-sheet", test_choice_of_sheet);
  g_test_add_func ("/xlsx/no-header", test_no_header);
  g_test_add_func ("/xlsx/entities", test_entities_are_refused);
  g_test_add_func ("/xlsx/damage", test_damage);
  g_test_add_func ("/xlsx/unpacked-size", test_unpacked_size_is_limited);
  g_test_add_func ("/xlsx/not-a-workbook", test_not_a_workbook);
  return g_test_run ();
}
