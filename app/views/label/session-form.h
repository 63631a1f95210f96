/* What a session is to be: which photos, by which method, for whom.  Every field has a default, so
 * that Enter begins. */
#pragma once

#include "app/labeling/session-recipe.h"
#include "app/views/label/label-summary.h"
#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_SESSION_FORM (acu_session_form_get_type ())
G_DECLARE_FINAL_TYPE (AcuSessionForm, acu_session_form, ACU, SESSION_FORM, GtkWidget)

GtkWidget *acu_session_form_new (void);

void acu_session_form_attach (AcuSessionForm *form, AcuLibrary *library);

/* Offers what there is: the sets and raters of @summary, @selection (gint64) besides the folder and
 * the filter of the library. */
void
acu_session_form_prepare (AcuSessionForm *form, const AcuLabelSummary *summary, GArray *selection);

/* Fills in one field: "source" (folder, filter, selection, list), "list" (a path), "set", "method",
 * "rater", "queue", "display", "instructions" (strings); "seed" (t); "repeats" (percent),
 * "anchors", "training", "breaks" (minutes), "pairs", "patches" (u); "blind" (b).  FALSE for any
 * other. */
gboolean acu_session_form_set_option (AcuSessionForm *form, const char *name, GVariant *value);

/* What the form says. (transfer full) */
AcuSessionRecipe *acu_session_form_make_recipe (AcuSessionForm *form);

/* Has Enter begin. */
void acu_session_form_focus (AcuSessionForm *form);

/* It is shown no more, and does not take the focus when its photos are counted. */
void acu_session_form_leave (AcuSessionForm *form);

G_END_DECLS
