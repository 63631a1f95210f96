/* Ratings from tables: of this program on another machine, of other programs, of papers. */
#pragma once

#include "app/catalog/label-store.h"

G_BEGIN_DECLS

/* What to do with a file of another set than the one that it goes into. */
typedef enum {
  ACU_OTHER_SET_ASK,   /* nothing: needs_consent says so */
  ACU_OTHER_SET_MERGE, /* put the ratings together; nothing takes them apart again */
  ACU_OTHER_SET_APART, /* make them a set of their own, whose name is the file's, or one like it */
} AcuOtherSet;

typedef struct {
  const char *set;           /* the set's name; NULL: the one the file names, else the file's own */
  const char *method;        /* of a new set, where the file does not say; NULL: guessed */
  const char *const *images; /* of a wide table without names: the rows' paths, else NULL */
  gboolean skip_bad;         /* import what is right although some rows are not */
  AcuOtherSet other;
  GCancellable *cancellable; /* (nullable) what stops it; nothing is imported then */
  /* (nullable) called every few ratings, on the thread that imports, with how many of all are
   * done */
  void (*progress) (guint n_done, guint n, gpointer user_data);
  gpointer user_data;
} AcuLabelImportOptions;

typedef struct {
  char *set;       /* its name */
  char *other_set; /* the name of the set that the file is of, where it is another one than that,
                    * even if they are called alike; else NULL */
  guint n_ratings; /* in the file, bad ones included */
  guint n_added;
  guint n_outdated;        /* of these, that do not count: their photos hold another picture now */
  guint n_known;           /* were there already, or were and have been taken back since */
  GPtrArray *bad;          /* "FILE, line N: reason", of a line of many ratings once */
  guint n_bad;             /* ratings that this is about */
  GPtrArray *conflicts;    /* likewise: the same rating with another score, and which counts */
  char *note, *other_note; /* the set's instructions to raters, which stay, and those of the file;
                            * NULL where they do not contradict each other */
  gboolean is_imported;    /* FALSE: nothing was, because of the bad rows, or */
  gboolean needs_consent;  /* because the file is of another set */
} AcuLabelImport;

void acu_label_import_free (AcuLabelImport *import);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuLabelImport, acu_label_import_free)

/* The images of a table without names, from a list of one path a line; lines that are empty are
 * left out.  Errors: G_FILE_ERROR. (transfer full) */
char **acu_label_import_read_images (const char *path, GError **error);

/* Imports @path: the long form of acu_label_export_long(), of which only image, rater and score are
 * needed; or the wide form, with or without names.  All of it goes in in one transaction, or, where
 * a row is bad, nothing does.
 *
 * Photos are found by content; else by path, absolute or relative to the file; else by a file name
 * that only one photo has.  Where the content of that is known to be another, the rating is kept as
 * one of a file that has changed since, and does not count; an import that finds the picture
 * moves it there.
 *
 * The set is found by uid, so that one that was renamed here or there is the same.  A file of
 * another set than the one that it goes into, by name or because it is asked for, needs
 * @options' word on what to do.
 *
 * Raters are found by uid, else by name; sessions by uid, and those of files that say none by their
 * ratings, or by rater and seed.  A rating that is there already is not added again: the
 * same uid, or the same session and position.  Where it has another score, that is a
 * conflict: the one that was given later counts, or that of the smaller uid, so that files make the
 * same set in any order.  A rating that was taken back stays so.  A rater of whom a file said no
 * more than the name is the one with a uid and that name.  Rows without uid get one that follows
 * from what they say, so that the same file imported twice, or on two machines, is one.
 *
 * A set without instructions takes those of the file.
 *
 * Errors: those of reading a table (ACU_DATASET_ERROR, G_FILE_ERROR), ACU_LABELING_ERROR_FORMAT for
 * a table that holds no ratings, _IMAGES for one without names where @options have not as many
 * images as it has rows, ACU_LABELING_ERROR_SET for a set of another kind, those of the
 * catalog, G_IO_ERROR_CANCELLED. (transfer full) */
AcuLabelImport *acu_label_import_file (AcuCatalog *catalog,
                                       const char *path,
                                       const AcuLabelImportOptions *options,
                                       GError **error);

G_END_DECLS
