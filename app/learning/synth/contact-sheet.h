/* All degradations at all levels on one page, to look at. */
#pragma once

#include "app/imaging/image.h"

#include <gio/gio.h>

/* Draws a row for each degradation, a column for each level from 0 to 5, each cell the middle
 * @cell x @cell pixels of @source, or all of them where it is smaller. Fails as acu_recipe_run(),
 * or with G_IO_ERROR_CANCELLED. (transfer full) */
AcuImage *acu_contact_sheet_new (
    AcuImage *source, int cell, guint64 seed, GCancellable *cancellable, GError **error);
