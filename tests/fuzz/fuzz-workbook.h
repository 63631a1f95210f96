/* A spreadsheet around a sheet that is made up: checksums keep damage to a whole file from getting
 * as far as what is in it. */
#pragma once

#include <glib.h>

/* The bytes of a workbook whose one sheet, called @name, is these bytes. (transfer full) */
GBytes *acu_fuzz_pack_workbook (const char *name, const guint8 *sheet, gsize size);
