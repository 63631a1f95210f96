/* The order that photos are in. */
#include "app/views/shared/library-private.h"
#include "app/views/shared/settings.h"

/* As the settings number them. */
static const struct {
  AcuSort sort;
  gboolean descending;
} orders[] = {
    {ACU_SORT_SCORE, TRUE}, {ACU_SORT_SCORE, FALSE}, {ACU_SORT_TIME, TRUE},
    {ACU_SORT_TIME, FALSE}, {ACU_SORT_NAME, FALSE},  {ACU_SORT_STARS, TRUE},
};

/* The order that the settings ask for. */
static void
apply_sort (AcuPhotoQuery *query)
{
  guint choice = g_settings_get_enum (acu_settings_get (), "sort");

  query->sort = orders[choice].sort;
  query->descending = orders[choice].descending;
}

void
acu_library_take_order (AcuLibrary *self, const AcuPhotoQuery *query)
{
  /* That the settings change then is no step. */
  self->query->sort = query->sort;
  self->query->descending = query->descending;
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (orders[i].sort == query->sort && orders[i].descending == query->descending)
      g_settings_set_enum (acu_settings_get (), "sort", (int)i);
}

void
acu_library_apply_query (AcuLibrary *self)
{
  apply_sort (self->query);
  self->query->scorer = self->scorer ? self->scorer->id : 0;
  if (self->photos) {
    acu_photo_list_set_query (self->photos, self->query);
    acu_library_refresh (self);
  }
  g_signal_emit_by_name (self, "query-changed");
}

/* Another order is undone like a filter. */
static void
sort_changed_cb (AcuLibrary *self)
{
  g_autoptr (AcuPhotoQuery) query = acu_photo_query_copy (self->query);

  apply_sort (query);
  if (query->sort == self->query->sort && query->descending == self->query->descending)
    return;
  acu_library_note_filter (self, query);
  acu_library_apply_query (self);
}

void
acu_library_watch_order (AcuLibrary *self)
{
  g_signal_connect_object (acu_settings_get (), "changed::sort", G_CALLBACK (sort_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
