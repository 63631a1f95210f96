/* Cells of tables for a terminal, which counts columns, not bytes: letters of some scripts fill two
 * of them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How many columns @cell fills; of what is no UTF-8, each byte is taken for one. */
guint acu_column_text_measure (const char *cell);

/* Appends @cell, and spaces behind it up to @width columns; nothing is cut. */
void acu_column_text_left (GString *text, const char *cell, guint width);

/* Appends a space, and @cell with spaces before it up to @width columns; nothing is cut. */
void acu_column_text_right (GString *text, const char *cell, guint width);

G_END_DECLS
