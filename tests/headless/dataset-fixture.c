#include "tests/headless/dataset-fixture.h"

#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/dataset-spec.h"

#include <gio/gio.h>
#include <matio.h>
#include <string.h>
#include <zip.h>

static char *
make_place (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  return g_steal_pointer (&path);
}

static void
write_bytes (const char *folder, const char *name, const void *data, gsize length)
{
  g_autofree char *path = make_place (folder, name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, (gssize)length, &error);
  g_assert_no_error (error);
}

void
acu_fixture_image (const char *folder, const char *name)
{
  /* File header, BITMAPINFOHEADER, two rows of two pixels padded to eight bytes. */
  static const guint8 bitmap[] = {
      'B', 'M', 70,  0, 0,   0, 0, 0, 0,   0, 54, 0,   0,   0,          /* 14 */
      40,  0,   0,   0, 2,   0, 0, 0, 2,   0, 0,  0,   1,   0,   24, 0, /* 16 */
      0,   0,   0,   0, 16,  0, 0, 0, 0,   0, 0,  0,   0,   0,   0,  0,
      0,   0,   0,   0, 0,   0, 0, 0,                                   /* 24 */
      0,   0,   255, 0, 255, 0, 0, 0, 255, 0, 0,  255, 255, 255, 0,  0, /* 16 */
  };

  G_STATIC_ASSERT (sizeof (bitmap) == 70);
  write_bytes (folder, name, bitmap, sizeof (bitmap));
}

void
acu_fixture_text (const char *folder, const char *name, const char *text)
{
  write_bytes (folder, name, text, strlen (text));
}

