/* Counts and lists that are read again while something changes: the last answer is the newest. */
#include "app/catalog/repeated-read.h"
#include "catalog-fixture.h"
#include "test-support.h"

/* What is asked for, and a gate that holds the first who asks. */
typedef struct {
  GMutex lock;
  GCond changed;
  int value;
  guint n_asked, n_open; /* who has read the value; how many of them may answer */
  guint n_running, most_running;
} Source;

typedef struct {
  AcuCatalog *catalog;
  Source source;
  AcuRepeatedRead *read;
  GArray *answers; /* int */
  gboolean done;   /* the last value was told */
} Fixture;

static gpointer
look (AcuCatalog *catalog, gpointer data, GCancellable *cancellable, GError **error)
{
  Source *source = data;
  int *answer = g_new (int, 1);
  guint mine;

  g_mutex_lock (&source->lock);
  source->n_running++;
  source->most_running = MAX (source->most_running, source->n_running);
  *answer = source->value;
  mine = ++source->n_asked;
  g_cond_broadcast (&source->changed);
  while (source->n_open < mine && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait (&source->changed, &source->lock);
  source->n_running--;
  g_cond_broadcast (&source->changed);
  g_mutex_unlock (&source->lock);
  return answer;
}

static void
told (gconstpointer answer, gpointer user_data)
{
  Fixture *fixture = user_data;
  int value = *(const int *)answer;

  g_array_append_val (fixture->answers, value);
  fixture->done = value == 3;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "catalog.db", NULL);
  g_autoptr (GError) error = NULL;

  fixture->catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  fixture->answers = g_array_new (FALSE, FALSE, sizeof (int));
  fixture->read = acu_repeated_read_new (fixture->catalog, look, g_free, told, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->read, acu_repeated_read_free);
  g_array_unref (fixture->answers);
  g_object_unref (fixture->catalog);
}

/* Has @value be the truth, and asks for it. */
static void
ask (Fixture *fixture, int value)
{
  g_mutex_lock (&fixture->source.lock);
  fixture->source.value = value;
  g_mutex_unlock (&fixture->source.lock);
  acu_repeated_read_ask (fixture->read, &fixture->source, NULL);
}

static void
open_gate (Fixture *fixture)
{
  g_mutex_lock (&fixture->source.lock);
  fixture->source.n_open = G_MAXUINT;
  g_cond_broadcast (&fixture->source.changed);
  g_mutex_unlock (&fixture->source.lock);
}

static void
wait_until_asked (Fixture *fixture)
{
  g_mutex_lock (&fixture->source.lock);
  while (fixture->source.n_asked == 0)
    g_cond_wait (&fixture->source.changed, &fixture->source.lock);
  g_mutex_unlock (&fixture->source.lock);
}

/* The first question takes long, and two more come meanwhile: one of them is asked, the newer. */
static void
test_newest_last (Fixture *fixture, gconstpointer data)
{
  ask (fixture, 1);
  wait_until_asked (fixture);
  ask (fixture, 2);
  ask (fixture, 3);
  open_gate (fixture);
  acu_fixture_wait (&fixture->done);
  g_assert_cmpuint (fixture->source.most_running, ==, 1);
  g_assert_cmpuint (fixture->answers->len, ==, 2);
  g_assert_cmpint (g_array_index (fixture->answers, int, 0), ==, 1);
}

/* Whoever asked is gone before the answer. */
static void
test_freed (Fixture *fixture, gconstpointer data)
{
  ask (fixture, 1);
  wait_until_asked (fixture);
  ask (fixture, 3);
  g_clear_pointer (&fixture->read, acu_repeated_read_free);
  open_gate (fixture);
  g_mutex_lock (&fixture->source.lock);
  while (fixture->source.n_running > 0)
    g_cond_wait (&fixture->source.changed, &fixture->source.lock);
  g_mutex_unlock (&fixture->source.lock);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->answers->len, ==, 0);
  g_assert_cmpuint (fixture->source.n_asked, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/repeated-read/newest-last", Fixture, NULL, set_up, test_newest_last, tear_down);
  g_test_add ("/repeated-read/freed", Fixture, NULL, set_up, test_freed, tear_down);
  return g_test_run ();
}
