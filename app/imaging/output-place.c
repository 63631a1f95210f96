#include "app/imaging/output-place.h"

#include "app/imaging/file-kind.h"
#include "app/imaging/magic.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

static gboolean
is_named_as_picture (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return acu_file_kind_is_photo (name);
}

gboolean
acu_output_place_check (const char *path, GError **error)
{
  g_autofree char *name = NULL;

  if (g_access (path, F_OK) != 0 ||
      !(is_named_as_picture (path) || acu_magic_is_picture_file (path)))
    return TRUE;
  name = g_filename_display_name (path);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
               _ ("%s is a picture and will not be overwritten; choose another name"), name);
  return FALSE;
}

gboolean
acu_output_place_check_name (const char *path, GError **error)
{
  g_autofree char *name = NULL;

  if (!is_named_as_picture (path))
    return acu_output_place_check (path, error);
  name = g_filename_display_name (path);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
               _ ("%s is the name of a picture; choose another"), name);
  return FALSE;
}
