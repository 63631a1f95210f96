#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/mat-reader.h"
#include "tests/headless/dataset-fixture.h"
#include "tests/headless/test-support.h"

#include <matio.h>
#include <string.h>

static void
assert_no_numbers (const char *path, const char *name, const char *reason)
{
  g_autoptr (GError) error = NULL;
  gsize n;

  g_assert_null (acu_mat_read_numbers (path, name, &n, &error));
  g_assert_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, reason));
}

static void
test_numbers_of_every_class (void)
{
  static const double doubles[] = {1.5, -2};
  static const float singles[] = {1.5f, -2};
  static const gint8 int8s[] = {1, -2};
  static const guint8 uint8s[] = {1, 200};
  static const gint16 int16s[] = {1, -2000};
  static const guint16 uint16s[] = {1, 60000};
  static const gint32 int32s[] = {1, -200000};
  static const guint32 uint32s[] = {1, 4000000000u};
  static const struct {
    const char *name;
    enum matio_classes class;
    enum matio_types type;
    const void *data;
    double expected[2];
  } cases[] = {
      {"d", MAT_C_DOUBLE, MAT_T_DOUBLE, doubles, {1.5, -2}},
      {"f", MAT_C_SINGLE, MAT_T_SINGLE, singles, {1.5, -2}},
      {"a", MAT_C_INT8, MAT_T_INT8, int8s, {1, -2}},
      {"b", MAT_C_UINT8, MAT_T_UINT8, uint8s, {1, 200}},
      {"c", MAT_C_INT16, MAT_T_INT16, int16s, {1, -2000}},
      {"e", MAT_C_UINT16, MAT_T_UINT16, uint16s, {1, 60000}},
      {"g", MAT_C_INT32, MAT_T_INT32, int32s, {1, -200000}},
      {"h", MAT_C_UINT32, MAT_T_UINT32, uint32s, {1, 4000000000.0}},
  };
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "classes.mat", NULL);
  mat_t *file = Mat_CreateVer (path, NULL, MAT_FT_MAT5);
  size_t dims[2] = {1, 2};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    matvar_t *variable = Mat_VarCreate (cases[i].name, cases[i].class, cases[i].type, 2, dims,
                                        (void *)cases[i].data, 0);

    g_assert_cmpint (Mat_VarWrite (file, variable, MAT_COMPRESSION_NONE), ==, 0);
    Mat_VarFree (variable);
  }
  Mat_Close (file);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gsize n;
    g_autofree double *values = acu_mat_read_numbers (path, cases[i].name, &n, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (n, ==, 2);
    g_assert_cmpfloat (values[0], ==, cases[i].expected[0]);
    g_assert_cmpfloat (values[1], ==, cases[i].expected[1]);
  }
}

static void
test_strings (void)
{
  static const char *const names[] = {"a.bmp", "b c.bmp", "x"};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "names.mat", NULL);
  AcuFixtureVariable variables[] = {{.name = "row", .strings = names, .n = 3},
                                    {.name = "column", .strings = names, .n = 3, .column = TRUE}};

  acu_fixture_mat (folder, "names.mat", variables, 2);
  for (gsize i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;
    gsize n;
    g_auto (GStrv) strings = acu_mat_read_strings (path, variables[i].name, &n, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (n, ==, 3);
    g_assert_true (g_strv_equal ((const char *const *)strings,
                                 (const char *const[]){"a.bmp", "b c.bmp", "x", NULL}));
  }
  g_assert_true (acu_mat_has (path, "row"));
  g_assert_false (acu_mat_has (path, "diagonal"));
  assert_no_numbers (path, "row", "no real numbers");
}

/* A compressed cell array {'a.bmp', 'b c.bmp', 'x'} called row, as SciPy writes it. */
static void
test_another_writer (void)
{
  static const guint8 element[] = {
      0x0f, 0x00, 0x00, 0x00, 0x51, 0x00, 0x00, 0x00, 0x78, 0x9c, 0xe3, 0x63, 0x60, 0x60, 0x78,
      0x00, 0xc4, 0x6c, 0x40, 0xcc, 0x01, 0xc4, 0x8c, 0x0c, 0x10, 0xc0, 0x8a, 0xc4, 0x67, 0x06,
      0xd3, 0xcc, 0x0c, 0x45, 0xf9, 0xe5, 0x0c, 0x7c, 0x40, 0xb6, 0x05, 0x92, 0x7a, 0x16, 0x2c,
      0xea, 0x59, 0x91, 0xcc, 0x11, 0x80, 0xf2, 0x13, 0xf5, 0x92, 0x72, 0x0b, 0x80, 0x34, 0x31,
      0xfa, 0xd9, 0xd1, 0xf4, 0x83, 0xf8, 0x49, 0x0a, 0xc9, 0x60, 0x13, 0x40, 0xfa, 0x0d, 0x08,
      0xe8, 0x67, 0x44, 0xd1, 0xcf, 0xc8, 0x50, 0x01, 0xa4, 0x01, 0xfc, 0x2e, 0x08, 0x7a,
  };
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "scipy.mat", NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) strings = NULL;
  guint8 header[128] = "MATLAB 5.0 MAT-file";
  gsize n;

  /* Version 0x0100 and the mark of little-endian numbers. */
  memcpy (header + 124, "\x00\x01IM", 4);
  g_byte_array_append (bytes, header, sizeof (header));
  g_byte_array_append (bytes, element, sizeof (element));
  g_assert_true (g_file_set_contents (path, (const char *)bytes->data, bytes->len, NULL));
  strings = acu_mat_read_strings (path, "row", &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 3);
  g_assert_true (g_strv_equal ((const char *const *)strings,
                               (const char *const[]){"a.bmp", "b c.bmp", "x", NULL}));
}

