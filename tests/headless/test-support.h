/* What every test shares: where the sources are, and the optional material beside the checkout. */
#pragma once

#include <gio/gio.h>

/* Returns the absolute path of @relative inside the source tree, or inside the folder named by the
 * environment variable ACUTANCE_SOURCE_ROOT. (transfer full) */
char *acu_test_source_path (const char *relative);

/* Returns the absolute path of @relative inside the build tree. (transfer full) */
char *acu_test_build_path (const char *relative);

/* Returns the path of @relative inside the reference material (the folder named by the environment
 * variable ACUTANCE_SHARED, or `shared` beside the source tree).  Where that material does not
 * exist, marks the running test as skipped, saying so, and returns NULL; the caller returns.
 * (transfer full) (nullable) */
char *acu_test_shared_path (const char *relative);

/* Whether a few of a long series are enough (the environment variable ACUTANCE_TEST_QUICK): where
 * all of it has been gone through, or soon will be, elsewhere. */
gboolean acu_test_is_quick (void);

/* The same beside sanitizers, which have seen all code after one of several tests that take the
 * same way through it. */
gboolean acu_test_is_hurried (void);

/* What comes after @number in a series from 1: the next, or where few are enough, its double. */
guint acu_test_next (guint number);

/* Creates a folder that is removed with everything in it when the program ends normally.
 * (transfer full) */
char *acu_test_temporary_folder (void);

/* Opens a terminal of @columns: @ours reads what is written to @theirs. */
void acu_test_open_terminal (guint16 columns, int *ours, int *theirs);

/* Removes the folder at @path now, with everything in it. */
void acu_test_remove_folder (const char *path);
