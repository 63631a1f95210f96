/* Sets made of a person's photos, as they are asked for. */
#include "app/learning/synth/synth.h"
#include "app/views/models/dataset-choices.h"
#include "app/views/train/synthetic-guide.h"
#include "tests/display/models-fixture.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define SIDE 80

/* Too small a photo for a set. */
#define TINY_SIDE 40

/* The layouts, which their library registers where something of it is asked for. */
GResource *acu_ui_get_resource (void);

static GtkWidget *
open_guide (AcuLibrary *library)
{
  GtkWidget *guide = g_object_ref_sink (acu_synthetic_guide_new (library));

  gtk_window_present (GTK_WINDOW (guide));
  gtk_widget_activate_action (guide, "guide.make", NULL);
  return guide;
}

/* Asks again, as a person would: whether the answer is another one by then. */
static gboolean
is_free_again (gpointer guide)
{
  gtk_widget_activate_action (guide, "guide.make", NULL);
  return !acu_test_says_text (guide, "still being removed");
}

static gboolean
has_no_photos (gpointer guide)
{
  return acu_test_says_text (guide, "There are no photos to make a set of");
}

/* What a closed window leaves is removed before a set of that name is begun again. */
static void
test_again (AcuModelsFixture *fixture, gconstpointer data)
{
  GtkWidget *first = open_guide (fixture->library), *second;

  gtk_window_close (GTK_WINDOW (first));
  second = open_guide (fixture->library);
  g_assert_true (acu_test_says_text (second, "still being removed"));
  acu_test_wait_for (is_free_again, second);
  acu_test_wait_for (has_no_photos, second);
  gtk_window_close (GTK_WINDOW (second));
  g_object_unref (first);
  g_object_unref (second);
}

/* Photos by name, with what a model says of them. */
static const struct {
  const char *name;
  double score;
} photos[] = {
    {"shown-fair.png", 55},   {"shown-best.png", 91}, {"shown-worst.png", 12},
    {"shown-good.png", 78.5}, {"hidden.png", 99},     {"shown-better.png", 84},
    {"hidden-tiny.png", 98},
};

/* Of those that the library shows. */
static const char *const by_score[] = {"shown-best.png", "shown-better.png", "shown-good.png",
                                       "shown-fair.png", "shown-worst.png"};

/* (transfer full) */
static char *
write_photos (void)
{
  char *folder = g_build_filename (g_get_home_dir (), "best of", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (photos); i++) {
    int side = strstr (photos[i].name, "tiny") ? TINY_SIDE : SIDE;
    g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, side, side);
    guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
    g_autofree char *path = g_build_filename (folder, photos[i].name, NULL);

    for (int j = 0; j < gdk_pixbuf_get_rowstride (pixbuf) * side; j++)
      pixels[j] = (guint8)(j * (i + 3) / 7);
    g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));
  }
  return folder;
}

static gboolean
shows_all (gpointer library)
{
  return g_list_model_get_n_items (G_LIST_MODEL (acu_library_get_photos (library))) ==
             G_N_ELEMENTS (photos) &&
         !acu_library_is_scanning (library, NULL);
}

static double
find_score (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (photos); i++)
    if (g_str_equal (photos[i].name, name))
      return photos[i].score;
  g_assert_not_reached ();
}

static gint64 scorer;

/* Has the catalog know the scores. */
static void
score_photos (AcuCatalog *catalog)
{
  static char *no_faults[] = {NULL};
  const AcuScorerInfo info = {.model = (char *)"people",
                              .fingerprint = (char *)"0",
                              .protocol = (char *)"native",
                              .plan = (char *)"center",
                              .score_max = 100,
                              .faults = no_faults};
  g_autoptr (GError) error = NULL;

  scorer = acu_score_store_add_scorer (catalog, &info, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) unscored =
      acu_score_store_list_unscored (catalog, scorer, NULL, 0, G_MAXUINT, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (unscored->len, ==, G_N_ELEMENTS (photos));
  for (guint i = 0; i < unscored->len; i++) {
    const AcuUnscored *photo = g_ptr_array_index (unscored, i);
    g_autofree char *name = g_path_get_basename (photo->path);
    AcuPatch patch = {0, 0};
    float score = (float)find_score (name);
    const AcuScoreDetails details = {.score = find_score (name),
                                     .width = SIDE,
                                     .height = SIDE,
                                     .side = SIDE,
                                     .n_patches = 1,
                                     .patches = &patch,
                                     .scores = &score};
    const AcuScoreResult result = {photo->id, photo->version, &details, NULL};
    acu_score_store_put (catalog, scorer, &result, 1, &error);
    g_assert_no_error (error);
  }
}

static gboolean
shows_scores (gpointer library)
{
  return acu_library_get_query (library)->scorer == scorer;
}

static void
set_number (GtkWidget *guide, const char *name, double value)
{
  GObject *button = gtk_widget_get_template_child (guide, ACU_TYPE_SYNTHETIC_GUIDE, name);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (button), value);
}

