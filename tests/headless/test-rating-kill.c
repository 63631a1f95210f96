/* What was acknowledged is kept: a process that rates is killed 200 times, each time somewhere
 * else. */
#include "app/catalog/rating-store.h"
#include "catalog-fixture.h"
#include "test-support.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_ROUNDS 200
#define N_PHOTOS 50

/* Milliseconds until the first rating of a process; a machine that runs many tests is slow. */
#define PATIENCE_MS 60000

/* Rates photo after photo, and says so once a rating is kept: the number of the rating, which tells
 * photo and stars.  Never returns. */
static void
rate_for_ever (const char *path, int number, int out)
{
  g_autoptr (AcuCatalog) catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, NULL);

  while (catalog != NULL) {
    const AcuRatingChange change = {.photo = number % N_PHOTOS + 1,
                                    .fields = ACU_RATING_STARS,
                                    .stars = number / N_PHOTOS % 5 + 1};
    AcuUndoGroup group = {.title = "Rate"};

    if (!acu_rating_store_apply (catalog, &change, 1, &group, NULL) ||
        write (out, &number, sizeof number) != sizeof number)
      break;
    number++;
  }
  _exit (1);
}

/* Lets a process rate for @microseconds, from its first rating on if it @has_begun, and otherwise
 * from its start; kills it, and returns the number after the last that it acknowledged. */
static int
run_round (const char *program, const char *path, int number, int microseconds, gboolean has_begun)
{
  g_autofree char *first = g_strdup_printf ("%d", number);
  int pipe_ends[2];
  int status;
  pid_t child;

  g_assert_cmpint (pipe (pipe_ends), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0) {
    /* A program of its own, since threads do not survive a fork. */
    dup2 (pipe_ends[1], 3);
    if (pipe_ends[0] != 3)
      close (pipe_ends[0]);
    execl (program, program, "--rate", path, first, NULL);
    _exit (2);
  }
  close (pipe_ends[1]);
  if (has_begun) {
    GPollFD first_rating = {.fd = pipe_ends[0], .events = G_IO_IN};
    g_assert_cmpint (g_poll (&first_rating, 1, PATIENCE_MS), ==, 1);
  }
  g_usleep ((gulong)microseconds);
  kill (child, SIGKILL);
  waitpid (child, &status, 0);
  g_assert_true (WIFSIGNALED (status));
  while (read (pipe_ends[0], &number, sizeof number) == sizeof number)
    number++;
  close (pipe_ends[0]);
  return number;
}

static void
check_round (const char *path, int number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuCatalog) catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_CHECK, &error);

  g_assert_no_error (error);
  for (int i = MAX (number - N_PHOTOS, 0); i < number; i++) {
    g_autoptr (AcuPhotoRow) row = acu_photo_store_get (catalog, i % N_PHOTOS + 1, 0, &error);
    int stars = i / N_PHOTOS % 5 + 1;

    g_assert_no_error (error);
    /* The one rating after the last acknowledged may have been kept too. */
    if (i == number - N_PHOTOS && row->stars != stars)
      stars = (i + N_PHOTOS) / N_PHOTOS % 5 + 1;
    g_assert_cmpint (row->stars, ==, stars);
  }
}

static void
test_kill (void)
{
  const AcuCatalogRecipe recipe = {.n_photos = N_PHOTOS};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "catalog.db", NULL);
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  int number = 0, n_rounds = 0;

  g_object_unref (acu_fixture_make_catalog (path, &recipe));
  for (; n_rounds < N_ROUNDS; n_rounds++) {
    /* Where a process takes long to start, every other round still sees ratings. */
    number =
        run_round (program, path, number, g_rand_int_range (rand, 2000, 80000), n_rounds % 2 == 1);
    check_round (path, number);
  }
  g_test_message ("%d ratings acknowledged in %d rounds", number, n_rounds);
  g_assert_cmpint (number, >=, N_ROUNDS / 2);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && strcmp (argv[1], "--rate") == 0)
    rate_for_ever (argv[2], atoi (argv[3]), 3);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rating-kill/acknowledged", test_kill);
  return g_test_run ();
}
