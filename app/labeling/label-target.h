/* The label set that a table of ratings goes into, and which of its rows fit there. */
#pragma once

#include "app/labeling/label-import.h"
#include "app/labeling/label-rows.h"

G_BEGIN_DECLS

/* Fills in @set, which is zeros: the catalog's of the name that @options say; else the one that the
 * file is of, by uid, whatever either calls it; else the one of the file's set's, or the file's
 * own, name.  Where there is none, or @options keep it apart, it is, with an id of 0, one to be
 * made, by what the file says of itself and what its scores look like.
 *
 * *@is_other: the file says that it is of another set than that, by uid or, where it does not say
 * one, by name; and none of its ratings is there, as they would be if both had been merged before.
 * Errors: ACU_LABELING_ERROR_SET for a set of another method or scale, ACU_LABELING_ERROR_FORMAT
 * for a method that there is not, those of the catalog. */
gboolean acu_label_target_choose (AcuCatalog *catalog,
                                  const AcuLabelRows *rows,
                                  const AcuLabelImportOptions *options,
                                  AcuLabelSet *set,
                                  gboolean *is_other,
                                  GError **error);

/* Takes rows out that are no ratings of @set, and complains of each. */
void acu_label_target_check (const AcuLabelSet *set, AcuLabelRows *rows);

G_END_DECLS
