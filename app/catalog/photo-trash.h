/* Photos moved to the trash, and back: the only way in which this program takes a file away. */
#pragma once

#include "app/catalog/photo-store.h"
#include "app/catalog/undo-journal.h"

G_BEGIN_DECLS

typedef struct {
  guint n_photos;      /* moved, or brought back */
  GPtrArray *files;    /* char *: the paths that were moved, sidecars and RAW partners included */
  GPtrArray *marks;    /* char *: which file each was that was moved to the trash; else empty */
  GPtrArray *problems; /* char *: a sentence for each file that was not */
  guint n_lost;        /* of the problems: files that are in the trash no more */
} AcuTrashReport;

void acu_trash_report_clear (AcuTrashReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuTrashReport, acu_trash_report_clear)

/* Told after every photo, on the thread that moves them or brings them back, how many of all are
 * done. */
typedef void (*AcuTrashProgress) (guint n_done, guint n, gpointer user_data);

/* Moves the files of @photos to the desktop's trash, each with what belongs to it alone: the RAW
 * file that it stands for, and their sidecars.  The catalog marks them as vanished, and keeps their
 * scores and ratings for the day they come back.  What was moved is what the step @group (NULL:
 * nothing to undo) consists of; one that has an entry already is done again, and forgotten where
 * nothing could be moved.  It is entered before the first file is moved, with all that are to be,
 * and nothing is moved where it cannot: what a killed process has moved can be undone.  A file
 * system without a trash is a problem, and nothing is deleted instead.  Fails where the catalog
 * cannot be read or written, or with G_IO_ERROR_CANCELLED between two photos, of which those
 * before are moved and are the step; @report is filled in either case.  @progress may be NULL. */
gboolean acu_photo_trash (AcuCatalog *catalog,
                          const gint64 *photos,
                          gsize n,
                          AcuUndoGroup *group,
                          AcuTrashReport *report,
                          AcuTrashProgress progress,
                          gpointer user_data,
                          GCancellable *cancellable,
                          GError **error);

/* Brings @files back from where acu_photo_trash() put them, by the records of the desktop's trash
 * (specifications.freedesktop.org/trash-spec), the latest of each path, to folders that are made
 * again where need be.  What has another file in its place by now, or is in the trash no more, is a
 * problem.  A scan then finds them as they were. */
void acu_photo_trash_restore (const char *const *files, AcuTrashReport *report);

/* Brings back what the journal says was moved, and no other file that had its path later; what is
 * still where it was, or is there again, needs no more.  Shows those of its photos that are there
 * again, paired as they were, also where others had their names meanwhile.  They are what can be
 * moved again from now on: what takes the place of the others is none of the step.  One of which no
 * photo came back can be undone once more, as when its disk was not there, unless the trash was
 * emptied; if none comes back then either, it is forgotten.  Fails where the catalog cannot be
 * written, or with G_IO_ERROR_CANCELLED between two photos, of which those before are back, for
 * good, and the rest is the step, which is as not undone; @report is filled in either case.
 * @progress may be NULL. */
gboolean acu_photo_trash_undo (AcuCatalog *catalog,
                               const AcuUndone *undone,
                               AcuTrashReport *report,
                               AcuTrashProgress progress,
                               gpointer user_data,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
