/* acutance-cli devices: what can compute. */
#include "app/cli/command.h"

#include "app/text/json-text.h"
#include "compute/device.h"

#include <glib/gi18n.h>

/* Programs know them by these names, whatever people are told. */
static void
append_json_features (GString *json, const AcuDeviceInfo *info)
{
  if (info->kernels != NULL) {
    g_string_append_printf (json, "\"%s kernels, %u thread%s\"", info->kernels, info->n_threads,
                            info->n_threads == 1 ? "" : "s");
    return;
  }
  g_string_append_printf (json, "\"Vulkan %u.%u", info->version[0], info->version[1]);
  if (info->has_f16_storage)
    g_string_append (json, ", fp16 storage");
  if (info->matrix[0] > 0) {
    g_string_append (json, ", cooperative matrix ");
    g_string_append_printf (json, "%ux%ux%u", info->matrix[0], info->matrix[1], info->matrix[2]);
  }
  g_string_append (json, ", subgroup ");
  g_string_append_printf (json, "%u\"", info->subgroup_size);
}

static void
append_json (GString *json, const AcuDeviceInfo *info, gboolean is_automatic)
{
  g_string_append_c (json, '{');
  acu_json_text_key (json, "device");
  g_string_append_printf (json, "\"%s:%u\"", info->backend, info->index);
  acu_json_text_key (json, "backend");
  acu_json_text_string (json, info->backend);
  acu_json_text_key (json, "index");
  g_string_append_printf (json, "%u", info->index);
  acu_json_text_key (json, "name");
  acu_json_text_string (json, info->name);
  acu_json_text_key (json, "kind");
  acu_json_text_string (json, acu_device_kind_name (info->kind));
  acu_json_text_key (json, "driver");
  acu_json_text_string (json, info->driver != NULL ? info->driver : "built in");
  acu_json_text_key (json, "memory");
  g_string_append_printf (json, "%" G_GUINT64_FORMAT, info->memory);
  acu_json_text_key (json, "fp16");
  g_string_append (json, info->has_f16_storage ? "true" : "false");
  acu_json_text_key (json, "features");
  append_json_features (json, info);
  acu_json_text_key (json, "auto");
  g_string_append (json, is_automatic ? "true" : "false");
  g_string_append_c (json, '}');
}

/* Puts @feature, which it takes, at the end of @list, one of them or nothing yet. */
static void
add_feature (GString *list, char *feature)
{
  g_autofree char *before = g_strdup (list->str);

  if (*before == '\0')
    g_string_assign (list, feature);
  else
    g_string_printf (list, C_ ("clauses", "%s, %s"), before, feature);
  g_free (feature);
}

/* What @info can do, in words. (transfer full) */
static char *
describe_features (const AcuDeviceInfo *info)
{
  GString *list = g_string_new (NULL);

  if (info->kernels != NULL) {
    /* Translators: what the processor computes with; the name of an instruction set, as “avx512” */
    add_feature (list, g_strdup_printf (_ ("%s kernels"), info->kernels));
    add_feature (list, g_strdup_printf (ngettext ("%u thread", "%u threads", info->n_threads),
                                        info->n_threads));
    return g_string_free (list, FALSE);
  }
  add_feature (list, g_strdup_printf ("Vulkan %u.%u", info->version[0], info->version[1]));
  if (info->has_f16_storage)
    add_feature (list, g_strdup (_ ("fp16 storage")));
  if (info->matrix[0] > 0)
    add_feature (list, g_strdup_printf (_ ("cooperative matrix %ux%ux%u"), info->matrix[0],
                                        info->matrix[1], info->matrix[2]));
  /* Translators: of a graphics processor; how many of its threads go in step */
  add_feature (list, g_strdup_printf (_ ("subgroup %u"), info->subgroup_size));
  return g_string_free (list, FALSE);
}

static void
append_text (GString *text, const AcuDeviceInfo *info, gboolean is_automatic)
{
  g_autofree char *selector = g_strdup_printf ("%s:%u", info->backend, info->index);
  g_autofree char *features = describe_features (info);

  g_string_append_printf (text, "%-10s %s (%s)%s\n", selector, info->name,
                          _ (acu_device_kind_name (info->kind)),
                          is_automatic ? _ (", the one that “auto” takes") : "");
  g_string_append_printf (text, _ ("           driver %s, %.1f GiB free\n"),
                          info->driver != NULL ? info->driver : C_ ("driver", "built in"),
                          (double)info->memory / (1 << 30));
  g_string_append_printf (text, "           %s\n", features);
}

AcuExit
acu_command_devices (int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
      {"json", 'j', 0, G_OPTION_ARG_NONE, &as_json, _ ("Print one JSON array"), NULL},
      {NULL},
  };
  const AcuUsage usage = {NULL, _ ("Lists the devices that can score, the preferred first."),
                          _ ("Examples:\n"
                             "  acutance-cli devices\n"
                             "  acutance-cli score --device vulkan:1 photo.jpg\n"
                             "      score on the second Vulkan device of the list\n"
                             "  acutance-cli score --device vulkan:radeon photo.jpg\n"
                             "      score on the first Vulkan device whose name contains “radeon”"),
                          entries};
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean found_automatic = FALSE;
  AcuExit status;

  if (!acu_command_parse (&usage, &argc, &argv, &status))
    return status;
  if (argc > 1)
    return acu_fail_usage ("devices", _ ("“%s” is too much: only options are expected"), argv[1]);
  infos = acu_device_list ();
  if (as_json)
    g_string_append_c (text, '[');
  for (guint i = 0; i < infos->len; i++) {
    const AcuDeviceInfo *info = g_ptr_array_index (infos, i);
    gboolean is_automatic = !found_automatic && info->kind != ACU_DEVICE_SOFTWARE_GPU;

    found_automatic |= is_automatic;
    if (as_json) {
      g_string_append (text, i > 0 ? ",\n " : "\n ");
      append_json (text, info, is_automatic);
    } else {
      append_text (text, info, is_automatic);
    }
  }
  if (as_json)
    g_string_append (text, "\n]\n");
  if (infos->len == 0)
    acu_complain (_ ("no device was found"));
  return acu_print (text->str) ? ACU_EXIT_DONE : ACU_EXIT_ERROR;
}
