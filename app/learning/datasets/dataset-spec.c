#include "app/learning/datasets/dataset-spec.h"

#include "app/learning/datasets/dataset-error.h"
#include "app/learning/datasets/importers.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct {
  const char *name;
  AcuDataset *(*import) (const char *path, GError **error);
  gboolean is_file; /* anybody's, and no published collection */
} layouts[] = {
    {"koniq", acu_import_koniq},     {"spaq", acu_import_spaq},       {"kadid", acu_import_kadid},
    {"live", acu_import_live},       {"livec", acu_import_livec},     {"csiq", acu_import_csiq},
    {"bid", acu_import_bid},         {"tid2013", acu_import_tid2013}, {"agiqa", acu_import_agiqa},
    {"json", acu_import_json, TRUE},
};

/* The index of the layout that @spec begins with; -1: none. */
static int
find_layout (const char *spec)
{
  const char *colon = strchr (spec, ':');

  for (gsize i = 0; colon != NULL && i < G_N_ELEMENTS (layouts); i++)
    if (strlen (layouts[i].name) == (gsize)(colon - spec) &&
        strncmp (layouts[i].name, spec, (gsize)(colon - spec)) == 0)
      return (int)i;
  return -1;
}

const char *
acu_dataset_spec_get_collection (const char *spec)
{
  int layout = spec != NULL ? find_layout (spec) : -1;

  return layout >= 0 && !layouts[layout].is_file ? layouts[layout].name : NULL;
}

char *
acu_dataset_spec_make_absolute (const char *spec)
{
  int layout = find_layout (spec);
  g_autofree char *path = NULL;

  if (layout < 0) {
    path = g_canonicalize_filename (spec, NULL);
    return strchr (spec, ':') == NULL || g_file_test (path, G_FILE_TEST_EXISTS)
               ? g_steal_pointer (&path)
               : g_strdup (spec);
  }
  path = g_canonicalize_filename (strchr (spec, ':') + 1, NULL);
  return g_strconcat (layouts[layout].name, ":", path, NULL);
}

static char *
list_layouts (void)
{
  GString *list = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (layouts); i++)
    g_string_append_printf (list, "%s%s:", i == 0 ? "" : ", ", layouts[i].name);
  return g_string_free (list, FALSE);
}

/* Messages quote what files say, which may be any bytes, or a piece of it that ends within a
 * letter: what is shown of them is UTF-8. */
static void
make_valid (GError *error)
{
  char *valid = g_utf8_make_valid (error->message, -1);

  g_free (error->message);
  error->message = valid;
}

static AcuDataset *
open_dataset (const char *spec, GError **error)
{
  g_autofree char *known = NULL;
  g_autofree char *path = NULL;
  const char *colon;
  int layout;

  colon = strchr (spec, ':');
  layout = find_layout (spec);
  if (layout >= 0) {
    path = g_canonicalize_filename (colon + 1, NULL);
    return layouts[layout].import (path, error);
  }

  path = g_canonicalize_filename (spec, NULL);
  known = list_layouts ();
  if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_SPEC,
                 _ ("%s is a folder; say which dataset it holds by putting one of %s before it"),
                 spec, known);
    return NULL;
  }
  if (colon != NULL && !g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, ACU_DATASET_ERROR, ACU_DATASET_ERROR_SPEC,
                 _ ("“%s” is no dataset: give FILE.csv or one of %s and a path"), spec, known);
    return NULL;
  }
  return acu_import_csv (path, error);
}

AcuDataset *
acu_dataset_open (const char *spec, GError **error)
{
  g_autoptr (GError) failure = NULL;
  AcuDataset *dataset;

  g_return_val_if_fail (spec != NULL, NULL);

  dataset = open_dataset (spec, &failure);
  if (dataset == NULL) {
    make_valid (failure);
    g_propagate_error (error, g_steal_pointer (&failure));
  }
  return dataset;
}
