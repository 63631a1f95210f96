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

/* What the file of @photo holds now, as a label has it: by the catalog's hash, if size and time of
 * the file are those that it was computed of; else by these, without reading the file.  *@content
 * is NULL where there is no such photo. (transfer full) */
gboolean
acu_label_describe_content (AcuDatabase *writer, gint64 photo, char **content, GError **error);

/* Notes of ratings of @photo that were given when its file had this @size and @mtime, and no hash
 * was known, that it is @hash. */
gboolean acu_label_note_hash (AcuDatabase *writer,
                              gint64 photo,
                              goffset size,
                              gint64 mtime,
                              const guint8 *hash,
                              GError **error);

/* A photo's file at some time. */
typedef struct {
  goffset size;
  gint64 mtime;       /* nanoseconds */
  const guint8 *hash; /* NULL: not known */
} AcuLabelFile;

/* Notes of ratings of @photo, whose file was @old and has another size or hash @now, that they are
 * of the old one, so that they count no longer.  Where the size is the same and no hash was known,
 * nothing speaks against them. */
gboolean acu_label_note_change (AcuCatalog *catalog,
                                AcuDatabase *writer,
                                gint64 photo,
                                const AcuLabelFile *old,
                                const AcuLabelFile *now,
                                GError **error);

G_END_DECLS
