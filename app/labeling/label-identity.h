/* What ratings of several machines are told apart by, and which of two versions of one stands. */
#pragma once

#include "app/catalog/label-store.h"

G_BEGIN_DECLS

/* A uid in hexadecimal digits. (transfer full) */
char *acu_uid_format (const guint8 *uid);

/* Reads what acu_uid_format() writes; FALSE where @text is nothing of the kind. */
gboolean acu_uid_parse (const char *text, guint8 uid[ACU_UID_SIZE]);

/* A new one. */
void acu_uid_make (guint8 uid[ACU_UID_SIZE]);

/* The uid that follows from @text, on every machine the same. */
void acu_uid_derive (const char *text, guint8 uid[ACU_UID_SIZE]);

/* Whether a label is a rating that counts: it was not skipped, is no example, and its file holds
 * what was rated. */
gboolean acu_label_counts (const AcuLabel *label);

/* Whether two ratings are of the same. */
gboolean acu_label_is_same_item (const AcuLabel *a, const AcuLabel *b);

/* Whether two ratings say the same of the same. */
gboolean acu_label_is_same_answer (const AcuLabel *a, const AcuLabel *b);

/* Whether of two versions of a rating @label stands rather than @old, whichever came first: the
 * later one, else that of the smaller uid; of one with the same of both, which somebody has edited,
 * the one with a score, else with the lower one. */
gboolean acu_label_is_preferred (const AcuLabel *label, const AcuLabel *old);

G_END_DECLS
