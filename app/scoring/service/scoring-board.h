/* Where a scoring thread and everybody else leave each other word: how it stands, and what is
 * wanted of it.  All of it under one lock, for any thread. */
#pragma once

#include "app/scoring/service/scoring-service.h"

G_BEGIN_DECLS

typedef struct _AcuScoringBoard AcuScoringBoard;

/* Called, from the scoring thread, when the status has changed. */
typedef void (*AcuScoringNotifyFunc) (gpointer user_data);

/* @user_data is freed by @user_data_free with the board. (transfer full) */
AcuScoringBoard *acu_scoring_board_new (AcuScoringNotifyFunc notify,
                                        gpointer user_data,
                                        GDestroyNotify user_data_free);
void acu_scoring_board_free (AcuScoringBoard *board);

/* What the thread tells. */

void acu_scoring_board_set_state (AcuScoringBoard *board, AcuScoringState state);
void acu_scoring_board_set_message (AcuScoringBoard *board, const char *message);

/* These are noticed with the next change of the state, the message or the count. */
void acu_scoring_board_set_scorer (AcuScoringBoard *board,
                                   gint64 scorer,
                                   const char *model,
                                   gboolean is_made_up);
void acu_scoring_board_set_device (AcuScoringBoard *board, const char *name);
void acu_scoring_board_set_trouble (AcuScoringBoard *board, AcuScoringTrouble trouble);
void acu_scoring_board_set_fallback (AcuScoringBoard *board, gboolean is_on_fallback);

/* @n more photos are done, @n_left are not, of which @n_visible_left are on the screen; the rate is
 * in photos per second. */
void acu_scoring_board_count (
    AcuScoringBoard *board, guint n, guint n_left, guint n_visible_left, double rate);

/* What is wanted of the thread. */

typedef struct {
  GArray *visible;    /* gint64: the photos on the screen; NULL: the same as before */
  char *folder;       /* that is open, or NULL */
  gboolean refreshes; /* photos came or went, or the folder is another */
} AcuScoringWishes;

void acu_scoring_wishes_clear (AcuScoringWishes *wishes);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AcuScoringWishes, acu_scoring_wishes_clear)

/* Takes what has changed off the board; that photos came or went only if @may_refresh. */
void acu_scoring_board_take_wishes (AcuScoringBoard *board,
                                    gboolean may_refresh,
                                    AcuScoringWishes *wishes);

/* These wait while there is a reason to pause, for something to do, and for another try; FALSE when
 * the thread is to end.  The first sets *@waited where it did wait. */
gboolean acu_scoring_board_wait_while_paused (AcuScoringBoard *board, gboolean *waited);
gboolean acu_scoring_board_wait_for_work (AcuScoringBoard *board);
gboolean acu_scoring_board_wait_for_retry (AcuScoringBoard *board);

/* What others ask for. */

/* Fills @status, which the caller clears. */
void acu_scoring_board_get_status (AcuScoringBoard *board, AcuScoringStatus *status);

void acu_scoring_board_set_visible (AcuScoringBoard *board, const gint64 *photos, gsize n);
void acu_scoring_board_set_folder (AcuScoringBoard *board, const char *path);
void acu_scoring_board_set_paused (AcuScoringBoard *board, AcuPauseReasons reason, gboolean paused);
void acu_scoring_board_retry (AcuScoringBoard *board);

/* The catalog's photos are others: look what is to be done. */
void acu_scoring_board_look_again (AcuScoringBoard *board);

/* The thread is to end. */
void acu_scoring_board_stop (AcuScoringBoard *board);

G_END_DECLS
