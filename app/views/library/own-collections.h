/* The collections that a person made, as the catalog has them now. */
#pragma once

#include "app/catalog/collection-store.h"
#include "app/views/shared/library.h"

G_BEGIN_DECLS

#define ACU_TYPE_OWN_COLLECTIONS (acu_own_collections_get_type ())
G_DECLARE_FINAL_TYPE (AcuOwnCollections, acu_own_collections, ACU, OWN_COLLECTIONS, GObject)

/* The signal "changed" tells that there are others, or that one has another name or other contents.
 */
AcuOwnCollections *acu_own_collections_new (AcuLibrary *library);

/* In the order in which people look for names. (transfer none) (element-type AcuCollection) */
const GPtrArray *acu_own_collections_get_list (AcuOwnCollections *self);

/* The one with @id; NULL for none. */
const AcuCollection *acu_own_collections_find (AcuOwnCollections *self, gint64 id);

/* The one called @name; NULL for none. */
const AcuCollection *acu_own_collections_find_named (AcuOwnCollections *self, const char *name);

/* The one that the library shows; NULL where it shows something else. */
const AcuCollection *acu_own_collections_get_shown (AcuOwnCollections *self);

G_END_DECLS
