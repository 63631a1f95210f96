/* Throws damaged label files at the readers of datasets: CSV, JSON, MATLAB files, spreadsheets and
 * their parts, changed at random from a fixed seed, must each be read or refused with a message.
 * Run it under the address sanitizer; `ACU_FUZZ_ROUNDS` multiplies the number of files for a longer
 * search, `ACU_FUZZ_SEED` chooses another. */
#include "app/learning/datasets/csv-reader.h"
#include "app/learning/datasets/json-reader.h"
#include "app/learning/datasets/mat-reader.h"
#include "app/learning/datasets/xlsx-reader.h"
#include "compute/random.h"
#include "tests/headless/dataset-fixture.h"
#include "tests/headless/test-support.h"

#include <string.h>

#define FILES 400

/* No case goes on for longer, however slow the machine. */
#define MAX_SECONDS 12

static guint64
setting (const char *name, guint64 otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : otherwise;
}

/* Changes @bytes in one to four places: a bit, a byte, a word, a missing piece, a repeated piece,
 * or the end. */
static void
mutate (GByteArray *bytes, AcuRandom *random)
{
  guint n = 1 + acu_random_below (random, 4);

  for (guint i = 0; i < n && bytes->len > 1; i++) {
    guint place = acu_random_below (random, bytes->len);
    guint wanted = 1 + acu_random_below (random, 16);
    guint length = MIN (wanted, bytes->len - place);

    switch (acu_random_below (random, 6)) {
    case 0:
      bytes->data[place] ^= (guint8)(1u << acu_random_below (random, 8));
      break;
    case 1:
      bytes->data[place] = (guint8)acu_random_below (random, 256);
      break;
    case 2:
      memset (bytes->data + place, acu_random_below (random, 2) == 0 ? 0 : 0xff, MIN (length, 4));
      break;
    case 3:
      g_byte_array_remove_range (bytes, place, MIN (length, bytes->len - 1));
      break;
    case 4: {
      guint from = acu_random_below (random, bytes->len);

      memmove (bytes->data + place, bytes->data + from, MIN (length, bytes->len - from));
      break;
    }
    default:
      if (acu_random_below (random, 8) == 0)
        g_byte_array_set_size (bytes, place + 1);
      break;
    }
  }
}

/* Looks at every cell of what was read, or at the message. */
static void
touch_table (AcuTable *table, const GError *error)
{
  g_assert_true ((table == NULL) == (error != NULL));
  for (gsize row = 0; table != NULL && row < acu_table_get_n_rows (table); row++) {
    for (gsize column = 0; column < acu_table_get_n_columns (table); column++) {
      double value;

      acu_table_get_number (table, row, column, &value, NULL);
    }
  }
  acu_table_free (table);
}

static void
read_csv (const char *path)
{
  g_autoptr (GError) error = NULL;
  AcuTable *table = acu_csv_read (path, &error);

  touch_table (table, error);
}

static void
read_json (const char *path)
{
  g_autoptr (GError) error = NULL;
  AcuTable *table = acu_json_scores_read (path, &error);

  touch_table (table, error);
}

static void
read_xlsx (const char *path)
{
  static const char *const columns[] = {"Image name", "MOS", NULL};
  g_autoptr (GError) error = NULL;
  AcuTable *table = acu_xlsx_read (path, NULL, columns, &error);

  touch_table (table, error);
}

static void
read_mat (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) text_error = NULL;
  gsize n;
  g_autofree double *numbers = acu_mat_read_numbers (path, "scores", &n, &error);
  g_auto (GStrv) strings = acu_mat_read_strings (path, "names", &n, &text_error);

  g_assert_true ((numbers == NULL) == (error != NULL));
  g_assert_true ((strings == NULL) == (text_error != NULL));
}