static void
made_cb (char **made, const char *labels)
{
  *made = g_strdup (labels);
}

static gboolean
is_there (gpointer made)
{
  return *(char **)made != NULL;
}

/* Asks for a set called @name of so many photos, and checks that it is made of the first @n_used of
 * those in `by_score`, each in so many versions. */
static void
check_set (AcuModelsFixture *fixture,
           const char *folder,
           const char *name,
           guint n_photos,
           guint n_versions,
           guint n_used)
{
  GtkWidget *guide = g_object_ref_sink (acu_synthetic_guide_new (fixture->library));
  guint counts[G_N_ELEMENTS (by_score)] = {0};
  g_autofree char *made = NULL, *table = NULL;

  gtk_window_present (GTK_WINDOW (guide));
  g_assert_true (acu_test_says_text (guide, "The best by score"));
  g_signal_connect_swapped (guide, "made", G_CALLBACK (made_cb), &made);
  gtk_editable_set_text (
      GTK_EDITABLE (gtk_widget_get_template_child (guide, ACU_TYPE_SYNTHETIC_GUIDE, "name")), name);
  set_number (guide, "n_photos", n_photos);
  set_number (guide, "n_versions", n_versions);
  gtk_widget_activate_action (guide, "guide.make", NULL);
  acu_test_wait_for (is_there, &made);
  g_object_unref (guide);

  /* What is in the folder of photos are links to them, the best first. */
  g_autofree char *set = g_path_get_dirname (made);
  g_autofree char *links = g_build_filename (set, "photos", NULL);
  g_autoptr (GDir) listing = g_dir_open (links, 0, NULL);
  guint n_links = 0;
  g_assert_nonnull (listing);
  while (g_dir_read_name (listing))
    n_links++;
  g_assert_cmpuint (n_links, ==, n_used);
  for (guint i = 0; i < n_used; i++) {
    g_autofree char *link = g_strdup_printf ("%s/%04u-%s", links, i, by_score[i]);
    g_autofree char *wanted = g_build_filename (folder, by_score[i], NULL);
    g_autofree char *target = g_file_read_link (link, NULL);
    g_assert_cmpstr (target, ==, wanted);
  }

  g_assert_true (g_file_get_contents (made, &table, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (g_strchomp (table), "\n", -1);
  g_assert_true (g_str_has_prefix (lines[0], "path,mos,split,group,"));
  for (guint i = 1; lines[i]; i++) {
    g_auto (GStrv) fields = g_strsplit (lines[i], ",", -1);
    g_autofree char *picture = g_build_filename (set, fields[0], NULL);
    guint rank = (guint)g_ascii_strtoull (fields[3], NULL, 10);

    g_assert_true (g_file_test (picture, G_FILE_TEST_IS_REGULAR));
    g_assert_cmpuint (rank, <, n_used);
    g_assert_cmpstr (fields[3] + strlen ("0000-"), ==, by_score[rank]);
    counts[rank]++;
  }
  for (guint i = 0; i < n_used; i++)
    g_assert_cmpuint (counts[i], ==, n_versions);
}

/* Has the library show those photos whose name has @text. */
static void
show_photos (AcuModelsFixture *fixture, const char *folder, const char *text)
{
  acu_library_show_folder (fixture->library, folder);
  acu_test_wait_for (shows_all, fixture->library);
  if (scorer == 0)
    score_photos (acu_library_get_catalog (fixture->library));
  acu_library_set_scorer (fixture->library, scorer);
  acu_test_wait_for (shows_scores, fixture->library);
  g_autoptr (AcuPhotoQuery) query = acu_photo_query_copy (acu_library_get_query (fixture->library));
  g_free (query->text);
  query->text = g_strdup (text);
  acu_library_set_query (fixture->library, query);
}

static void
stop_cb (guint done, guint total, gpointer cancellable)
{
  if (done > 0)
    g_cancellable_cancel (cancellable);
}

/* Leaves of a set called @name of the three best photos, six pictures, what an application leaves
 * that ends while it is being made.  Returns its first picture. (transfer full) */
static char *
leave_half (const char *folder, const char *name, guint quality)
{
  g_autofree char *root = acu_dataset_choices_synthetic_root ();
  g_autofree char *set = g_build_filename (root, name, NULL);
  g_autofree char *links = g_build_filename (set, "photos", NULL);
  g_autofree char *labels = g_build_filename (set, "labels.csv", NULL);
  const AcuSynthOptions options = {.from = links,
                                   .out = set,
                                   .count = 6,
                                   .threads = 1,
                                   .quality = quality,
                                   .held_out = 20,
                                   .no_sheet = TRUE};
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *table = NULL;

  g_assert_cmpint (g_mkdir_with_parents (links, 0700), ==, 0);
  for (guint i = 0; i < 3; i++) {
    g_autofree char *link = g_strdup_printf ("%s/%04u-%s", links, i, by_score[i]);
    g_autofree char *photo = g_build_filename (folder, by_score[i], NULL);
    g_assert_cmpint (symlink (photo, link), ==, 0);
  }
  g_assert_false (acu_synth_run (&options, stop_cb, cancellable, NULL, cancellable, NULL));
  g_assert_true (g_file_get_contents (labels, &table, NULL, NULL));
  g_assert_cmpint (g_remove (labels), ==, 0);
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);
  g_auto (GStrv) fields = g_strsplit (lines[1], ",", -1);
  return g_build_filename (set, fields[0], NULL);
}

static guint64
get_inode (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_ino;
}

/* What an application has left that ended with it is gone on with, where the same is asked for. */
static void
test_go_on (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = write_photos ();
  g_autofree char *same = leave_half (folder, "Same", 95);
  g_autofree char *other = leave_half (folder, "Other", 100);
  guint64 inode = get_inode (same);

  show_photos (fixture, folder, "shown");
  check_set (fixture, folder, "Same", 3, 2, 3);
  g_assert_cmpuint (get_inode (same), ==, inode);
  check_set (fixture, folder, "Other", 3, 2, 3);
}

static gboolean
says_left_out (gpointer guide)
{
  return acu_test_says_text (guide, "1 photo could not be used");
}

/* A photo that cannot be used, and why, is told beside a set that is made without it. */
static void
test_left_out (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = write_photos ();
  g_autofree char *made = NULL;
  GtkWidget *guide;

  show_photos (fixture, folder, "hidden");
  guide = g_object_ref_sink (acu_synthetic_guide_new (fixture->library));
  gtk_window_present (GTK_WINDOW (guide));
  g_signal_connect_swapped (guide, "made", G_CALLBACK (made_cb), &made);
  set_number (guide, "n_versions", 2);
  gtk_widget_activate_action (guide, "guide.make", NULL);
  acu_test_wait_for (says_left_out, guide);
  g_assert_nonnull (made);
  g_assert_true (acu_test_says_text (guide, "hidden-tiny.png"));
  gtk_window_close (GTK_WINDOW (guide));
  g_object_unref (guide);
}

/* A set is made of those photos among what the library shows that score best, however it is sorted;
 * where it shows fewer than that, of them all, and each has no more versions for it. */
static void
test_best (AcuModelsFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = write_photos ();

  show_photos (fixture, folder, "shown");
  check_set (fixture, folder, "Three", 3, 2, 3);
  check_set (fixture, folder, "All", 20, 2, 5);
}

int
main (int argc, char **argv)
{
  acu_models_test_begin (&argc, &argv);
  g_assert_nonnull (acu_ui_get_resource ());
  g_test_add ("/synthetic-guide/again", AcuModelsFixture, NULL, acu_models_fixture_set_up,
              test_again, acu_models_fixture_tear_down);
  g_test_add ("/synthetic-guide/best", AcuModelsFixture, NULL, acu_models_fixture_set_up, test_best,
              acu_models_fixture_tear_down);
  g_test_add ("/synthetic-guide/go-on", AcuModelsFixture, NULL, acu_models_fixture_set_up,
              test_go_on, acu_models_fixture_tear_down);
  g_test_add ("/synthetic-guide/left-out", AcuModelsFixture, NULL, acu_models_fixture_set_up,
              test_left_out, acu_models_fixture_tear_down);
  return acu_models_test_run ();
}
