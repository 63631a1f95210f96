/* Sidecars that are kept up to date by themselves: a folder in which none can be written is told of
 * once, with the way to the setting, and not for every photo that is rated there. */
#include "app/views/shared/settings.h"
#include "tests/display/photo-stages.h"
#include "tests/display/view-testing.h"

#include <glib/gstdio.h>
#include <unistd.h>

/* What is told of two folders that are not there, to which links lead. */
#define ONE "no sidecars can be written in “acutance-one”: "
#define TWO "no sidecars can be written in “acutance-two”: "

static gboolean
says (AcuLook *look, const char *text)
{
  return acu_test_says (GTK_WIDGET (look->window), text);
}

static void
rate (AcuLook *look, guint position, const char *stars)
{
  g_autofree char *place = g_strdup_printf ("uint32 %u", position);

  acu_look_act (look, "select", place);
  acu_look_act (look, "rate", stars);
}

static void
link_to (AcuLook *look, const char *name, const char *target)
{
  g_autofree char *path = g_build_filename (look->folder, name, NULL);

  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
rate_one (AcuLook *look)
{
  g_autofree char *folder = g_build_filename (look->folder, "d.jpg.xmp", NULL);

  link_to (look, "a.jpg.xmp", "/proc/acutance-one/a.jpg.xmp");
  link_to (look, "b.jpg.xmp", "/proc/acutance-one/b.jpg.xmp");
  link_to (look, "c.jpg.xmp", "/proc/acutance-two/c.jpg.xmp");
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_settings_set_boolean (acu_settings_get (), "xmp-automatic", TRUE);
  rate (look, 0, "3");
}

static gboolean
tells_of_one (AcuLook *look)
{
  return says (look, ONE) &&
         acu_test_find_acting (GTK_WIDGET (look->window), "app.preferences") != NULL;
}

/* The first folder is no news any more, though another photo of it was rated. */
static void
rate_in_two (AcuLook *look)
{
  rate (look, 1, "3");
  rate (look, 2, "3");
}

static gboolean
tells_of_two (AcuLook *look)
{
  return says (look, TWO);
}

/* Nor does it hide what is wrong with a single file. */
static void
rate_beside_folder (AcuLook *look)
{
  rate (look, 0, "5");
  rate (look, 2, "5");
  rate (look, 3, "5");
}

static gboolean
tells_of_file (AcuLook *look)
{
  return says (look, "sidecar not written: ") && says (look, "d.jpg.xmp: not a regular file");
}

/* Whoever asks for sidecars anew is told anew, of all that is wrong. */
static void
ask_anew (AcuLook *look)
{
  g_settings_set_boolean (acu_settings_get (), "xmp-automatic", FALSE);
  g_settings_set_boolean (acu_settings_get (), "xmp-automatic", TRUE);
  rate (look, 0, "1");
  rate (look, 2, "1");
}

static gboolean
tells_of_both (AcuLook *look)
{
  return says (look, "no sidecars can be written in 2 folders, such as “acutance-");
}

static void
end (AcuLook *look)
{
  g_settings_reset (acu_settings_get (), "xmp-automatic");
}

static const AcuPhotoStage stages[] = {
    {"photos", acu_look_is_open, rate_one},
    {"word of the first folder", tells_of_one, rate_in_two},
    {"word of the second", tells_of_two, rate_beside_folder},
    {"word of a file", tells_of_file, ask_anew},
    {"word of both folders", tells_of_both, end},
};

static void
test_told_once (void)
{
  acu_photo_stages_run (stages, G_N_ELEMENTS (stages));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sidecar-trouble/told-once", test_told_once);
  return g_test_run ();
}