/* Reads @whole, which must be in order as it is, damaged in many ways. */
static void
fuzz (const char *whole, void (*read) (const char *path))
{
  AcuRandom random = acu_random_new (setting ("ACU_FUZZ_SEED", 1), 0);
  guint64 files = FILES * setting ("ACU_FUZZ_ROUNDS", 1);
  gint64 end = g_get_monotonic_time () + MAX_SECONDS * G_USEC_PER_SEC;
  g_autofree char *harmed = g_strconcat (whole, ".harmed", NULL);
  g_autofree char *data = NULL;
  gsize length;
  guint64 done = 0;

  g_assert_true (g_file_get_contents (whole, &data, &length, NULL));
  read (whole);
  for (; done < files && (files > FILES || g_get_monotonic_time () < end); done++) {
    g_autoptr (GByteArray) bytes = g_byte_array_new ();

    g_byte_array_append (bytes, (const guint8 *)data, (guint)length);
    mutate (bytes, &random);
    g_assert_true (g_file_set_contents_full (harmed, (const char *)bytes->data, bytes->len,
                                             G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    read (harmed);
  }
  g_test_message ("%" G_GUINT64_FORMAT " files", done);
}

static void
fuzz_text (const char *name, const char *text, void (*read) (const char *path))
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, name, NULL);

  acu_fixture_text (folder, name, text);
  fuzz (path, read);
}

static void
test_csv (void)
{
  fuzz_text ("scores.csv",
             "path,mos,\"group, quoted\"\r\na.jpg,1.5,\"say \"\"x\"\"\"\r\nb.jpg,2e1,\r\n\r\n"
             "\"c\nd.jpg\",-3,x\n",
             read_csv);
}

static void
test_json (void)
{
  fuzz_text (
      "scores.json",
      "[{\"image\": \"a/b.jpg\", \"score\": 3.5}, {\"image\": \"\\u00e9.jpg\", \"score\": 4}]",
      read_json);
}

static void
test_mat (void)
{
  static const double scores[] = {1, 2.5, 3, 4, 5, 6, 7};
  static const char *const names[] = {"one.bmp", "two.bmp", "three.bmp"};
  AcuFixtureVariable variables[] = {{.name = "scores", .numbers = scores, .n = 7},
                                    {.name = "names", .strings = names, .n = 3}};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "scores.mat", NULL);

  acu_fixture_mat (folder, "scores.mat", variables, 2);
  fuzz (path, read_mat);
}

static void
test_xlsx (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "scores.xlsx", NULL);

  acu_fixture_xlsx (folder, "scores.xlsx", "Sheet1",
                    (const char *const[]){"Image name|MOS", "a.jpg|#1.5", "@b.jpg|#2", NULL});
  fuzz (path, read_xlsx);
}

/* Packs a damaged sheet into a sound archive: damage to the archive itself rarely gets past its
 * checksums. */
static void
read_sheet (const char *path)
{
  static const char workbook[] =
      "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
      "<sheets><sheet name=\"Sheet1\" r:id=\"a\"/></sheets></workbook>";
  static const char relations[] =
      "<Relationships><Relationship Id=\"a\" Target=\"sheet.xml\"/></Relationships>";
  static const char strings[] = "<sst><si><t>Image name</t></si><si><t>MOS</t></si></sst>";
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *book = g_build_filename (folder, "book.xlsx", NULL);
  g_autofree char *sheet = NULL;

  g_assert_true (g_file_get_contents (path, &sheet, NULL, NULL));
  acu_fixture_zip (folder, "book.xlsx",
                   (const char *const[]){"xl/workbook.xml", workbook, "xl/_rels/workbook.xml.rels",
                                         relations, "xl/sharedStrings.xml", strings, "xl/sheet.xml",
                                         sheet, NULL});
  read_xlsx (book);
}

static void
test_sheet (void)
{
  fuzz_text (
      "sheet.xml",
      "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\">"
      "<v>1</v></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><r><t>a&amp;</t></r><r>"
      "<t>b</t></r></is></c><c r=\"B2\"><f>1+1</f><v>2</v></c></row></sheetData></worksheet>",
      read_sheet);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fuzz/labels/csv", test_csv);
  g_test_add_func ("/fuzz/labels/json", test_json);
  g_test_add_func ("/fuzz/labels/mat", test_mat);
  g_test_add_func ("/fuzz/labels/xlsx", test_xlsx);
  g_test_add_func ("/fuzz/labels/sheet", test_sheet);
  return g_test_run ();
}
