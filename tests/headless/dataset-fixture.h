/* Miniatures of published datasets: what the tests of the importers write before they read it. */
#pragma once

#include "app/learning/datasets/dataset.h"

/* Writes a 2x2 bitmap at @folder/@name, making the folders in between. */
void acu_fixture_image (const char *folder, const char *name);

/* Writes @text at @folder/@name, making the folders in between. */
void acu_fixture_text (const char *folder, const char *name, const char *text);

/* Writes an xlsx workbook of one sheet called @sheet.  @rows: NULL-terminated, cells of a row
 * separated by `|`, empty cells left out.  A cell that begins with `#` is stored as the number
 * behind it, one that begins with `@` as an inline string, any other as a shared string. */
void
acu_fixture_xlsx (const char *folder, const char *name, const char *sheet, const char *const *rows);

/* Writes an archive of the parts given as pairs of name and text, NULL-terminated. */
void acu_fixture_zip (const char *folder, const char *name, const char *const *parts);

/* A variable of a MAT file: 1-by-n numbers, or an n-by-1 or 1-by-n cell array of strings. */
typedef struct {
  const char *name;
  const double *numbers;
  const char *const *strings; /* where numbers is NULL */
  gsize n;
  gboolean column; /* n-by-1 */
} AcuFixtureVariable;

/* Writes a MAT file of version 5, its numbers compressed. */
void acu_fixture_mat (const char *folder,
                      const char *name,
                      const AcuFixtureVariable *variables,
                      gsize n);

/* Opens the dataset LAYOUT:FOLDER[/NAME], which must succeed. @name: (nullable) */
AcuDataset *acu_fixture_open (const char *layout, const char *folder, const char *name);

/* Opens it and checks that it fails with @code of ACU_DATASET_ERROR and a message that holds each
 * of the NULL-terminated pieces that follow. */
void acu_fixture_fails (const char *layout, const char *folder, const char *name, int code, ...)
    G_GNUC_NULL_TERMINATED;

/* Checks sample @index: the end of its path, score, split and (nullable) group. */
void acu_fixture_assert_sample (const AcuDataset *dataset,
                                gsize index,
                                const char *path_end,
                                double mos,
                                AcuSplit split,
                                const char *group);
