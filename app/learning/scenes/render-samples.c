/* Renders the sample pictures that are installed with the program.
 *
 *   acutance-render-samples [--scale X] [--effort X] FOLDER [NAME…]
 *
 * Without names, all of them. The pictures in data/samples were made by `… data/samples`. */
#include "app/learning/scenes/gallery.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

static double scale = 1, effort = 1;
static char **arguments;

static const GOptionEntry entries[] = {
    {"scale", 0, 0, G_OPTION_ARG_DOUBLE, &scale, "Size relative to the installed pictures", "X"},
    {"effort", 0, 0, G_OPTION_ARG_DOUBLE, &effort, "Light paths relative to theirs", "X"},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments, NULL, "FOLDER [NAME…]"},
    {NULL}};

static gboolean
render (const AcuGalleryPicture *entry, const char *folder, GError **error)
{
  guint width, height;
  guint8 *rgb = acu_gallery_render (entry, (float)scale, (float)effort, 0, &width, &height);
  g_autoptr (GBytes) bytes = g_bytes_new_take (rgb, (gsize)3 * width * height);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_bytes (
      bytes, GDK_COLORSPACE_RGB, FALSE, 8, (int)width, (int)height, 3 * (int)width);
  g_autofree char *file = g_strconcat (entry->name, ".jpg", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *quality = g_strdup_printf ("%u", entry->quality);

  return gdk_pixbuf_save (pixbuf, path, "jpeg", error, "quality", quality, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  const AcuGalleryPicture *pictures;
  guint count;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }
  if (arguments == NULL) {
    g_printerr ("Name the folder to write to.\n");
    return 2;
  }

  pictures = acu_gallery_get_pictures (&count);
  for (guint i = 0; i < count; i++) {
    if (arguments[1] != NULL &&
        !g_strv_contains ((const char *const *)arguments + 1, pictures[i].name))
      continue;
    g_printerr ("%s\n", pictures[i].name);
    if (!render (&pictures[i], arguments[0], &error)) {
      g_printerr ("%s: %s\n", pictures[i].name, error->message);
      return 1;
    }
  }
  return 0;
}
