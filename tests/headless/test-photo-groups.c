/* Which photos belong together: bursts and near-duplicates with known answers, and how long twenty
 * thousand take. */
#include "app/culling/likeness.h"
#include "app/culling/photo-groups.h"
#include "test-support.h"

#include <math.h>
#include <string.h>
#include <time.h>

/* A likeness of scene @scene, of which @flips signs are turned, others for each @variant. */
static void
fill_likeness (guint8 *likeness, guint scene, guint flips, guint variant)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (scene * 7919 + 1);
  g_autoptr (GRand) other = g_rand_new_with_seed (variant * 104729 + 5);

  for (guint i = 0; i < 16; i++)
    likeness[i] = (guint8)g_rand_int (rand);
  memset (likeness + 16, 90, ACU_LIKENESS_SIZE - 16);
  for (guint i = 0; i < flips; i++) {
    guint bit = (guint)g_rand_int_range (other, 0, 128);
    likeness[bit / 8] ^= (guint8)(1 << bit % 8);
  }
}

static void
add (GArray *photos, gint64 taken, guint scene, guint flips)
{
  AcuCullPhoto photo = {.photo = photos->len + 1,
                        .taken = taken,
                        .camera = 1,
                        .score = (double)NAN,
                        .has_likeness = TRUE};

  fill_likeness (photo.likeness, scene, flips, photos->len);
  g_array_append_val (photos, photo);
}

static GArray *
make_photos (void)
{
  return g_array_new (FALSE, FALSE, sizeof (AcuCullPhoto));
}

/* The groups as text: "burst 1 2 3, similar 5 9". */
static char *
describe (const AcuPhotoGroups *groups)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < groups->groups->len; i++) {
    const AcuPhotoGroup *group = &g_array_index (groups->groups, AcuPhotoGroup, i);

    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            group->kind == ACU_GROUP_BURST ? "burst" : "similar");
    for (guint j = 0; j < group->n; j++) {
      guint index = g_array_index (groups->members, guint, group->first + j);
      g_assert_cmpint (groups->group[index], ==, (int)i);
      g_string_append_printf (text, " %u", index + 1);
    }
  }
  return g_string_free (text, FALSE);
}

