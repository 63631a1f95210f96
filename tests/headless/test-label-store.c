/* Label sets, raters, sessions, labels. */
#include "app/catalog/label-store.h"
#include "catalog-fixture.h"
#include "test-support.h"

#include <math.h>
#include <string.h>

typedef struct {
  AcuCatalog *catalog;
  gint64 set, rater;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const AcuCatalogRecipe recipe = {.n_photos = 10};
  const AcuLabelSet set = {.name = (char *)"Holidays",
                           .method = ACU_METHOD_CONTINUOUS,
                           .score_max = 100,
                           .note = (char *)"on a calibrated screen"};
  g_autofree char *folder = acu_test_temporary_folder ();
  g_autofree char *path = g_build_filename (folder, "catalog.db", NULL);
  g_autoptr (GError) error = NULL;

  fixture->catalog = acu_fixture_make_catalog (path, &recipe);
  fixture->set = acu_label_store_create_set (fixture->catalog, &set, &error);
  g_assert_no_error (error);
  fixture->rater = acu_label_store_add_rater (fixture->catalog, "Ada", NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->catalog);
}

static AcuLabel
make_label (Fixture *fixture, gint64 image, double score)
{
  return (AcuLabel){.label_set = fixture->set,
                    .rater = fixture->rater,
                    .position = -1,
                    .item = {.image = image},
                    .score = score,
                    .response_ms = 1234};
}

static void
add (Fixture *fixture, const AcuLabel *label, AcuUndoGroup *group)
{
  g_autoptr (GError) error = NULL;
  gint64 id = acu_label_store_add (fixture->catalog, label, group, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, !=, 0);
}

static GPtrArray *
list (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *labels = acu_label_store_list (fixture->catalog, fixture->set, &error);

  g_assert_no_error (error);
  return labels;
}

static void
test_sets (Fixture *fixture, gconstpointer data)
{
  const AcuLabelSet again = {.name = (char *)"Holidays", .score_max = 5};
  AcuLabel label = make_label (fixture, 1, 70);
  g_autoptr (GPtrArray) sets = NULL;
  g_autoptr (GPtrArray) raters = NULL;
  g_autoptr (GError) error = NULL;
  const AcuLabelSet *set;
  gint64 other;

  g_assert_cmpint (acu_label_store_create_set (fixture->catalog, &again, &error), ==, 0);
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_EXISTS);
  add (fixture, &label, NULL);
  label.item.image = 2;
  add (fixture, &label, NULL);
  add (fixture, &label, NULL);
  sets = acu_label_store_list_sets (fixture->catalog, NULL);
  g_assert_cmpuint (sets->len, ==, 1);
  set = g_ptr_array_index (sets, 0);
  g_assert_cmpstr (set->note, ==, "on a calibrated screen");
  g_assert_cmpint (set->method, ==, ACU_METHOD_CONTINUOUS);
  g_assert_cmpuint (set->n_labels, ==, 3);
  g_assert_cmpuint (set->n_images, ==, 2);
  g_assert_cmpuint (set->n_raters, ==, 1);
  raters = acu_label_store_list_raters (fixture->catalog, NULL);
  g_assert_cmpint (acu_label_store_add_rater (fixture->catalog, "Ada, on another machine",
                                              ((AcuRater *)g_ptr_array_index (raters, 0))->uid,
                                              NULL),
                   ==, fixture->rater);
  g_assert_true (
      acu_label_store_rename_set (fixture->catalog, fixture->set, "Holidays 2025", NULL));
  g_clear_error (&error);
  other = acu_label_store_create_set (fixture->catalog, &again, &error);
  g_assert_no_error (error);
  g_assert_false (acu_label_store_rename_set (fixture->catalog, other, "Holidays 2025", &error));
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, "“Holidays 2025”"));
  g_assert_true (acu_label_store_remove_set (fixture->catalog, other, NULL));
  g_assert_true (acu_label_store_remove_set (fixture->catalog, fixture->set, NULL));
  g_clear_pointer (&sets, g_ptr_array_unref);
  sets = acu_label_store_list_sets (fixture->catalog, NULL);
  g_assert_cmpuint (sets->len, ==, 0);
}

