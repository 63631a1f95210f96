/* How stores enter what they do in the undo journal.  Private to this folder. */
#pragma once

#include "app/catalog/database.h"
#include "app/catalog/undo-journal.h"

G_BEGIN_DECLS

/* One thing that changed.  Numbers, except for names, filters and files, which are texts. */
typedef struct {
  const char *kind; /* "rating", "label", "collection" (whether a photo is in it), "name" (of a
                       collection), "folder", "filter" or "trash" */
  gint64 target;    /* the photo, the label, or the folder */
  gint64 place;     /* the collection, or 0; 1: of a file that stayed in the trash */
  gint64 old, new;
  const char *old_text, *new_text; /* of a filter; a name, NULL where there is no collection; the
                                      path of a file in the trash */
  const char *mark;                /* which file of that path: acu_trash_mark_file(); NULL */
} AcuUndoChange;

/* Enters @change under @group inside the caller's transaction.  @group may be NULL: then nothing is
 * entered. */
gboolean acu_undo_record (AcuCatalog *catalog,
                          AcuDatabase *writer,
                          AcuUndoGroup *group,
                          const AcuUndoChange *change,
                          GError **error);

/* Gives @group its entry, unless it has one: what was undone cannot be done again from now on.
 * Inside the caller's transaction. */
gboolean
acu_undo_enter (AcuCatalog *catalog, AcuDatabase *writer, AcuUndoGroup *group, GError **error);

/* Gives @group an entry of its own before anything was done: what was undone can still be done
 * again until acu_undo_take_over(), which only the first change of other steps brings about. Inside
 * the caller's transaction. */
gboolean acu_undo_begin (AcuDatabase *writer, AcuUndoGroup *group, GError **error);

/* Forgets what was undone, and the oldest steps beyond those kept: there is a new one. */
gboolean acu_undo_take_over (AcuDatabase *writer, GError **error);

/* Forgets the entry of @group (nullable) where that was undone meanwhile or, if @is_ordered,
 * another was entered after it: what is recorded from now on is a step of its own, since steps are
 * taken back one after another.  Inside the caller's transaction, before the first change. */
gboolean
acu_undo_resume (AcuDatabase *writer, AcuUndoGroup *group, gboolean is_ordered, GError **error);

/* Empties the entry of @group, for what is done again and may come out otherwise. */
gboolean acu_undo_empty (AcuDatabase *writer, AcuUndoGroup *group, GError **error);

/* Ends the transaction in which something was recorded; a @group whose entry went with it forgets
 * that entry, which is @before where it had one already. */
gboolean
acu_undo_end (AcuCatalog *catalog, gboolean ok, AcuUndoGroup *group, gint64 before, GError **error);

/* Puts back or does again one change of a rating / a label / a collection: sets @value.  A
 * collection is called @name then, or is there no more where that is NULL. */
gboolean acu_rating_restore (
    AcuCatalog *catalog, AcuDatabase *writer, gint64 photo, gint64 value, GError **error);
gboolean acu_label_restore (
    AcuCatalog *catalog, AcuDatabase *writer, gint64 label, gint64 value, GError **error);
gboolean acu_collection_restore (AcuCatalog *catalog,
                                 AcuDatabase *writer,
                                 gint64 collection,
                                 gint64 photo,
                                 gint64 value,
                                 GError **error);
gboolean acu_collection_restore_name (
    AcuCatalog *catalog, AcuDatabase *writer, gint64 collection, const char *name, GError **error);

/* Undoes, in the step @entry, that @folder left the tree; @opened: when it was opened lately, or 0.
 */
gboolean acu_folder_restore (AcuCatalog *catalog,
                             AcuDatabase *writer,
                             gint64 entry,
                             gint64 folder,
                             gint64 opened,
                             GError **error);

/* Says of @to what is said of @from, which keeps it unless @for_good.  Of two ratings the later one
 * counts, and of the other what it leaves open; where it contradicts the other, @from is left with
 * that.  Collections are added to those that @to is in.  No step to undo. */
gboolean acu_rating_hand_over (AcuCatalog *catalog,
                               AcuDatabase *writer,
                               gint64 from,
                               gint64 to,
                               gboolean for_good,
                               GError **error);
gboolean acu_collection_hand_over (AcuCatalog *catalog,
                                   AcuDatabase *writer,
                                   gint64 from,
                                   gint64 to,
                                   gboolean for_good,
                                   GError **error);

G_END_DECLS
