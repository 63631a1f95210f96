#include "app/views/shared/settings.h"

/* The folder `data` of the build tree that the program runs from, or would, if it ran from one. */
static char *
find_build_folder (void)
{
  g_autofree char *running = g_file_read_link ("/proc/self/exe", NULL);

  if (!running)
    return NULL;

  for (g_autofree char *folder = g_path_get_dirname (running); strlen (folder) > 1;) {
    g_autofree char *candidate = g_build_filename (folder, "data", "gschemas.compiled", NULL);
    if (g_file_test (candidate, G_FILE_TEST_EXISTS))
      return g_path_get_dirname (candidate);

    char *parent = g_path_get_dirname (folder);
    g_free (folder);
    folder = parent;
  }
  return NULL;
}

GSettings *
acu_settings_get (void)
{
  static GSettings *settings;

  if (settings)
    return settings;

  /* A build tree's own schema goes before an installed one, which may be of another version. */
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autofree char *folder = find_build_folder ();
  GSettingsSchemaSource *system = g_settings_schema_source_get_default ();
  if (folder) {
    g_autoptr (GSettingsSchemaSource) source =
        g_settings_schema_source_new_from_directory (folder, system, TRUE, NULL);
    if (source)
      schema = g_settings_schema_source_lookup (source, ACU_APPLICATION_ID, FALSE);
  }
  if (!schema && system)
    schema = g_settings_schema_source_lookup (system, ACU_APPLICATION_ID, TRUE);
  if (!schema)
    g_error ("The settings schema %s is not installed; run “meson install”, or start the program "
             "from its build folder",
             ACU_APPLICATION_ID);

  settings = g_settings_new_full (schema, NULL, NULL);
  return settings;
}
