/* Label sets removed, in a way that leaves something to go back to. */
#pragma once

#include "app/catalog/label-store.h"

G_BEGIN_DECLS

/* Removes @set with its sessions and ratings.  Before that the catalog is backed up, and the
 * ratings are written, as acu_label_export_long(), to a file beside the backup, from which they can
 * be imported without going back in everything else; where either fails nothing is removed.  @kept:
 * that file's path; NULL where there was no rating. (out) (transfer full) */
gboolean
acu_label_set_remove (AcuCatalog *catalog, const AcuLabelSet *set, char **kept, GError **error);

G_END_DECLS
