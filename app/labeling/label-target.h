/* The label set that a table of ratings goes into, and which of its rows fit there. */
#pragma once

#include "app/labeling/label-import.h"
#include "app/labeling/label-rows.h"

G_BEGIN_DECLS

/* Fills in @set, which is zeros: the catalog's where there is one of the name that @options, the
 * file or the file's own name says; else, with an id of 0, one to be made, by what the file says of
 * itself and what its scores look like.
 * Errors: ACU_LABELING_ERROR_SET for a set of another method or scale, ACU_LABELING_ERROR_FORMAT
 * for a method that there is not, those of the catalog. */
gboolean acu_label_target_choose (AcuCatalog *catalog,
                                  const AcuLabelRows *rows,
                                  const AcuLabelImportOptions *options,
                                  AcuLabelSet *set,
                                  GError **error);

/* Takes rows out that are no ratings of @set, and complains of each. */
void acu_label_target_check (const AcuLabelSet *set, AcuLabelRows *rows);

G_END_DECLS
