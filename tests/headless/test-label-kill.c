/* A rating is on the disk when the next picture appears: a process that rates is killed, each time
 * somewhere else, and the session goes on behind the last picture it got past. */
#include "app/labeling/rating-session.h"
#include "catalog-fixture.h"
#include "test-support.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_ROUNDS 60
#define N_PHOTOS 2000

/* Rates, and says which position has come up once the one before it is answered. */
static void
rate_for_ever (const char *path, gint64 id, int out)
{
  g_autoptr (AcuCatalog) catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, NULL);
  g_autoptr (AcuRatingSession) session =
      catalog != NULL ? acu_rating_session_open (catalog, id, NULL) : NULL;
  AcuRatingStep step;

  while (session != NULL) {
    acu_rating_session_get_step (session, &step);
    if (write (out, &step.position, sizeof step.position) != sizeof step.position ||
        !acu_rating_session_rate (session, step.position % 5 + 1, NULL, NULL))
      break;
  }
  _exit (1);
}

/* Lets a process answer at least one picture, and more for @microseconds, and kills it.  Returns
 * the last position that came up. */
static guint
run_round (const char *program, const char *path, gint64 id, int microseconds)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  guint shown = 0, position;
  int pipe_ends[2], status;
  pid_t child;

  g_assert_cmpint (pipe (pipe_ends), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0) {
    /* A program of its own, since threads do not survive a fork. */
    dup2 (pipe_ends[1], 3);
    if (pipe_ends[0] != 3)
      close (pipe_ends[0]);
    execl (program, program, "--rate", path, number, NULL);
    _exit (2);
  }
  close (pipe_ends[1]);
  /* However slow the machine, the second picture comes up. */
  for (guint k = 0; k < 2; k++)
    g_assert_cmpint (read (pipe_ends[0], &position, sizeof position), ==, sizeof position);
  shown = position;
  g_usleep ((gulong)microseconds);
  kill (child, SIGKILL);
  waitpid (child, &status, 0);
  g_assert_true (WIFSIGNALED (status));
  while (read (pipe_ends[0], &position, sizeof position) == sizeof position)
    shown = position;
  close (pipe_ends[0]);
  return shown;
}

static void
test_kill (void)
{
  const AcuCatalogRecipe recipe = {.n_photos = N_PHOTOS};
  const AcuLabelSet set = {
      .name = (char *)"S", .method = ACU_METHOD_ACR, .score_min = 1, .score_max = 5};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "catalog.db", NULL);
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree gint64 *photos = g_new (gint64, N_PHOTOS);
  g_autoptr (AcuCatalog) catalog = acu_fixture_make_catalog (path, &recipe);
  g_autoptr (AcuRatingSession) session = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  AcuRatingPlan plan;
  AcuRatingStep step = {.position = 0};
  guint shown = 0, last;
  gint64 id;

  for (guint i = 0; i < N_PHOTOS; i++)
    photos[i] = i + 1;
  acu_rating_plan_init (&plan);
  plan.label_set = acu_label_store_create_set (catalog, &set, NULL);
  plan.rater = acu_label_store_add_rater (catalog, "Ada", NULL, NULL);
  plan.photos = photos;
  plan.n_photos = N_PHOTOS;
  session = acu_rating_session_create (catalog, &plan, NULL);
  id = acu_rating_session_get_id (session);
  for (guint round = 0; round < N_ROUNDS && step.position < N_PHOTOS / 2; round++) {
    g_clear_pointer (&session, acu_rating_session_unref);
    g_clear_object (&catalog);
    last = run_round (program, path, id, g_rand_int_range (rand, 0, 50000));
    shown = MAX (shown, last);
    catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_CHECK, NULL);
    session = acu_rating_session_open (catalog, id, NULL);
    acu_rating_session_get_step (session, &step);
    /* The answer to the last picture shown may have been kept too. */
    g_assert_cmpuint (step.position, >=, shown);
    g_assert_cmpuint (step.position, <=, shown + 1);
    shown = step.position;
  }
  {
    g_autoptr (GPtrArray) labels = acu_label_store_list (catalog, plan.label_set, NULL);

    g_test_message ("%u ratings in %d rounds", labels->len, N_ROUNDS);
    g_assert_cmpuint (labels->len, ==, shown);
    g_assert_cmpuint (shown, >=, N_ROUNDS);
    for (guint i = 0; i < labels->len; i++) {
      const AcuLabel *label = g_ptr_array_index (labels, i);

      g_assert_cmpint (label->position, ==, (int)i);
      g_assert_cmpfloat (label->score, ==, i % 5 + 1);
    }
  }
}

int
main (int argc, char **argv)
{
  if (argc == 4 && strcmp (argv[1], "--rate") == 0)
    rate_for_ever (argv[2], g_ascii_strtoll (argv[3], NULL, 10), 3);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/label-kill/answered", test_kill);
  return g_test_run ();
}
