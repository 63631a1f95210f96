/* What the application asks and tells in windows of their own, each of which is looked at as it
 * comes; nothing is answered. */
#pragma once

#include "tests/display/layout-tour.h"

G_BEGIN_DECLS

/* While photos are selected. */
void acu_tour_dialogs_of_photos (AcuTour *tour);

/* While the label sets are shown. */
void acu_tour_dialogs_of_labels (AcuTour *tour);

/* While runs are shown. */
void acu_tour_dialogs_of_runs (AcuTour *tour);

/* Whatever is shown. */
void acu_tour_dialogs_of_program (AcuTour *tour);

G_END_DECLS
