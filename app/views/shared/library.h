/* What all pages work on: the catalog, the photos shown, and what a person does to them. */
#pragma once

#include "app/catalog/photo-list.h"
#include "app/catalog/rating-store.h"
#include "app/catalog/score-store.h"
#include "app/scoring/service/scoring-service.h"
#include "app/views/shared/picture-cache.h"
#include "app/views/shared/score-band.h"
#include "app/views/shared/work.h"

G_BEGIN_DECLS

#define ACU_TYPE_LIBRARY (acu_library_get_type ())
G_DECLARE_FINAL_TYPE (AcuLibrary, acu_library, ACU, LIBRARY, GObject)

typedef enum {
  ACU_LIBRARY_OPENING,
  ACU_LIBRARY_READY,
  ACU_LIBRARY_FAILED,
} AcuLibraryState;

/* Signals, all in the main context:
 *   state-changed ()
 *   query-changed ()            the condition, before its result
 *   scan-changed ()             whether a folder is being read, and how far it got
 *   scorer-changed ()           whose scores are shown
 *   scoring-changed ()          how the scoring service gets on
 *   undone (photos)             what undo or redo changed photos, a GArray of gint64; not what it
 *                               moves to the trash or out of it
 *   step-begun ()               undo is about to take back something else than before
 *   message (text, undoable)    something to tell in a toast, with a button that undoes it
 *   setting-fails (text)        what a setting asks for cannot be done: to be told with a way there
 *   work-begun (work)           something that may take long, an AcuWork: to be shown
 *   problems (heading, list)    what went wrong with files: sentences, a GPtrArray of char * */
AcuLibrary *acu_library_new (void);

/* Opens the catalog at @path (NULL: the default one) on another thread, unless one is being opened.
 * Where it was closed because it turned out to be damaged, the same one is opened again. */
void acu_library_open (AcuLibrary *library, const char *path, AcuCatalogOpenFlags flags);

/* Ends what runs for the library; it is of no use afterwards. */
void acu_library_close (AcuLibrary *library);

/* Waits, after acu_library_close(), until what a person did is on the disk, sidecars included. */
void acu_library_settle (AcuLibrary *library);

AcuLibraryState acu_library_get_state (AcuLibrary *library);

/* Why the catalog could not be opened, or was closed; NULL unless the state is failed. */
const GError *acu_library_get_error (AcuLibrary *library);

/* NULL until the state is ready for the first time; later, while it is not, what they are asked
 * fails. (transfer none) */
AcuCatalog *acu_library_get_catalog (AcuLibrary *library);
AcuPhotoList *acu_library_get_photos (AcuLibrary *library);

/* NULL where the decoding helper is missing. (transfer none) */
AcuDecoder *acu_library_get_decoder (AcuLibrary *library);

/* Pictures of photos, of each kind. (transfer none) */
AcuPictureCache *acu_library_get_thumbnails (AcuLibrary *library);
AcuPictureCache *acu_library_get_fine_thumbnails (AcuLibrary *library);
AcuPictureCache *acu_library_get_previews (AcuLibrary *library);
AcuPictureCache *acu_library_get_full_photos (AcuLibrary *library);

/* Whose scores are shown; NULL for nobody's. */
const AcuScorerInfo *acu_library_get_scorer (AcuLibrary *library);
AcuScoreScale acu_library_get_scale (AcuLibrary *library);

/* Has the scores of @scorer, which is in the catalog, shown. */
void acu_library_set_scorer (AcuLibrary *library, gint64 scorer);

/* What scores in the background; NULL until the catalog is open, and where it is read-only.
 * (transfer none) */
AcuScoringService *acu_library_get_scoring (AcuLibrary *library);

/* Shows the folder at @path, enters it where it is new, and reads it from disk.  Where the catalog
 * is not open yet, this is done as soon as it is. */
void acu_library_show_folder (AcuLibrary *library, const char *path);

/* Shows the photos in and below @folder, which the catalog knows at @path.  Where it is no part of
 * the folder that is open, it is opened in its place: read, watched, and scored first. */
void acu_library_enter_folder (AcuLibrary *library, gint64 folder, const char *path, gboolean root);

/* Takes @folder, which the catalog knows at @path, off the library, as acu_folder_store_close()
 * says: a step.  What is open of it is read, followed and shown no more, until that is undone. */
void acu_library_remove_folder (AcuLibrary *library, gint64 folder, const char *path);

/* Has the list be what the query says, where photos that were rated have kept their places. */
void acu_library_refresh (AcuLibrary *library);

/* Reads the folder that is open from disk once more, unless somebody has stopped that. */
void acu_library_rescan (AcuLibrary *library);