static void
test_other_versions (void)
{
  static const struct {
    const char *start;
    const char *mark;
    const char *reason;
  } cases[] = {
      {"MATLAB 7.3 MAT-file", "\x00\x02IM", "7.3"},
      {"\211HDF\r\n", "\x00\x02IM", "7.3"},
      {"\x00\x00\x00\x00", "\x00\x00\x00\x00", "version 5"},
      {"MATLAB 5.0 MAT-file", "\x00\x03IM", "version 5"},
  };
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "other.mat", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    char header[136] = "";

    memcpy (header, cases[i].start, strlen (cases[i].start));
    memcpy (header + 124, cases[i].mark, 4);
    g_assert_true (g_file_set_contents (path, header, sizeof (header), NULL));
    assert_no_numbers (path, "x", cases[i].reason);
  }
  acu_fixture_text (folder, "other.mat", "short");
  assert_no_numbers (path, "x", "no MATLAB file");
}

/* x = int16 ([1 -2]) with its numbers in bytes, as a big-endian machine writes it. */
static void
test_big_endian (void)
{
  static const guint8 element[] = {
      0, 0, 0, 14, 0,   0,    0, 48,                          /* array of 48 bytes */
      0, 0, 0, 6,  0,   0,    0, 8,  0, 0, 0, 10, 0, 0, 0, 0, /* class int16 */
      0, 0, 0, 5,  0,   0,    0, 8,  0, 0, 0, 1,  0, 0, 0, 2, /* 1 by 2 */
      0, 1, 0, 1,  'x', 0,    0, 0,                           /* small element: the name */
      0, 2, 0, 1,  1,   0xfe, 0, 0, /* small element: the numbers as int8 */
  };
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "big.mat", NULL);
  guint8 bytes[128 + sizeof (element)] = "MATLAB 5.0 MAT-file";
  g_autofree double *values = NULL;
  g_autoptr (GError) error = NULL;
  gsize n;

  memcpy (bytes + 124, "\x01\x00MI", 4);
  memcpy (bytes + 128, element, sizeof (element));
  g_assert_true (g_file_set_contents (path, (const char *)bytes, sizeof (bytes), NULL));
  values = acu_mat_read_numbers (path, "x", &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpfloat (values[0], ==, 1);
  g_assert_cmpfloat (values[1], ==, -2);
}

static void
test_refusals (void)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "numbers.mat", NULL);
  g_autofree char *absent = g_build_filename (folder, "absent.mat", NULL);
  g_autofree double *many = g_new0 (double, 1000001);
  AcuFixtureVariable variable = {.name = "many", .numbers = many, .n = 1000001};
  g_autoptr (GError) error = NULL;
  gsize n;

  acu_fixture_mat (folder, "numbers.mat", &variable, 1);
  assert_no_numbers (path, "many", "larger");
  assert_no_numbers (path, "few", "“few”");
  g_assert_null (acu_mat_read_numbers (absent, "x", &n, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_false (acu_mat_has (absent, "x"));
}

/* A file cut off or changed anywhere must end in an error or in values; the sanitizers see to the
 * rest. */
static void
test_damage (void)
{
  static const double numbers[] = {1, 2, 3, 4, 5};
  static const char *const names[] = {"one.bmp", "two.bmp"};
  AcuFixtureVariable variables[] = {{.name = "numbers", .numbers = numbers, .n = 5},
                                    {.name = "names", .strings = names, .n = 2}};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "whole.mat", NULL);
  g_autofree char *harmed = g_build_filename (folder, "harmed.mat", NULL);
  g_autofree char *data = NULL;
  gsize length;
  guint refused = 0;

  acu_fixture_mat (folder, "whole.mat", variables, 2);
  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  for (gsize at = 0; at < 2 * length; at++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *copy = g_memdup2 (data, length);
    gsize keep = at < length ? at : length;
    gsize n;
    g_auto (GStrv) strings = NULL;

    if (at >= length)
      copy[at - length] = (char)~copy[at - length];
    g_assert_true (g_file_set_contents_full (harmed, copy, (gssize)keep, G_FILE_SET_CONTENTS_NONE,
                                             0600, NULL));
    strings = acu_mat_read_strings (harmed, "names", &n, &error);
    g_assert_true ((strings == NULL) == (error != NULL));
    refused += strings == NULL;
  }
  g_assert_cmpuint (refused, >, length);
  g_assert_cmpuint (refused, <, 2 * length);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mat/numbers", test_numbers_of_every_class);
  g_test_add_func ("/mat/strings", test_strings);
  g_test_add_func ("/mat/another-writer", test_another_writer);
  g_test_add_func ("/mat/other-versions", test_other_versions);
  g_test_add_func ("/mat/big-endian", test_big_endian);
  g_test_add_func ("/mat/refusals", test_refusals);
  g_test_add_func ("/mat/damage", test_damage);
  return g_test_run ();
}
