/* Five hundred pictures are rated by keyboard, and then pairs of some of them, which are picked a
 * round at a time: how long it takes from a key to the next picture on the screen, with the answer
 * on the disk between the two, as another connection reads it, and whether the catalog has every
 * answer. */
#include "app/catalog/folder-scan.h"
#include "app/catalog/label-store.h"
#include "app/views/label/rating-page.h"
#include "app/views/label/rating-stage.h"
#include "tests/display/application-run.h"
#include "tests/display/hand.h"
#include "tests/headless/test-support.h"

#include <X11/keysym.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

/* Where times are not judged there is nothing to be learned from more. */
#ifdef __SANITIZE_ADDRESS__
#define N_PHOTOS 100
#define N_PAIRS  45
#else
#define N_PHOTOS 500
#define N_PAIRS  120
#endif

/* What the pairs are made of: a round has half as many pairs, and their previews are in memory. */
#define N_PAIRED 40

/* Microseconds from a key to the next picture, for each picture that is drawn, of which a pair has
 * two: one frame in the middle of all, and one more for nine of ten.  How long the slowest take is
 * told and not judged, for the disk and the display are others' too. */
#define LIMIT      16000
#define MOST_LIMIT 33000

/* Nobody answers sooner after a picture has come: one frame, microseconds. */
#define REST 17000

/* One answer of so many is kept from the disk for a while, milliseconds, in which several frames
 * are drawn. */
#define HELD_EVERY 40
#define HELD_MS    150

/* Rounds of 50 ms in which everything must be over. */
#define MAX_ROUNDS 2400

typedef enum { OPENING, FORM, RATING, OVER } Stage;

typedef struct {
  AcuHand *hand;

  Stage stage;
  gboolean pairs;
  char *list; /* a file that names what the pairs are made of */
  AcuRatingPage *page;
  AcuRatingStage *shown;
  GdkFrameClock *clock;
  gint64 pressed;   /* 0 while nothing is awaited */
  gint64 painted;   /* the last picture, when it was there */
  GArray *waits[2]; /* gint64, microseconds: from key to picture, and to pair */
  guint n_answers;  /* keys pressed */
  guint n_held[2];  /* of them, in either kind of session, those that were kept from the disk */
  gboolean is_held;
  sqlite3 *witness; /* another connection to the catalog */
} Rater;

static int
get_grade (guint answer)
{
  return 1 + (int)(answer * 7 % 5);
}

static const struct {
  guint key; /* X symbol */
  double score;
} sides[] = {{XK_Left, 1}, {XK_Right, 0}, {XK_Down, 0.5}};

