#include "trash-home.h"

#include <glib/gstdio.h>
#include <stdlib.h>

char *
acu_fixture_enter_trash_home (void)
{
  /* /tmp is no place for a trash where it is a file system of its own, so the home is. */
  g_autofree char *parent = g_build_filename (g_get_home_dir (), ".cache", NULL);
  char *home, *real;

  g_mkdir_with_parents (parent, 0700);
  real = realpath (parent, NULL);
  g_assert_nonnull (real);
  home = g_build_filename (real, "acutance-trash-XXXXXX", NULL);
  free (real);
  g_assert_nonnull (g_mkdtemp (home));
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  return home;
}
