/* Photos beside a trash of their own, for tests that move them there and back. */
#pragma once

#include "scan-fixture.h"
#include "trash-home.h"

/* a.jpg and b.jpg, b.cr2 of one exposure, c.jpg and c.png, with sidecars: scanned, and in the same
 * place as the trash of acu_fixture_enter_trash_home(). */
void acu_trash_fixture_set_up (AcuScanFixture *fixture, gconstpointer data);

gboolean acu_fixture_exists (AcuScanFixture *fixture, const char *name);

/* The photo of the file @name; 0 where there is none. */
gint64 acu_fixture_find (AcuScanFixture *fixture, const char *name);

/* The names of the photos shown, in order, joined by spaces. (transfer full) */
char *acu_fixture_list_shown (AcuScanFixture *fixture);