/* The answers of the session that another program finds in the file. */
static guint
count_durable (Rater *rater)
{
  sqlite3_stmt *count;

  g_assert_cmpint (sqlite3_prepare_v2 (rater->witness,
                                       "SELECT count(*) FROM labels WHERE withdrawn = 0"
                                       " AND session = (SELECT max(id) FROM sessions)",
                                       -1, &count, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (count), ==, SQLITE_ROW);
  guint n = (guint)sqlite3_column_int (count, 0);
  sqlite3_finalize (count);
  return n;
}

/* The frame is over when the display's own process has drawn it too.  With the next picture in it
 * the answer to the one before is in the file. */
static void
painted_cb (GdkFrameClock *clock, Rater *rater)
{
  if (rater->pressed == 0 || acu_rating_stage_get_drawn (rater->shown) < rater->pressed)
    return;
  gdk_display_sync (gtk_widget_get_display (GTK_WIDGET (rater->shown)));
  rater->painted = g_get_monotonic_time ();
  g_assert_cmpuint (count_durable (rater), ==, rater->n_answers);
  gint64 wait = rater->painted - rater->pressed;
  if (!rater->is_held)
    g_array_append_val (rater->waits[rater->pairs], wait);
  rater->is_held = FALSE;
  rater->pressed = 0;
}

/* Whether nobody writes to the catalog now but the witness. */
static gboolean
hold (Rater *rater)
{
  return sqlite3_exec (rater->witness, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
}

/* However long an answer takes to be written, until then its picture is the one that is shown. */
static gboolean
let_go_cb (gpointer data)
{
  Rater *rater = data;

  g_assert_cmpint (acu_rating_stage_get_drawn (rater->shown), >, 0);
  g_assert_cmpint (acu_rating_stage_get_drawn (rater->shown), <, rater->pressed);
  g_assert_cmpint (sqlite3_exec (rater->witness, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  return G_SOURCE_REMOVE;
}

/* Keys go to the window that has the display's focus, and in it to the page, which a busy display
 * gives it late. */
static gboolean
has_focus (Rater *rater)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (rater->shown)));
  GtkWidget *focus = gtk_window_get_focus (window);

  return gtk_window_is_active (window) && focus != NULL &&
         gtk_widget_is_ancestor (focus, GTK_WIDGET (rater->page));
}

/* Answers as soon as a person could, and what comes next has been decoded. */
static gboolean
answer_cb (gpointer data)
{
  Rater *rater = data;
  AcuRatingSession *session = acu_rating_page_get_session (rater->page);
  AcuRatingStep step;

  acu_rating_session_get_step (session, &step);
  if (step.is_over) {
    rater->stage = OVER;
    rater->pressed = 0;
    return G_SOURCE_REMOVE;
  }
  if (rater->pressed != 0 || step.n_done < rater->n_answers || !has_focus (rater) ||
      acu_rating_stage_get_drawn (rater->shown) == 0 ||
      g_get_monotonic_time () - rater->painted < REST)
    return G_SOURCE_CONTINUE;
  if (!acu_rating_page_has_next (rater->page) && step.n_done + 1 < step.n_total)
    return G_SOURCE_CONTINUE;
  if (rater->n_answers % HELD_EVERY == HELD_EVERY / 2) {
    if (!hold (rater))
      return G_SOURCE_CONTINUE;
    rater->is_held = TRUE;
    rater->n_held[rater->pairs]++;
    g_timeout_add (HELD_MS, let_go_cb, rater);
  }
  rater->pressed = g_get_monotonic_time ();
  acu_hand_press (rater->hand, rater->pairs ? sides[rater->n_answers % G_N_ELEMENTS (sides)].key
                                            : (guint)(XK_0 + get_grade (rater->n_answers)));
  rater->n_answers++;
  return G_SOURCE_CONTINUE;
}

static gboolean
is_enabled (GtkWindow *window, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (window), action);
}

static gboolean
rate (GtkWindow *window, guint round, gpointer data)
{
  Rater *rater = data;

  if (round == MAX_ROUNDS)
    g_error ("stage %d has no end, after %u answers; the window is %s, and focus on %s",
             (int)rater->stage, rater->n_answers,
             gtk_window_is_active (window) ? "active" : "not active",
             gtk_window_get_focus (window) ? G_OBJECT_TYPE_NAME (gtk_window_get_focus (window))
                                           : "nothing");
  switch (rater->stage) {
  case OPENING:
    if (!is_enabled (window, "label-new") || !is_enabled (window, "select-all"))
      return TRUE;
    acu_test_activate (window, "view", "'label'");
    rater->stage = FORM;
    return TRUE;
  case FORM:
    /* There is no form before the label sets have been read, and one session however often it is
     * asked for. */
    if (!is_enabled (window, "label-begin")) {
      acu_test_activate (window, "label-new", NULL);
      g_autofree char *options = g_strdup_printf (
          "{'%s': <'%s'>, 'set': <'%s'>, 'rater': <'Ada'>, 'method': <'%s'>,"
          " 'training': <uint32 0>, 'repeats': <uint32 0>, 'anchors': <uint32 0>,"
          " 'pairs': <uint32 %d>, 'seed': <uint64 7>}",
          rater->pairs ? "list" : "source", rater->pairs ? rater->list : "folder",
          rater->pairs ? "Pairs" : "Keys", rater->pairs ? "pairwise" : "acr", N_PAIRS);
      acu_test_activate (window, "label-start", options);
      return TRUE;
    }
    acu_test_activate (window, "label-begin", NULL);
    rater->page =
        ACU_RATING_PAGE (acu_test_find_widget (GTK_WIDGET (window), ACU_TYPE_RATING_PAGE));
    rater->shown =
        ACU_RATING_STAGE (acu_test_find_widget (GTK_WIDGET (window), ACU_TYPE_RATING_STAGE));
    if (!rater->clock) {
      rater->clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
      g_signal_connect (rater->clock, "after-paint", G_CALLBACK (painted_cb), rater);
    }
    rater->n_answers = 0;
    g_timeout_add (1, answer_cb, rater);
    rater->stage = RATING;
    return TRUE;
  case RATING:
    return TRUE;
  case OVER:
  default:
    if (!rater->pairs) {
      rater->pairs = TRUE;
      rater->stage = FORM;
      acu_test_activate (window, "label-leave", NULL);
      return TRUE;
    }
    g_signal_handlers_disconnect_by_func (rater->clock, painted_cb, rater);
    return FALSE;
  }
}

