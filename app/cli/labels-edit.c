/* acutance-cli labels edit, remove: what becomes of a label set as a whole. */
#include "app/cli/labels.h"

#include "app/labeling/label-removal.h"
#include "app/labeling/label-result.h"

#include <glib/gi18n.h>

/* What is to be changed; NULL: nothing. */
typedef struct {
  gint64 set;
  char *name, *method, *instructions;
} Edit;

static gboolean
write_edit (AcuCatalog *catalog, gpointer data, GError **error)
{
  const Edit *edit = data;

  if (edit->name != NULL && !acu_label_store_rename_set (catalog, edit->set, edit->name, error))
    return FALSE;
  if (edit->instructions != NULL &&
      !acu_label_store_set_note (catalog, edit->set, edit->instructions, error))
    return FALSE;
  return edit->method == NULL ||
         acu_label_store_set_opinion (catalog, edit->set, edit->method, error);
}

static gboolean
apply (AcuCatalog *catalog, const char *name, Edit *edit, GError **error)
{
  g_autoptr (AcuLabelSet) set = acu_label_table_find_set (catalog, name, error);
  AcuOpinionMethod method;

  if (set == NULL)
    return FALSE;
  if (edit->method != NULL && (!acu_opinion_method_from_string (edit->method, &method, error) ||
                               !acu_opinion_method_check (method, set, error)))
    return FALSE;
  edit->set = set->id;
  return acu_label_store_transact (catalog, write_edit, edit, error);
}

AcuExit
acu_labels_edit (int argc, char **argv)
{
  g_autofree char *path = NULL, *name = NULL, *method = NULL, *instructions = NULL;
  const GOptionEntry entries[] = {
      ACU_LABELS_CATALOG_ENTRY (&path),
      {"name", 'n', 0, G_OPTION_ARG_STRING, &name, _ ("Give the set this name"), "NAME"},
      {"method", 'm', 0, G_OPTION_ARG_STRING, &method,
       _ ("Make its scores by this method from now on, in the window, for “labels mos” and for "
          "labels:SET: mean, zscore, bt500, p910 or bradley-terry"),
       "METHOD"},
      {"instructions", 'i', 0, G_OPTION_ARG_STRING, &instructions,
       _ ("Replace the instructions that raters read"), "TEXT"},
      {NULL},
  };
  const AcuUsage usage = {
      "SET", _ ("Renames a label set, or changes how it is scored or what its raters are told."),
      _ ("Examples:\n"
         "  acutance-cli labels edit Holidays --name \"Holidays 2025\"\n"
         "  acutance-cli labels edit Holidays --method p910"),
      entries};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuCatalog) catalog = NULL;
  Edit edit;
  AcuExit status;

  if (!acu_command_parse (&usage, &argc, &argv, &status))
    return status;
  if (argc != 2)
    return acu_fail_usage ("labels edit", "%s",
                           argc < 2 ? _ ("no label set is named") : _ ("one label set at a time"));
  if (name == NULL && method == NULL && instructions == NULL)
    return acu_fail_usage ("labels edit",
                           _ ("what is to be changed? --name, --method or --instructions"));
  if (name != NULL && *g_strstrip (name) == '\0')
    return acu_fail_usage ("labels edit", _ ("a label set needs a name"));
  edit = (Edit){.name = name, .method = method, .instructions = instructions};
  catalog = acu_labels_open_catalog (path, FALSE, &error);
  if (catalog == NULL || !apply (catalog, argv[1], &edit, &error))
    return acu_fail (&error);
  return ACU_EXIT_DONE;
}

AcuExit
acu_labels_remove (int argc, char **argv)
{
  g_autofree char *path = NULL, *kept = NULL, *text = NULL;
  gboolean is_sure = FALSE;
  const GOptionEntry entries[] = {
      ACU_LABELS_CATALOG_ENTRY (&path),
      {"yes", 'y', 0, G_OPTION_ARG_NONE, &is_sure, _ ("Remove it, however many ratings it holds"),
       NULL},
      {NULL},
  };
  const AcuUsage usage = {
      "SET",
      _ ("Removes a label set with its sessions and ratings.  The catalog is backed up before,\n"
         "and the ratings are written to a file beside the backup, which “labels import”\n"
         "reads."),
      _ ("Examples:\n  acutance-cli labels remove Holidays --yes"), entries};
  g_autoptr (GError) error = NULL;
  g_autoptr (AcuCatalog) catalog = NULL;
  g_autoptr (AcuLabelSet) set = NULL;
  AcuExit status;

  if (!acu_command_parse (&usage, &argc, &argv, &status))
    return status;
  if (argc != 2)
    return acu_fail_usage ("labels remove", "%s",
                           argc < 2 ? _ ("no label set is named") : _ ("one label set at a time"));
  catalog = acu_labels_open_catalog (path, FALSE, &error);
  set = catalog != NULL ? acu_label_table_find_set (catalog, argv[1], &error) : NULL;
  if (set == NULL)
    return acu_fail (&error);
  if (!is_sure)
    return acu_fail_usage ("labels remove",
                           ngettext ("“%s” holds %u rating of %u raters; --yes removes it",
                                     "“%s” holds %u ratings of %u raters; --yes removes them",
                                     set->n_labels),
                           set->name, set->n_labels, set->n_raters);
  if (!acu_label_set_remove (catalog, set, &kept, &error))
    return acu_fail (&error);
  text = kept != NULL
             ? g_strdup_printf (_ ("%s: removed; its ratings are in %s\n"), set->name, kept)
             : g_strdup_printf (_ ("%s: removed\n"), set->name);
  return acu_print (text) ? ACU_EXIT_DONE : ACU_EXIT_ERROR;
}
