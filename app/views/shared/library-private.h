/* What the files library*.c share.  Private to them. */
#pragma once

#include "app/catalog/folder-scan.h"
#include "app/catalog/folder-watch.h"
#include "app/views/shared/battery.h"
#include "app/views/shared/filter-history.h"
#include "app/views/shared/library.h"
#include "app/views/shared/likeness-service.h"
#include "app/views/shared/place-history.h"
#include "app/views/shared/sidecar-writer.h"

G_BEGIN_DECLS

struct _AcuLibrary {
  GObject parent_instance;

  AcuLibraryState state;
  gboolean opening; /* a catalog is being opened */
  gboolean closing; /* it has turned out to be damaged */
  GError *error;    /* why it could not be opened, or is closed or being closed */
  AcuCatalog *catalog;
  AcuPhotoList *photos;
  AcuDecoder *decoder;
  AcuPictureCache *thumbnails;
  AcuPictureCache *fine_thumbnails;
  AcuPictureCache *previews;
  AcuPictureCache *full_photos;
  GCancellable *cancellable;

  AcuScoringService *scoring;
  AcuBattery *battery;
  AcuLikenessService *likenesses;
  AcuScorerInfo *scorer;
  AcuPhotoQuery *query;
  AcuFilterHistory *filters; /* NULL while there is no catalog */
  AcuPlaceHistory *places;
  char *place_folder; /* the folder that was open when what is shown was gone to */
  gboolean place_below_root;
  gboolean is_starting; /* the folder of the last time is yet to be shown */
  gboolean held;        /* the list waits for the next query, or for the hand to rest */
  guint release;        /* the timeout that ends that */
  gboolean blind;       /* a rater is */
  char *folder;         /* what was asked for last */
  gboolean below_root;  /* and it is part of another that is in the tree */
  gboolean is_gone;     /* it was not there when it was read last */
  AcuWork *scan;
  AcuWork *stopped;   /* the last one, where somebody has stopped it; NULL while one is under way */
  guint n_ending;     /* scans that were cancelled and may still write */
  GPtrArray *leaving; /* folders to be taken off the tree after them, with ids and paths */
  guint n_found;      /* files, by the last scan */
  gboolean scan_again; /* something changed on the disk meanwhile, or somebody asked */
  gboolean is_asked;   /* somebody has, and waits for what there is */
  AcuScanCounts found; /* since then */
  AcuFolderWatch *watch;
  AcuSidecarWriter *sidecars;
  guint n_moving; /* steps on their way into the trash or out of it */
  guint step;     /* the number of the last one that was begun */
};

/* Emits the signal "message". */
void acu_library_tell (AcuLibrary *library, const char *text);

/* Called before anything is entered in the journal or taken back from it: the filter does not wait
 * to rest any more, and what offers to undo the step before is told by the signal "step-begun".
 * Returns the step's number. */
guint acu_library_begin_step (AcuLibrary *library);

/* Has it be a step, once it rests, that @next takes the place of what is shown: another filter of
 * the same photos, or another order. */
void acu_library_note_filter (AcuLibrary *library, const AcuPhotoQuery *next);

/* Tells of the step of that number, with a way to undo it, unless undo would take back another that
 * has begun since. */
void acu_library_tell_of_step (AcuLibrary *library, const char *text, guint step);

/* Enters the folder that was asked for last, shows it, reads it from disk and follows it. */
void acu_library_enter_last_folder (AcuLibrary *library);

/* Reads the folder that was asked for last, follows what becomes of it, and has it scored before
 * others. */
void acu_library_read_folder (AcuLibrary *library);

/* Opens the folder at @path, which is in the tree already, or part of another that is: reads it,
 * follows what becomes of it, and has it scored before others. */
void acu_library_attend_to_folder (AcuLibrary *library, const char *path, gboolean below_root);

/* Reads and follows no folder any more. */
void acu_library_leave_folder (AcuLibrary *library);

/* Whether @path is @folder or below it; both are canonical. */
gboolean acu_library_is_within (const char *path, const char *folder);

/* Takes folders off the tree that acu_library_remove_folder() was given, unless something is still
 * reading them. */
void acu_library_go_on_removing (AcuLibrary *library);

/* Where a folder is still to leave, which is no step before it has, leaves the last one in the
 * tree; FALSE where none is. */
gboolean acu_library_stop_leaving (AcuLibrary *library);

/* Takes off the tree, once more, the folder of a step that was done again. */
void acu_library_remove_again (AcuLibrary *library, const AcuUndone *step);

/* Reads again the folder that came back to the tree, as a step was undone: if it was open then, or
 * what is open now has it. */
void acu_library_follow_back (AcuLibrary *library, const AcuUndone *step);

/* Leaves in the tree what was to be taken off it and holds the folder that is open now; where it
 * was to be so once more, that is no step to undo any more. */
void acu_library_keep_folder (AcuLibrary *library);

/* Tells of @error.  Where it is that the catalog is damaged, this is closed instead, and then the
 * state is failed. */
void acu_library_report (AcuLibrary *library, const GError *error);

/* Emits the signal "problems". */
void acu_library_complain (AcuLibrary *library, const char *heading, const GPtrArray *problems);

/* Brings back the files of a step that was undone, or moves its photos to the trash again.  Takes
 * @undone. */
void acu_library_move_undone (AcuLibrary *library, AcuUndone *undone, gboolean redo);

/* Where photos are still being moved, calls @callback with a reference to @library when that is
 * done, since it may be what is to be undone; FALSE where nothing is. */
gboolean acu_library_wait_for_moves (AcuLibrary *library, GAsyncReadyCallback callback);

/* A cancelled job belongs to what was closed or replaced meanwhile, and nobody waits for its end.
 */
gboolean acu_library_is_cancelled (const GError *error);

/* Makes @query the one that is shown, which undo will not take back. */
void acu_library_take_query (AcuLibrary *library, const AcuPhotoQuery *query);

/* Leads back no more to what is gone: a collection / a folder of the tree / another catalog. */
void acu_library_forget_collection (AcuLibrary *library, gint64 collection);
void acu_library_forget_folder (AcuLibrary *library, gint64 id, const char *path);
void acu_library_forget_places (AcuLibrary *library);

/* Shows what @query asks for, and opens the folder that it is of, unless that or one above it is
 * open. */
void acu_library_return_to (AcuLibrary *library, const AcuPhotoQuery *query);

/* Shows all photos, which undo does not take back: what was shown has gone. */
void acu_library_show_rest (AcuLibrary *library);

/* Has photos be in the order of @query from now on, which undo does not take back. */
void acu_library_take_order (AcuLibrary *library, const AcuPhotoQuery *query);

/* Has the order follow the settings. */
void acu_library_watch_order (AcuLibrary *library);

/* Has the list follow the query, the order of the settings, and the scorer. */
void acu_library_apply_query (AcuLibrary *library);

/* Has photos that are rated keep their places for a while. */
void acu_library_hold (AcuLibrary *library);

/* Begins to score, or begins anew, as when another model was chosen. */
void acu_library_start_scoring (AcuLibrary *library);

/* Ends it, until it is begun anew. */
void acu_library_stop_scoring (AcuLibrary *library);

/* Has scoring wait where a person or the battery asks for it. */
void acu_library_apply_pauses (AcuLibrary *library);

/* Does both whenever the settings change. */
void acu_library_watch_scoring_settings (AcuLibrary *library);

G_END_DECLS
