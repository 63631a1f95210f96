#include "app/learning/synth/set-folder.h"

#include "app/learning/synth/source-list.h"
#include "app/learning/synth/synth-error.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define PICTURES "images"
#define MAPS     "maps"

char *
acu_set_folder_path (const AcuSynthOptions *options, const char *name)
{
  return g_build_filename (options->out, name, NULL);
}

/* A name for the pictures of a photo that any file system takes and no other photo has. */
static char *
dup_stem (const char *relative)
{
  g_autofree char *base = g_path_get_basename (relative);
  guint64 hash = acu_source_list_hash (relative);
  char *dot = strrchr (base, '.');

  if (dot != NULL)
    *dot = '\0';
  for (char *c = base; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '-' && *c != '_')
      *c = '_';
  return g_strdup_printf ("%.40s-%08x", base, (guint)(hash ^ hash >> 32));
}

char *
acu_set_folder_dup_picture (const AcuSynthOptions *options, const char *source, guint index)
{
  g_autofree char *stem = dup_stem (source);

  return g_strdup_printf (PICTURES "/%s-%03u.%s", stem, index,
                          options->quality > 0 ? "jpg" : "png");
}

char *
acu_set_folder_dup_map (const char *source, guint index)
{
  g_autofree char *stem = dup_stem (source);

  return g_strdup_printf (MAPS "/%s-%03u.png", stem, index);
}

/* @path without links, as far as it exists. (transfer full) */
static char *
resolve (const char *path)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *existing = g_strdup (whole);
  char *real, *resolved;

  while ((real = realpath (existing, NULL)) == NULL && !g_str_equal (existing, "/")) {
    char *parent = g_path_get_dirname (existing);

    g_free (existing);
    existing = parent;
  }
  resolved = g_build_filename (real != NULL ? real : "/", whole + strlen (existing), NULL);
  free (real);
  return resolved;
}

static gboolean
make_folder (const AcuSynthOptions *options, const char *name, GError **error)
{
  g_autofree char *path = acu_set_folder_path (options, name);
  g_autofree char *written = resolve (path), *photos = resolve (options->from);
  gsize length = strlen (photos);

  if (g_str_has_prefix (written, photos) && (written[length] == '\0' || written[length] == '/')) {
    g_set_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_OUTPUT,
                 _ ("%s: lies in the folder of the photos, and its pictures would be taken for "
                    "sharp ones the next time; name a folder outside %s"),
                 options->out, options->from);
    return FALSE;
  }
  if (g_mkdir_with_parents (path, 0777) != 0) {
    int code = errno;
    g_set_error (error, ACU_SYNTH_ERROR, ACU_SYNTH_ERROR_OUTPUT, _ ("%s: cannot be made: %s"), path,
                 g_strerror (code));
    return FALSE;
  }
  return TRUE;
}

gboolean
acu_set_folder_make (const AcuSynthOptions *options, GError **error)
{
  return make_folder (options, PICTURES, error) &&
         (options->no_maps || make_folder (options, MAPS, error));
}