static void
assert_groups (GArray *photos, const char *expected)
{
  g_autoptr (AcuPhotoGroups) groups = acu_photo_groups_new (photos, NULL, NULL);
  g_autofree char *text = describe (groups);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_nothing (void)
{
  g_autoptr (GArray) photos = make_photos ();

  assert_groups (photos, "");
  add (photos, 100, 1, 0);
  assert_groups (photos, "");
}

/* Frames of one scene, each moved a little, then another scene a second later. */
static void
test_burst (void)
{
  g_autoptr (GArray) photos = make_photos ();

  for (int i = 0; i < 5; i++)
    add (photos, 1000 + i, 1, 10);
  add (photos, 1005, 2, 0);
  add (photos, 2000, 3, 0);
  assert_groups (photos, "burst 1 2 3 4 5");
}

/* The gap counts from frame to frame, not from the first; the order of the list does not count. */
static void
test_gap (void)
{
  g_autoptr (GArray) photos = make_photos ();

  add (photos, 1000 + 3 * ACU_BURST_GAP, 1, 10);
  add (photos, 1000, 1, 10);
  add (photos, 1000 + ACU_BURST_GAP, 1, 10);
  add (photos, 1000 + 2 * ACU_BURST_GAP, 1, 10);
  add (photos, 1000 + 4 * ACU_BURST_GAP + 1, 1, 10);
  assert_groups (photos, "burst 2 3 4 1");
}

/* A frame in between that shows something else does not end a burst. */
static void
test_spoilt_frame (void)
{
  g_autoptr (GArray) photos = make_photos ();

  add (photos, 1000, 1, 6);
  add (photos, 1001, 9, 0);
  add (photos, 1002, 1, 6);
  assert_groups (photos, "burst 1 3");
}

static void
test_near_duplicates (void)
{
  g_autoptr (GArray) photos = make_photos ();

  add (photos, 1000, 1, 0);
  add (photos, 5000, 2, 0);
  add (photos, 90000, 1, 3);
  add (photos, 91000, 1, 64); /* hardly the same any more */
  assert_groups (photos, "similar 1 3");
}

/* Without times there are no bursts, but the same picture is the same. */
static void
test_no_times (void)
{
  g_autoptr (GArray) photos = make_photos ();

  add (photos, G_MININT64, 1, 20);
  add (photos, G_MININT64, 1, 20);
  add (photos, G_MININT64, 2, 0);
  add (photos, 1000, 2, 2);
  assert_groups (photos, "similar 3 4");
}

static void
test_two_cameras (void)
{
  g_autoptr (GArray) photos = make_photos ();

  for (int i = 0; i < 6; i++) {
    add (photos, 1000 + i, 1, 9);
    g_array_index (photos, AcuCullPhoto, i).camera = 1 + i % 2;
  }
  assert_groups (photos, "burst 1 3 5, burst 2 4 6");
}

static void
test_unseen (void)
{
  g_autoptr (GArray) photos = make_photos ();

  add (photos, 1000, 1, 0);
  add (photos, 1000, 1, 0);
  g_array_index (photos, AcuCullPhoto, 1).has_likeness = FALSE;
  assert_groups (photos, "");
}

/* Every pair of near-duplicates is found that looking at all pairs finds. */
static void
test_against_all_pairs (void)
{
  g_autoptr (GArray) photos = make_photos ();

  for (guint i = 0; i < 600; i++)
    add (photos, G_MININT64, i % 200, i % 13);
  g_autoptr (AcuPhotoGroups) groups = acu_photo_groups_new (photos, NULL, NULL);
  guint n_alike = 0;
  for (guint i = 0; i < photos->len; i++)
    for (guint j = 0; j < i; j++)
      if (acu_likeness_is_near_duplicate (g_array_index (photos, AcuCullPhoto, i).likeness,
                                          g_array_index (photos, AcuCullPhoto, j).likeness)) {
        g_assert_cmpint (groups->group[i], >=, 0);
        g_assert_cmpint (groups->group[i], ==, groups->group[j]);
        n_alike++;
      }
  g_assert_cmpint (n_alike, >, 200);
}

static double
get_cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Bursts of five, a tenth of the photos blank, so that they share every band. */
static void
test_twenty_thousand (void)
{
  g_autoptr (GArray) photos = make_photos ();

  for (guint i = 0; i < 20000; i++) {
    add (photos, 1000 + i / 5 * 60 + i % 5, i / 5, 6);
    if (i % 50 < 5)
      memset (g_array_index (photos, AcuCullPhoto, i).likeness, 0, 16);
  }
  double start = get_cpu_time ();
  g_autoptr (AcuPhotoGroups) groups = acu_photo_groups_new (photos, NULL, NULL);
  double seconds = get_cpu_time () - start;

  g_assert_cmpint (groups->groups->len, >=, 3600);
  g_test_message ("20,000 photos in %.3f s of a processor", seconds);
  /* Sanitizers take most of the time. */
#if defined __OPTIMIZE__ && !defined ACU_SANITIZED
  g_assert_cmpfloat (seconds, <, 1.0);
#endif
}

/* Nothing but what every other has as well, so that grouping takes many seconds. */
#define N_BLANK 60000

typedef struct {
  GArray *photos;
  GCancellable *cancellable;
  gint has_begun; /* atomic */
  GError *error;
} Cancelled;

static gpointer
group_blanks (gpointer data)
{
  Cancelled *cancelled = data;

  g_atomic_int_set (&cancelled->has_begun, TRUE);
  return acu_photo_groups_new (cancelled->photos, cancelled->cancellable, &cancelled->error);
}

/* What nobody waits for any more ends, wherever it is. */
static void
test_cancelled (void)
{
  g_autoptr (GArray) photos = make_photos ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Cancelled cancelled = {photos, cancellable, FALSE, NULL};
  GThread *thread;

  for (guint i = 0; i < N_BLANK; i++) {
    AcuCullPhoto photo = {.photo = i + 1, .taken = G_MININT64, .has_likeness = TRUE};
    g_array_append_val (photos, photo);
  }
  thread = g_thread_new ("group", group_blanks, &cancelled);
  while (!g_atomic_int_get (&cancelled.has_begun))
    g_usleep (1000);
  /* Into the middle of it, on most machines; at its beginning it has to end as well. */
  g_usleep (100 * 1000);
  g_cancellable_cancel (cancellable);
  g_assert_null (g_thread_join (thread));
  g_assert_error (cancelled.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&cancelled.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/photo-groups/nothing", test_nothing);
  g_test_add_func ("/photo-groups/burst", test_burst);
  g_test_add_func ("/photo-groups/gap", test_gap);
  g_test_add_func ("/photo-groups/spoilt-frame", test_spoilt_frame);
  g_test_add_func ("/photo-groups/near-duplicates", test_near_duplicates);
  g_test_add_func ("/photo-groups/no-times", test_no_times);
  g_test_add_func ("/photo-groups/two-cameras", test_two_cameras);
  g_test_add_func ("/photo-groups/unseen", test_unseen);
  g_test_add_func ("/photo-groups/against-all-pairs", test_against_all_pairs);
  g_test_add_func ("/photo-groups/twenty-thousand", test_twenty_thousand);
  g_test_add_func ("/photo-groups/cancelled", test_cancelled);
  return g_test_run ();
}
