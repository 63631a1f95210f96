/* What the stores need of the catalog and nobody else does. */
#pragma once

#include "app/catalog/catalog.h"
#include "app/catalog/database.h"

G_BEGIN_DECLS

typedef enum {
  ACU_DURABLE, /* on the disk when it returns: what a person typed */
  ACU_RELAXED, /* survives a crash of the program, perhaps not one of the machine: can be remade */
} AcuDurability;

/* Takes the write lock and begins a transaction, or joins the one that this thread has begun.
 * NULL on failure; otherwise acu_catalog_end() must follow. */
AcuDatabase *acu_catalog_begin (AcuCatalog *catalog, AcuDurability durability, GError **error);

/* Ends what acu_catalog_begin() began: commits where @ok, and undoes everything where not.  Returns
 * whether it was committed. */
gboolean acu_catalog_end (AcuCatalog *catalog, gboolean ok, GError **error);

/* Adds to the news that `changed` will tell after the commit.  @photo 0 for none in particular. */
void acu_catalog_note (AcuCatalog *catalog, AcuChangeFlags flags, gint64 photo);

/* Borrows a reading connection, inside a transaction that sees one state.  NULL on failure. */
AcuDatabase *acu_catalog_borrow_reader (AcuCatalog *catalog, GError **error);
void acu_catalog_return_reader (AcuCatalog *catalog, AcuDatabase *reader);

/* Seconds since 1970. */
gint64 acu_catalog_now (void);

G_END_DECLS
