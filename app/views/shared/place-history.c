#include "app/views/shared/place-history.h"

/* Places that are remembered, in each direction. */
#define KEPT 100

struct _AcuPlaceHistory {
  GPtrArray *ways[2]; /* AcuPlace: back and forward, the next one last */
};

AcuPlace *
acu_place_new (const AcuPhotoQuery *query, const char *folder, gboolean below_root)
{
  AcuPlace *place = g_new (AcuPlace, 1);

  *place = (AcuPlace){acu_photo_query_copy (query), g_strdup (folder), below_root};
  return place;
}

void
acu_place_free (AcuPlace *place)
{
  acu_photo_query_free (place->query);
  g_free (place->folder);
  g_free (place);
}

AcuPlaceHistory *
acu_place_history_new (void)
{
  AcuPlaceHistory *history = g_new (AcuPlaceHistory, 1);

  for (guint i = 0; i < 2; i++)
    history->ways[i] = g_ptr_array_new_with_free_func ((GDestroyNotify)acu_place_free);
  return history;
}

void
acu_place_history_free (AcuPlaceHistory *history)
{
  for (guint i = 0; i < 2; i++)
    g_ptr_array_unref (history->ways[i]);
  g_free (history);
}

static void
push (GPtrArray *way, AcuPlace *place)
{
  g_ptr_array_add (way, place);
  if (way->len > KEPT)
    g_ptr_array_remove_index (way, 0);
}

void
acu_place_history_leave (AcuPlaceHistory *history, AcuPlace *place)
{
  push (history->ways[FALSE], place);
  g_ptr_array_set_size (history->ways[TRUE], 0);
}

gboolean
acu_place_history_has (const AcuPlaceHistory *history, gboolean forward)
{
  return history->ways[forward != FALSE]->len > 0;
}

AcuPlace *
acu_place_history_step (AcuPlaceHistory *history, gboolean forward, AcuPlace *now)
{
  GPtrArray *way = history->ways[forward != FALSE];

  g_return_val_if_fail (way->len > 0, NULL);

  push (history->ways[forward == FALSE], now);
  return g_ptr_array_steal_index (way, way->len - 1);
}

void
acu_place_history_forget (AcuPlaceHistory *history,
                          gboolean (*is_gone) (const AcuPlace *place, gpointer data),
                          gpointer data)
{
  for (guint i = 0; i < 2; i++)
    for (guint j = history->ways[i]->len; j > 0; j--)
      if (is_gone (g_ptr_array_index (history->ways[i], j - 1), data))
        g_ptr_array_remove_index (history->ways[i], j - 1);
}
