/* Letters drawn with a broad pen: enough of a typeface to print a page with. */
#pragma once

#include <glib.h>

typedef struct {
  guint width, height;
  guint8 *ink; /* (height, width); 255: full ink */
} AcuSheet;

AcuSheet *acu_sheet_new (guint width, guint height);
void acu_sheet_free (AcuSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuSheet, acu_sheet_free)

/* Draws a straight stroke of a round pen. All lengths are in cells of the sheet. */
void acu_sheet_line (AcuSheet *sheet, float x0, float y0, float x1, float y1, float width);

/* Writes @text (ASCII) with its baseline starting at (@x, @y); @size is the height of a capital,
 * @weight 1 is a book face, 1.6 a bold one. Letters the font lacks leave a gap.
 *
 * Returns the x at which the next letter would start. */
float
acu_sheet_write (AcuSheet *sheet, const char *text, float x, float y, float size, float weight);

/* Returns how far acu_sheet_write() would advance. */
float acu_sheet_measure (const char *text, float size);

/* Writes @text in lines of at most @measure, adding to the blanks so that both margins are even.
 *
 * Returns the baseline of the line that would follow. */
float acu_sheet_paragraph (
    AcuSheet *sheet, const char *text, float x, float y, float measure, float size, float leading);
