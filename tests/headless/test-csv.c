#include "app/learning/datasets/csv-reader.h"
#include "app/learning/datasets/dataset-error.h"
#include "tests/headless/test-support.h"

#include <string.h>

static AcuTable *
read_bytes (const char *bytes, gsize length, GError **error)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "scores.csv", NULL);

  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
  return acu_csv_read (path, error);
}

/* Reads @text and compares the table with @expected: columns and cells separated by `|`, rows by
 * line feeds, each preceded by its line number. */
static void
assert_table (const char *text, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTable) table = read_bytes (text, strlen (text), &error);
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_no_error (error);
  for (gsize c = 0; c < acu_table_get_n_columns (table); c++)
    g_string_append_printf (found, "%s%s", c > 0 ? "|" : "", acu_table_get_column_name (table, c));
  for (gsize r = 0; r < acu_table_get_n_rows (table); r++) {
    g_string_append_printf (found, "\n%u", acu_table_get_line (table, r));
    for (gsize c = 0; c < acu_table_get_n_columns (table); c++)
      g_string_append_printf (found, "|%s", acu_table_get_text (table, r, c));
  }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
assert_error (const char *bytes, gsize length, const char *line, const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuTable) table = read_bytes (bytes, length, &error);

  g_assert_null (table);
  g_assert_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "scores.csv"));
  g_assert_nonnull (strstr (error->message, line));
  g_assert_nonnull (strstr (error->message, reason));
}

/* @bytes is a string literal or an array, whose own NUL does not count. */
#define ASSERT_ERROR(bytes, line, reason) assert_error (bytes, sizeof (bytes) - 1, line, reason)

static void
test_plain (void)
{
  assert_table ("path,mos\na.jpg,1\nb.jpg,2\n", "path|mos\n2|a.jpg|1\n3|b.jpg|2");
  assert_table ("path,mos\na.jpg,1", "path|mos\n2|a.jpg|1");
  assert_table ("path,mos", "path|mos");
  assert_table (" path , mos \n a b.jpg , 1 \n", "path|mos\n2|a b.jpg|1");
}

static void
test_line_ends (void)
{
  assert_table ("a,b\r\n1,2\r\n3,4\r\n", "a|b\n2|1|2\n3|3|4");
  assert_table ("a,b\r1,2\r3,4", "a|b\n2|1|2\n3|3|4");
  assert_table ("\n\na,b\n\n\r\n1,2\n\n\n", "a|b\n6|1|2");
}

static void
test_quotes (void)
{
  assert_table ("a,b\n\"x,y\",\"say \"\"yes\"\"\"\n", "a|b\n2|x,y|say \"yes\"");
  assert_table ("a,b\n\"two\nlines\",1\nnext,2\n", "a|b\n2|two\nlines|1\n4|next|2");
  assert_table ("a,b\n\"two\r\nlines\",1\r\nnext,2\r\n", "a|b\n2|two\r\nlines|1\n4|next|2");
  assert_table ("\"a\",\"b\"\n\"\",\"\" \n", "a|b\n2||");
  assert_table ("a,b\n5\" disk,1\n", "a|b\n2|5\" disk|1");
}

static void
test_separators (void)
{
  assert_table ("a;b\n1,5;2\n", "a|b\n2|1,5|2");
  assert_table ("a\tb\n1,5\t2;3\n", "a|b\n2|1,5|2;3");
  assert_table ("\"a,b,c\";d\n1;2\n", "a,b,c|d\n2|1|2");
  assert_table ("only\nvalue\n", "only\n2|value");
}

static void
test_byte_order_mark (void)
{
  assert_table ("\xef\xbb\xbfpath,mos\na,1\n", "path|mos\n2|a|1");
}

static void
test_short_rows (void)
{
  assert_table ("a,b,c\n1\n1,2,\n", "a|b|c\n2|1||\n3|1|2|");
}

static void
test_bytes_are_kept (void)
{
  assert_table ("path,mos\n\xe9t\xe9.jpg,1\n", "path|mos\n2|\xe9t\xe9.jpg|1");
}

static void
test_errors (void)
{
  static const char nul[] = "a,b\n1\0,2\n";
  static const char utf16[] = "\xff\xfe"
                              "a\0,\0b\0\n\0";

  ASSERT_ERROR ("a,b\n1,2\n\"open,3\n4,5\n", "line 3", "never closed");
  ASSERT_ERROR ("a,b\n\"1\"x,2\n", "line 2", "behind a closing quote");
  ASSERT_ERROR ("a,b\n1,2\n1,2,3\n", "line 3", "3 fields");
  ASSERT_ERROR (nul, "line 1", "NUL");
  ASSERT_ERROR (utf16, "line 1", "UTF-16");
  ASSERT_ERROR ("", "line 1", "empty");
  ASSERT_ERROR ("\n\n", "line 1", "empty");
}

static void
test_unreadable (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *absent = g_build_filename (folder, "absent.csv", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (acu_csv_read (absent, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, absent));
  g_clear_error (&error);
  g_assert_null (acu_csv_read (folder, &error));
  g_assert_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "folder"));
}

static void
test_numbers (void)
{
  static const char text[] = "a;b\n1,5; -2e1 \n1.5;nan\nx;3 4\n;0x\n1,5.2;1,5,2\n";
  g_autoptr (AcuTable) table = read_bytes (text, sizeof (text) - 1, NULL);
  double value;

  g_assert_true (acu_table_get_number (table, 0, 0, &value, NULL));
  g_assert_cmpfloat (value, ==, 1.5);
  g_assert_true (acu_table_get_number (table, 0, 1, &value, NULL));
  g_assert_cmpfloat (value, ==, -20);
  g_assert_true (acu_table_get_number (table, 1, 0, &value, NULL));
  g_assert_cmpfloat (value, ==, 1.5);
  for (gsize row = 1; row < 5; row++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *line = g_strdup_printf ("line %" G_GSIZE_FORMAT, row + 2);

    g_assert_false (acu_table_get_number (table, row, 1, &value, &error));
    g_assert_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT);
    g_assert_nonnull (strstr (error->message, line));
    g_assert_nonnull (strstr (error->message, "“b”"));
  }
}

static void
test_columns (void)
{
  static const char text[] = "Path,MOS\na,1\n";
  g_autoptr (AcuTable) table = read_bytes (text, sizeof (text) - 1, NULL);
  g_autoptr (GError) error = NULL;
  gsize column;

  g_assert_cmpint (acu_table_find_column (table, "mos"), ==, 1);
  g_assert_cmpint (acu_table_find_column (table, "group"), ==, -1);
  g_assert_true (acu_table_require_column (table, "path", &column, NULL));
  g_assert_cmpuint (column, ==, 0);
  g_assert_false (acu_table_require_column (table, "group", &column, &error));
  g_assert_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "“MOS”"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/plain", test_plain);
  g_test_add_func ("/csv/line-ends", test_line_ends);
  g_test_add_func ("/csv/quotes", test_quotes);
  g_test_add_func ("/csv/separators", test_separators);
  g_test_add_func ("/csv/byte-order-mark", test_byte_order_mark);
  g_test_add_func ("/csv/short-rows", test_short_rows);
  g_test_add_func ("/csv/bytes", test_bytes_are_kept);
  g_test_add_func ("/csv/errors", test_errors);
  g_test_add_func ("/csv/unreadable", test_unreadable);
  g_test_add_func ("/csv/numbers", test_numbers);
  g_test_add_func ("/csv/columns", test_columns);
  return g_test_run ();
}
