#include "app/views/label/rater-order.h"

#include "app/catalog/label-store.h"

typedef struct {
  char *key;
  guint place;
} Place;

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *first = a, *second = b;
  int order = strcmp (first->key, second->key);

  return order != 0 ? order : (first->place > second->place) - (first->place < second->place);
}

guint *
acu_rater_order_new (const GPtrArray *raters)
{
  g_return_val_if_fail (raters, NULL);

  g_autofree Place *places = g_new (Place, raters->len + 1);
  guint *order = g_new (guint, raters->len + 1);

  for (guint i = 0; i < raters->len; i++) {
    const AcuRater *rater = g_ptr_array_index (raters, i);
    places[i] = (Place){g_utf8_collate_key_for_filename (rater->name, -1), i};
  }
  qsort (places, raters->len, sizeof *places, compare_places);
  for (guint i = 0; i < raters->len; i++) {
    order[i] = places[i].place;
    g_free (places[i].key);
  }
  return order;
}