/* (transfer full) */
static char *
make_list (const char *folder)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char *path = g_build_filename (folder, "pairs.txt", NULL);

  for (guint i = 0; i < N_PAIRED; i++)
    g_string_append_printf (text, "%s/%03u.jpg\n", folder, i);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  return path;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;

  return (x > y) - (x < y);
}

/* What the file says once the application has ended: every grade, in the order in which it was
 * given, for the picture that the session had in that place, and no picture twice. */
static void
check_grades (const GArray *items, const GPtrArray *labels)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  gint64 last = 0;

  g_assert_cmpuint (labels->len, ==, N_PHOTOS);
  for (guint i = 0; i < labels->len; i++) {
    AcuLabel *label = g_ptr_array_index (labels, i);

    g_assert_cmpint (label->position, ==, i);
    g_assert_cmpint (label->item.image, ==, g_array_index (items, AcuLabelItem, i).image);
    g_assert_cmpfloat (label->score, ==, get_grade (i));
    g_assert_cmpint (label->given, >, last);
    g_assert_cmpint (label->response_ms, >=, 0);
    g_assert_true (g_hash_table_add (seen, &label->item.image));
    last = label->given;
  }
}

/* Likewise of every pair, over the end of a round. */
static void
check_pairs (const GArray *items, const GPtrArray *labels)
{
  for (guint i = 0; i < labels->len; i++) {
    const AcuLabel *label = g_ptr_array_index (labels, i);
    const AcuLabelItem *item = &g_array_index (items, AcuLabelItem, i);

    g_assert_cmpint (label->position, ==, i);
    g_assert_cmpint (label->item.image, ==, item->image);
    g_assert_cmpint (label->item.other, ==, item->other);
    g_assert_cmpfloat (label->score, ==, sides[i % G_N_ELEMENTS (sides)].score);
    g_assert_cmpint (label->response_ms, >=, 0);
  }
}

static void
check_answers (void)
{
  g_autofree char *path = acu_catalog_get_default_path ();
  g_autoptr (AcuCatalog) catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_CHECK, NULL);
  g_autoptr (GPtrArray) sessions = acu_label_store_list_sessions (catalog, 0, NULL);

  g_assert_cmpuint (sessions->len, ==, 2);
  for (guint i = 0; i < sessions->len; i++) {
    const AcuLabelSession *session = g_ptr_array_index (sessions, i);
    g_autoptr (GArray) items = acu_label_store_list_items (catalog, session->id, NULL);
    g_autoptr (GPtrArray) labels = acu_label_store_list (catalog, session->label_set, NULL);

    g_assert_cmpint (session->finished, !=, 0);
    g_assert_cmpuint (items->len, ==, labels->len);
    if (labels->len == N_PAIRS)
      check_pairs (items, labels);
    else
      check_grades (items, labels);
  }
}

/* A folder of pictures that share the samples' files; known to the catalog before the application
 * starts. (transfer full) */
