/* Ratings in XMP files beside photos, for other programs to read and to write. */
#pragma once

#include "app/catalog/photo-store.h"
#include "app/catalog/undo-journal.h"

G_BEGIN_DECLS

/* What a new sidecar is called.  One that exists is kept up whatever its name. */
typedef enum {
  ACU_SIDECAR_APPENDED, /* a.jpg.xmp: darktable, digiKam */
  ACU_SIDECAR_REPLACED, /* a.xmp: Lightroom, Bridge; one for a RAW file and its JPEG */
} AcuSidecarNaming;

/* (transfer full) */
char *acu_sidecar_get_path (const char *photo_path, AcuSidecarNaming naming);

/* The name of a colour in xmp:Label as Lightroom writes it, "Red"; NULL for none. */
const char *acu_sidecar_get_label (AcuColour colour);

/* The colour that a label means, Bridge's default names included; ACU_COLOUR_NONE for any other
 * text. */
AcuColour acu_sidecar_parse_label (const char *label);

/* Why a sidecar could not be written. */
typedef struct {
  char *folder; /* in which no file could be made; NULL: the sidecar itself is the trouble */
  char *reason; /* without the path */
} AcuSidecarCause;

typedef struct {
  guint n_photos; /* that are done, each with either name of its sidecar */
  guint n_written;
  guint n_unchanged;   /* already said so, or had nothing to say */
  GPtrArray *problems; /* char *: a sentence for each sidecar that could not be written */
  GPtrArray *causes;   /* AcuSidecarCause, one for each of them */
} AcuSidecarReport;

void acu_sidecar_report_clear (AcuSidecarReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuSidecarReport, acu_sidecar_report_clear)

/* Writes stars (xmp:Rating; -1 for a rejected photo) and colour (xmp:Label) of @photos beside them.
 * Each file is replaced as a whole or not at all, and what others wrote in it stays byte for byte;
 * a label that is none of our colours stays too where a photo has no colour.  So do stars and a
 * label that no scan has read yet where a photo has none here, and the next scan reads them.  A
 * sidecar that cannot be written is told in @report, and the others are.  Fails where the catalog
 * cannot be read or written, or with G_IO_ERROR_CANCELLED between two photos; @report is filled in
 * either case. */
gboolean acu_sidecar_write (AcuCatalog *catalog,
                            const gint64 *photos,
                            gsize n,
                            AcuSidecarNaming naming,
                            AcuSidecarReport *report,
                            GCancellable *cancellable,
                            GError **error);

/* Gives @photo, or the JPEG that stands for it, the rating in the sidecar of @photo at @path, whose
 * time is @mtime (nanoseconds); where the photo was rated here later than that, only what nobody
 * decided here.  What it said when it was last read or written changes nothing, and a property that
 * it lacks only where it was there then.  What changes becomes a step of @group (NULL: nothing to
 * undo).  @applied, which may be NULL, tells whether anything did.  Fails where the file cannot be
 * read or makes no sense, with a message that names it. */
gboolean acu_sidecar_read (AcuCatalog *catalog,
                           gint64 photo,
                           const char *path,
                           gint64 mtime,
                           AcuUndoGroup *group,
                           gboolean *applied,
                           GError **error);

G_END_DECLS
