/* Writes comma-separated values (RFC 4180) into a growing text; rows end in a single line feed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Appends @text as the next field of the row, in quotes where it needs them; NULL is an empty one.
 * Bytes that are no UTF-8 stay as they are: file names are bytes. */
void acu_csv_text_field (GString *csv, const char *text);

/* Appends the shortest decimal that reads back as the same number; nan as @missing. */
void acu_csv_text_number (GString *csv, double value, const char *missing);

/* The same, of a number, as part of any text. */
void acu_csv_text_decimal (GString *text, double value);

void acu_csv_text_int (GString *csv, gint64 value);

/* Appends the next patch of a field, "y:x:score" with ";" between patches: nothing that the field
 * would be quoted for.  @is_first: of the field's, whose comma is the caller's */
void acu_csv_text_patch (GString *csv, gboolean is_first, int y, int x, float score);

/* Ends the row. */
void acu_csv_text_end_row (GString *csv);

G_END_DECLS
