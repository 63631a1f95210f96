/* What the files library*.c share.  Private to them. */
#pragma once

#include "app/catalog/folder-watch.h"
#include "app/views/shared/battery.h"
#include "app/views/shared/filter-history.h"
#include "app/views/shared/library.h"
#include "app/views/shared/sidecar-writer.h"

G_BEGIN_DECLS

struct _AcuLibrary {
  GObject parent_instance;

  AcuLibraryState state;
  gboolean opening; /* a catalog is being opened */
  GError *error;
  AcuCatalog *catalog;
  AcuPhotoList *photos;
  AcuDecoder *decoder;
  AcuPictureCache *thumbnails;
  AcuPictureCache *previews;
  AcuPictureCache *full_photos;
  GCancellable *cancellable;

  AcuScoringService *scoring;
  AcuBattery *battery;
  AcuScorerInfo *scorer;
  AcuPhotoQuery *query;
  AcuFilterHistory *filters; /* NULL while there is no catalog */
  gboolean held;             /* the list waits for the next query */
  char *folder;              /* what was asked for last */
  GCancellable *scan;
  guint n_found;
  gboolean scan_again; /* something changed on the disk meanwhile */
  AcuFolderWatch *watch;
  AcuSidecarWriter *sidecars;
  char *undo_action; /* what takes back what was done last; NULL: the journal does */
  char *redo_action; /* likewise, what does again what was taken back last */
};

/* Emits the signal "message". */
void acu_library_tell (AcuLibrary *library, const char *text, gboolean undoable);

/* Something else was done since: the journal undoes and does again. */
void acu_library_forget_actions (AcuLibrary *library);

/* A cancelled job belongs to what was closed or replaced meanwhile, and nobody waits for its end.
 */
gboolean acu_library_is_cancelled (const GError *error);

/* Makes @query the one that is shown, which undo will not take back. */
void acu_library_take_query (AcuLibrary *library, const AcuPhotoQuery *query);

/* Has the list follow the query, the order of the settings, and the scorer. */
void acu_library_apply_query (AcuLibrary *library);

/* Begins to score, or begins anew, as when another model was chosen. */
void acu_library_start_scoring (AcuLibrary *library);

/* Has scoring wait where a person or the battery asks for it. */
void acu_library_apply_pauses (AcuLibrary *library);

/* Does both whenever the settings change. */
void acu_library_watch_scoring_settings (AcuLibrary *library);

G_END_DECLS
