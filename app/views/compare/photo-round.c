#include "app/views/compare/photo-round.h"

/* Others on the screen at once. */
static guint
get_page (const AcuPhotoRound *round)
{
  return MIN (round->n_panes, round->photos->len) - 1;
}

static guint
get_last_first (const AcuPhotoRound *round)
{
  return round->photos->len - 1 - get_page (round);
}

static guint
get_place (const AcuPhotoRound *round, guint index)
{
  return index == 0 ? 0 : round->first + index;
}

void
acu_photo_round_begin (AcuPhotoRound *round, const gint64 *photos, gsize n, guint n_panes)
{
  acu_photo_round_clear (round);
  round->photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_vals (round->photos, photos, (guint)n);
  round->n_panes = CLAMP (n_panes, ACU_COMPARE_MIN, ACU_COMPARE_MAX);
  round->first = 0;
}

void
acu_photo_round_clear (AcuPhotoRound *round)
{
  g_clear_pointer (&round->photos, g_array_unref);
}

guint
acu_photo_round_get_n_shown (const AcuPhotoRound *round)
{
  return round->photos && round->photos->len > 0 ? 1 + get_page (round) : 0;
}

gint64
acu_photo_round_get (const AcuPhotoRound *round, guint index)
{
  g_return_val_if_fail (index < acu_photo_round_get_n_shown (round), 0);

  return g_array_index (round->photos, gint64, get_place (round, index));
}

void
acu_photo_round_set_n_panes (AcuPhotoRound *round, guint n_panes)
{
  round->n_panes = CLAMP (n_panes, ACU_COMPARE_MIN, ACU_COMPARE_MAX);
  round->first = MIN (round->first, get_last_first (round));
}

gboolean
acu_photo_round_can_page (const AcuPhotoRound *round, int direction)
{
  if (acu_photo_round_get_n_shown (round) == 0)
    return FALSE;
  return direction < 0 ? round->first > 0 : round->first < get_last_first (round);
}

gboolean
acu_photo_round_page (AcuPhotoRound *round, int direction)
{
  if (!acu_photo_round_can_page (round, direction))
    return FALSE;
  if (direction < 0)
    round->first -= MIN (round->first, get_page (round));
  else
    round->first = MIN (round->first + get_page (round), get_last_first (round));
  return TRUE;
}

void
acu_photo_round_swap (AcuPhotoRound *round, guint index)
{
  g_return_if_fail (index < acu_photo_round_get_n_shown (round));

  gint64 *reference = &g_array_index (round->photos, gint64, 0);
  gint64 *other = &g_array_index (round->photos, gint64, get_place (round, index));
  gint64 photo = *reference;
  *reference = *other;
  *other = photo;
}

gboolean
acu_photo_round_remove (AcuPhotoRound *round, guint index)
{
  g_return_val_if_fail (index < acu_photo_round_get_n_shown (round), FALSE);

  if (round->photos->len <= ACU_COMPARE_MIN)
    return FALSE;
  g_array_remove_index (round->photos, get_place (round, index));
  round->first = MIN (round->first, get_last_first (round));
  return TRUE;
}
