/* Turning pages faster than pictures are made: what is under way for a neighbour is not begun anew
 * when it becomes the photo, and what is looked at now is made next. */
#include "app/views/viewer/photo-neighbours.h"

#include <gtk/gtk.h>

#define N_PHOTOS 8

/* A worker that begins a picture waits until it is told to go on. */
static GMutex mutex;
static GCond cond;
static GPtrArray *begun; /* paths */
static guint n_allowed;

static gpointer
make (AcuDecoder *decoder, const char *path, GCancellable *cancellable, GError **error)
{
  g_mutex_lock (&mutex);
  g_ptr_array_add (begun, g_strdup (path));
  g_cond_broadcast (&cond);
  while (n_allowed == 0)
    g_cond_wait (&cond, &mutex);
  n_allowed--;
  g_mutex_unlock (&mutex);
  return g_cancellable_set_error_if_cancelled (cancellable, error) ? NULL : g_strdup (path);
}

static gsize
weigh (gpointer picture)
{
  return 1;
}

static const AcuPictureKind kind = {
    .make = make, .unref = g_free, .weigh = weigh, .max_bytes = 100, .max_threads = 1};

static void
allow (guint n)
{
  g_mutex_lock (&mutex);
  n_allowed += n;
  g_cond_broadcast (&cond);
  g_mutex_unlock (&mutex);
}

/* The @n-th picture that was begun, awaited. */
static void
assert_begun (guint n, const char *path)
{
  g_mutex_lock (&mutex);
  while (begun->len <= n)
    g_cond_wait (&cond, &mutex);
  g_assert_cmpstr (g_ptr_array_index (begun, n), ==, path);
  g_mutex_unlock (&mutex);
}

static GListModel *
make_photos (void)
{
  GListStore *photos = g_list_store_new (ACU_TYPE_PHOTO);

  for (int i = 0; i < N_PHOTOS; i++) {
    g_autoptr (AcuPhoto) photo = acu_photo_new (i + 1);
    AcuPhotoRow *row = g_new0 (AcuPhotoRow, 1);
    row->id = i + 1;
    row->path = g_strdup_printf ("%d", i);
    row->display_name = g_strdup (row->path);
    acu_photo_take_row (photo, row);
    g_list_store_append (photos, photo);
  }
  return G_LIST_MODEL (photos);
}

static const AcuPhotoRow *
get_row (GListModel *photos, guint position)
{
  g_autoptr (AcuPhoto) photo = g_list_model_get_item (photos, position);

  return acu_photo_get_row (photo);
}

static void
arrived_cb (gpointer picture, const GError *error, gpointer data)
{
  g_assert_no_error (error);
  *(char **)data = g_strdup (picture);
}

static void
await (char **picture, const char *expected)
{
  while (!*picture)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (*picture, ==, expected);
  g_clear_pointer (picture, g_free);
}

static void
test_paging (void)
{
  g_autoptr (AcuDecoder) decoder = acu_decoder_new (NULL, NULL);
  g_autoptr (GListModel) photos = make_photos ();
  g_autofree char *picture = NULL;
  g_autofree char *other = NULL;

  g_assert_nonnull (decoder); /* which is never asked */
  begun = g_ptr_array_new_with_free_func (g_free);
  AcuPictureCache *cache = acu_picture_cache_new (&kind, decoder);
  AcuPhotoDetails *details = acu_photo_details_new (NULL, NULL, NULL);
  AcuPhotoNeighbours *neighbours = acu_photo_neighbours_new (cache, details);

  /* While the photo is made, its neighbours wait: 3 is the first of them. */
  acu_photo_neighbours_move (neighbours, photos, 2);
  acu_picture_cache_request (cache, get_row (photos, 2), arrived_cb, &picture);
  assert_begun (0, "2");
  acu_photo_neighbours_request (neighbours, photos, 2);
  allow (1);
  await (&picture, "2");
  assert_begun (1, "3");

  /* On to the next, whose picture is begun: that is what comes. */
  acu_photo_neighbours_move (neighbours, photos, 3);
  acu_picture_cache_request (cache, get_row (photos, 3), arrived_cb, &picture);
  acu_photo_neighbours_request (neighbours, photos, 3);
  allow (1);
  await (&picture, "3");
  assert_begun (2, "4");

  /* Two pages on at once: what has waited for long goes ahead of what was asked for later. */
  acu_photo_neighbours_move (neighbours, photos, 5);
  acu_picture_cache_request (cache, get_row (photos, 7), arrived_cb, &other);
  acu_picture_cache_request (cache, get_row (photos, 5), arrived_cb, &picture);
  allow (1);
  assert_begun (3, "5");
  allow (1);
  await (&picture, "5");
  assert_begun (4, "7");

  /* Of those that are near only one is missing, and what was given up was never begun. */
  acu_photo_neighbours_request (neighbours, photos, 5);
  allow (1);
  await (&other, "7");
  assert_begun (5, "6");
  acu_photo_neighbours_move (neighbours, photos, GTK_INVALID_LIST_POSITION);
  acu_picture_cache_request (cache, get_row (photos, 0), arrived_cb, &picture);
  allow (2);
  await (&picture, "0");
  assert_begun (6, "0");
  g_assert_cmpuint (begun->len, ==, 7);

  acu_photo_neighbours_free (neighbours);
  acu_photo_details_free (details);
  acu_picture_cache_free (cache);
  g_ptr_array_unref (begun);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/photo-neighbours/paging", test_paging);
  return g_test_run ();
}
