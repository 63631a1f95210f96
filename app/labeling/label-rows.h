/* The rows of a table of ratings, long or wide, as they were written: no catalog is asked yet. */
#pragma once

#include "app/labeling/rating-session.h"

G_BEGIN_DECLS

typedef struct {
  guint line;
  char *image;                   /* as the file has it */
  char *other;                   /* NULL for none */
  char *content, *other_content; /* "SIZE-HASH", or NULL */
  char *rater;
  gboolean has_rater_uid, has_uid;
  guint8 rater_uid[ACU_UID_SIZE];
  guint8 uid[ACU_UID_SIZE];
  char *session; /* NULL for none */
  gboolean has_session_uid;
  guint8 session_uid[ACU_UID_SIZE];
  int position; /* -1: none */
  AcuItemRole role;
  double score; /* NAN where skipped */
  char *skip_reason;
  gint64 given; /* microseconds; 0: not said */
  int response_ms;
  int y, x, side;
  gboolean has_display;
  AcuDisplayScale display; /* the session's */
  double zoom, other_zoom; /* 0: not said */
  gboolean has_blind;
  gboolean blind;            /* the session's, as what follows */
  char *queue, *basis;       /* NULL for not said */
  double repeat_share;       /* NAN for not said */
  char *group, *other_group; /* NULL for none */
} AcuLabelRow;

typedef struct {
  char *path;      /* of the file */
  GPtrArray *rows; /* AcuLabelRow */
  GPtrArray *bad;  /* "FILE, line N: reason"; what is wrong with a line of many ratings, once */
  guint n_bad;     /* ratings that this is about */
  char *set;       /* the name in the file, or NULL */
  gboolean has_set_uid;
  guint8 set_uid[ACU_UID_SIZE];
  char *method;                /* likewise */
  char *instructions;          /* likewise */
  double score_min, score_max; /* likewise; NAN for not said */
} AcuLabelRows;

/* Reads the file at @path.  @images: (nullable) the rows of a wide table without names.  Rows that
 * cannot be read are bad; the rest is read.
 * Errors: those of acu_csv_read(), ACU_LABELING_ERROR_FORMAT. (transfer full) */
AcuLabelRows *acu_label_rows_read (const char *path, const char *const *images, GError **error);
void acu_label_rows_free (AcuLabelRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuLabelRows, acu_label_rows_free)

/* Adds to what is bad. */
void acu_label_rows_complain (AcuLabelRows *rows, guint line, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

G_END_DECLS
