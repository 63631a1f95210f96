#include "app/views/shared/gone-words.h"

#include <glib/gi18n.h>

char *
acu_gone_words_tell (const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);

  return g_strdup_printf (
      _ ("“%s” is not there any more. Connect its disk, or open another folder."), name);
}

const char *
acu_gone_words_get_comfort (void)
{
  return _ ("It has been renamed or moved, or its disk is not connected. The scores and ratings of "
            "its photos are kept, and come back with it.");
}
