/* Where the images of a dataset are: one look into each folder instead of one for each image, and
 * forgiving about letter case, in which copies of the same dataset differ. */
#pragma once

#include <glib.h>

typedef struct _AcuFolderIndex AcuFolderIndex;

AcuFolderIndex *acu_folder_index_new (void);
void acu_folder_index_free (AcuFolderIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuFolderIndex, acu_folder_index_free)

/* Adds the files of @folder (absolute); a file found in an earlier folder stays the one.  Returns
 * FALSE where there is no such folder, which is no error: layouts have alternatives. */
gboolean acu_folder_index_add (AcuFolderIndex *index, const char *folder);

/* Adds @root/@name for each of @names (NULL-terminated) that exists. */
void acu_folder_index_add_all (AcuFolderIndex *index, const char *root, const char *const *names);

/* The absolute path of the file called @name, or of one that differs from it in letter case alone.
 * (transfer none) (nullable): valid as long as the index */
const char *acu_folder_index_find (const AcuFolderIndex *index, const char *name);

/* Where a file that was not found should have been: in the folder that is called like something in
 * its @name, or like the @part (nullable) that it belongs to, or else in the first one added;
 * without any, in the first one asked for. (transfer full) */
char *acu_folder_index_expected (const AcuFolderIndex *index, const char *name, const char *part);
