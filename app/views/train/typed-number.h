/* Numbers as people type them. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  ACU_TYPED_NUMBER,
  ACU_TYPED_GROUPED, /* may have signs between thousands: "1,000" is a thousand to some, one to
                      * others */
  ACU_TYPED_NOTHING, /* no number */
} AcuTypedNumber;

/* Reads the whole of @text, but for space around it, where @decimal is the decimal sign.  Of point
 * and comma the other one is taken for it too, unless it may stand between thousands.  @value is
 * set for ACU_TYPED_NUMBER alone. */
AcuTypedNumber acu_typed_number_read (const char *text, const char *decimal, double *value);

/* The decimal sign of the person's language. (transfer none) */
const char *acu_typed_number_get_decimal (void);

G_END_DECLS
