/* Memory runs out on the device while photos are scored in the window: a banner says so, every
 * photo gets its score all the same, and a person puts the banner away. */
#include "app/catalog/photo-result.h"
#include "app/catalog/score-store.h"
#include "app/views/library/scoring-banner.h"
#include "app/views/shared/settings.h"
#include "compute/device.h"
#include "compute/vulkan/vk-memory.h"
#include "tests/display/application-run.h"
#include "tests/headless/picture-fixture.h"
#include "tests/headless/small-model.h"
#include "tests/headless/test-support.h"

#include <string.h>

#define DEVICE  "vulkan:llvmpipe"
#define STEP_MS 50
#define SIDE    224

/* Steps that a run may take; a machine that runs many tests is slow. */
#define PATIENCE 2400

typedef enum { OPENING, SCORING, DISMISSED, DONE } Stage;

typedef struct {
  gboolean for_good; /* no allocation succeeds again */
  const char *text;  /* what is to be said */
  Stage stage;
} Course;

/* The text of the banner where there is one to be seen. */
static const char *
get_banner (GtkWindow *window)
{
  GtkWidget *banner = acu_test_find_widget (GTK_WIDGET (window), ACU_TYPE_SCORING_BANNER);
  GtkWidget *label = acu_test_find_widget (banner, GTK_TYPE_LABEL);

  return gtk_widget_get_mapped (label) ? gtk_label_get_text (GTK_LABEL (label)) : NULL;
}

/* Whether every photo there is has a score. */
static gboolean
is_scored (void)
{
  g_autofree char *path = acu_catalog_get_default_path ();
  g_autoptr (AcuCatalog) catalog = acu_catalog_open (path, ACU_CATALOG_OPEN_READ_ONLY, NULL);
  g_autoptr (GPtrArray) scorers = acu_score_store_list_scorers (catalog, NULL);
  g_autoptr (AcuPhotoResult) result = NULL;
  g_auto (AcuPhotoQuery) query = {0};

  acu_photo_query_init (&query);
  query.scorer = ((AcuScorerInfo *)g_ptr_array_index (scorers, 0))->id;
  result = acu_photo_query_run (catalog, &query, NULL, NULL);
  return result->photos->len >= 2 && result->n_unscored == 0;
}

/* Scoring is ready and paused when the device runs full, so that it is in the midst of the work
 * that there is no memory, not on opening the device. */
static gboolean
score (GtkWindow *window, guint step, gpointer data)
{
  Course *course = data;

  g_assert_cmpuint (step, <, PATIENCE);
  switch (course->stage) {
  case OPENING:
    if (!acu_test_says (GTK_WIDGET (window), "scoring paused") ||
        !acu_test_says (GTK_WIDGET (window), "2 photos"))
      return TRUE;
    g_assert_null (get_banner (window));
    acu_vk_memory_run_out_at (1, course->for_good);
    acu_test_activate (window, "pause-scoring", NULL);
    course->stage = SCORING;
    return TRUE;
  case SCORING:
    if (!get_banner (window) || !is_scored ())
      return TRUE;
    g_assert_cmpstr (get_banner (window), ==, course->text);
    acu_test_activate (window, "dismiss-banner", NULL);
    course->stage = DISMISSED;
    return TRUE;
  case DISMISSED:
    g_assert_null (get_banner (window));
    course->stage = DONE;
    return FALSE;
  default:
    return FALSE;
  }
}

/* Two pictures of several patches each, so that fewer of them at a time can be tried. (transfer
 * full) */
static char *
make_photos (void)
{
  const AcuJpegRecipe recipe = {.width = SIDE * 4, .height = SIDE, .components = 3};
  const gsize size = (gsize)recipe.width * SIDE * 3;
  g_autofree guint8 *pixels = acu_fixture_make_noise (size);
  char *folder = acu_test_temporary_folder ();
  static const char *const names[] = {"a.jpg", "b.jpg"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GBytes) jpeg = NULL;
    g_autofree char *path = NULL;

    memset (pixels, (int)i, size / 4);
    jpeg = acu_fixture_make_jpeg (&recipe, pixels);
    path = acu_fixture_write (folder, names[i], jpeg);
  }
  return folder;
}

static gboolean
has_device (void)
{
  g_autoptr (GError) error = NULL;
  AcuDevice *device = acu_device_open (DEVICE, &error);

  if (device == NULL) {
    g_test_skip ("no software Vulkan device: install mesa-vulkan-drivers");
    return FALSE;
  }
  acu_device_close (device);
  return TRUE;
}

/* Runs the application, which knows nothing of any photo when it begins. */
static void
run (Course *course)
{
  g_autofree char *catalog = acu_catalog_get_default_path ();
  g_autofree char *data = g_path_get_dirname (catalog);
  g_autofree char *models = acu_test_temporary_folder ();
  g_autofree char *model = acu_test_write_small_model (models);
  g_autofree char *photos = make_photos ();
  GSettings *settings = acu_settings_get ();
  AcuTestRun told;

  acu_test_remove_folder (data);
  g_settings_set_boolean (settings, "pause-scoring", TRUE);
  g_settings_set_boolean (settings, "score-on-battery", TRUE);
  g_settings_set_string (settings, "model", model);
  g_settings_set_string (settings, "device", DEVICE);
  acu_test_run_application (photos, STEP_MS, score, course, &told);
  acu_vk_memory_run_out_at (0, FALSE);
  g_assert_cmpint (course->stage, ==, DONE);
}

/* In a process of its own, as an application is: what it leaves behind is nobody's. */
static void
follow (Course *course)
{
  if (g_test_subprocess ()) {
    run (course);
    return;
  }
  if (!has_device ())
    return;
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
test_short (void)
{
  follow (&(Course){.text = "Memory ran short; scoring goes on with fewer patches at a time"});
}

static void
test_out (void)
{
  follow (&(Course){.for_good = TRUE,
                    .text = "The graphics processor is out of memory; the CPU goes on scoring"});
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/device-memory/short", test_short);
  g_test_add_func ("/device-memory/out", test_out);
  return g_test_run ();
}
