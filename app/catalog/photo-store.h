/* Photos: files, what is known of them, and how they are told apart and found again. */
#pragma once

#include "app/catalog/catalog.h"

G_BEGIN_DECLS

typedef enum { ACU_FLAG_REJECT = -1, ACU_FLAG_NONE = 0, ACU_FLAG_PICK = 1 } AcuFlag;

typedef enum {
  ACU_COLOUR_NONE,
  ACU_COLOUR_RED,
  ACU_COLOUR_YELLOW,
  ACU_COLOUR_GREEN,
  ACU_COLOUR_BLUE,
  ACU_COLOUR_PURPLE,
} AcuColour;

typedef enum {
  ACU_PHOTO_SHOWN,
  ACU_PHOTO_PAIRED,   /* shown by its partner: the RAW file beside a JPEG of the same name */
  ACU_PHOTO_VANISHED, /* its file is gone, or its folder was closed */
} AcuPhotoState;

/* What the file says about the picture. */
typedef struct {
  char *format;      /* "JPEG" */
  int width, height; /* upright, pixels; 0 unknown */
  int orientation;   /* EXIF, 1..8; 0 unknown */
  gint64 taken;      /* seconds since 1970 on the camera's clock; G_MININT64 unknown */
  char *camera;      /* maker and model */
  char *lens;
  double exposure;     /* seconds; 0 unknown, as below */
  double aperture;     /* f-number */
  double focal_length; /* millimetres */
  int iso;
  gboolean has_location;
} AcuPhotoFacts;

void acu_photo_facts_clear (AcuPhotoFacts *facts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuPhotoFacts, acu_photo_facts_clear)

/* One photo with everything a cell of a grid shows. */
typedef struct {
  gint64 id;
  gint64 folder;
  char *path;         /* absolute */
  char *display_name; /* UTF-8 */
  goffset size;       /* bytes */
  gint64 mtime;       /* nanoseconds since 1970 */
  guint version;      /* grows when the content changes */
  AcuPhotoState state;
  gint64 partner; /* the other file of a RAW+JPEG pair, of several the first; 0 for none */
  GStrv raws;     /* paths of the RAW files that it stands for, by name; NULL for none */
  gboolean has_facts;
  AcuPhotoFacts facts; /* zeros while has_facts is FALSE */
  char *error;         /* why it cannot be decoded, or NULL */
  int stars;           /* 0..5 */
  AcuFlag flag;
  AcuColour colour;
  gboolean has_score; /* by the scorer asked for */
  double score;
  double std;
  char *score_error; /* why that scorer failed, or NULL */
} AcuPhotoRow;

void acu_photo_row_free (AcuPhotoRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuPhotoRow, acu_photo_row_free)

/* What @message says of the photo, for places that name it already: without its path in front.
 * (nullable) */
const char *acu_photo_row_shorten (const AcuPhotoRow *row, const char *message);

/* The rows of @photos in their order, with scores by @scorer (0 for none).  Photos that do not
 * exist are left out. (transfer full) (element-type AcuPhotoRow) */
GPtrArray *acu_photo_store_get_rows (
    AcuCatalog *catalog, const gint64 *photos, gsize n, gint64 scorer, GError **error);

/* One row; ACU_CATALOG_ERROR_MISSING where there is none. (transfer full) */
AcuPhotoRow *acu_photo_store_get (AcuCatalog *catalog, gint64 photo, gint64 scorer, GError **error);

/* The photo at @path; 0 with ACU_CATALOG_ERROR_MISSING. */
gint64 acu_photo_store_find (AcuCatalog *catalog, const char *path, GError **error);

/* Enters what was read of @photo in its @version; without effect where the file has changed since.
 */
gboolean acu_photo_store_set_facts (
    AcuCatalog *catalog, gint64 photo, guint version, const AcuPhotoFacts *facts, GError **error);

/* Notes why @photo in its @version cannot be decoded; NULL: it can.  Likewise. */
gboolean acu_photo_store_set_error (
    AcuCatalog *catalog, gint64 photo, guint version, const char *reason, GError **error);

/* The key by which names sort as people expect ("img 2" before "img 10"), compared bytewise.
 * (transfer full) */
char *acu_photo_name_key (const char *display_name);

G_END_DECLS
