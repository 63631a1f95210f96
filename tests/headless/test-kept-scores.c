/* What an unfinished evaluation has come to: kept from one program to the next, and for the same
 * evaluation and pictures alone. */
#include "app/learning/evaluation/kept-scores.h"
#include "tests/headless/test-support.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define N_NUMBERS 3

typedef struct {
  char *cache, *evaluations;
  char *pictures[3];
} Fixture;

static const double numbers[][N_NUMBERS] = {{50.5, 0.25, 1}, {3, -2, 1e-300}, {0, 0, 0}};

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->cache = acu_test_temporary_folder ();
  fixture->evaluations =
      g_build_filename (g_get_user_cache_dir (), "acutance", "evaluations", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->pictures); i++) {
    g_autofree char *name = g_strdup_printf ("%u.jpg", i);

    fixture->pictures[i] = g_build_filename (fixture->cache, name, NULL);
    g_assert_true (g_file_set_contents (fixture->pictures[i], name, -1, NULL));
  }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->pictures); i++)
    g_free (fixture->pictures[i]);
  g_free (fixture->evaluations);
  g_free (fixture->cache);
}

/* Keeps the numbers of the first @n pictures. */
static void
keep (Fixture *fixture, const char *what, guint n)
{
  g_autoptr (AcuKeptScores) scores = acu_kept_scores_open (what, N_NUMBERS);

  for (guint i = 0; i < n; i++)
    acu_kept_scores_add (scores, fixture->pictures[i], numbers[i]);
}

/* Requires that those of the picture are kept, or are not. */
static void
check (Fixture *fixture, AcuKeptScores *scores, guint picture, gboolean wanted)
{
  const double *found = acu_kept_scores_find (scores, fixture->pictures[picture]);

  if (wanted)
    g_assert_cmpmem (found, sizeof numbers[0], numbers[picture], sizeof numbers[0]);
  else
    g_assert_null (found);
}

/* The one file there is. (transfer full) (nullable) */
static char *
find_file (const Fixture *fixture)
{
  g_autoptr (GDir) listing = g_dir_open (fixture->evaluations, 0, NULL);
  const char *name = listing != NULL ? g_dir_read_name (listing) : NULL;
  char *path = name != NULL ? g_build_filename (fixture->evaluations, name, NULL) : NULL;

  g_assert_true (listing == NULL || g_dir_read_name (listing) == NULL);
  return path;
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = NULL;

  keep (fixture, "this", 2);
  {
    g_autoptr (AcuKeptScores) other = acu_kept_scores_open ("other", N_NUMBERS);
    g_autoptr (AcuKeptScores) same = acu_kept_scores_open ("this", N_NUMBERS);

    check (fixture, other, 0, FALSE);
    check (fixture, same, 0, TRUE);
    check (fixture, same, 1, TRUE);
    check (fixture, same, 2, FALSE);
    acu_kept_scores_add (same, fixture->pictures[2], numbers[2]);
  }
  g_autoptr (AcuKeptScores) all = acu_kept_scores_open ("this", N_NUMBERS);
  check (fixture, all, 0, TRUE);
  check (fixture, all, 2, TRUE);
  /* A picture that is another one now. */
  g_assert_true (g_file_set_contents (fixture->pictures[0], "changed", -1, NULL));
  check (fixture, all, 0, FALSE);
  acu_kept_scores_end (all);
  file = find_file (fixture);
  g_assert_null (file);
}

/* A record that is cut short, or damaged, does not count, and those after it are not misread. */
static void
test_damage (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = NULL, *bytes = NULL;
  gsize size;

  keep (fixture, "this", 2);
  file = find_file (fixture);
  g_assert_true (g_file_get_contents (file, &bytes, &size, NULL));
  g_assert_cmpint (truncate (file, (goffset)size - 3), ==, 0);
  {
    g_autoptr (AcuKeptScores) scores = acu_kept_scores_open ("this", N_NUMBERS);

    check (fixture, scores, 0, TRUE);
    check (fixture, scores, 1, FALSE);
    acu_kept_scores_add (scores, fixture->pictures[2], numbers[2]);
  }
  {
    g_autoptr (AcuKeptScores) scores = acu_kept_scores_open ("this", N_NUMBERS);

    check (fixture, scores, 0, TRUE);
    check (fixture, scores, 2, TRUE);
  }
  memset (bytes + size / 4, 0, 8);
  g_assert_true (g_file_set_contents (file, bytes, (gssize)size, NULL));
  g_autoptr (AcuKeptScores) scores = acu_kept_scores_open ("this", N_NUMBERS);
  check (fixture, scores, 0, FALSE);
  check (fixture, scores, 1, TRUE);
  acu_kept_scores_end (scores);
}

/* Two at once do not write into each other's file, and nothing is left of one without a score. */
static void
test_two (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = NULL;
  g_autoptr (AcuKeptScores) first = acu_kept_scores_open ("this", N_NUMBERS);
  g_autoptr (AcuKeptScores) second = acu_kept_scores_open ("this", N_NUMBERS);

  acu_kept_scores_add (second, fixture->pictures[0], numbers[0]);
  g_clear_pointer (&second, acu_kept_scores_close);
  g_clear_pointer (&first, acu_kept_scores_close);
  file = find_file (fixture);
  g_assert_null (file);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *cache = NULL;

  g_test_init (&argc, &argv, NULL);
  cache = acu_test_temporary_folder ();
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  ADD ("/kept-scores/kept", test_kept);
  ADD ("/kept-scores/damage", test_damage);
  ADD ("/kept-scores/two", test_two);
  return g_test_run ();
}
