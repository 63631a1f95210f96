/* What the files of the label store share.  Private to this folder. */
#pragma once

#include "app/catalog/catalog-private.h"
#include "app/catalog/label-store.h"

G_BEGIN_DECLS

/* The place of @name among @n @names; 0 where it is none. */
guint acu_label_find_name (const char *const *names, guint n, const char *name);

/* Copies @uid, or makes one where it is NULL or zeros. */
void acu_label_choose_uid (guint8 chosen[ACU_UID_SIZE], const guint8 *uid);

void acu_label_read_uid (AcuStatement *statement, int column, guint8 uid[ACU_UID_SIZE]);

typedef gpointer (*AcuLabelReadRow) (AcuStatement *statement);

/* Every row of @sql, which takes @argument, as @read makes it. (transfer full) */
GPtrArray *acu_label_list_rows (AcuCatalog *catalog,
                                const char *sql,
                                gint64 argument,
                                AcuLabelReadRow read,
                                GDestroyNotify free_row,
                                GError **error);

G_END_DECLS