static char *
make_folder (void)
{
  g_autofree char *samples = acu_test_source_path ("data/samples");
  g_autofree char *home = acu_test_temporary_folder ();
  g_autofree char *path = acu_catalog_get_default_path ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) listing = g_dir_open (samples, 0, NULL);
  g_autoptr (AcuCatalog) catalog = NULL;
  AcuScanCounts counts;
  const char *name;

  while ((name = g_dir_read_name (listing)) != NULL)
    if (g_str_has_suffix (name, ".jpg"))
      g_ptr_array_add (names, g_build_filename (samples, name, NULL));
  g_assert_cmpuint (names->len, >, 0);
  for (guint i = 0; i < N_PHOTOS; i++) {
    g_autofree char *link = g_strdup_printf ("%s/%03u.jpg", home, i);

    g_assert_cmpint (symlink (g_ptr_array_index (names, i % names->len), link), ==, 0);
  }
  catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_DEFAULT, NULL);
  g_assert_nonnull (catalog);
  g_assert_true (
      acu_folder_scan_run (catalog, home, &(AcuScanOptions){0}, NULL, NULL, &counts, NULL, NULL));
  g_assert_cmpuint (counts.n_files, ==, N_PHOTOS);
  return g_steal_pointer (&home);
}

/* How long nine of ten took; @median: half of them. */
static gint64
tell (GArray *waits, guint n_waits, const char *what, gint64 *median)
{
  guint n = waits->len;

  g_assert_cmpuint (n, ==, n_waits);
  g_array_sort (waits, compare_times);
  gint64 most = g_array_index (waits, gint64, n * 90 / 100);
  *median = g_array_index (waits, gint64, n / 2);
  g_test_message ("from key to %s, of %u: median %.1f ms, 90th percentile %.1f ms, 99th %.1f ms, "
                  "longest %.1f ms",
                  what, n, *median / 1e3, most / 1e3,
                  g_array_index (waits, gint64, n * 99 / 100) / 1e3,
                  g_array_index (waits, gint64, n - 1) / 1e3);
  return most;
}

/* Whether everything was as quick as it has to be. */
static gboolean
rate_all (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = acu_catalog_get_default_path ();
  Rater rater = {.hand = acu_hand_new (),
                 .waits = {g_array_new (FALSE, FALSE, 8), g_array_new (FALSE, FALSE, 8)}};
  gint64 median[2], most[2];
  gboolean is_quick;
  AcuTestRun run;

  rater.list = make_list (folder);
  g_assert_cmpint (sqlite3_open (path, &rater.witness), ==, SQLITE_OK);
  acu_test_run_application (folder, 50, rate, &rater, &run);
  g_assert_cmpint (sqlite3_close (rater.witness), ==, SQLITE_OK);
  check_answers ();

  /* Nothing is awaited after the last answer. */
  most[FALSE] =
      tell (rater.waits[FALSE], N_PHOTOS - 1 - rater.n_held[FALSE], "picture", &median[FALSE]);
  most[TRUE] = tell (rater.waits[TRUE], N_PAIRS - 1 - rater.n_held[TRUE], "pair", &median[TRUE]);
  is_quick = acu_test_is_smooth (&run);
  for (int pairs = 0; pairs < 2 && ACU_TEST_JUDGES_TIMES; pairs++)
    is_quick =
        is_quick && median[pairs] < LIMIT * (1 + pairs) && most[pairs] < MOST_LIMIT * (1 + pairs);

  for (int i = 0; i < 2; i++)
    g_array_unref (rater.waits[i]);
  g_free (rater.list);
  acu_hand_free (rater.hand);
  return is_quick;
}

static void
test_five_hundred (void)
{
  gboolean is_quick = FALSE;

  for (guint i = 0; i < ACU_TEST_ATTEMPTS && !is_quick; i++) {
    acu_test_forget_everything ();
    is_quick = rate_all ();
  }
  g_assert_true (is_quick);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rating-keys/five-hundred", test_five_hundred);
  return g_test_run ();
}