void
acu_fixture_zip (const char *folder, const char *name, const char *const *parts)
{
  g_autofree char *path = make_place (folder, name);
  zip_t *archive = zip_open (path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

  g_assert_nonnull (archive);
  for (gsize i = 0; parts[i] != NULL; i += 2) {
    zip_source_t *source = zip_source_buffer (archive, parts[i + 1], strlen (parts[i + 1]), 0);

    g_assert_cmpint (zip_file_add (archive, parts[i], source, ZIP_FL_ENC_UTF_8), >=, 0);
  }
  g_assert_cmpint (zip_close (archive), ==, 0);
}

#define XML       "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN      "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define RELATIONS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

void
acu_fixture_xlsx (const char *folder, const char *name, const char *sheet, const char *const *rows)
{
  g_autoptr (GString) data = g_string_new (XML "<worksheet " MAIN "><sheetData>");
  g_autoptr (GString) shared = g_string_new (XML "<sst " MAIN ">");
  g_autofree char *workbook =
      g_strdup_printf (XML "<workbook " MAIN " xmlns:r=\"" RELATIONS "\"><sheets>"
                           "<sheet name=\"%s\" sheetId=\"1\" r:id=\"rId7\"/></sheets></workbook>",
                       sheet);
  guint n_shared = 0;

  for (guint row = 0; rows[row] != NULL; row++) {
    g_auto (GStrv) cells = g_strsplit (rows[row], "|", -1);

    g_string_append_printf (data, "<row r=\"%u\">", row + 1);
    for (guint column = 0; cells[column] != NULL; column++) {
      g_autofree char *text = g_markup_escape_text (cells[column], -1);
      g_autofree char *place = g_strdup_printf ("%c%u", 'A' + (int)column, row + 1);

      if (*text == '\0')
        continue;
      if (*text == '#') {
        g_string_append_printf (data, "<c r=\"%s\"><v>%s</v></c>", place, text + 1);
      } else if (*text == '@') {
        g_string_append_printf (data, "<c r=\"%s\" t=\"inlineStr\"><is><t>%s</t></is></c>", place,
                                text + 1);
      } else {
        g_string_append_printf (data, "<c r=\"%s\" t=\"s\"><v>%u</v></c>", place, n_shared++);
        g_string_append_printf (shared, "<si><t>%s</t></si>", text);
      }
    }
    g_string_append (data, "</row>");
  }
  g_string_append (data, "</sheetData></worksheet>");
  g_string_append (shared, "</sst>");

  acu_fixture_zip (folder, name,
                   (const char *const[]){
                       "xl/workbook.xml", workbook, "xl/_rels/workbook.xml.rels",
                       XML "<Relationships "
                           "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                           "<Relationship Id=\"rId7\" Type=\"" RELATIONS
                           "/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
                       "xl/sharedStrings.xml", shared->str, "xl/worksheets/sheet1.xml", data->str,
                       NULL});
}

static matvar_t *
make_cell_array (const AcuFixtureVariable *variable, size_t dims[2])
{
  g_autofree matvar_t **cells = g_new0 (matvar_t *, variable->n);

  for (gsize i = 0; i < variable->n; i++) {
    size_t size[2] = {1, strlen (variable->strings[i])};

    cells[i] =
        Mat_VarCreate (NULL, MAT_C_CHAR, MAT_T_UINT8, 2, size, (void *)variable->strings[i], 0);
    g_assert_nonnull (cells[i]);
  }
  return Mat_VarCreate (variable->name, MAT_C_CELL, MAT_T_CELL, 2, dims, cells, 0);
}

void
acu_fixture_mat (const char *folder, const char *name, const AcuFixtureVariable *variables, gsize n)
{
  g_autofree char *path = make_place (folder, name);
  mat_t *file = Mat_CreateVer (path, NULL, MAT_FT_MAT5);

  g_assert_nonnull (file);
  for (gsize i = 0; i < n; i++) {
    const AcuFixtureVariable *variable = &variables[i];
    size_t dims[2] = {variable->column ? variable->n : 1, variable->column ? 1 : variable->n};
    matvar_t *matvar;

    if (variable->numbers != NULL)
      matvar = Mat_VarCreate (variable->name, MAT_C_DOUBLE, MAT_T_DOUBLE, 2, dims,
                              (void *)variable->numbers, 0);
    else
      matvar = make_cell_array (variable, dims);
    g_assert_nonnull (matvar);
    /* matio 1.5.23 announces more bytes for compressed cells than it writes. */
    g_assert_cmpint (
        Mat_VarWrite (file, matvar,
                      variable->numbers != NULL ? MAT_COMPRESSION_ZLIB : MAT_COMPRESSION_NONE),
        ==, 0);
    Mat_VarFree (matvar);
  }
  Mat_Close (file);
}

static char *
make_spec (const char *layout, const char *folder, const char *name)
{
  g_autofree char *path = name != NULL ? g_build_filename (folder, name, NULL) : g_strdup (folder);

  return *layout != '\0' ? g_strdup_printf ("%s:%s", layout, path) : g_steal_pointer (&path);
}

AcuDataset *
acu_fixture_open (const char *layout, const char *folder, const char *name)
{
  g_autofree char *spec = make_spec (layout, folder, name);
  g_autoptr (GError) error = NULL;
  AcuDataset *dataset = acu_dataset_open (spec, &error);

  g_assert_no_error (error);
  g_assert_nonnull (dataset);
  return dataset;
}

void
acu_fixture_fails (const char *layout, const char *folder, const char *name, int code, ...)
{
  g_autofree char *spec = make_spec (layout, folder, name);
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuDataset) dataset = acu_dataset_open (spec, &error);
  const char *piece;
  va_list pieces;

  g_assert_null (dataset);
  g_assert_error (error, ACU_DATASET_ERROR, code);
  g_test_message ("%s", error->message);
  va_start (pieces, code);
  while ((piece = va_arg (pieces, const char *)) != NULL)
    if (strstr (error->message, piece) == NULL)
      g_error ("“%s” does not say “%s”", error->message, piece);
  va_end (pieces);
}

void
acu_fixture_assert_sample (const AcuDataset *dataset,
                           gsize index,
                           const char *path_end,
                           double mos,
                           AcuSplit split,
                           const char *group)
{
  const AcuSample *sample;

  g_assert_cmpuint (index, <, acu_dataset_get_length (dataset));
  sample = acu_dataset_get_sample (dataset, index);
  g_assert_true (g_path_is_absolute (sample->path));
  g_assert_true (g_file_test (sample->path, G_FILE_TEST_IS_REGULAR));
  if (!g_str_has_suffix (sample->path, path_end))
    g_error ("sample %" G_GSIZE_FORMAT " is %s, not …%s", index, sample->path, path_end);
  g_assert_cmpfloat_with_epsilon (sample->mos, mos, 1e-9);
  g_assert_cmpint (sample->split, ==, split);
  g_assert_cmpstr (sample->group, ==, group);
}
