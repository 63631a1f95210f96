/* A row of the sidebar: a collection's name, and how many photos it has. */
#pragma once

#include "app/catalog/collection-store.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ACU_TYPE_COLLECTION_ROW (acu_collection_row_get_type ())
G_DECLARE_FINAL_TYPE (AcuCollectionRow, acu_collection_row, ACU, COLLECTION_ROW, GtkListBoxRow)

GtkWidget *acu_collection_row_new (void);

/* Has the row show @collection, the one at @position of the list. */
void
acu_collection_row_show (AcuCollectionRow *row, const AcuCollection *collection, guint position);

gint64 acu_collection_row_get_id (AcuCollectionRow *row);
guint acu_collection_row_get_position (AcuCollectionRow *row);

G_END_DECLS