/* Every kind of label comes back as it was given. */
static void
test_labels (Fixture *fixture, gconstpointer data)
{
  AcuLabel score = make_label (fixture, 1, 70.5);
  AcuLabel pair = make_label (fixture, 2, 0.5);
  AcuLabel patch = make_label (fixture, 3, 12);
  AcuLabel skip = make_label (fixture, 4, (double)NAN);
  g_autoptr (GPtrArray) labels = NULL;

  score.given = 1700000000123456;
  score.item.role = ACU_ROLE_REPEAT;
  pair.item.other = 5;
  pair.response_ms = -1;
  patch.item = (AcuLabelItem){.image = 3, .y = 0, .x = 448, .side = 224};
  skip.skip_reason = (char *)"face I know";
  add (fixture, &score, NULL);
  add (fixture, &pair, NULL);
  add (fixture, &patch, NULL);
  add (fixture, &skip, NULL);
  labels = list (fixture);
  g_assert_cmpuint (labels->len, ==, 4);
  {
    const AcuLabel *back = g_ptr_array_index (labels, 0);

    g_assert_cmpfloat (back->score, ==, 70.5);
    g_assert_cmpint (back->given, ==, 1700000000123456);
    g_assert_cmpint (back->item.role, ==, ACU_ROLE_REPEAT);
    g_assert_cmpint (back->response_ms, ==, 1234);
    g_assert_cmpint (back->position, ==, -1);
    back = g_ptr_array_index (labels, 1);
    g_assert_cmpint (back->item.other, ==, 5);
    g_assert_cmpint (back->response_ms, ==, -1);
    back = g_ptr_array_index (labels, 2);
    g_assert_cmpint (back->item.y, ==, 0);
    g_assert_cmpint (back->item.x, ==, 448);
    g_assert_cmpint (back->item.side, ==, 224);
    back = g_ptr_array_index (labels, 3);
    g_assert_true (isnan (back->score));
    g_assert_cmpstr (back->skip_reason, ==, "face I know");
  }
  /* Imported a second time, a label is not counted twice. */
  g_assert_cmpint (
      acu_label_store_add (fixture->catalog, g_ptr_array_index (labels, 0), NULL, NULL), ==,
      ((AcuLabel *)g_ptr_array_index (labels, 0))->id);
  g_clear_pointer (&labels, g_ptr_array_unref);
  labels = list (fixture);
  g_assert_cmpuint (labels->len, ==, 4);
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  AcuLabel label = make_label (fixture, 99, 1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (acu_label_store_add (fixture->catalog, &label, NULL, &error), ==, 0);
  g_assert_error (error, ACU_CATALOG_ERROR, ACU_CATALOG_ERROR_MISSING);
}

/* Rating the same place of a session again replaces; undo brings the first back. */
static void
test_session (Fixture *fixture, gconstpointer data)
{
  const AcuLabelItem items[] = {{.image = 3, .role = ACU_ROLE_TRAINING},
                                {.image = 1, .other = 2},
                                {.image = 4, .y = 10, .x = 20, .side = 224}};
  AcuLabelSession wanted = {.label_set = fixture->set,
                            .rater = fixture->rater,
                            .seed = G_MAXUINT64 - 5,
                            .settings = (char *)"{}"};
  g_autoptr (GPtrArray) sessions = NULL;
  g_autoptr (GPtrArray) labels = NULL;
  g_autoptr (GArray) back = NULL;
  AcuUndoGroup first = {.title = "Rate"}, second = {.title = "Rate again"};
  gint64 session =
      acu_label_store_create_session (fixture->catalog, &wanted, items, G_N_ELEMENTS (items), NULL);
  AcuLabel label = make_label (fixture, 3, 10);

  g_assert_cmpint (session, !=, 0);
  back = acu_label_store_list_items (fixture->catalog, session, NULL);
  g_assert_cmpuint (back->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    const AcuLabelItem *item = &g_array_index (back, AcuLabelItem, i);

    g_assert_cmpint (item->image, ==, items[i].image);
    g_assert_cmpint (item->other, ==, items[i].other);
    g_assert_cmpint (item->x, ==, items[i].x);
    g_assert_cmpint (item->side, ==, items[i].side);
    g_assert_cmpint (item->role, ==, items[i].role);
    g_assert_cmpint (item->position, ==, i);
  }

  label.session = session;
  label.position = 0;
  add (fixture, &label, &first);
  label.score = 20;
  add (fixture, &label, &second);
  labels = list (fixture);
  g_assert_cmpuint (labels->len, ==, 1);
  g_assert_cmpfloat (((AcuLabel *)g_ptr_array_index (labels, 0))->score, ==, 20);

  acu_undone_free (acu_undo_journal_undo (fixture->catalog, NULL));
  g_ptr_array_unref (labels);
  labels = list (fixture);
  g_assert_cmpuint (labels->len, ==, 1);
  g_assert_cmpfloat (((AcuLabel *)g_ptr_array_index (labels, 0))->score, ==, 10);
  acu_undone_free (acu_undo_journal_undo (fixture->catalog, NULL));
  g_ptr_array_unref (labels);
  labels = list (fixture);
  g_assert_cmpuint (labels->len, ==, 0);
  acu_undone_free (acu_undo_journal_redo (fixture->catalog, NULL));
  acu_undone_free (acu_undo_journal_redo (fixture->catalog, NULL));
  g_ptr_array_unref (labels);
  labels = list (fixture);
  g_assert_cmpuint (labels->len, ==, 1);
  g_assert_cmpfloat (((AcuLabel *)g_ptr_array_index (labels, 0))->score, ==, 20);

  g_assert_true (acu_label_store_finish_session (fixture->catalog, session, NULL));
  sessions = acu_label_store_list_sessions (fixture->catalog, fixture->set, NULL);
  g_assert_cmpuint (sessions->len, ==, 1);
  {
    const AcuLabelSession *stored = g_ptr_array_index (sessions, 0);

    g_assert_cmpuint (stored->seed, ==, G_MAXUINT64 - 5);
    g_assert_cmpuint (stored->n_items, ==, 3);
    g_assert_cmpuint (stored->n_done, ==, 1);
    g_assert_cmpint (stored->finished, !=, 0);
  }

  /* Once an answer is taken back, there is something to go on with. */
  g_assert_true (acu_label_store_withdraw (
      fixture->catalog, ((AcuLabel *)g_ptr_array_index (labels, 0))->id, NULL, NULL));
  g_ptr_array_unref (sessions);
  sessions = acu_label_store_list_sessions (fixture->catalog, fixture->set, NULL);
  g_assert_cmpint (((AcuLabelSession *)g_ptr_array_index (sessions, 0))->finished, ==, 0);
}

#define ADD(name, func) g_test_add ("/label-store/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("sets", test_sets);
  ADD ("labels", test_labels);
  ADD ("missing", test_missing);
  ADD ("session", test_session);
  return g_test_run ();
}
