/* Numbers as people read them: with a minus sign (U+2212), which is as wide as the plus, and not
 * with the hyphen that other programs read.  Before a sign stands a mark of direction (U+200E), so
 * that it stays in front where text runs from right to left. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @value with @decimals; what rounds to nothing has no sign, and what is not finite is a dash.
 * (transfer full) */
char *acu_number_format (double value, int decimals);

/* A difference: with its sign, so that it is told from a value. (transfer full) */
char *acu_number_format_signed (double value, int decimals);

/* @value with up to @digits that count, and an exponent where there would be more. (transfer full)
 */
char *acu_number_format_digits (double value, int digits);

G_END_DECLS
