/* Comma-separated values as programs and people write them. */
#pragma once

#include "app/learning/datasets/table.h"

/* Reads a file of RFC 4180, whose first line names the columns.
 *
 * Beyond that: the separator is the comma, semicolon or tab that the first line has most of; lines
 * end in CRLF, LF or CR; a UTF-8 byte order mark is skipped, and so are empty lines; with
 * semicolons a number may have a decimal comma.  Bytes that are no UTF-8 are kept, since file names
 * are bytes.
 *
 * Errors: G_FILE_ERROR, or ACU_DATASET_ERROR_FORMAT naming file and line: an unclosed quote, text
 * after a closing quote, more fields than columns, a NUL byte, UTF-16, more than 256 MiB. */
AcuTable *acu_csv_read (const char *path, GError **error);
