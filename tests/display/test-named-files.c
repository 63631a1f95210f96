/* What a person named to be opened is shown from whatever view, once it has been found; whoever
 * goes elsewhere before is not taken back. */
#include "tests/display/photo-stages.h"
#include "tests/headless/test-support.h"

#include <unistd.h>

static char *elsewhere; /* a folder of one photo */

static void
open_path (AcuLook *look, const char *path)
{
  g_autofree char *parameter = g_strdup_printf ("'%s'", path);

  acu_look_act (look, "open-path", parameter);
}

static gboolean
shows (AcuLook *look, const char *view)
{
  g_autoptr (GVariant) state =
      g_action_group_get_action_state (G_ACTION_GROUP (look->window), "view");

  return g_str_equal (g_variant_get_string (state, NULL), view);
}

static gboolean
has_photos (AcuLook *look, guint n)
{
  return g_list_model_get_n_items (G_LIST_MODEL (look->photos)) == n &&
         !acu_photo_list_is_pending (look->photos);
}

/* Nothing has been found yet: that is told by the main loop, which has no turn between the two. */
static void
go_elsewhere (AcuLook *look)
{
  open_path (look, elsewhere);
  g_assert_true (shows (look, "library"));
  acu_look_act (look, "view", "'label'");
}

static gboolean
has_opened (AcuLook *look)
{
  return has_photos (look, 1);
}

static void
open_from_there (AcuLook *look)
{
  g_assert_true (shows (look, "label"));
  open_path (look, look->folder);
  g_assert_true (shows (look, "label"));
}

static gboolean
has_opened_again (AcuLook *look)
{
  return has_photos (look, ACU_STAGE_PHOTOS);
}

static void
look_at_it (AcuLook *look)
{
  g_assert_true (shows (look, "library"));
}

static const AcuPhotoStage stages[] = {
    {"all photos", acu_look_is_open, go_elsewhere},
    {"the photo of the folder that was named", has_opened, open_from_there},
    {"all photos again", has_opened_again, look_at_it},
};

static void
test_gone_elsewhere (void)
{
  g_autofree char *sample = acu_test_source_path ("data/samples/pebbles.jpg");

  elsewhere = acu_test_temporary_folder ();
  g_autofree char *link = g_build_filename (elsewhere, "one.jpg", NULL);
  g_assert_cmpint (symlink (sample, link), ==, 0);
  acu_photo_stages_run (stages, G_N_ELEMENTS (stages));
  acu_test_remove_folder (elsewhere);
  g_clear_pointer (&elsewhere, g_free);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/named-files/gone-elsewhere", test_gone_elsewhere);
  return g_test_run ();
}
