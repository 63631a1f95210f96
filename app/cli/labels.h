/* What the files of `acutance-cli labels` share. */
#pragma once

#include "app/catalog/catalog.h"
#include "app/cli/command.h"

G_BEGIN_DECLS

/* Opens the catalog at @path, the user's own for NULL.  Where it does not exist, it is created if
 * @create, and an error if not.  (transfer full) */
AcuCatalog *acu_labels_open_catalog (const char *path, gboolean create, GError **error);

/* acutance-cli labels import; @argv[0] is "labels import". */
AcuExit acu_labels_import (int argc, char **argv);

G_END_DECLS
