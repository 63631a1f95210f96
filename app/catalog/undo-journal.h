/* What a person did, kept on disk so that it can be undone and done again, also after a restart. */
#pragma once

#include "app/catalog/catalog.h"

G_BEGIN_DECLS

/* How many entries are kept. */
#define ACU_UNDO_ENTRIES_KEPT 500

/* Several changes that are undone together.  Set `title` and give the same group to each of the
 * calls that make it up: the first one enters it in the journal. */
typedef struct {
  const char *title; /* what was done, for people: "Reject 12 photos" */
  gint64 entry;      /* 0 until something was entered */
} AcuUndoGroup;

/* What undo or redo did. */
typedef struct {
  char *title;
  gboolean has_filter;
  char *filter;     /* where has_filter: what the caller's filter is to be now */
  GArray *photos;   /* gint64: what was changed, in the order of the journal */
  GPtrArray *files; /* char *: moved to the trash, for the caller to bring back
                       (acu_photo_trash_undo()) or, where it was redone, to move again */
  GPtrArray
      *marks;     /* char *: which of the files that had that path each one is; NULL: the latest */
  GArray *owners; /* gint64: the photo that each of `files` went with */
  GArray *ended;  /* gint64: collections that are there no more */
  gint64 folder;  /* that came back to the tree or, where it was redone, is for the caller to take
                     off it again (acu_folder_store_close()); 0 for none */
  char *path;     /* its path */
  gint64 entry;   /* of the journal; under it what is done again by the caller is entered */
} AcuUndone;

void acu_undone_free (AcuUndone *undone);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuUndone, acu_undone_free)

/* What the next undo and redo would do; NULL for nothing. (transfer full) (nullable) */
gboolean
acu_undo_journal_peek (AcuCatalog *catalog, char **undo_title, char **redo_title, GError **error);

/* Takes the last entry back / does the last undone one again.  Returns NULL with @error unset where
 * there is none.  Photos that no longer exist are passed over. (transfer full) (nullable) */
AcuUndone *acu_undo_journal_undo (AcuCatalog *catalog, GError **error);
AcuUndone *acu_undo_journal_redo (AcuCatalog *catalog, GError **error);

/* The same on the catalog's thread, after every write asked for before. */
void
acu_undo_journal_undo_async (AcuCatalog *catalog, GAsyncReadyCallback callback, gpointer user_data);
void
acu_undo_journal_redo_async (AcuCatalog *catalog, GAsyncReadyCallback callback, gpointer user_data);
AcuUndone *acu_undo_journal_undo_finish (AcuCatalog *catalog, GAsyncResult *result, GError **error);

/* Enters that the filter became @filter where it was @before: texts of the caller's own, such as
 * acu_photo_query_to_string()'s. */
gboolean acu_undo_journal_add_filter (AcuCatalog *catalog,
                                      const char *before,
                                      const char *filter,
                                      AcuUndoGroup *group,
                                      GError **error);

/* Takes @entry out: what it enters was to be done again, and was not after all. */
gboolean acu_undo_journal_drop (AcuCatalog *catalog, gint64 entry, GError **error);

gboolean acu_undo_journal_clear (AcuCatalog *catalog, GError **error);

G_END_DECLS