/* The same, with what was stopped, as a person asks for it, who is told what has changed. */
void acu_library_look_again (AcuLibrary *library);

/* Stops reading.  What has been read stays; the rest is read when somebody looks again or opens the
 * folder anew, and whatever changes in it until then. */
void acu_library_stop_reading (AcuLibrary *library);

/* The folder that was asked for last, or NULL. */
const char *acu_library_get_folder (AcuLibrary *library);

/* Whether there was no such folder any more when it was read last: it has been renamed or moved, or
 * its disk is not connected. */
gboolean acu_library_is_folder_gone (AcuLibrary *library);

/* Whether the folder at @path is the one that is open, or below it. */
gboolean acu_library_is_folder_open (AcuLibrary *library, const char *path);

/* Whether a folder is being read, and the files found so far. */
gboolean acu_library_is_scanning (AcuLibrary *library, guint *n_files);

/* Whether somebody has stopped that, and it has not ended yet. */
gboolean acu_library_is_stopping (AcuLibrary *library);

/* How many photos have been read of how many that are new or changed (0 as long as these are being
 * looked for): of the reading under way or, where none is, of the one that was stopped; NULL for
 * neither. (transfer none) (nullable) */
AcuWork *acu_library_get_reading (AcuLibrary *library);

/* What is shown.  Another filter on the same folder or collection is a step that can be undone;
 * whatever else is shown is another place, which acu_library_step() leads back from. */
const AcuPhotoQuery *acu_library_get_query (AcuLibrary *library);
void acu_library_set_query (AcuLibrary *library, const AcuPhotoQuery *query);

/* Goes to another place, be it one that a filter makes; that one of the same folder or collection
 * takes the place of another is a step that can be undone as well. */
void acu_library_go_to (AcuLibrary *library, const AcuPhotoQuery *query);

/* Whether there is a place to go back to, or forward again / goes there, and has it as it was left:
 * its folder open, its filter set. */
gboolean acu_library_can_step (AcuLibrary *library, gboolean forward);
void acu_library_step (AcuLibrary *library, gboolean forward);

/* Shows the same scope without any other condition. */
void acu_library_clear_filter (AcuLibrary *library);

/* Rates @photos; only the fields that @change names are set.  @title is what undo will say. */
void acu_library_rate (AcuLibrary *library,
                       const gint64 *photos,
                       gsize n,
                       const AcuRatingChange *change,
                       const char *title);

/* The same where each photo has a change of its own; @changes are copied. */
void acu_library_rate_each (AcuLibrary *library,
                            const AcuRatingChange *changes,
                            gsize n,
                            const char *title);

/* Hears what became of a collection: its id, or 0 where it could not be done, which has been told.
 */
typedef void (*AcuCollectionFunc) (gint64 collection, gpointer user_data);

/* Makes a collection called @name, with @photos in it if there are any; this, like its new name,
 * its end and what comes into it, is a step that can be undone. */
void acu_library_create_collection (AcuLibrary *library,
                                    const char *name,
                                    const gint64 *photos,
                                    gsize n,
                                    AcuCollectionFunc created,
                                    gpointer user_data);
void acu_library_rename_collection (AcuLibrary *library,
                                    gint64 collection,
                                    const char *name,
                                    AcuCollectionFunc renamed,
                                    gpointer user_data);

/* Removes @collection and leaves its photos as they are.  Where it is shown, all photos are shown
 * then, and it again when that is undone. */
void acu_library_remove_collection (AcuLibrary *library, gint64 collection);

/* Puts @photos into @collection, which is called @name, or takes them out: a step, unless all
 * are as they are to be already. */
void acu_library_collect (AcuLibrary *library,
                          gint64 collection,
                          const char *name,
                          const gint64 *photos,
                          gsize n,
                          gboolean include);

/* Whether a rater is blind: nothing is to be told of what photos are called and how they score. */
void acu_library_set_blind (AcuLibrary *library, gboolean blind);
gboolean acu_library_is_blind (AcuLibrary *library);

/* Has the catalog know why a photo, as @row describes it, cannot be decoded. */
void acu_library_note_failure (AcuLibrary *library, const AcuPhotoRow *row, const char *reason);

/* Has @text shown in a toast. */
void acu_library_say (AcuLibrary *library, const char *text);

/* Moves @photos and what belongs to them to the trash. */
void acu_library_trash (AcuLibrary *library, const gint64 *photos, gsize n);

/* The last step of the journal, whatever it was. */
void acu_library_undo (AcuLibrary *library);
void acu_library_redo (AcuLibrary *library);

G_END_DECLS
