/* Methods, grades and progress in words, for people. */
#pragma once

#include "app/catalog/label-store.h"

G_BEGIN_DECLS

/* "Five grades (ACR)". */
const char *acu_label_method_get_word (AcuLabelMethod method);

/* The ITU's word for a grade of 1..5 (Rec. ITU-T P.910, absolute category rating): "Good". */
const char *acu_grade_get_word (guint grade);

/* What raters are told where nobody wrote anything else. */
const char *acu_label_method_get_instructions (AcuLabelMethod method);

/* "about 16 min left". (transfer full) */
char *acu_time_left_format (double seconds);

/* Appends @fact to @facts, as markup: "210 ratings · 14 pictures".  Lines are broken between facts,
 * not within one. */
void acu_facts_append (GString *facts, const char *fact);

/* The day of a time in seconds since 1970: "12 May 2024". (transfer full) */
char *acu_day_format (gint64 seconds);

G_END_DECLS
