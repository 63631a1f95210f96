/* An answer on a continuous scale: set by steps, typed digits, the mouse or the wheel, then given.
 *
 * It begins without a value, so that no answer is suggested. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_VALUE_SCALE (acu_value_scale_get_type ())
G_DECLARE_FINAL_TYPE (AcuValueScale, acu_value_scale, ACU, VALUE_SCALE, GtkWidget)

/* The property "has-value" (gboolean) is notified. */
GtkWidget *acu_value_scale_new (void);

/* The ends of the scale; the value goes. */
void acu_value_scale_set_range (AcuValueScale *scale, double min, double max);

/* No value again. */
void acu_value_scale_reset (AcuValueScale *scale);

/* NAN without. */
double acu_value_scale_get_value (AcuValueScale *scale);

/* Moves by @steps hundredths of the scale; from its middle where there is no value yet. */
void acu_value_scale_step (AcuValueScale *scale, int steps);

/* Types a digit: 7, then 3, is 73; what would leave the scale begins anew. */
void acu_value_scale_type (AcuValueScale *scale, guint digit);

/* Takes the last typed digit back.  FALSE where none was typed. */
gboolean acu_value_scale_untype (AcuValueScale *scale);

G_END_DECLS
