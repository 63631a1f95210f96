#include "app/labeling/label-removal.h"

#include "app/catalog/backup.h"
#include "app/labeling/label-export.h"

#include <string.h>

/* A file of the set's name and the time, in @folder. (transfer full) */
static char *
make_path (const char *folder, const char *set)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H%M%S");
  g_autofree char *cut = g_utf8_substring (set, 0, MIN (g_utf8_strlen (set, -1), 40));
  g_autofree char *name =
      g_strdup_printf ("labels-%s-%s.csv", g_strdelimit (cut, "/\\:", '-'), time);

  return g_build_filename (folder, name, NULL);
}

/* Writes the ratings of @set, if there are any, into @folder. */
static gboolean
keep_ratings (
    AcuCatalog *catalog, const AcuLabelSet *set, const char *folder, char **kept, GError **error)
{
  g_autoptr (GString) csv = acu_label_export_long (catalog, set->name, error);
  g_autofree char *path = csv != NULL ? make_path (folder, set->name) : NULL;
  const char *rows = csv != NULL ? strchr (csv->str, '\n') : NULL;

  *kept = NULL;
  if (csv == NULL)
    return FALSE;
  if (rows == NULL || rows[1] == '\0')
    return TRUE;
  if (!g_file_set_contents_full (path, csv->str, (gssize)csv->len,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 error))
    return FALSE;
  *kept = g_steal_pointer (&path);
  return TRUE;
}

gboolean
acu_label_set_remove (AcuCatalog *catalog, const AcuLabelSet *set, char **kept, GError **error)
{
  g_autofree char *backup = acu_catalog_back_up (catalog, NULL, error);
  g_autofree char *folder = backup != NULL ? g_path_get_dirname (backup) : NULL;

  *kept = NULL;
  return backup != NULL && keep_ratings (catalog, set, folder, kept, error) &&
         acu_label_store_remove_set (catalog, set->id, error);
}
