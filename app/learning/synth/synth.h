/* Makes a training set out of sharp photos: each is degraded in many known ways and labelled. */
#pragma once

#include <gio/gio.h>

typedef struct {
  const char *from; /* folder of sharp photos, searched with its subfolders */
  const char *out;  /* folder to write to; made if it does not exist */
  guint64 seed;
  guint count;        /* pictures in all; 0: each photo as it is and through a round of recipes */
  guint threads;      /* 0: one a processor */
  guint quality;      /* of JPEGs, 1..100, for sets that must be small; 0: lossless PNG */
  guint long_side;    /* larger photos are reduced to this many pixels; 0: 640 */
  guint held_out;     /* of 100 photos, so many are marked `val` and as many `test`, the rest
                       * `train`; at most 45; 0, or of fewer than 3 photos: none is marked */
  guint per_held_out; /* pictures of each photo that is held out, of which @count must leave one of
                       * every other photo; 0: as many as of the others */
  gboolean vary;      /* make each picture to train on of a view of its own of the photo (see
                       * source-view.h), every twelfth of them without a fault */
  guint view_side;    /* of square views, in pixels; 0: larger ones of the photo's shape */
  double collage;     /* share, 0..1, of square views on which lie parts of other photos that are
                       * trained on (see source-collage.h) */
  gboolean no_maps;   /* do not write severity maps */
  gboolean no_sheet;  /* do not write the contact sheet */
} AcuSynthOptions;

/* What came of it. */
typedef struct {
  guint found;         /* photos found */
  guint held_out;      /* those of them that nothing is to be learned from */
  guint sources;       /* photos used */
  guint pictures;      /* written and labelled */
  guint resumed;       /* those of them that an earlier run has made */
  GPtrArray *failures; /* (element-type utf8) one message a photo that could not be used */
} AcuSynthReport;

void acu_synth_report_clear (AcuSynthReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuSynthReport, acu_synth_report_clear)

/* Called in the thread of acu_synth_run(), a few times a second, and first before anything is done:
 * then @done pictures are there of an earlier run.  @total shrinks by those of photos that are left
 * out. */
typedef void (*AcuSynthProgressFunc) (guint done, guint total, gpointer user_data);

/* Writes to @options->out:
 *
 * - images/NAME.png, or .jpg where @options->quality asks for it: the pictures.
 * - maps/NAME.png: for pictures with a fault in a part of them, what the fault takes from the score
 *   at each pixel, black for nothing, white for all of 100.
 * - labels.csv: path,mos,split,group,fault,level,map and a column fault:NAME of 0..1 for each
 *   fault: how much that fault alone takes from the score, over 100. `group` is the photo: splits
 *   keep it together. `fault` and `level` name the recipe, with + between the parts of a mixture.
 * - contact-sheet.png: every degradation at every level on the first photo.
 *
 * Every picture is a pure function of its photo, the photo's path below @options->from, the seed
 * and the picture's number; neither the other photos nor the threads change it, but that a collage
 * also shows some of the others.  Which photos are held out depends on how many there are and on
 * the seed.
 *
 * A photo that cannot be read, or has a side below 64 pixels, is left out and named in @report (may
 * be NULL; the caller clears it in every case). After a cancellation, labels.csv holds what was
 * finished.  Until the set is whole, labels.csv.part is there as well, with which the same options
 * and photos go on, also after a crash (see unfinished-set.h).  Fails with ACU_SYNTH_ERROR, an
 * ACU_IMAGING_ERROR (no decoder), G_FILE_ERROR or G_IO_ERROR_CANCELLED. */
gboolean acu_synth_run (const AcuSynthOptions *options,
                        AcuSynthProgressFunc progress,
                        gpointer user_data,
                        AcuSynthReport *report,
                        GCancellable *cancellable,
                        GError **error);
