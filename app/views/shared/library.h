/* What all pages work on: the catalog, the photos shown, and what a person does to them. */
#pragma once

#include "app/catalog/photo-list.h"
#include "app/catalog/rating-store.h"
#include "app/catalog/score-store.h"
#include "app/scoring/service/scoring-service.h"
#include "app/views/shared/picture-cache.h"
#include "app/views/shared/score-band.h"

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
 *   message (text, undoable)    something to tell in a toast
 *   offer (text, action)        the same, with a button that undoes it by a detailed action */
AcuLibrary *acu_library_new (void);

/* Opens the catalog at @path (NULL: the default one) on another thread, unless one is being opened.
 */
void acu_library_open (AcuLibrary *library, const char *path, AcuCatalogOpenFlags flags);

/* Ends what runs for the library; it is of no use afterwards. */
void acu_library_close (AcuLibrary *library);

/* Waits, after acu_library_close(), until what a person did is on the disk, sidecars included. */
void acu_library_settle (AcuLibrary *library);

AcuLibraryState acu_library_get_state (AcuLibrary *library);

/* Why the catalog could not be opened; NULL unless the state is failed. */
const GError *acu_library_get_error (AcuLibrary *library);

/* NULL until the state is ready. (transfer none) */
AcuCatalog *acu_library_get_catalog (AcuLibrary *library);
AcuPhotoList *acu_library_get_photos (AcuLibrary *library);

/* NULL where the decoding helper is missing. (transfer none) */
AcuDecoder *acu_library_get_decoder (AcuLibrary *library);

/* Pictures of photos, of each kind. (transfer none) */
AcuPictureCache *acu_library_get_thumbnails (AcuLibrary *library);
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

/* Has the list be what the query says, where photos that were rated have kept their places. */
void acu_library_refresh (AcuLibrary *library);

/* Reads the folder that is open from disk once more. */
void acu_library_rescan (AcuLibrary *library);

/* The folder that was asked for last, or NULL. */
const char *acu_library_get_folder (AcuLibrary *library);

/* Whether a folder is being read, and the files found so far. */
gboolean acu_library_is_scanning (AcuLibrary *library, guint *n_files);

/* What is shown. */
const AcuPhotoQuery *acu_library_get_query (AcuLibrary *library);
void acu_library_set_query (AcuLibrary *library, const AcuPhotoQuery *query);

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

/* Has the catalog know why a photo, as @row describes it, cannot be decoded. */
void acu_library_note_failure (AcuLibrary *library, const AcuPhotoRow *row, const char *reason);

/* Has @text shown in a toast, with a button that undoes what it tells by the action @undo; NULL for
 * none. */
void acu_library_say (AcuLibrary *library, const char *text, const char *undo);

/* What was done last is taken back by the action @action, of which the journal of undo knows
 * nothing: the trash.  Anything else that is done afterwards comes first again. */
void acu_library_set_undo_action (AcuLibrary *library, const char *action);

/* That action, once: NULL where the journal is to undo. (transfer full) */
char *acu_library_take_undo_action (AcuLibrary *library);

/* The same for what was taken back so: @action does it again. */
void acu_library_set_redo_action (AcuLibrary *library, const char *action);
char *acu_library_take_redo_action (AcuLibrary *library);

void acu_library_undo (AcuLibrary *library);
void acu_library_redo (AcuLibrary *library);

G_END_DECLS
