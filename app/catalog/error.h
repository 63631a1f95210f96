/* The catalog folder's error domain. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ACU_CATALOG_ERROR (acu_catalog_error_quark ())

typedef enum {
  ACU_CATALOG_ERROR_DAMAGED,   /* the file contradicts itself: restore a backup, or start fresh */
  ACU_CATALOG_ERROR_NEWER,     /* written by a newer Acutance */
  ACU_CATALOG_ERROR_FOREIGN,   /* a database, but not a catalog */
  ACU_CATALOG_ERROR_READ_ONLY, /* the file or its folder cannot be written */
  ACU_CATALOG_ERROR_FULL,      /* no space left: nothing of this change was kept */
  ACU_CATALOG_ERROR_BUSY,      /* another program holds the catalog */
  ACU_CATALOG_ERROR_FILE,      /* cannot be opened, read or written for another reason */
  ACU_CATALOG_ERROR_MISSING,   /* no such photo, folder, collection, ... */
  ACU_CATALOG_ERROR_EXISTS,    /* there is one of this name already */
  ACU_CATALOG_ERROR_ARGUMENT,  /* a value that cannot be understood or kept */
} AcuCatalogError;

GQuark acu_catalog_error_quark (void);

G_END_DECLS
