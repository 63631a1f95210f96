/* A home with a trash, for tests that move files there. */
#pragma once

#include <glib.h>

/* Makes a folder the home's place for data, with the trash in it, before anything asks for that;
 * processes started from now on have it as well. (transfer full) */
char *acu_fixture_enter_trash_home (void);
