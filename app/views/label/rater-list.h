/* The raters of a label set: what is to be thought of each, and whether their ratings count. */
#pragma once

#include "app/labeling/label-result.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ACU_TYPE_RATER_LIST (acu_rater_list_get_type ())
G_DECLARE_FINAL_TYPE (AcuRaterList, acu_rater_list, ACU, RATER_LIST, GtkWidget)

GtkWidget *acu_rater_list_new (void);

/* Shows the raters of @result, which is only looked at; NULL for none.  The switch of a rater whom
 * a rule speaks against activates win.label-keep with his uid and the new state, (sb). */
void acu_rater_list_set_result (AcuRaterList *list, const AcuLabelResult *result);

G_END_DECLS
