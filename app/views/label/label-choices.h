/* How the results of a label set are computed, as a person chose: by which method, and which raters
 * count in spite of the rule that speaks against them.  In the settings, by what stays the same on
 * every machine. */
#pragma once

#include "app/labeling/label-result.h"

G_BEGIN_DECLS

typedef struct _AcuLabelChoices AcuLabelChoices;

/* The choices for all sets as they are now; they can go to another thread. (transfer full) */
AcuLabelChoices *acu_label_choices_read (void);
void acu_label_choices_free (AcuLabelChoices *choices);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuLabelChoices, acu_label_choices_free)

/* The method of @set; what fits its kind where none was chosen. */
AcuOpinionMethod acu_label_choices_get_method (const AcuLabelChoices *choices,
                                               const AcuLabelSet *set);

/* Whether @rater of @set is kept. */
gboolean acu_label_choices_is_kept (const AcuLabelChoices *choices,
                                    const AcuLabelSet *set,
                                    const AcuRater *rater);

/* Computes the set called @name by the choices.  Errors: those of acu_label_table_load() and
 * acu_label_result_new(). (transfer full) */
AcuLabelResult *acu_label_choices_compute (const AcuLabelChoices *choices,
                                           AcuCatalog *catalog,
                                           const char *name,
                                           GError **error);

void acu_label_choices_set_method (const AcuLabelSet *set, AcuOpinionMethod method);
void acu_label_choices_set_kept (const AcuLabelSet *set, const AcuRater *rater, gboolean kept);

/* The rater's uid as text, by which actions name him: several may have one name. (transfer full) */
char *acu_label_choices_name_rater (const AcuRater *rater);

G_END_DECLS
