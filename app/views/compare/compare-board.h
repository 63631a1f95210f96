/* Lays photos out side by side, or one above the other, whichever shows more of them. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_COMPARE_BOARD (acu_compare_board_get_type ())
G_DECLARE_FINAL_TYPE (AcuCompareBoard, acu_compare_board, ACU, COMPARE_BOARD, GtkWidget)

/* Adds @child behind the others; hidden ones take no place. */
void acu_compare_board_append (AcuCompareBoard *board, GtkWidget *child);

/* How many stand beside each other. */
guint acu_compare_board_get_columns (AcuCompareBoard *board);

/* The number of columns in which @n photos of three by two come out largest in @width x @height. */
guint acu_compare_board_choose_columns (guint n, int width, int height);

G_END_DECLS
