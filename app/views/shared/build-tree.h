/* The build tree, for a program that runs from one before it is installed. */
#pragma once

#include <glib.h>

/* The folder `data` of the build tree that the program runs from; NULL where it is installed.
 * (transfer full) */
char *acu_build_tree_find_data (void);
