/* What the files of `acutance-cli labels` share. */
#pragma once

#include "app/catalog/catalog.h"
#include "app/cli/command.h"

G_BEGIN_DECLS

/* Opens the catalog at @path, the user's own for NULL.  Where it does not exist, it is created if
 * @create, and an error if not.  (transfer full) */
AcuCatalog *acu_labels_open_catalog (const char *path, gboolean create, GError **error);

/* The option that all of them have. */
#define ACU_LABELS_CATALOG_ENTRY(variable)                                                         \
  {                                                                                                \
    "catalog", 0, 0, G_OPTION_ARG_FILENAME, variable,                                              \
        _ ("Which catalog (default: the application's)"), "FILE"                                   \
  }

/* acutance-cli labels import; @argv[0] is "labels import". */
AcuExit acu_labels_import (int argc, char **argv);

/* acutance-cli labels edit and remove, likewise. */
AcuExit acu_labels_edit (int argc, char **argv);
AcuExit acu_labels_remove (int argc, char **argv);

G_END_DECLS
