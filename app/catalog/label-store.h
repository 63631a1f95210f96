/* Opinion scores: who said what of which photo, in which set, by which method. */
#pragma once

#include "app/catalog/undo-journal.h"

G_BEGIN_DECLS

/* Bytes of an identifier that stays the same on every machine, so that sets can be merged. */
#define ACU_UID_SIZE 16

typedef enum {
  ACU_METHOD_ACR,        /* five grades, 1..5 (ITU-T P.910) */
  ACU_METHOD_CONTINUOUS, /* 0..100 */
  ACU_METHOD_PAIRWISE,   /* 1: the first of two is better, 0: the other, 0.5: neither */
  ACU_METHOD_PATCH,      /* part of a photo, on the set's scale */
} AcuLabelMethod;

/* "acr", "continuous", "pairwise", "patch". */
const char *acu_label_method_to_string (AcuLabelMethod method);

/* Whether ratings of @method on a scale from @score_min to @score_max are five grades, whole
 * numbers with a word each: all of ACR, and patches on 1..5. */
gboolean acu_label_method_is_graded (AcuLabelMethod method, double score_min, double score_max);

typedef struct {
  gint64 id;
  guint8 uid[ACU_UID_SIZE];
  char *name;
  AcuLabelMethod method;
  double score_min, score_max;
  char *note;
  char *opinion;  /* how its scores are made, as app/labeling/label-result.h names it; NULL: not
                     chosen */
  gint64 created; /* seconds since 1970 */
  guint n_labels; /* scores given, without what was taken back */
  guint n_images;
  guint n_raters;
} AcuLabelSet;

void acu_label_set_free (AcuLabelSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuLabelSet, acu_label_set_free)

typedef struct {
  gint64 id;
  guint8 uid[ACU_UID_SIZE];
  char *name;
} AcuRater;

void acu_rater_free (AcuRater *rater);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuRater, acu_rater_free)

typedef enum {
  ACU_ROLE_ITEM,
  ACU_ROLE_TRAINING, /* an example before the session proper */
  ACU_ROLE_ANCHOR,
  ACU_ROLE_REPEAT, /* shown before, to see whether the rater agrees with himself */
} AcuItemRole;

/* What is rated: a photo, two of them, or a square of one. */
typedef struct {
  gint64 image;
  gint64 other; /* the right one of a pair; 0 for none */
  int y, x;     /* of a patch, pixels of the upright photo */
  int side;     /* 0: the whole photo */
  AcuItemRole role;
  int position; /* of a session's item: where it stands, from 0 */
} AcuLabelItem;

typedef struct {
  gint64 id;
  guint8 uid[ACU_UID_SIZE]; /* zeros: one is made, unless @by_seed */
  gboolean by_seed;         /* it has no uid: rater and seed are what it is known by, as where a
                             * file of another program, or of an earlier version, says no more */
  gint64 label_set;
  gint64 rater;
  guint64 seed;
  char *settings; /* the application's own */
  gint64 created;
  gint64 finished; /* 0: not yet */
  guint n_items;
  guint n_done;
} AcuLabelSession;

void acu_label_session_free (AcuLabelSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuLabelSession, acu_label_session_free)

/* When a rating was given, where nobody said: before every other time. */
#define ACU_GIVEN_UNKNOWN (-1)

typedef struct {
  gint64 id;
  guint8 uid[ACU_UID_SIZE]; /* zeros: one is made */
  gint64 label_set;
  gint64 rater;
  gint64 session; /* 0 for none */
  int position;   /* in the session; -1 for none */
  AcuLabelItem item;
  double score;            /* NAN where skipped */
  char *skip_reason;       /* NULL where scored */
  int response_ms;         /* -1: unknown */
  double zoom, other_zoom; /* pixels of the screen to one of the picture when it was rated, and of
                            * the right one of a pair; 0: unknown */
  gint64 given;            /* microseconds since 1970; 0: now; ACU_GIVEN_UNKNOWN */
  char *content, *other_content; /* what was rated, as acu_content_hash_format() has it;
                                  * "SIZE@TIME", in nanoseconds, where its hash was not known; NULL:
                                  * what is there */
  gboolean is_outdated;          /* what is there now is not what was rated */
} AcuLabel;

void acu_label_clear (AcuLabel *label);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuLabel, acu_label_clear)
void acu_label_free (AcuLabel *label);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AcuLabel, acu_label_free)

/* Creates a set from its name, method, scale and note; @set->uid of zeros: one is made.  Returns
 * its id, or 0: ACU_CATALOG_ERROR_EXISTS where the name or the uid is taken. */
gint64 acu_label_store_create_set (AcuCatalog *catalog, const AcuLabelSet *set, GError **error);

/* Removes a set with its sessions and all its ratings.  There is no way back but a backup
 * (app/catalog/backup.h). */
gboolean acu_label_store_remove_set (AcuCatalog *catalog, gint64 set, GError **error);

/* Gives a set another name; ACU_CATALOG_ERROR_EXISTS where it is taken. */
gboolean
acu_label_store_rename_set (AcuCatalog *catalog, gint64 set, const char *name, GError **error);

/* Replaces the instructions of a set. */
gboolean
acu_label_store_set_note (AcuCatalog *catalog, gint64 set, const char *note, GError **error);

/* Chooses how the scores of @set are made, for whoever asks for them; NULL: as suits them. */
gboolean
acu_label_store_set_opinion (AcuCatalog *catalog, gint64 set, const char *opinion, GError **error);

