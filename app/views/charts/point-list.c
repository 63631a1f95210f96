#include "app/views/charts/point-list.h"

/* Points of one chunk. */
#define CHUNK 4096

struct _AcuPointList {
  GPtrArray *chunks; /* GArray of AcuPoint; those that are full never change, and are shared */
};

AcuPointList *
acu_point_list_new (void)
{
  AcuPointList *list = g_new (AcuPointList, 1);

  list->chunks = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  return list;
}

void
acu_point_list_free (AcuPointList *list)
{
  if (!list)
    return;
  g_ptr_array_unref (list->chunks);
  g_free (list);
}

AcuPointList *
acu_point_list_copy (const AcuPointList *list)
{
  g_return_val_if_fail (list, NULL);

  AcuPointList *copy = acu_point_list_new ();

  for (guint i = 0; i < list->chunks->len; i++) {
    GArray *chunk = g_ptr_array_index (list->chunks, i);

    g_ptr_array_add (copy->chunks,
                     chunk->len == CHUNK ? g_array_ref (chunk) : g_array_copy (chunk));
  }
  return copy;
}

void
acu_point_list_append (AcuPointList *list, double x, double y)
{
  g_return_if_fail (list);

  guint n = list->chunks->len;
  GArray *last = n > 0 ? g_ptr_array_index (list->chunks, n - 1) : NULL;

  if (!last || last->len == CHUNK) {
    last = g_array_new (FALSE, FALSE, sizeof (AcuPoint));
    g_ptr_array_add (list->chunks, last);
  }
  g_array_append_val (last, ((AcuPoint){x, y}));
}

gsize
acu_point_list_get_length (const AcuPointList *list)
{
  g_return_val_if_fail (list, 0);

  guint n = list->chunks->len;
  GArray *last = n > 0 ? g_ptr_array_index (list->chunks, n - 1) : NULL;

  return last ? (gsize)(n - 1) * CHUNK + last->len : 0;
}

AcuPoint
acu_point_list_get (const AcuPointList *list, gsize index)
{
  g_return_val_if_fail (index < acu_point_list_get_length (list), ((AcuPoint){0, 0}));

  const GArray *chunk = g_ptr_array_index (list->chunks, index / CHUNK);

  return g_array_index (chunk, AcuPoint, index % CHUNK);
}
