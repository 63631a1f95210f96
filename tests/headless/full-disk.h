/* A disk that is full when a test says so: SQLite's own access to files, except that writing fails.
 */
#pragma once

#include <glib.h>

/* From now on, whatever SQLite opens is on that disk. */
void acu_full_disk_install (void);

/* Whether it is full; it is not, at first. */
void acu_full_disk_set (gboolean is_full);
