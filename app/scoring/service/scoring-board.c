#include "app/scoring/service/scoring-board.h"

struct _AcuScoringBoard {
  AcuScoringNotifyFunc notify;
  gpointer user_data;
  GDestroyNotify user_data_free;

  GMutex lock;
  GCond wake;
  AcuScoringStatus status; /* under the lock, as all that follows */
  GArray *visible;         /* gint64; NULL: the same as before */
  char *folder;
  gboolean is_stale; /* photos came or went, or the folder is another */
  gboolean is_stopped;
  gboolean retry;
};

AcuScoringBoard *
acu_scoring_board_new (AcuScoringNotifyFunc notify,
                       gpointer user_data,
                       GDestroyNotify user_data_free)
{
  AcuScoringBoard *board = g_new0 (AcuScoringBoard, 1);

  board->notify = notify;
  board->user_data = user_data;
  board->user_data_free = user_data_free;
  board->status.seconds_left = -1.0;
  g_mutex_init (&board->lock);
  g_cond_init (&board->wake);
  return board;
}

void
acu_scoring_board_free (AcuScoringBoard *board)
{
  g_clear_pointer (&board->visible, g_array_unref);
  g_free (board->folder);
  acu_scoring_status_clear (&board->status);
  g_mutex_clear (&board->lock);
  g_cond_clear (&board->wake);
  if (board->user_data_free != NULL)
    board->user_data_free (board->user_data);
  g_free (board);
}

/* What the thread tells. */

void
acu_scoring_board_set_state (AcuScoringBoard *board, AcuScoringState state)
{
  gboolean is_new;

  g_mutex_lock (&board->lock);
  is_new = board->status.state != state;
  board->status.state = state;
  g_mutex_unlock (&board->lock);
  if (is_new)
    board->notify (board->user_data);
}

void
acu_scoring_board_set_message (AcuScoringBoard *board, const char *message)
{
  g_mutex_lock (&board->lock);
  g_free (board->status.message);
  board->status.message = g_strdup (message);
  g_mutex_unlock (&board->lock);
  board->notify (board->user_data);
}

void
acu_scoring_board_set_scorer (AcuScoringBoard *board,
                              gint64 scorer,
                              const char *model,
                              gboolean is_made_up)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&board->lock);

  board->status.scorer = scorer;
  g_free (board->status.model);
  board->status.model = g_strdup (model);
  board->status.is_made_up = is_made_up;
  board->is_stale = TRUE;
}

void
acu_scoring_board_set_device (AcuScoringBoard *board, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&board->lock);

  g_free (board->status.device);
  board->status.device = g_strdup (name);
}

void
acu_scoring_board_set_trouble (AcuScoringBoard *board, AcuScoringTrouble trouble)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&board->lock);

  board->status.trouble = trouble;
}

void
acu_scoring_board_set_fallback (AcuScoringBoard *board, gboolean is_on_fallback)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&board->lock);

  board->status.is_on_fallback = is_on_fallback;
}

void
acu_scoring_board_count (
    AcuScoringBoard *board, guint n, guint n_left, guint n_visible_left, double rate)
{
  g_mutex_lock (&board->lock);
  board->status.n_done += n;
  board->status.n_left = n_left;
  board->status.n_visible_left = n_visible_left;
  board->status.photos_per_second = rate;
  board->status.seconds_left = rate > 0.0 ? n_left / rate : -1.0;
  g_mutex_unlock (&board->lock);
  board->notify (board->user_data);
}

/* What is wanted of the thread. */

void
acu_scoring_wishes_clear (AcuScoringWishes *wishes)
{
  g_clear_pointer (&wishes->visible, g_array_unref);
  g_clear_pointer (&wishes->folder, g_free);
}

void
acu_scoring_board_take_wishes (AcuScoringBoard *board,
                               gboolean may_refresh,
                               AcuScoringWishes *wishes)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&board->lock);

  wishes->visible = g_steal_pointer (&board->visible);
  wishes->folder = g_strdup (board->folder);
  wishes->refreshes = board->is_stale && may_refresh;
  if (wishes->refreshes)
    board->is_stale = FALSE;
}

gboolean
acu_scoring_board_wait_while_paused (AcuScoringBoard *board, gboolean *waited)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&board->lock);
  AcuPauseReasons told = 0;

  *waited = board->status.pause != 0 && !board->is_stopped;
  if (*waited)
    board->status.state = ACU_SCORING_PAUSED;
  while (board->status.pause != 0 && !board->is_stopped) {
    if (board->status.pause != told) {
      told = board->status.pause;
      board->notify (board->user_data);
    }
    g_cond_wait (&board->wake, &board->lock);
  }
  return !board->is_stopped;
}

gboolean
acu_scoring_board_wait_for_work (AcuScoringBoard *board)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&board->lock);

  while (!board->is_stopped && !board->is_stale && board->visible == NULL)
    g_cond_wait (&board->wake, &board->lock);
  return !board->is_stopped;
}

gboolean
acu_scoring_board_wait_for_retry (AcuScoringBoard *board)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&board->lock);

  while (!board->is_stopped && !board->retry)
    g_cond_wait (&board->wake, &board->lock);
  board->retry = FALSE;
  board->is_stale = TRUE;
  return !board->is_stopped;
}

/* What others ask for. */

void
acu_scoring_board_get_status (AcuScoringBoard *board, AcuScoringStatus *status)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&board->lock);

  *status = board->status;
  status->model = g_strdup (board->status.model);
  status->device = g_strdup (board->status.device);
  status->message = g_strdup (board->status.message);
}

void
acu_scoring_board_set_visible (AcuScoringBoard *board, const gint64 *photos, gsize n)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&board->lock);

  g_clear_pointer (&board->visible, g_array_unref);
  board->visible = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint)n);
  g_array_append_vals (board->visible, photos, (guint)n);
  g_cond_signal (&board->wake);
}

void
acu_scoring_board_set_folder (AcuScoringBoard *board, const char *path)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&board->lock);

  /* What was on the screen was the folder's before. */
  if (g_strcmp0 (path, board->folder) != 0) {
    g_clear_pointer (&board->visible, g_array_unref);
    board->visible = g_array_new (FALSE, FALSE, sizeof (gint64));
  }
  g_free (board->folder);
  board->folder = g_strdup (path);
  board->is_stale = TRUE;
  g_cond_signal (&board->wake);
}

void
acu_scoring_board_set_paused (AcuScoringBoard *board, AcuPauseReasons reason, gboolean paused)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&board->lock);

  if (paused)
    board->status.pause |= reason;
  else
    board->status.pause &= ~reason;
  g_cond_signal (&board->wake);
}

void
acu_scoring_board_retry (AcuScoringBoard *board)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&board->lock);

  board->retry = TRUE;
  g_cond_signal (&board->wake);
}

void
acu_scoring_board_look_again (AcuScoringBoard *board)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&board->lock);

  board->is_stale = TRUE;
  g_cond_signal (&board->wake);
}

void
acu_scoring_board_stop (AcuScoringBoard *board)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&board->lock);

  board->is_stopped = TRUE;
  g_cond_signal (&board->wake);
}
