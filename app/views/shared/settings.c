#include "app/views/shared/settings.h"

#include "app/views/shared/build-tree.h"

GSettings *
acu_settings_get (void)
{
  static GSettings *settings;

  if (settings)
    return settings;

  /* A build tree's own schema goes before an installed one, which may be of another version. */
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autofree char *folder = acu_build_tree_find_data ();
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
