#include "app/views/models/dataset-choices.h"

#include "app/catalog/label-store.h"
#include "app/labeling/label-dataset.h"
#include "app/views/shared/settings.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of those that were named. */
#define MAX_NAMED 12

static const AcuDatasetLayout layouts[] = {
    {"", N_ ("CSV file: path, mos"), FALSE},
    {"koniq:", "KonIQ-10k", TRUE},
    {"spaq:", "SPAQ", TRUE},
    {"kadid:", "KADID-10k", TRUE},
    {"live:", "LIVE", TRUE},
    {"livec:", "LIVE Challenge", TRUE},
    {"csiq:", "CSIQ", TRUE},
    {"tid2013:", "TID2013", TRUE},
    {"bid:", "BID", TRUE},
    {"agiqa:", "AGIQA-3K", TRUE},
    {"json:", N_ ("JSON file: image, score"), FALSE},
};

const AcuDatasetLayout *
acu_dataset_layouts_get (guint *n)
{
  *n = G_N_ELEMENTS (layouts);
  return layouts;
}

AcuDatasetChoice *
acu_dataset_choice_new (const char *title, const char *detail, const char *spec)
{
  AcuDatasetChoice *choice = g_new (AcuDatasetChoice, 1);

  choice->title = g_strdup (title);
  choice->detail = g_strdup (detail);
  choice->spec = g_strdup (spec);
  return choice;
}

void
acu_dataset_choice_free (AcuDatasetChoice *choice)
{
  if (!choice)
    return;
  g_free (choice->title);
  g_free (choice->detail);
  g_free (choice->spec);
  g_free (choice);
}

/* Takes @sentence. */
static void
append_sentence (GString *text, char *sentence)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
  g_free (sentence);
}

static gboolean
find_label_sets (AcuCatalog *catalog, GPtrArray *choices, GString *left_out, GError **error)
{
  g_autoptr (GPtrArray) sets = acu_label_store_list_sets (catalog, error);

  if (!sets)
    return FALSE;
  for (guint i = 0; i < sets->len; i++) {
    const AcuLabelSet *set = g_ptr_array_index (sets, i);

    if (set->method == ACU_METHOD_PATCH) {
      append_sentence (
          left_out,
          g_strdup_printf (_ ("“%s” has ratings of patches, not of pictures."), set->name));
      continue;
    }
    if (set->n_images < ACU_DATASET_MIN_PICTURES) {
      append_sentence (
          left_out,
          g_strdup_printf (
              /* Translators: a label set's name, its rated pictures, how many are needed */
              ngettext ("“%s” has %u rated picture; %u are needed.",
                        "“%s” has %u rated pictures; %u are needed.", (gulong)set->n_images),
              set->name, (guint)set->n_images, ACU_DATASET_MIN_PICTURES));
      continue;
    }
    g_autofree char *spec = g_strconcat ("labels:", set->name, NULL);
    g_autofree char *detail = g_strdup_printf (
        ngettext ("Labels: %'u ratings of %'u pictures by %u rater",
                  "Labels: %'u ratings of %'u pictures by %u raters", set->n_raters),
        set->n_labels, set->n_images, set->n_raters);
    g_ptr_array_add (choices, acu_dataset_choice_new (set->name, detail, spec));
  }
  return TRUE;
}

char *
acu_dataset_choices_synthetic_root (void)
{
  return g_build_filename (g_get_user_data_dir (), "acutance", "synthetic-sets", NULL);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *)a, *(const char *const *)b);
}

static void
find_synthetic_sets (GPtrArray *choices)
{
  g_autofree char *root = acu_dataset_choices_synthetic_root ();
  g_autoptr (GDir) listing = g_dir_open (root, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (listing && (name = g_dir_read_name (listing)))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    name = g_ptr_array_index (names, i);
    g_autofree char *path = g_build_filename (root, name, "labels.csv", NULL);
    g_autofree char *part = g_strconcat (path, ".part", NULL);

    /* Half a set is none. */
    if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && !g_file_test (part, G_FILE_TEST_EXISTS))
      g_ptr_array_add (choices,
                       acu_dataset_choice_new (
                           name, _ ("Synthetic: your photos, made worse by known amounts"), path));
  }
}

/* The layout that @spec begins with; the plain table where that is none. */
static const AcuDatasetLayout *
find_layout (const char *spec)
{
  for (guint i = 1; i < G_N_ELEMENTS (layouts); i++)
    if (g_str_has_prefix (spec, layouts[i].prefix))
      return &layouts[i];
  return &layouts[0];
}

char *
acu_dataset_choices_dup_name (const char *spec)
{
  const char *path = spec + strlen (find_layout (spec)->prefix);
  g_autofree char *folder = g_path_get_dirname (path);

  return g_filename_display_basename (g_str_has_suffix (path, "/labels.csv") ? folder : path);
}

AcuDatasetChoice *
acu_dataset_choice_new_named (const char *spec)
{
  g_return_val_if_fail (spec, NULL);

  const AcuDatasetLayout *layout = find_layout (spec);
  g_autofree char *title = acu_dataset_choices_dup_name (spec);
  g_autofree char *place = g_filename_display_name (spec + strlen (layout->prefix));
  g_autofree char *detail = g_strdup_printf ("%s · %s", _ (layout->title), place);

  return acu_dataset_choice_new (title, detail, spec);
}

static void
find_named (GPtrArray *choices, const char *const *named)
{
  for (guint i = 0; named && named[i]; i++)
    if (g_file_test (named[i] + strlen (find_layout (named[i])->prefix), G_FILE_TEST_EXISTS))
      g_ptr_array_add (choices, acu_dataset_choice_new_named (named[i]));
}

char **
acu_dataset_choices_dup_named (void)
{
  return g_settings_get_strv (acu_settings_get (), "datasets");
}

void
acu_dataset_choices_remember (const char *spec)
{
  g_return_if_fail (spec);

  g_auto (GStrv) before = acu_dataset_choices_dup_named ();
  g_autofree char *root = acu_dataset_choices_synthetic_root ();
  const char *named[MAX_NAMED + 1] = {spec};
  guint n = 1;

  if (acu_label_dataset_get_set (spec) || g_str_has_prefix (spec, root))
    return;
  for (guint i = 0; before[i] && n < MAX_NAMED; i++)
    if (!g_str_equal (before[i], spec))
      named[n++] = before[i];
  g_settings_set_strv (acu_settings_get (), "datasets", named);
}

GPtrArray *
acu_dataset_choices_find (AcuCatalog *catalog,
                          const char *const *named,
                          char **left_out,
                          GError **error)
{
  g_return_val_if_fail (catalog, NULL);

  g_autoptr (GPtrArray) choices =
      g_ptr_array_new_with_free_func ((GDestroyNotify)acu_dataset_choice_free);
  g_autoptr (GString) small = g_string_new (NULL);

  if (!find_label_sets (catalog, choices, small, error))
    return NULL;
  find_synthetic_sets (choices);
  find_named (choices, named);
  if (left_out)
    *left_out = small->len > 0 ? g_strdup (small->str) : NULL;
  return g_steal_pointer (&choices);
}
