/* Which of the photos that are compared are on the screen: the reference, which stays, and some of
 * the others, which page by it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ACU_COMPARE_MIN 2
#define ACU_COMPARE_MAX 6

typedef struct {
  GArray *photos; /* gint64: the reference, then the others in their order */
  guint n_panes;  /* on the screen at most, with the reference */
  guint first;    /* of the others, the first one on the screen */
} AcuPhotoRound;

/* Begins with the @n photos @photos, the first of which is the reference, in @n_panes panes. */
void acu_photo_round_begin (AcuPhotoRound *round, const gint64 *photos, gsize n, guint n_panes);
void acu_photo_round_clear (AcuPhotoRound *round);

/* How many photos are on the screen, and which: @index 0 is the reference. */
guint acu_photo_round_get_n_shown (const AcuPhotoRound *round);
gint64 acu_photo_round_get (const AcuPhotoRound *round, guint index);

void acu_photo_round_set_n_panes (AcuPhotoRound *round, guint n_panes);

/* Pages on, or back where @direction is negative.  The last page is as full as any.  Returns FALSE
 * where there is nothing more. */
gboolean acu_photo_round_page (AcuPhotoRound *round, int direction);
gboolean acu_photo_round_can_page (const AcuPhotoRound *round, int direction);

/* The photo at @index of the screen and the reference change places. */
void acu_photo_round_swap (AcuPhotoRound *round, guint index);

/* Takes the photo at @index of the screen out of the comparison; the next one follows, also as the
 * reference.  Returns FALSE, and does nothing, where only two are left. */
gboolean acu_photo_round_remove (AcuPhotoRound *round, guint index);

G_END_DECLS