/* Has the ratings of @rater count in @set, or not, whatever rule speaks against him. */
gboolean acu_label_store_set_kept (
    AcuCatalog *catalog, gint64 set, gint64 rater, gboolean kept, GError **error);

/* Those for whom that was chosen. (transfer full) (element-type gint64) */
GArray *acu_label_store_list_kept (AcuCatalog *catalog, gint64 set, GError **error);

/* Notes that @photo belongs in @set to the group called @name: pictures of the same thing, as the
 * list that they came from says.  Where it had another name, the one that sorts first stays,
 * whichever came first. */
gboolean acu_label_store_add_group (
    AcuCatalog *catalog, gint64 set, gint64 photo, const char *name, GError **error);

/* The photos (gint64) of @set that were put into groups, and these groups' names.
 * (transfer full) */
GHashTable *acu_label_store_list_groups (AcuCatalog *catalog, gint64 set, GError **error);

/* By name. (transfer full) (element-type AcuLabelSet) */
GPtrArray *acu_label_store_list_sets (AcuCatalog *catalog, GError **error);

/* Enters a rater; one with this @uid (may be NULL for a new one) is returned as he is.  0 on
 * failure. */
gint64 acu_label_store_add_rater (AcuCatalog *catalog,
                                  const char *name,
                                  const guint8 *uid,
                                  GError **error);

/* Gives a rater another uid: one who was known by name alone turns out to be somebody. */
gboolean acu_label_store_identify_rater (AcuCatalog *catalog,
                                         gint64 rater,
                                         const guint8 *uid,
                                         GError **error);

/* (transfer full) (element-type AcuRater) */
GPtrArray *acu_label_store_list_raters (AcuCatalog *catalog, GError **error);

/* Enters a session and what it will show, in order, whatever the items' positions were.  Returns
 * its id, or 0. */
gint64 acu_label_store_create_session (AcuCatalog *catalog,
                                       const AcuLabelSession *session,
                                       const AcuLabelItem *items,
                                       gsize n_items,
                                       GError **error);

/* Sessions of @set (0: of all), newest first. (transfer full) (element-type AcuLabelSession) */
GPtrArray *acu_label_store_list_sessions (AcuCatalog *catalog, gint64 set, GError **error);

/* What @session shows, by position.  Of a photo that is no longer in the catalog nothing is, so
 * that an item's position may be larger than its place here. (transfer full) (element-type
 * AcuLabelItem) */
GArray *acu_label_store_list_items (AcuCatalog *catalog, gint64 session, GError **error);

/* Adds items, each at its position, behind those that @session has. */
gboolean acu_label_store_append_items (
    AcuCatalog *catalog, gint64 session, const AcuLabelItem *items, gsize n_items, GError **error);

gboolean acu_label_store_finish_session (AcuCatalog *catalog, gint64 session, GError **error);

/* Keeps a label, on the disk when it returns, as a step of @group (NULL: nothing to undo).  A label
 * that the same session gave at the same position before is taken back.  One with a known uid
 * changes nothing: it was imported already.  Returns the label's id, or 0. */
gint64 acu_label_store_add (AcuCatalog *catalog,
                            const AcuLabel *label,
                            AcuUndoGroup *group,
                            GError **error);

/* Takes back a label that stands, as a step of @group (may be NULL).  Its session, where it was
 * finished, is no longer. */
gboolean
acu_label_store_withdraw (AcuCatalog *catalog, gint64 label, AcuUndoGroup *group, GError **error);

/* Has the label of @label's id say what @label says, where a merge decides between two versions of
 * the same rating.  Its uid, set, rater, session and position stay. */
gboolean acu_label_store_correct (AcuCatalog *catalog, const AcuLabel *label, GError **error);

/* The set of the label that has @uid, whether it stands or was taken back; 0, with @error unset,
 * where there is none. */
gint64 acu_label_store_find_uid (AcuCatalog *catalog, const guint8 *uid, GError **error);

/* The labels of @set that stand, by rater, session and position.
 * (transfer full) (element-type AcuLabel) */
GPtrArray *acu_label_store_list (AcuCatalog *catalog, gint64 set, GError **error);

/* The photo whose file has this size and content hash (app/catalog/content-hash.h): how a photo is
 * found again on another machine, under another name.  0, with @error unset, where there is none.
 */
gint64 acu_label_store_find_content (AcuCatalog *catalog,
                                     goffset size,
                                     const guint8 *hash,
                                     GError **error);

/* What the catalog knows of @photo's content: *@size in bytes, and its @hash.  *@is_known is FALSE
 * where that was not computed yet; the size is right all the same.  A photo that is not there has a
 * size of 0. */
gboolean acu_label_store_get_content (AcuCatalog *catalog,
                                      gint64 photo,
                                      goffset *size,
                                      guint8 *hash,
                                      gboolean *is_known,
                                      GError **error);

/* Writes of the store that belong together.  Returns FALSE, with @error set, to undo them all. */
typedef gboolean (*AcuLabelWork) (AcuCatalog *catalog, gpointer data, GError **error);

/* Runs @work in one transaction, on the disk when it returns.  What its functions write is not seen
 * by those that list before that. */
gboolean
acu_label_store_transact (AcuCatalog *catalog, AcuLabelWork work, gpointer data, GError **error);

G_END_DECLS
