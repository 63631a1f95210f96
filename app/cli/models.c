/* acutance-cli models: what can score. */
#include "app/cli/command.h"

#include "app/scoring/model-store.h"
#include "app/text/json-text.h"

#include <glib/gi18n.h>

static void
append_optional_string (GString *json, const char *key, const char *text)
{
  if (text == NULL)
    return;
  acu_json_text_key (json, key);
  acu_json_text_string (json, text);
}

static void
append_json_architecture (GString *json, const AcuModelFile *file)
{
  const AcuArchitecture *architecture = file->architecture;

  acu_json_text_key (json, "kind");
  acu_json_text_string (json, file->backbone_only ? "backbone" : "network");
  acu_json_text_key (json, "architecture");
  acu_json_text_string (json, acu_backbone_to_string (architecture->backbone));
  acu_json_text_key (json, "preset");
  acu_json_text_string (json, architecture->preset);
  acu_json_text_key (json, "input_size");
  g_string_append_printf (json, "%u", architecture->input_size);
  if (file->backbone_only)
    return;
  acu_json_text_key (json, "fusion");
  acu_json_text_string (json, acu_fusion_to_string (architecture->fusion));
  acu_json_text_key (json, "parameters");
  g_string_append_printf (json, "%" G_GUINT64_FORMAT,
                          acu_architecture_count_parameters (architecture));
  acu_json_text_key (json, "protocol");
  acu_json_text_string (json, architecture->protocol);
  acu_json_text_key (json, "score_name");
  acu_json_text_string (json, architecture->score_name);
  acu_json_text_key (json, "score_min");
  acu_json_text_float (json, architecture->score_min);
  acu_json_text_key (json, "score_max");
  acu_json_text_float (json, architecture->score_max);
  acu_json_text_key (json, "faults");
  g_string_append_c (json, '[');
  for (guint i = 0; architecture->fault_names[i] != NULL; i++) {
    if (i > 0)
      g_string_append_c (json, ',');
    acu_json_text_string (json, architecture->fault_names[i]);
  }
  g_string_append_c (json, ']');
}

static void
append_json (GString *json, const AcuModelEntry *entry)
{
  g_string_append_c (json, '{');
  acu_json_text_key (json, "name");
  acu_json_text_string (json, entry->name);
  acu_json_text_key (json, "path");
  acu_json_text_string (json, entry->path);
  acu_json_text_key (json, "origin");
  acu_json_text_string (json, entry->is_installed ? "installed" : "user");
  if (entry->file == NULL) {
    acu_json_text_key (json, "error");
    acu_json_text_string (json, entry->error->message);
  } else {
    append_json_architecture (json, entry->file);
    append_optional_string (json, "licence", entry->file->licence);
    append_optional_string (json, "provenance", entry->file->provenance);
  }
  g_string_append_c (json, '}');
}

static void
append_text (GString *text, const AcuModelEntry *entry)
{
  const AcuArchitecture *architecture = entry->file->architecture;

  g_string_append_printf (text, "%s%s\n", entry->name, entry->is_installed ? "" : _ (" (yours)"));
  if (entry->file->backbone_only)
    g_string_append_printf (text, _ ("    backbone %s, to train from; it cannot score\n"),
                            architecture->preset);
  else
    g_string_append_printf (
        text, _ ("    %s, fusion %s, %.1f M parameters; %s %g to %g, protocol %s\n"),
        architecture->preset, acu_fusion_to_string (architecture->fusion),
        (double)acu_architecture_count_parameters (architecture) / 1e6, architecture->score_name,
        (double)architecture->score_min, (double)architecture->score_max, architecture->protocol);
  if (architecture->fault_names[0] != NULL) {
    g_autofree char *faults = g_strjoinv (", ", architecture->fault_names);

    g_string_append_printf (text, _ ("    knows faults: %s\n"), faults);
  }
  if (entry->file->licence != NULL)
    g_string_append_printf (text, _ ("    licence %s\n"), entry->file->licence);
  g_string_append_printf (text, "    %s\n", entry->path);
}

AcuExit
acu_command_models (int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
      {"json", 'j', 0, G_OPTION_ARG_NONE, &as_json, _ ("Print one JSON array"), NULL},
      {NULL},
  };
  const AcuUsage usage = {
      NULL,
      _ ("Lists the models that came with the program and those that were imported or trained."),
      _ ("Examples:\n"
         "  acutance-cli models\n"
         "  acutance-cli score --model NAME photo.jpg\n"
         "      score with one of them\n"
         "\n"
         "For tests and measurements there are also networks with made-up weights, called\n"
         "test-weights:PRESET[:FUSION[:SEED]], such as test-weights:tiny:channel:0."),
      entries};
  g_autoptr (AcuModelStore) store = NULL;
  g_autoptr (GPtrArray) models = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  AcuExit status = ACU_EXIT_DONE;

  if (!acu_command_parse (&usage, &argc, &argv, &status))
    return status;
  if (argc > 1)
    return acu_fail_usage ("models", _ ("“%s” is too much: only options are expected"), argv[1]);
  store = acu_model_store_new ();
  models = acu_model_store_list (store);
  if (as_json)
    g_string_append_c (text, '[');
  for (guint i = 0; i < models->len; i++) {
    const AcuModelEntry *entry = g_ptr_array_index (models, i);

    if (as_json) {
      g_string_append (text, i > 0 ? ",\n " : "\n ");
      append_json (text, entry);
    } else if (entry->file != NULL) {
      append_text (text, entry);
    }
    if (entry->file == NULL) {
      acu_complain ("%s", entry->error->message);
      status = ACU_EXIT_SOME;
    }
  }
  if (as_json)
    g_string_append (text, "\n]\n");
  if (models->len == 0)
    acu_complain (_ ("no model is installed; “acutance-cli import --help” tells how to"));
  return acu_print (text->str) ? status : ACU_EXIT_ERROR;
}
