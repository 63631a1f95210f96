/* All degradations at all levels on one page, to look at. */
#pragma once

#include "app/imaging/image.h"

/* Draws a row for each degradation, a column for each level from 0 to 5, each cell the middle
 * @cell x @cell pixels of @source, or all of them where it is smaller. Fails as acu_recipe_run().
 * (transfer full) */
AcuImage *acu_contact_sheet_new (AcuImage *source, int cell, guint64 seed, GError **error);
