#include "app/views/library/undone-photos.h"

/* Microseconds in which the list follows: photos that were rated keep their places for a while. */
#define PATIENCE (6 * G_USEC_PER_SEC)

struct _AcuUndonePhotos {
  AcuLibrary *library;
  const AcuUndoneSight *sight;
  gpointer page;
  GArray *photos;   /* what was shown last, and may be shown once more; or NULL */
  gint64 looked_at; /* the photo that is looked at since */
  gint64 until;     /* monotonic */
};

static void
undone_cb (AcuUndonePhotos *undone, const GArray *photos)
{
  g_clear_pointer (&undone->photos, g_array_unref);
  undone->photos = g_array_copy ((GArray *)photos);
  undone->until = g_get_monotonic_time () + PATIENCE;
  undone->sight->show (undone->page, photos);
  undone->looked_at = undone->sight->get_photo (undone->page);
}

void
acu_undone_photos_look (AcuUndonePhotos *undone)
{
  g_return_if_fail (undone);

  g_autoptr (GArray) photos = g_steal_pointer (&undone->photos);
  if (photos && g_get_monotonic_time () < undone->until &&
      undone->sight->get_photo (undone->page) == undone->looked_at)
    undone->sight->show (undone->page, photos);
}

AcuUndonePhotos *
acu_undone_photos_new (AcuLibrary *library, const AcuUndoneSight *sight, gpointer page)
{
  g_return_val_if_fail (ACU_IS_LIBRARY (library) && sight, NULL);

  AcuUndonePhotos *undone = g_new0 (AcuUndonePhotos, 1);

  undone->library = g_object_ref (library);
  undone->sight = sight;
  undone->page = page;
  g_signal_connect_swapped (library, "undone", G_CALLBACK (undone_cb), undone);
  return undone;
}

void
acu_undone_photos_free (AcuUndonePhotos *undone)
{
  g_signal_handlers_disconnect_by_data (undone->library, undone);
  g_object_unref (undone->library);
  g_clear_pointer (&undone->photos, g_array_unref);
  g_free (undone);
}
