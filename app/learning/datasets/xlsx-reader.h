/* Spreadsheets of Office Open XML (ECMA-376), as far as tables of scores need them. */
#pragma once

#include "app/learning/datasets/table.h"

/* Reads the sheet whose first fifty rows hold a header with all @columns (NULL-terminated, letter
 * case aside): the one named @sheet (nullable) if it is there and does, else the first that does.
 * The row below the header is the table's first; empty rows are left out.
 *
 * Values are taken as stored: shared strings, inline strings (rich text without its formatting),
 * numbers, booleans as 0 or 1, the last result of formulas; error values are empty.
 *
 * The archive is treated as hostile: parts are limited to 64 MiB unpacked, a sheet to 4 million
 * cells, document type declarations are refused, no entity and no network is ever looked up.
 * Errors: G_FILE_ERROR, or ACU_DATASET_ERROR_FORMAT naming the file and the part. */
AcuTable *
acu_xlsx_read (const char *path, const char *sheet, const char *const *columns, GError **error);
