/* Files and folders that a person named, to be opened: what there is of them. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *folder;      /* to be opened: the first that is there, or the one that it is in */
  GStrv photos;      /* the paths of those that are in it; none where the folder itself was named */
  guint n_elsewhere; /* that are in other folders */
  char *missing;     /* a sentence about the first that is not there, or NULL */
} AcuNamedFiles;

void acu_named_files_free (AcuNamedFiles *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuNamedFiles, acu_named_files_free)

/* Looks, on another thread since a disk may be slow, at @n files.  @callback gets @source, and
 * calls acu_named_files_find_finish(). */
void acu_named_files_find_async (GFile *const *files,
                                 int n,
                                 GObject *source,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback);

/* NULL where none of them is there, with an error that names the first and says what to do, or
 * G_IO_ERROR_CANCELLED. (transfer full) */
AcuNamedFiles *acu_named_files_find_finish (GAsyncResult *result, GError **error);

G_END_DECLS
