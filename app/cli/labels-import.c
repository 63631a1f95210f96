/* acutance-cli labels import: ratings from a file, merged with those that are there. */
#include "app/cli/labels.h"

#include "app/catalog/folder-scan.h"
#include "app/labeling/label-import.h"
#include "app/labeling/label-rows.h"

#include <glib/gi18n.h>
#include <string.h>

/* The folder of the image that the file in @folder calls @image, where it is there. */
static void
note_folder (GHashTable *folders, const char *image, const char *folder)
{
  g_autofree char *path = image != NULL ? g_canonicalize_filename (image, folder) : NULL;

  if (path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR))
    g_hash_table_add (folders, g_path_get_dirname (path));
}

/* Brings the folders of the images into the catalog. */
static gboolean
add_folders (AcuCatalog *catalog, const char *path, const char *const *images, GError **error)
{
  g_autoptr (AcuLabelRows) rows = acu_label_rows_read (path, images, error);
  g_autoptr (GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  const AcuScanOptions options = {.recursive = FALSE};
  AcuScanCounts counts;
  GHashTableIter iter;
  gpointer key;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->rows->len; i++) {
    const AcuLabelRow *row = g_ptr_array_index (rows->rows, i);

    note_folder (folders, row->image, folder);
    note_folder (folders, row->other, folder);
  }
  g_hash_table_iter_init (&iter, folders);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!acu_folder_scan_run (catalog, key, &options, NULL, NULL, &counts, NULL, error))
      return FALSE;
  return TRUE;
}

static AcuExit
report (const AcuLabelImport *import)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < import->bad->len; i++)
    acu_complain ("%s", (const char *)g_ptr_array_index (import->bad, i));
  for (guint i = 0; i < import->conflicts->len; i++)
    acu_complain ("%s", (const char *)g_ptr_array_index (import->conflicts, i));
  if (import->other_note != NULL)
    acu_complain (_ ("the file's instructions to raters are not those of “%s”, which stay (“labels "
                     "edit” changes them)\nin the file: %s\nin the set: %s"),
                  import->set, import->other_note, import->note);
  if (import->needs_consent) {
    acu_complain (
        _ ("nothing is imported: the file is of the label set “%s”, which is another one than the "
           "“%s” that is here; --merge puts both together, --keep-apart makes it a set of its own"),
        import->other_set, import->set);
    return ACU_EXIT_ERROR;
  }
  if (!import->is_imported) {
    acu_complain (
        ngettext (
            "nothing is imported, because of %u of %u rating; correct it, leave it out with "
            "--skip-bad, or bring the folder of a missing image in with --add-folders",
            "nothing is imported, because of %u of %u ratings; correct them, leave them out with "
            "--skip-bad, or bring the folders of missing images in with --add-folders",
            import->n_ratings),
        import->n_bad, import->n_ratings);
    return ACU_EXIT_ERROR;
  }
  g_string_printf (text, ngettext ("%s: %u rating added", "%s: %u ratings added", import->n_added),
                   import->set, import->n_added);
  if (import->n_outdated > 0)
    g_string_append_printf (text,
                            ngettext (", %u of which does not count, since its file has changed",
                                      ", %u of which do not count, since their files have changed",
                                      import->n_outdated),
                            import->n_outdated);
  if (import->n_known > 0)
    g_string_append_printf (
        text, ngettext (", %u was there already", ", %u were there already", import->n_known),
        import->n_known);
  if (import->conflicts->len > 0)
    g_string_append_printf (text,
                            ngettext (", %u has another score there, of which the later counts",
                                      ", %u have another score there, of which the later counts",
                                      import->conflicts->len),
                            import->conflicts->len);
  if (import->n_bad > 0)
    g_string_append_printf (
        text, ngettext (", %u rating left out", ", %u ratings left out", import->n_bad),
        import->n_bad);
  g_string_append_c (text, '\n');
  if (!acu_print (text->str))
    return ACU_EXIT_ERROR;
  return import->conflicts->len > 0 || import->n_bad > 0 || import->other_note != NULL
             ? ACU_EXIT_SOME
             : ACU_EXIT_DONE;
}

