#include "app/views/library/visible-photos.h"

#include "app/views/shared/photo-cell.h"

/* What is seen is looked up this long after it moved, milliseconds. */
#define DELAY 150

typedef struct {
  GtkWidget *grid;
  AcuLibrary *library;
  guint timeout;
} Watch;

/* The photos whose cells meet the part of the grid that is seen, from the top: they are scored
 * first, and get thumbnails as fine as the screen. */
static gboolean
tell (gpointer data)
{
  Watch *watch = data;
  AcuScoringService *scoring = acu_library_get_scoring (watch->library);
  g_autoptr (GArray) photos = g_array_new (FALSE, FALSE, sizeof (gint64));
  int height = gtk_widget_get_height (watch->grid);

  watch->timeout = 0;
  for (GtkWidget *item = gtk_widget_get_first_child (watch->grid); item;
       item = gtk_widget_get_next_sibling (item)) {
    GtkWidget *cell = gtk_widget_get_first_child (item);
    graphene_rect_t bounds;
    if (!ACU_IS_PHOTO_CELL (cell) || !acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell)))
      continue;
    gboolean is_seen = gtk_widget_compute_bounds (item, watch->grid, &bounds) &&
                       bounds.origin.y <= height && bounds.origin.y + bounds.size.height >= 0;
    acu_photo_cell_set_seen (ACU_PHOTO_CELL (cell), is_seen);
    if (!is_seen)
      continue;
    gint64 photo = acu_photo_get_id (acu_photo_cell_get_photo (ACU_PHOTO_CELL (cell)));
    g_array_append_val (photos, photo);
  }
  if (scoring)
    acu_scoring_service_set_visible (scoring, (const gint64 *)photos->data, photos->len);
  return G_SOURCE_REMOVE;
}

static void
tell_soon (Watch *watch)
{
  if (watch->timeout == 0)
    watch->timeout = g_timeout_add (DELAY, tell, watch);
}

static void
updated_cb (AcuPhotoList *photos, GtkWidget *grid)
{
  tell_soon (g_object_get_data (G_OBJECT (grid), "acu-visible-photos"));
}

static void
state_changed_cb (AcuLibrary *library, GtkWidget *grid)
{
  AcuPhotoList *photos = acu_library_get_photos (library);

  if (!photos)
    return;
  g_signal_handlers_disconnect_by_func (photos, updated_cb, grid);
  g_signal_connect_object (photos, "updated", G_CALLBACK (updated_cb), grid, 0);
}

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_clear_handle_id (&watch->timeout, g_source_remove);
  g_object_unref (watch->library);
  g_free (watch);
}

void
acu_visible_photos_watch (GtkWidget *grid, AcuLibrary *library)
{
  g_return_if_fail (GTK_IS_SCROLLABLE (grid) && ACU_IS_LIBRARY (library));

  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (grid));
  Watch *watch = g_new0 (Watch, 1);

  watch->grid = grid;
  watch->library = g_object_ref (library);
  g_object_set_data_full (G_OBJECT (grid), "acu-visible-photos", watch, watch_free);

  GClosure *moved = g_cclosure_new_swap (G_CALLBACK (tell_soon), watch, NULL);
  g_object_watch_closure (G_OBJECT (grid), moved);
  g_signal_connect_closure (adjustment, "value-changed", moved, FALSE);
  g_signal_connect_closure (adjustment, "changed", moved, FALSE);
  g_signal_connect_object (library, "state-changed", G_CALLBACK (state_changed_cb), grid, 0);
}
