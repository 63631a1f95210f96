/* What a label set comes to: scores with their confidence, how the ratings spread, what is to be
 * thought of the raters.  It follows the catalog while it is shown. */
#pragma once

#include "app/views/shared/library.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_RESULTS_PAGE (acu_results_page_get_type ())
G_DECLARE_FINAL_TYPE (AcuResultsPage, acu_results_page, ACU, RESULTS_PAGE, GtkWidget)

/* Adds to @actions: label-method (s), with state, and label-keep (sb), a rater's uid and whether
 * his ratings count in spite of a rule. */
void acu_results_page_attach (AcuResultsPage *page, AcuLibrary *library, GActionMap *actions);

/* Shows the set called @set; NULL shows nothing, and keeps nothing either. */
void acu_results_page_set_set (AcuResultsPage *page, const char *set);
const char *acu_results_page_get_set (AcuResultsPage *page);

G_END_DECLS