AcuExit
acu_labels_import (int argc, char **argv)
{
  g_autofree char *path = NULL, *set = NULL, *method = NULL, *list = NULL, *file = NULL;
  gboolean skip_bad = FALSE, with_folders = FALSE, merge = FALSE, keep_apart = FALSE;
  const GOptionEntry entries[] = {
      ACU_LABELS_CATALOG_ENTRY (&path),
      {"set", 's', 0, G_OPTION_ARG_STRING, &set,
       _ ("Into this label set (default: the one the file names, else its own name)"), "SET"},
      {"method", 'm', 0, G_OPTION_ARG_STRING, &method,
       _ ("What a new set holds: acr, continuous, pairwise or patch (default: what the file says, "
          "else acr for whole numbers of 1 to 5)"),
       "METHOD"},
      {"images", 0, 0, G_OPTION_ARG_FILENAME, &list,
       _ ("The images of a table without names, one path a line"), "FILE"},
      {"add-folders", 0, 0, G_OPTION_ARG_NONE, &with_folders,
       _ ("Bring the images' folders into the catalog first"), NULL},
      {"merge", 0, 0, G_OPTION_ARG_NONE, &merge,
       _ ("Also where the file is of another label set than it goes into"), NULL},
      {"keep-apart", 0, 0, G_OPTION_ARG_NONE, &keep_apart,
       _ ("Where the file is of another label set than it goes into, make it a set of its own"),
       NULL},
      {"skip-bad", 0, 0, G_OPTION_ARG_NONE, &skip_bad,
       _ ("Leave rows out that are wrong, and import the rest"), NULL},
      {NULL},
  };
  const AcuUsage usage = {
      "FILE",
      _ ("Reads ratings from a CSV file: one a row (image,rater,score and more), or a row an\n"
         "image and a column a rater, with names or, as SUREAL has it, numbers alone. What is\n"
         "there already is not read twice; of a rating that has another score there, which is\n"
         "listed, the later one counts. All of the file is imported or nothing."),
      _ ("Examples:\n"
         "  acutance-cli labels import from-the-lab.csv\n"
         "  acutance-cli labels import sureal.csv --images images.txt --set Study --add-folders"),
      entries};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuCatalog) catalog = NULL;
  g_autoptr (AcuLabelImport) import = NULL;
  g_auto (GStrv) images = NULL;
  AcuLabelImportOptions options = {0};
  AcuExit status;

  if (!acu_command_parse (&usage, &argc, &argv, &status))
    return status;
  if (argc != 2)
    return acu_fail_usage ("labels import", "%s",
                           argc < 2 ? _ ("no file is named") : _ ("one file at a time"));
  if (merge && keep_apart)
    return acu_fail_usage ("labels import", _ ("--merge and --keep-apart exclude each other"));
  if (list != NULL) {
    images = acu_label_import_read_images (list, &error);
    if (images == NULL)
      return acu_fail (&error);
  }
  options = (AcuLabelImportOptions){.set = set,
                                    .method = method,
                                    .images = (const char *const *)images,
                                    .skip_bad = skip_bad,
                                    .other = merge        ? ACU_OTHER_SET_MERGE
                                             : keep_apart ? ACU_OTHER_SET_APART
                                                          : ACU_OTHER_SET_ASK};
  file = g_canonicalize_filename (argv[1], NULL);
  catalog = acu_labels_open_catalog (path, TRUE, &error);
  if (catalog == NULL || (with_folders && !add_folders (catalog, file, options.images, &error)))
    return acu_fail (&error);
  import = acu_label_import_file (catalog, file, &options, &error);
  return import != NULL ? report (import) : acu_fail (&error);
}
